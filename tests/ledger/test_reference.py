"""The overview tells which days of other questions moved, and only those are bought again."""

import threading
import time
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_bench import (
    BY_REGION,
    EC2,
    IN_EUROPE,
    RDS,
    REGIONAL_USAGE,
    S3,
    USAGE,
    Asked,
    Bench,
    Clock,
    FakeSource,
    assert_exact,
    day,
    frame_of,
    span,
    usage,
)
from paying import Counting

from cloudsense.costs.frame import Fetched
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.errors import UnavailableError
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.query_parts import (
    answer_splits_by_service,
    reference_query,
    split_by_month,
    without_services,
)
from cloudsense.ledger.cache.reference import Reference
from cloudsense.ledger.purchasing.jobs import Job

OCTOBER = span("2026-10-01", "2026-10-20")
DEADLOCK = 60.0
"""Seconds after which purchases wait for each other; far more than a busy machine takes."""
REFERENCED = [usage(EC2), usage(EC2, S3), USAGE, BY_REGION, REGIONAL_USAGE.about((EC2,))]


@pytest.fixture
def bench() -> Bench:
    """A ledger with the overview of October at hand."""
    bench = Bench.at("2026-10-20 12:00")
    bench.ask(OVERVIEW, OCTOBER)
    return bench


@pytest.mark.parametrize("query", REFERENCED)
def test_where_nothing_moved_only_the_overview_is_bought(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, OCTOBER)
    for _ in range(3):
        bench.clock.on(hours=1)
        assert bench.buys(query, OCTOBER) == [(OVERVIEW, OCTOBER)]
    assert bench.ask(query, OCTOBER).fetched_at == bench.clock()
    assert bench.buys(OVERVIEW, OCTOBER) == []


@pytest.mark.parametrize("moved_day", ["2026-10-01", "2026-10-07", "2026-10-20"])
@pytest.mark.parametrize("query", REFERENCED)
def test_only_the_day_that_moved_is_bought(bench: Bench, query: CostQuery, moved_day: str) -> None:
    bench.buys(query, OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, moved_day)
    about = usage(EC2) if query == usage(EC2, S3) else query
    assert bench.buys(query, OCTOBER) == [(OVERVIEW, OCTOBER), (about, span(moved_day, moved_day))]


def test_the_days_between_two_that_moved_come_along(bench: Bench) -> None:
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-03", "2026-10-09")
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER), (usage(EC2), span("2026-10-03", "2026-10-09"))]


def test_what_moved_in_another_service_buys_nothing(bench: Bench) -> None:
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(RDS, "2026-10-07")
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER)]


def test_other_services_that_moved_on_those_days_come_in_the_same_request(bench: Bench) -> None:
    for service in (EC2, S3, RDS):
        bench.buys(usage(service), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-05", "2026-10-09")
    bench.source.restate(S3, "2026-10-07")
    bench.source.restate(RDS, "2026-10-07", "2026-10-12")
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER), (usage(EC2, S3), span("2026-10-05", "2026-10-09"))]
    assert bench.buys(usage(S3), OCTOBER) == []
    assert bench.buys(usage(RDS), OCTOBER) == [(usage(RDS), span("2026-10-07", "2026-10-12"))]


