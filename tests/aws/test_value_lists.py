"""Lists of keys and values against the local endpoint: what is asked, every page, and what if AWS refuses."""

from __future__ import annotations

from datetime import date

import pytest
from endpoint import ACCESS_DENIED, ENDLESS, EXPIRED, RESET, THROTTLED, Changed, Endpoint, Fault, Refusal
from endpoint.organizations import ODD_VALUE
from endpoint.rules import list_period
from hypothesis import given
from hypothesis import strategies as st
from paying import Counting

from cloudsense.aws import value_lists
from cloudsense.aws.explorer import AwsSource
from cloudsense.aws.kept_from_members import A_DAY, KeptFromMembers
from cloudsense.costs.dimension import DIMENSIONS, Dimension, Kind
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.value_lists import ListQuestion, ValueList
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    MemberAccountError,
    ThrottledError,
    UnansweredError,
)

TODAY = date(2026, 11, 23)
HISTORY = Period(date(2025, 10, 1), date(2026, 11, 24))
DAY = Period(date(2026, 11, 1), date(2026, 11, 2))
DAYS = {"Start": "2025-10-01", "End": "2026-11-24"}
TEAM, STAGE = Dimension.tag("team"), Dimension.cost_category("Stage")
NO_TAGS = Refusal("AccessDeniedException", "Linked account doesn't have access to cost allocation tags.")
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
keys = texts.filter(lambda key: not key.endswith("!"))
askable = st.sampled_from([d for d in DIMENSIONS if d is not Dimension.FAMILY])
subjects = st.sampled_from([Kind.TAG, Kind.COST_CATEGORY]) | askable | st.builds(Dimension.tag, keys)


def ask(source: AwsSource, of: Kind | Dimension, meter: Counting | None = None) -> tuple[str, ...]:
    return source.value_list(source.identity(), ListQuestion(of, HISTORY), meter or Counting()).values


@pytest.mark.parametrize(
    ("of", "operation", "asked", "values"),
    [
        (Kind.TAG, "GetTags", {}, ("Env", "env", "team")),
        (TEAM, "GetTags", {"TagKey": "team"}, tuple(sorted(("api", "data", ODD_VALUE, "search", "web")))),
        (Kind.COST_CATEGORY, "GetCostCategories", {}, ("Stage",)),
        (STAGE, "GetCostCategories", {"CostCategoryName": "Stage"}, ("Development", "Production")),
        (
            Dimension.CHARGE_TYPE,
            "GetDimensionValues",
            {"Dimension": "RECORD_TYPE", "Context": "COST_AND_USAGE"},
            None,
        ),
        (
            Dimension.PAYMENT_OPTION,
            "GetDimensionValues",
            {"Dimension": "PAYMENT_OPTION", "Context": "SAVINGS_PLANS"},
            None,
        ),
    ],
)
def test_the_request_on_the_wire_and_what_is_read(
    aws: Endpoint,
    source: AwsSource,
    of: Kind | Dimension,
    operation: str,
    asked: dict[str, str],
    values: tuple[str, ...] | None,
) -> None:
    meter = Counting()
    found = ask(source, of, meter)
    (request,) = aws.asked(operation)
    assert request.parameters == {"TimePeriod": DAYS, **asked}
    assert meter.pages == aws.pages == 1
    assert values is None or found == values
    assert "" not in found


@given(subjects)
def test_the_endpoint_takes_every_question_for_what_it_is(of: Kind | Dimension) -> None:
    """It checks requests against AWS's published model."""
    question = ListQuestion(of, HISTORY)
    operation = value_lists.OPERATIONS[value_lists.kind_of(question)]
    assert list_period(operation, value_lists.request(question), TODAY) == HISTORY


@given(st.lists(texts | st.sampled_from(["", "team", "Team", "a!", "k" * 200])))
def test_keys_become_dimensions_each_once(keys: list[str]) -> None:
    found = value_lists.joined(keys).dimensions(Kind.TAG)
    assert [dimension.key for dimension in found] == sorted({key for key in keys if 0 < len(key) < 129} - bangs(keys))


