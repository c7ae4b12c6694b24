"""The account's total: what everything is checked against, and what tells cheaply whether anything moved."""

import threading
from datetime import date

import pytest
from ledger_bench import EC2, RDS, S3, Asked, Bench, assert_exact, day, span, usage

from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    NoDataError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)
from cloudsense.ledger.cache.restatements import restatements
from cloudsense.ledger.planning.requests import days_of_total as asked_for
from cloudsense.ledger.purchasing.context import PurchaseContext
from cloudsense.ledger.purchasing.jobs import Job

OCTOBER = span("2026-10-01", "2026-10-20")
HISTORY = span("2025-09-01", "2026-10-20")


@pytest.fixture
def bench() -> Bench:
    return Bench.at("2026-10-20 12:00")


def totals(bench: Bench) -> list[Period]:
    """What was asked of the total since the last look."""
    asked = [one.period for one in bench.source.totals]
    bench.source.totals.clear()
    return asked


def audit(bench: Bench) -> list[tuple[object, Period]]:
    bench.source.bought()
    identity = bench.ledger.identity(None)
    assert identity
    bench.ledger._purchaser.audit(PurchaseContext(identity, Job("audit", bench.ledger._shared.jobs)))
    return bench.source.bought()  # type: ignore[return-value]


def test_the_first_purchase_of_a_day_asks_for_the_total_of_all_history(bench: Bench) -> None:
    bench.ask(OVERVIEW, OCTOBER)
    assert totals(bench) == [HISTORY]
    snapshot = bench.ledger.cached(TOTAL, HISTORY).snapshot
    assert_exact(snapshot, bench.source)
    bench.ask(OVERVIEW, span("2026-06-01", "2026-10-20"))
    for _ in range(3):
        bench.clock.on(hours=1)
        bench.buys(OVERVIEW, OCTOBER)
    assert totals(bench) == []
    bench.clock.set("2026-10-21 00:10")
    bench.buys(OVERVIEW, OCTOBER)
    assert totals(bench) == [span("2025-09-01", "2026-10-21")]