def test_services_asked_one_by_one_are_not_bought_along_with_all_of_them(bench: Bench) -> None:
    for query in (usage(EC2), USAGE):
        bench.buys(query, OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-07")
    assert bench.buys(USAGE, OCTOBER) == [(OVERVIEW, OCTOBER), (USAGE, span("2026-10-07", "2026-10-07"))]
    assert bench.buys(usage(EC2), OCTOBER) == [(usage(EC2), span("2026-10-07", "2026-10-07"))]


def test_a_service_that_moved_elsewhere_too_is_not_taken_for_good(bench: Bench) -> None:
    """A request over the turn of a month: another service moved on its days, but on others as well."""
    whole = span("2026-10-01", "2026-11-02")
    bench.clock.set("2026-11-02 12:00")
    bench.ask(OVERVIEW, whole)
    bench.ask(usage(EC2), whole)
    bench.ask(usage(S3), whole)
    bench.source.restate(EC2, "2026-10-31", "2026-11-01")
    bench.source.restate(S3, "2026-10-05", "2026-10-31", "2026-11-01")
    bench.clock.on(hours=25)
    whole = span("2026-10-01", "2026-11-03")
    bench.source.quiet = {day("2026-11-03")}
    assert bench.buys(usage(EC2), whole) == [(OVERVIEW, whole), (usage(EC2), span("2026-10-31", "2026-11-01"))]
    assert bench.buys(usage(S3), whole) == [(usage(S3), span("2026-10-05", "2026-11-01"))]


def test_a_service_with_a_request_of_its_own_does_not_join_another(bench: Bench) -> None:
    bench.clock.set("2026-11-02 12:00")
    bench.source.quiet = {day("2026-11-03")}
    october, whole = span("2026-10-01", "2026-10-31"), span("2026-10-01", "2026-11-03")
    bench.ask(OVERVIEW, span("2026-10-01", "2026-11-02"))
    bench.ask(usage(S3), span("2026-10-01", "2026-11-02"))
    bench.ask(usage(EC2), october)
    bench.source.restate(S3, "2026-10-31", "2026-11-01")
    bench.clock.on(hours=25)
    assert bench.buys(usage(EC2, S3), whole) == [
        (OVERVIEW, whole),
        (usage(EC2), span("2026-11-01", "2026-11-03")),
        (usage(S3), span("2026-10-31", "2026-11-01")),
    ]


def test_months_that_have_to_be_looked_at_are_one_request(bench: Bench) -> None:
    whole = span("2026-09-01", "2026-11-02")
    bench.clock.set("2026-11-02 12:00")
    for query in (OVERVIEW, usage(EC2)):
        bench.ask(query, whole)
    bench.clock.on(hours=25)
    october_on = span("2026-10-01", "2026-11-03")
    assert bench.buys(usage(EC2), october_on) == [
        (OVERVIEW, october_on),
        (usage(EC2), span("2026-11-03", "2026-11-03")),
    ]


@pytest.mark.parametrize("query", REFERENCED)
def test_a_new_day_is_one_day(bench: Bench, query: CostQuery) -> None:
    bench.clock.set("2026-10-20 23:50")
    bench.updates(OVERVIEW, OCTOBER)
    bench.buys(query, OCTOBER)
    bench.clock.set("2026-10-21 00:05")
    today = span("2026-10-21", "2026-10-21")
    assert bench.buys(query, span("2026-10-01", "2026-10-21")) == [
        (OVERVIEW, span("2026-10-01", "2026-10-21")),
        (query, today),
    ]
    assert bench.ask(query, span("2026-10-01", "2026-10-21")).complete_to == day("2026-10-19")


@pytest.mark.parametrize("query", [*REFERENCED, OVERVIEW, IN_EUROPE])
def test_a_new_day_without_costs_yet_is_not_paid_for_twice(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, OCTOBER)
    bench.source.quiet = {day("2026-10-21"), day("2026-10-22")}
    bench.clock.set("2026-10-22 00:05")
    bought = bench.buys(query, span("2026-10-01", "2026-10-22"))
    assert bought == [(query if query == IN_EUROPE else OVERVIEW, span("2026-10-01", "2026-10-22"))]
    assert bench.ask(query, span("2026-10-01", "2026-10-22")).complete_to == day("2026-10-20")
    bench.source.quiet = set()
    bench.clock.on(hours=2)
    assert bench.buys(query, span("2026-10-01", "2026-10-22"))


@pytest.mark.parametrize("query", [BY_REGION, USAGE, usage(EC2, S3)])
def test_what_moved_from_one_service_to_another_is_noticed(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, OCTOBER)
    bench.clock.on(hours=1)
    bench.source.swapped = {day("2026-10-07")}
    assert bench.buys(query, OCTOBER) == [(OVERVIEW, OCTOBER), (query, span("2026-10-07", "2026-10-07"))]


def test_costs_that_vanish_are_gone(bench: Bench) -> None:
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.quiet = {day("2026-10-07")}
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER), (usage(EC2), span("2026-10-07", "2026-10-07"))]


def test_a_month_is_bought_whole_once_it_is_final(bench: Bench) -> None:
    october = span("2026-10-01", "2026-10-31")
    bench.clock.set("2026-10-31 23:50")
    bench.updates(OVERVIEW, OCTOBER)
    bench.buys(usage(EC2), october)
    bench.clock.set("2026-11-10 12:00")
    bench.source.restate(EC2, "2026-10-31")
    assert bench.buys(usage(EC2), october) == [(OVERVIEW, october), (usage(EC2), october)], "final at last"
    bench.clock.set("2026-12-24 12:00")
    assert bench.buys(usage(EC2), october) == []
    assert bench.buys(usage(S3), october) == [(usage(S3), october)]