def bangs(keys: list[str]) -> set[str]:
    """No address tells them from an excluding filter."""
    return {key for key in keys if key.endswith("!")}


@pytest.mark.parametrize("of", [TEAM, Kind.TAG, STAGE, Dimension.SERVICE])
def test_every_page_is_read_and_paid(aws: Endpoint, source: AwsSource, of: Kind | Dimension) -> None:
    everything = ask(source, of)
    aws.page_size, before = 2, aws.pages
    meter = Counting()
    assert ask(source, of, meter) == everything
    assert meter.pages == aws.pages - before >= len(everything) // 2


def test_a_later_page_that_fails_leaves_no_part_of_an_answer(aws: Endpoint, source: AwsSource) -> None:
    aws.page_size = 2
    is_later = lambda body: "NextPageToken" in body  # noqa: E731
    aws.fail(Refusal("ValidationException", "no"), operation="GetTags", asked=is_later)
    with pytest.raises(CloudSenseError):
        ask(source, TEAM)


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (ACCESS_DENIED, AccessError, "ce:GetTags"),
        (THROTTLED, ThrottledError, ""),
        (EXPIRED, CredentialsError, ""),
        (RESET, UnansweredError, ""),
        (ENDLESS, BrokenAnswerError, "200 pages"),
        (Changed(lambda page: {"Tags": [1], "ReturnSize": 1, "TotalSize": 1}), BrokenAnswerError, ""),
        (Changed(lambda page: {"ReturnSize": 1, "TotalSize": 1}), BrokenAnswerError, ""),
    ],
)
def test_failures(aws: Endpoint, source: AwsSource, fault: Fault, kind: type[CloudSenseError], said: str) -> None:
    aws.fail(fault, float("inf"), operation="GetTags")
    with pytest.raises(kind) as failure:
        ask(source, Kind.TAG)
    assert said in failure.value.sentence
    assert "arn:" not in failure.value.sentence


def test_a_member_account_is_refused_tags_once_a_day(aws: Endpoint, source: AwsSource) -> None:
    aws.fail(NO_TAGS, float("inf"), operation="GetTags")
    aws.fail(NO_TAGS, float("inf"), asked=lambda body: body.get("GroupBy", [{}])[0].get("Type") == "TAG")
    with pytest.raises(MemberAccountError, match="hides cost allocation tags"):
        ask(source, Kind.TAG)
    for tag in (TEAM, Dimension.tag("env")):
        with pytest.raises(MemberAccountError, match="hides cost allocation tags"):
            source.fetch(source.identity(), CostQuery((tag,)), DAY, Counting())
    assert len(aws.asked("GetTags")) == 1
    assert aws.asked() == []
    assert ask(source, Kind.COST_CATEGORY) == ("Stage",)
    aws.heal()
    source.renew()
    assert "team" in ask(source, Kind.TAG), "a person asked to try again"


def test_a_refusal_holds_for_a_day_and_for_its_account() -> None:
    now = 0.0
    kept = KeptFromMembers(lambda: now)

    def refused(account: str = "1", kinds: frozenset[Kind] = frozenset({Kind.TAG})) -> bool:
        try:
            with kept.asking(account, kinds):
                return False
        except MemberAccountError:
            return True

    with pytest.raises(MemberAccountError), kept.asking("1", {Kind.TAG, Kind.COST_CATEGORY}):
        raise MemberAccountError("one of them")
    assert not refused()
    with pytest.raises(MemberAccountError), kept.asking("1", {Kind.TAG}):
        raise MemberAccountError("no tags")
    assert refused()
    assert not refused("2")
    assert not refused("1", frozenset({Kind.COST_CATEGORY}))
    assert not refused("1", frozenset())
    now = A_DAY
    assert not refused()


def test_an_answer_without_anything_is_an_answer() -> None:
    assert value_lists.joined([""]) == ValueList(())
