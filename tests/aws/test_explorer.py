"""AwsSource against the local endpoint: what is asked, what it adds up to, and what if AWS does not play along."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from endpoint import (
    ACCESS_DENIED,
    DATA_UNAVAILABLE,
    EMPTY,
    EXPIRED,
    GARBLED,
    HTML_200,
    HTML_403,
    HTML_503,
    INTERNAL,
    INVALID_TOKEN,
    NOT_ENABLED,
    RESET,
    RESET_WITHIN,
    SCP_DENIED,
    SKEWED,
    THROTTLED,
    THROTTLING,
    TRUNCATED,
    Changed,
    Endpoint,
    Fault,
    Hang,
    Raw,
    Refusal,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paying import Counting

from cloudsense.aws import explorer
from cloudsense.aws.cost_request import request
from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.frame import CostFrame, Fetched
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.demo.book import COLUMNS, SCALE, Book
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    NoDataError,
    SpendingLimitError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)

ALWAYS = float("inf")
PERIOD = Period(date(2026, 10, 29), date(2026, 11, 3))
BY_SERVICE = CostQuery((Dimension.SERVICE,))
OVERVIEW = CostQuery((Dimension.SERVICE, Dimension.CHARGE_TYPE))
USAGE_ONLY = Filter(Dimension.CHARGE_TYPE, ("Credit", "Refund", "Tax"), exclude=True)
S3 = Filter(Dimension.SERVICE, ("Amazon Simple Storage Service",))

TEAM, STAGE = Dimension.tag("team"), Dimension.cost_category("Stage")
QUERIES = [
    CostQuery(()),
    BY_SERVICE,
    OVERVIEW,
    CostQuery((Dimension.ACCOUNT, Dimension.REGION)),
    CostQuery((Dimension.USAGE_TYPE,), (S3,)),
    CostQuery((Dimension.ACCOUNT,), (USAGE_ONLY,)),
    CostQuery((Dimension.REGION,), (USAGE_ONLY, S3)),
    CostQuery((TEAM,)),
    CostQuery((Dimension.SERVICE, STAGE), (Filter(TEAM, ("", "web")),)),
    CostQuery((TEAM, Dimension.tag("Env")), (Filter(Dimension.tag("env"), ("", "prod"), exclude=True), USAGE_ONLY)),
]


def exact(book: Book, query: CostQuery, period: Period) -> dict[tuple[Any, ...], list[float]]:
    """The answer straight from the book's lines, in Decimal: (day, *keys) to amounts."""
    sums: defaultdict[tuple[Any, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(COLUMNS))
    for day in period.dates:
        amounts, exists = book.amounts(day)
        for line, row, there in zip(book.lines, amounts.tolist(), exists.tolist(), strict=True):
            if there and all((line.dimensions[f.dimension] in f.values) != f.exclude for f in query.where):
                key = (day, *(line.dimensions[d] for d in query.group_by))
                sums[key] = [total + Decimal(amount) / SCALE for total, amount in zip(sums[key], row, strict=True)]
    return {key: [float(total) for total in totals] for key, totals in sums.items()}


def told(frame: CostFrame) -> dict[tuple[Any, ...], list[float]]:
    data = frame.data
    keys = zip(data["day"].dt.date, *(data[d.value] for d in frame.dimensions), strict=True)
    return dict(zip(keys, data[list(COLUMNS)].to_numpy().tolist(), strict=True))


def fetch(source: AwsSource, query: CostQuery = BY_SERVICE, meter: Counting | None = None) -> Fetched:
    return source.fetch(source.identity(), query, PERIOD, meter or Counting())


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_sums_are_exact_wherever_pages_end(
    book: Book, aws: Endpoint, source: AwsSource, size: int, query: CostQuery
) -> None:
    aws.page_size = size
    fetched = fetch(source, query)
    assert told(fetched.frame) == exact(book, query, PERIOD)
    assert fetched.pages == aws.pages == -(-max(len(fetched.frame), PERIOD.days) // size)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 60), query=st.sampled_from(QUERIES))
def test_page_size_makes_no_difference(
    book: Book, aws: Endpoint, source: AwsSource, size: int, query: CostQuery
) -> None:
    aws.page_size = size
    assert told(fetch(source, query).frame) == exact(book, query, PERIOD)


def test_days_are_cut_between_pages(aws: Endpoint, source: AwsSource) -> None:
    aws.page_size = 7
    starts: list[list[str]] = []
    aws.fail(Changed(lambda page: starts.append([d["TimePeriod"]["Start"] for d in page["ResultsByTime"]]) or page), 99)
    fetch(source, OVERVIEW)
    assert any(one[-1] == other[0] for one, other in pairwise(starts))


class Watching(Counting):
    """How many pages are in memory as each is asked for; those of the endpoint's own thread are not counted."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[int] = []

    def page(self) -> AbstractContextManager[None]:
        known = [each for each in gc.get_objects() if isinstance(each, dict) and "ResponseMetadata" in each]
        self.found.append(sum("ResultsByTime" in each for each in known))
        return super().page()


def test_a_page_is_gone_before_the_next_one_is_asked_for(aws: Endpoint, source: AwsSource) -> None:
    aws.page_size = 30
    meter = Watching()
    fetched = fetch(source, OVERVIEW, meter)
    assert meter.found == [0] * fetched.pages
    assert fetched.pages > 1


def test_what_is_told_beside_the_costs(aws: Endpoint, source: AwsSource) -> None:
    meter = Counting()
    aws.page_size = 7
    fetched = fetch(source, CostQuery((Dimension.ACCOUNT,)), meter)
    assert meter.pages == fetched.pages > 1
    assert fetched.currency == "USD"
    assert fetched.estimated == {date(2026, 11, 1), date(2026, 11, 2)}
    assert set(fetched.account_names.values()) == {"team-001", "team-002", "team-003"}
    assert set(fetched.frame.data["unit"]) == {"N/A"}


def test_days_to_come_have_no_costs(aws: Endpoint, source: AwsSource) -> None:
    aws.today = date(2026, 11, 1)
    frame = source.fetch(source.identity(), BY_SERVICE, Period(date(2026, 11, 1), date(2026, 11, 3)), Counting())
    assert set(frame.frame.data["day"].dt.date) == {date(2026, 11, 1)}


def test_the_request_on_the_wire(aws: Endpoint, source: AwsSource) -> None:
    aws.page_size = 3
    fetch(source, CostQuery((Dimension.ACCOUNT, Dimension.CHARGE_TYPE), (S3, USAGE_ONLY)))
    first, *others = [dict(asked.parameters) for asked in aws.asked()]
    assert first == {
        "TimePeriod": {"Start": "2026-10-29", "End": "2026-11-03"},
        "Granularity": "DAILY",
        "Metrics": [
            "UnblendedCost",
            "AmortizedCost",
            "NetUnblendedCost",
            "NetAmortizedCost",
            "BlendedCost",
            "UsageQuantity",
        ],
        "GroupBy": [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}, {"Type": "DIMENSION", "Key": "RECORD_TYPE"}],
        "Filter": {
            "And": [
                {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}},
                {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Storage Service"]}},
            ]
        },
    }
    assert others
    assert all(other.pop("NextPageToken") and other == first for other in others)
    assert "CloudSense/" in aws.asked()[0].headers["User-Agent"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ((), None),
        ((S3,), {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Simple Storage Service"]}}),
        ((USAGE_ONLY,), {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}}),
    ],
)
def test_no_more_expression_than_needed(where: tuple[Filter, ...], expected: object) -> None:
    assert request(CostQuery((), where), PERIOD).get("Filter") == expected
    assert "GroupBy" not in request(CostQuery((), where), PERIOD)


@pytest.mark.parametrize("fault", [THROTTLED, THROTTLING, INTERNAL, HTML_503], ids=str)
def test_what_passes_is_waited_out(book: Book, aws: Endpoint, source: AwsSource, fault: Fault) -> None:
    aws.page_size = 7
    aws.fail(fault, 2, page=2)
    meter = Counting()
    assert told(fetch(source, meter=meter).frame) == exact(book, BY_SERVICE, PERIOD)
    assert len(aws.asked()) == aws.pages + 2
    assert meter.pages == aws.pages


LOST = [RESET, RESET_WITHIN, Hang(60), Raw(504, b"")]


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_a_lost_answer_is_asked_for_once_more_and_paid_twice(book: Book, aws: Endpoint, fault: Fault) -> None:
    aws.page_size = 7
    aws.fail(fault, page=2)
    meter = Counting()
    found = fetch(AwsSource(read_timeout=0.3), meter=meter)
    assert told(found.frame) == exact(book, BY_SERVICE, PERIOD)
    assert meter.pages == aws.charged == len(aws.asked()) == found.pages + 1


@pytest.mark.parametrize("page", [1, 3])
@pytest.mark.parametrize("fault", LOST, ids=str)
def test_answers_that_are_always_lost_are_not_asked_for_a_third_time(aws: Endpoint, fault: Fault, page: int) -> None:
    aws.page_size = 7
    aws.fail(fault, ALWAYS, page=page)
    meter = Counting()
    with pytest.raises(CloudSenseError):
        fetch(AwsSource(read_timeout=0.2), meter=meter)
    assert meter.pages == aws.charged == len(aws.asked()) == page + 1


def test_throttled_and_lost_by_turns(aws: Endpoint) -> None:
    for fault in (THROTTLED, RESET, THROTTLED):
        aws.fail(fault)
    meter = Counting()
    fetch(AwsSource(), meter=meter)
    assert len(aws.asked()) == 4
    assert meter.pages == aws.charged == 2


class Full(Counting):
    """Lets two requests through."""

    @contextmanager
    def page(self) -> Iterator[None]:
        if self.pages == 2:
            raise SpendingLimitError("No more today.")
        with super().page():
            yield


def test_the_limit_holds_for_tries_too(aws: Endpoint) -> None:
    aws.page_size = 7
    aws.fail(RESET, page=2)
    with pytest.raises(SpendingLimitError):
        fetch(AwsSource(), meter=Full())
    assert aws.charged == len(aws.asked()) == 2


def test_a_lost_answer_is_asked_for_on_a_new_connection(aws: Endpoint, source: AwsSource) -> None:
    """All that are at rest may have died while the computer slept."""
    aws.latency = 0.1
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: fetch(source), range(3)))
    at_rest = {request.port for request in aws.asked()}
    aws.fail(RESET)
    fetch(source)
    lost, new = [request.port for request in aws.asked()][-2:]
    assert len(at_rest) == 3
    assert lost in at_rest
    assert new not in at_rest


REFUSED = [HTML_403, ACCESS_DENIED, EXPIRED, DATA_UNAVAILABLE, Refusal("SomethingNewException"), EMPTY, GARBLED]


@pytest.mark.parametrize("fault", REFUSED, ids=str)
def test_what_does_not_pass_is_asked_for_once(aws: Endpoint, source: AwsSource, fault: Fault) -> None:
    aws.fail(fault, ALWAYS)
    with pytest.raises(CloudSenseError):
        fetch(source)
    assert len(aws.asked()) == 1


def test_the_pauses_grow_and_do_not_grow_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "random", lambda: 1.0)
    assert [explorer._pause(tries) for tries in (1, 2, 3, 4, 9)] == [1, 2, 4, 8, 20]


CASES: list[tuple[Fault, type[CloudSenseError], str]] = [
    (THROTTLED, ThrottledError, "throttling"),
    (THROTTLING, ThrottledError, "throttling"),
    (INTERNAL, UnavailableError, "InternalServerError"),
    (HTML_503, UnavailableError, "503"),
    (Raw(502, b""), UnansweredError, "502"),
    (RESET, UnansweredError, "127.0.0.1 closed the connection"),
    (Hang(60), UnansweredError, "127.0.0.1 does not answer"),
    (EMPTY, BrokenAnswerError, "not complete"),
    (TRUNCATED, BrokenAnswerError, "not complete"),
    (Raw(200, b""), BrokenAnswerError, "not complete"),
    (HTML_200, BrokenAnswerError, "A proxy may have responded"),
    (HTML_403, UnavailableError, "did not come from AWS (403)"),
    (GARBLED, BrokenAnswerError, "not complete"),
    (RESET_WITHIN, BrokenAnswerError, "ended its response early"),
    (SKEWED, CredentialsError, "clock"),
    (Raw(200, b"[]"), BrokenAnswerError, "not complete"),
    (Raw(200, b'{"ResultsByTime": "x"}'), BrokenAnswerError, "not complete"),
    (Raw(200, b"[" * 200_000), BrokenAnswerError, "not complete"),
    (Raw(200, b'{"ResultsByTime": []}'), BrokenAnswerError, "of 5 days are missing"),
    (EXPIRED, CredentialsError, "expired"),
    (ACCESS_DENIED, AccessError, "ce:GetCostAndUsage"),
    (SCP_DENIED, AccessError, "service control policy"),
    (NOT_ENABLED, AccessError, "not enabled"),
    (DATA_UNAVAILABLE, NoDataError, "no data"),
    (Refusal("ValidationException", "You haven't enabled historical data beyond 14 months."), NoDataError, "history"),
    (Refusal("ValidationException", "Something else"), UsageError, "rejected this request"),
    (Refusal("InvalidNextTokenException"), WithheldError, "ended its answer early"),
    (Refusal("SomethingNewException", "arn:aws:iam::1:user/x"), UnavailableError, "SomethingNewException"),
]


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize(("fault", "error", "words"), CASES, ids=lambda value: str(value)[:60])
def test_what_does_not_pass_is_said(
    aws: Endpoint, fault: Fault, error: type[CloudSenseError], words: str, page: int
) -> None:
    aws.page_size = 7
    aws.fail(fault, ALWAYS, page=page)
    with pytest.raises(error) as caught:
        fetch(AwsSource(attempts=2, connect_timeout=1, read_timeout=0.15))
    assert type(caught.value) is error
    assert words in caught.value.sentence
    assert not [told for told in ("arn:", "jane", "111122223333", "AKID", aws.url) if told in caught.value.sentence]


@pytest.mark.parametrize(
    ("fault", "page", "counted"),
    [(EMPTY, 1, 1), (EMPTY, 2, 2), (HTML_200, 1, 1), (GARBLED, 2, 2), (Raw(200, b"[]"), 1, 1), (TRUNCATED, 2, 2),
     (RESET_WITHIN, 1, 2), (RESET_WITHIN, 2, 3), (INVALID_TOKEN, 2, 1), (ACCESS_DENIED, 1, 0), (RESET, 1, 2)],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_whatever_may_have_been_charged_is_counted_as_paid(
    aws: Endpoint, source: AwsSource, fault: Fault, page: int, counted: int
) -> None:
    aws.page_size = 7
    aws.fail(fault, ALWAYS, page=page)
    meter = Counting()
    with pytest.raises(CloudSenseError):
        fetch(source, meter=meter)
    assert meter.pages == counted == aws.charged


def test_pages_that_go_round_in_a_circle(aws: Endpoint, source: AwsSource) -> None:
    first: list[str] = []

    def again(page: dict[str, Any]) -> dict[str, Any]:
        first.append(page["NextPageToken"])
        return page | {"NextPageToken": first[0]}

    aws.page_size = 1
    aws.fail(Changed(again), ALWAYS)
    with pytest.raises(BrokenAnswerError, match="not complete"):
        fetch(source)
    assert aws.pages == 2


def test_no_answer_has_more_pages_than_the_cap(
    aws: Endpoint, source: AwsSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.page_size = 7
    needed = fetch(source).pages
    monkeypatch.setattr(explorer, "MOST_PAGES", needed)
    assert fetch(source).pages == needed
    monkeypatch.setattr(explorer, "MOST_PAGES", needed - 1)
    before = aws.pages
    with pytest.raises(BrokenAnswerError, match="not complete") as caught:
        fetch(source)
    assert f"more than {needed - 1} pages" in caught.value.sentence
    assert aws.pages - before == needed - 1


@pytest.mark.parametrize("lost", range(3))
def test_a_lost_page_is_noticed(aws: Endpoint, source: AwsSource, lost: int) -> None:
    """A proxy that drops whole days of an answer does not make them free of charge."""
    aws.fail(Changed(lambda page: page | {"ResultsByTime": page["ResultsByTime"][:lost]}))
    with pytest.raises(BrokenAnswerError, match="not complete"):
        fetch(source)