def test_a_month_that_did_not_move_is_bought_one_last_time_all_the_same(bench: Bench) -> None:
    october = span("2026-10-01", "2026-10-31")
    bench.clock.set("2026-11-02 12:00")
    bench.ask(OVERVIEW, october)
    assert bench.ask(usage(EC2), october).estimated
    bench.clock.set("2026-11-12 12:00")
    assert bench.buys(usage(EC2), october) == [(OVERVIEW, october), (usage(EC2), october)]
    assert bench.ask(usage(EC2), october).estimated == frozenset()


def test_days_that_did_not_move_are_as_old_as_the_overview(bench: Bench) -> None:
    bench.clock.on(minutes=5)
    bench.ask(usage(EC2), OCTOBER)
    bench.clock.on(minutes=55)
    bench.source.restate(EC2, "2026-10-07")
    overview = bench.ask(OVERVIEW, OCTOBER)
    bench.clock.on(minutes=20)
    assert bench.buys(usage(EC2), OCTOBER) == [(usage(EC2), span("2026-10-07", "2026-10-07"))]
    assert bench.ask(usage(EC2), OCTOBER).fetched_at == overview.fetched_at


def test_a_question_asked_with_the_overview_waits_for_it() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.source.gate = threading.Event()
    bench.ledger.identity(None)
    bench.ledger.costs(OVERVIEW, OCTOBER, 0)
    while not bench.source.asked:
        time.sleep(0.01)
    bench.ledger.costs(usage(EC2), OCTOBER, 0.05)
    assert bench.source.bought() == [(OVERVIEW, OCTOBER)]
    bench.source.gate.set()
    bench.ask(usage(EC2), OCTOBER)
    assert bench.source.bought() == [(usage(EC2), OCTOBER)]
    bench.clock.on(hours=1)
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER)]


@pytest.mark.parametrize(
    "query",
    [
        IN_EUROPE,
        CostQuery(USAGE.group_by, (Filter(Dimension.SERVICE, (EC2,), exclude=True),)),
        OVERVIEW.about((EC2,)),
    ],
)
def test_what_the_overview_cannot_tell_is_bought_whole(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, OCTOBER)
    bench.clock.on(hours=1)
    assert bench.buys(query, OCTOBER) == [(query, OCTOBER)]


def test_without_an_overview_at_hand_the_month_is_bought_whole() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.source.quiet = {day("2026-10-20")}
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    assert bench.buys(usage(EC2), OCTOBER) == [(usage(EC2), OCTOBER)]


def test_an_overview_that_came_later_tells_what_does_not_agree_with_it() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.buys(usage(EC2), OCTOBER)
    bench.source.restate(EC2, "2026-10-07")
    bench.clock.on(hours=1)
    bench.buys(OVERVIEW, OCTOBER)
    assert bench.buys(usage(EC2), OCTOBER) == [(usage(EC2), span("2026-10-07", "2026-10-07"))]
    bench.clock.on(hours=1)
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER)]


@pytest.mark.parametrize("query", [usage(EC2), USAGE])
def test_an_update_looks_at_the_overview_and_at_what_moved(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, OCTOBER)
    bench.clock.on(minutes=5)
    assert bench.updates(query, OCTOBER) == [(OVERVIEW, OCTOBER)]
    bench.clock.on(minutes=5)
    bench.source.restate(EC2, "2026-10-07")
    bench.source.bought()
    bench.ledger.update([(OVERVIEW, OCTOBER), (query, OCTOBER)], None)
    assert sorted(bench.source.bought(), key=lambda bought: bought[1].days) == [
        (query, span("2026-10-07", "2026-10-07")),
        (OVERVIEW, OCTOBER),
    ]
    assert_exact(bench.ask(query, OCTOBER), bench.source)


def test_an_update_is_not_content_with_an_older_overview() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.buys(usage(EC2), OCTOBER)  # without an overview at hand
    bench.buys(OVERVIEW, OCTOBER)
    bench.clock.on(minutes=20)
    assert bench.updates(usage(EC2), OCTOBER) == [(usage(EC2), OCTOBER)]
    assert bench.ask(usage(EC2), OCTOBER).fetched_at == bench.clock()


def test_a_day_that_moved_between_the_overview_and_the_question_stays_right(bench: Bench) -> None:
    bench.clock.on(minutes=30)
    bench.source.restate(EC2, "2026-10-07")
    bench.buys(usage(EC2), OCTOBER)  # newer than the overview at hand
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-08")
    bench.buys(usage(EC2), OCTOBER)