def test_the_total_is_not_asked_for_where_nothing_is_bought(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-08-01", "2026-08-31"))
    totals(bench)
    bench.clock.on(days=3)
    bench.ask(OVERVIEW, span("2026-08-01", "2026-08-31"))
    assert totals(bench) == []


def test_a_small_overview_is_bought_whole(bench: Bench) -> None:
    bench.ask(OVERVIEW, OCTOBER)
    bench.clock.on(days=1)
    assert bench.buys(OVERVIEW, OCTOBER) == [(OVERVIEW, span("2026-10-01", "2026-10-21"))]


def large(bench: Bench) -> None:
    """An overview that takes 20 pages a month."""
    bench.source.pages = 20
    bench.ask(OVERVIEW, OCTOBER)
    bench.source.pages = 1
    totals(bench)


def test_a_quiet_hour_of_a_large_organization_costs_one_page(bench: Bench) -> None:
    large(bench)
    for _ in range(3):
        bench.clock.on(hours=1)
        spent = bench.spending.spent("111122223333", bench.clock().date()).today
        assert bench.buys(OVERVIEW, OCTOBER) == []
        assert totals(bench) == [HISTORY]
        assert bench.spending.spent("111122223333", bench.clock().date()).today == spent + 1
    assert bench.ask(OVERVIEW, OCTOBER).fetched_at == bench.clock()


def test_of_a_large_organization_only_the_days_that_moved_are_bought(bench: Bench) -> None:
    large(bench)
    bench.clock.on(hours=1)
    bench.source.restate(RDS, "2026-10-18", "2026-10-19")
    assert bench.buys(OVERVIEW, OCTOBER) == [(OVERVIEW, span("2026-10-18", "2026-10-19"))]
    bench.clock.on(hours=1)
    assert bench.buys(OVERVIEW, OCTOBER) == []
    bench.clock.on(hours=1)
    bench.source.restate(S3, "2026-10-02")
    assert bench.updates(OVERVIEW, OCTOBER) == [(OVERVIEW, span("2026-10-02", "2026-10-02"))]


CLOSED = span("2026-08-01", "2026-08-31")


def test_a_closed_month_that_changed_is_found_the_next_day(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-08-01", "2026-10-20"))
    bench.ask(usage(EC2), CLOSED)
    bench.source.restate(EC2, "2026-08-14")
    bench.clock.on(days=1)
    bench.ask(OVERVIEW, OCTOBER)
    bought = bench.source.bought()
    assert (OVERVIEW, span("2026-08-14", "2026-08-14")) in bought
    assert_exact(bench.ask(OVERVIEW, CLOSED), bench.source)
    assert bench.buys(usage(EC2), CLOSED) == [(usage(EC2), span("2026-08-14", "2026-08-14"))]
    assert bench.buys(usage(EC2), CLOSED) == []


def test_or_at_once_when_asked_for(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-07-01", "2026-10-20"))
    totals(bench)
    assert audit(bench) == []
    assert totals(bench) == [], "it was asked for just now"
    bench.clock.on(minutes=5)
    assert audit(bench) == []
    assert totals(bench) == [HISTORY]
    bench.clock.on(minutes=5)
    bench.source.restate(EC2, "2026-08-14")
    assert audit(bench) == [(OVERVIEW, span("2026-08-14", "2026-08-14"))]
    assert_exact(bench.ask(OVERVIEW, CLOSED), bench.source)
    bench.clock.on(minutes=5)
    assert audit(bench) == []


def test_what_else_is_kept_of_a_month_that_did_not_change_stays(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-07-01", "2026-10-20"))
    bench.ask(usage(EC2), span("2026-07-01", "2026-08-31"))
    bench.source.restate(RDS, "2026-08-14")
    bench.clock.on(hours=1)
    assert audit(bench) == [(OVERVIEW, span("2026-08-14", "2026-08-14"))]
    assert bench.buys(usage(EC2), span("2026-07-01", "2026-08-31")) == []


def test_a_month_that_never_agrees_is_not_bought_again_and_again(bench: Bench) -> None:
    """Cost Explorer's grouping leaves something out of a closed month, for good."""
    bench.ask(OVERVIEW, span("2026-08-01", "2026-10-20"))
    fetch = bench.source.fetch

    def more(identity: object, query: object, *asked: object) -> object:
        if query == TOTAL:
            bench.source.restate(EC2, "2026-08-14")
            fetched = fetch(identity, query, *asked)  # type: ignore[arg-type]
            bench.source.versions[EC2, day("2026-08-14")] -= 1
            return fetched
        return fetch(identity, query, *asked)  # type: ignore[arg-type]

    bench.source.fetch = more  # type: ignore[method-assign, assignment]
    bench.clock.on(hours=1)
    assert audit(bench) == [(OVERVIEW, span("2026-08-14", "2026-08-14"))]
    for _ in range(3):
        bench.clock.on(hours=1)
        assert audit(bench) == []


def no_total(bench: Bench, problem: CloudSenseError) -> list[Period]:
    """From now on asking for the total ends in `problem`; what is asked of it."""
    fetch, asked = bench.source.fetch, []

    def fail(identity: object, query: object, period: Period, meter: object) -> object:
        if query == TOTAL:
            asked.append(period)
            raise problem
        return fetch(identity, query, period, meter)  # type: ignore[arg-type]

    bench.source.fetch = fail  # type: ignore[method-assign, assignment]
    return asked


@pytest.mark.parametrize("kind", [AccessError, NoDataError, UsageError])
def test_a_total_that_aws_refuses_is_done_without_at_once(bench: Bench, kind: type[CloudSenseError]) -> None:
    fetch, asked = bench.source.fetch, no_total(bench, kind("Not this."))
    assert_exact(bench.ask(OVERVIEW, OCTOBER), bench.source)
    assert_exact(bench.ask(usage(EC2), OCTOBER), bench.source)
    bench.clock.on(minutes=50)
    bench.ledger.update([(OVERVIEW, OCTOBER)], None)
    assert asked == [HISTORY], "asked again within the hour"
    bench.clock.on(minutes=70)
    bench.ask(OVERVIEW, OCTOBER)
    assert asked == [HISTORY, HISTORY]
    bench.source.fetch = fetch  # type: ignore[method-assign]
    bench.clock.on(minutes=70)
    bench.ask(OVERVIEW, OCTOBER)
    assert totals(bench) == [HISTORY]


def test_who_waits_meanwhile_does_not_fail_with_a_total_that_aws_refuses(bench: Bench) -> None:
    no_total(bench, AccessError("Not this."))
    bench.source.gate = threading.Event()
    waiting = [bench.ledger.costs(OVERVIEW, period, 0) for period in (OCTOBER, span("2026-08-01", "2026-10-20"))]
    assert [answer.snapshot for answer in waiting] == [None, None]
    bench.source.gate.set()
    for period in (OCTOBER, span("2026-08-01", "2026-10-20")):
        assert_exact(bench.ask(OVERVIEW, period), bench.source)


def test_update_history_says_that_aws_refuses(bench: Bench) -> None:
    bench.ask(OVERVIEW, OCTOBER)
    no_total(bench, AccessError("Not this."))
    bench.clock.on(minutes=5)
    bench.ledger.update_history(None)
    inventory = bench.ledger.inventory()
    assert inventory
    assert inventory.problem
    assert inventory.problem.title == "Not this."


@pytest.mark.parametrize("kind", [ThrottledError, UnavailableError, UnansweredError, BrokenAnswerError, WithheldError])
def test_a_total_that_fails_does_not_keep_the_costs_away(bench: Bench, kind: type[CloudSenseError]) -> None:
    fetch = bench.source.fetch
    no_total(bench, kind("Slow down."))
    with pytest.raises(kind):
        bench.ask(OVERVIEW, OCTOBER)
    assert bench.source.bought() == [], "AWS is not to be pressed"
    bench.clock.on(seconds=31)
    assert_exact(bench.ask(OVERVIEW, OCTOBER), bench.source)
    bench.source.fetch = fetch  # type: ignore[method-assign]
    bench.clock.on(hours=2)
    bench.ask(OVERVIEW, OCTOBER)
    assert totals(bench) == [HISTORY]


def sightings(bench: Bench) -> dict[date, tuple[str, float]]:
    entry = bench.ledger._shared.memory.get(bench.source.who, OVERVIEW, Month(2026, 10))
    assert entry
    return {one.day: (f"{one.first.at:%d %H:%M} {one.now.at:%d %H:%M}", one.change) for one in restatements(entry)}


def test_restatements_are_remembered_with_their_times(bench: Bench) -> None:
    bench.ask(OVERVIEW, OCTOBER)
    assert sightings(bench) == {}
    before = bench.ledger.cached(TOTAL, OCTOBER).snapshot
    bench.source.restate(EC2, "2026-10-07", "2026-10-19", "2026-10-20")
    bench.clock.on(hours=1)
    bench.ask(OVERVIEW, OCTOBER)
    found = sightings(bench)
    assert list(found) == [day("2026-10-07")], "today and yesterday still come in"
    assert found[day("2026-10-07")][0] == "20 12:00 20 13:00"
    bench.clock.on(days=1)
    bench.ask(OVERVIEW, OCTOBER)
    after = bench.ledger.cached(TOTAL, OCTOBER).snapshot
    assert before
    assert after
    amounts = [s.frame.data.set_index("day")["unblended"]["2026-10-07"] for s in (before, after)]
    assert found[day("2026-10-07")][1] == pytest.approx(amounts[1] - amounts[0], abs=1e-6)
    bench.restart()
    assert sightings(bench) == found


def test_history_is_asked_for_whole_unless_that_takes_several_pages(bench: Bench) -> None:
    whole, first = COST_EXPLORER.history(date(2026, 10, 20)), Month(2026, 10)
    assert whole == HISTORY
    bench.source.pages = 3
    bench.source.fetch = lambda *asked, fetch=bench.source.fetch: paged(bench, fetch, *asked)  # type: ignore[method-assign, misc]
    bench.ask(OVERVIEW, OCTOBER)
    known = [e for m in HISTORY.months if (e := bench.ledger._shared.memory.get(bench.source.who, TOTAL, m))]
    assert asked_for(whole, known, first, bench.clock()) == OCTOBER
    bench.clock.on(days=29)
    assert asked_for(whole, known, first, bench.clock()) == whole


def paged(bench: Bench, fetch: object, *asked: object) -> object:
    from dataclasses import replace

    return replace(fetch(*asked), pages=3)  # type: ignore[operator]


def test_two_who_ask_at_once_ask_for_one_total(bench: Bench) -> None:
    seen: list[Asked] = []
    bench.source.on_fetch = seen.append
    for period in (OCTOBER, span("2026-09-01", "2026-10-20")):
        bench.ledger.costs(OVERVIEW, period, 0)
    bench.ask(OVERVIEW, span("2026-09-01", "2026-10-20"))
    assert len(totals(bench)) == 1