def test_an_answer_from_before_a_change_is_not_kept_for_good(bench: Bench) -> None:
    """AWS wavers: its overview is of the new state, then a question is answered from the older one."""
    stale = frame_of(bench.source.book, usage(EC2), OCTOBER)
    bench.source.restate(EC2, "2026-10-07")
    bench.clock.on(hours=1)
    bench.buys(OVERVIEW, OCTOBER)
    fetch = bench.source.fetch
    bench.source.fetch = lambda *asked: wavering(fetch(*asked), stale)  # type: ignore[method-assign]
    bench.ask(usage(EC2), OCTOBER)
    bench.source.fetch = fetch  # type: ignore[method-assign]
    bench.source.bought()
    bench.clock.on(hours=1)
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER), (usage(EC2), span("2026-10-07", "2026-10-07"))]


def wavering(fetched: Fetched, frame: object) -> Fetched:
    return Fetched(frame, fetched.period, fetched.currency, fetched.pages, fetched.estimated)  # type: ignore[arg-type]


def test_an_overview_renewed_meanwhile_confirms_nothing(bench: Bench) -> None:
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-07")

    def renew(asked: Asked) -> None:
        if asked.query != OVERVIEW:
            bench.source.on_fetch = lambda asked: None
            bench.source.restate(EC2, "2026-10-12")
            bench.clock.on(seconds=30)
            bench.ledger.update([(OVERVIEW, OCTOBER)], 5)

    bench.source.on_fetch = renew
    bench.ask(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    assert_exact(bench.ask(usage(EC2), OCTOBER), bench.source)


def test_a_failed_overview_leaves_the_older_numbers(bench: Bench) -> None:
    bench.buys(usage(EC2), OCTOBER)
    bench.clock.on(hours=1)
    bench.source.restate(EC2, "2026-10-07")
    bench.source.failures = [UnavailableError("No answer.")]
    answer = bench.ledger.costs(usage(EC2), OCTOBER, None)
    assert answer.snapshot
    assert answer.snapshot.stale
    bench.clock.on(seconds=31)
    bench.source.failures = []
    assert bench.buys(usage(EC2), OCTOBER) == [(OVERVIEW, OCTOBER), (usage(EC2), span("2026-10-07", "2026-10-07"))]


def test_questions_and_the_overview_never_wait_for_each_other(bench: Bench) -> None:
    """AWS restates between the rounds, so no purchase of the last one may still be looking."""
    queries = [OVERVIEW, usage(EC2), BY_REGION, REGIONAL_USAGE.about((EC2, S3)), OVERVIEW.about((RDS,))]
    for query in queries:
        bench.ask(query, OCTOBER)
    for hour in range(1, 4):
        bench.settle()
        bench.clock.on(hours=1)
        bench.source.restate(EC2, f"2026-10-{hour:02}")
        bench.source.on_fetch = lambda asked: threading.Event().wait(0.002)
        for query in queries:
            bench.ledger.costs(query, OCTOBER, 0)
        for query in queries:
            answer = bench.ledger.costs(query, OCTOBER, DEADLOCK)
            assert_exact(answer.snapshot, bench.source)


def test_an_answer_is_as_new_as_the_moment_it_was_asked_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A purchase of September began while October was new; who joins it later wants October as it is then."""
    whole = span("2026-09-01", "2026-10-20")
    bench.ask(IN_EUROPE, OCTOBER)
    bench.clock.on(minutes=59)
    gate = bench.source.gate = threading.Event()
    bench.ledger.costs(IN_EUROPE, whole, 0)
    while not any(asked.query == IN_EUROPE and asked.period != OCTOBER for asked in bench.source.asked):
        time.sleep(0.001)
    bench.clock.on(minutes=2)
    bench.source.restate(EC2, "2026-10-07")
    outcome = Job.outcome

    def joined(job: Job, patience: float | None) -> object:
        gate.set()
        return outcome(job, patience)

    monkeypatch.setattr(Job, "outcome", joined)
    answer = bench.ledger.costs(IN_EUROPE, whole, DEADLOCK)
    assert answer.progress is None
    assert_exact(answer.snapshot, bench.source)
    assert bench.source.bought()[-2:] == [(IN_EUROPE, span("2026-09-01", "2026-09-30")), (IN_EUROPE, OCTOBER)]


def test_what_has_a_reference_and_what_can_be_split() -> None:
    asked = (USAGE, usage(EC2), OVERVIEW, TOTAL, IN_EUROPE)
    assert [reference_query(q) for q in asked] == [OVERVIEW, OVERVIEW, TOTAL, None, None]
    team, stage = Dimension.tag("team"), Dimension.cost_category("Stage")
    named = (CostQuery((team,)), CostQuery((stage,)), CostQuery((Dimension.SERVICE, stage)))
    assert [reference_query(q) for q in named] == [OVERVIEW, None, None]
    assert [answer_splits_by_service(q) for q in (USAGE, usage(EC2), REGIONAL_USAGE)] == [True, True, False]
    assert without_services(usage(EC2, S3)) == USAGE == without_services(USAGE)
    assert without_services(IN_EUROPE.about((EC2,))) == IN_EUROPE


def fetched(source: FakeSource, query: CostQuery, period: Period) -> Fetched:
    return source.fetch(source.who, query, period, Counting())


days = st.lists(st.integers(1, 20), max_size=4).map(lambda numbers: [f"2026-10-{n:02}" for n in numbers])


@settings(deadline=None, max_examples=30)
@given(days, days, st.sampled_from([usage(EC2), USAGE, BY_REGION]))
def test_moved_days_laid_over_make_the_entry_exact(ec2: list[str], s3: list[str], query: CostQuery) -> None:
    clock = Clock.at("2026-10-20 12:00")
    source = FakeSource(clock)
    entry, overview = (one(source, q, OCTOBER, clock()) for q in (query, OVERVIEW))
    entry = with_fingerprints(entry, overview)
    assert Reference(overview).changed_days(entry) is None
    source.restate(EC2, *ec2)
    source.restate(S3, *s3)
    clock.on(hours=1)
    now = one(source, OVERVIEW, OCTOBER, clock())
    touched = sorted(set(ec2) | set(s3) if not query.services else set(ec2))
    gone = Reference(now).changed_days(entry)
    assert gone == (span(touched[0], touched[-1]) if touched else None)
    if gone is None:
        assert Reference(now).confirm(entry).seen == clock()
        return
    new = one(source, query, gone, clock())
    assert Reference(now).covers_changes(entry, new)
    if gone.days > 1:
        assert not Reference(now).covers_changes(entry, one(source, query, Period(gone.start, gone.last), clock()))
    laid = Reference(now).merge(entry, new)
    whole = one(source, query, OCTOBER, clock())
    assert laid.covered == OCTOBER
    assert Reference(now).changed_days(laid) is None
    rows = [sorted(map(tuple, e.frame.data.astype(str).to_numpy())) for e in (laid, whole)]
    assert rows[0] == rows[1]


def test_days_in_another_currency_make_the_entry_one_of_both() -> None:
    source = FakeSource(Clock.at("2026-10-20 12:00"))
    entry, overview = (one(source, query, OCTOBER, source.clock()) for query in (usage(EC2), OVERVIEW))
    days = span("2026-10-19", "2026-10-20")
    some, all_of_them = (one(source, usage(EC2), period, source.clock()) for period in (days, OCTOBER))
    some, all_of_them = (replace(new, currency="EUR") for new in (some, all_of_them))
    assert Reference(overview).merge(entry, some).currency == "EUR and USD"
    assert Reference(overview).merge(entry, all_of_them).currency == "EUR"
    assert Reference(replace(overview, currency="EUR")).changed_days(entry) == overview.covered
    assert Reference(replace(overview, currency="EUR and USD")).changed_days(entry) is None


def test_an_entry_confirmed_by_a_shorter_overview_ends_with_it() -> None:
    """The clock was set back: what lies ahead of the overview is not known any more."""
    source = FakeSource(Clock.at("2026-10-20 12:00"))
    entry = one(source, usage(EC2), OCTOBER, source.clock())
    shorter = one(source, OVERVIEW, span("2026-10-01", "2026-10-18"), source.clock())
    kept = Reference(shorter).confirm(entry)
    assert kept.covered == shorter.covered
    assert kept.frame.data["day"].max().date() == day("2026-10-18")


def one(source: FakeSource, query: CostQuery, period: Period, seen: datetime) -> Entry:
    (entry,) = split_by_month(fetched(source, query, period), query, seen)
    return entry


def with_fingerprints(entry: Entry, overview: Entry) -> Entry:
    return replace(entry, fingerprints=Reference(overview).fingerprints_to_keep(entry))


def test_pieces_share_the_pages_and_hold_every_row(bench: Bench) -> None:
    bench.source.pages = 7
    answer = fetched(bench.source, usage(EC2, S3), span("2026-08-01", "2026-10-20"))
    found = split_by_month(answer, usage(EC2, S3), bench.clock())
    assert {(entry.query, entry.month) for entry in found} == {
        (usage(service), Month(2026, number)) for service in (EC2, S3) for number in (8, 9, 10)
    }
    assert sum(entry.pages for entry in found) == pytest.approx(7)
    assert sum(len(entry.frame) for entry in found) == len(answer.frame)
    assert {day for entry in found for day in entry.estimated} == answer.estimated
