"""What is kept, what it cost, and the three commands about it."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_bench import EC2, MINE, OTHER, RDS, S3, USAGE, Bench, assert_exact, day, span, usage

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery
from cloudsense.errors import UnavailableError
from cloudsense.ledger.cache.freshness import MonthState
from cloudsense.ledger.inventory import DAYS, CachedMonth, Inventory, days
from cloudsense.ledger.payments import Payment, last_paid
from cloudsense.ledger.storage.store import Store

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
AUTUMN = span("2026-08-01", "2026-10-20")


@pytest.fixture
def bench() -> Bench:
    """The overview from August on, and usage types of two services in October."""
    bench = Bench.at("2026-10-20 12:00")
    bench.ask(OVERVIEW, AUTUMN)
    bench.ask(usage(EC2, S3), span("2026-10-01", "2026-10-20"))
    bench.source.bought()
    return bench


def stock(bench: Bench) -> Inventory:
    bench.ledger.identity(None)
    inventory = bench.ledger.inventory()
    assert inventory
    return inventory


def find(bench: Bench, query: CostQuery, month: Month) -> CachedMonth:
    found = stock(bench).find(query.name, str(month))
    assert found
    return found


def test_every_month_of_every_part_is_listed(bench: Bench) -> None:
    listed = [(kept.query, str(kept.month)) for kept in stock(bench).cached]
    assert listed[:3] == [(OVERVIEW, "2026-08"), (OVERVIEW, "2026-09"), (OVERVIEW, "2026-10")]
    assert [query for query, _ in listed[3:17]] == [TOTAL] * 14
    assert listed[17:] == [(usage(EC2), "2026-10"), (usage(S3), "2026-10")]
    assert [str(month) for month in stock(bench).months][::13] == ["2025-09", "2026-10"]


def test_what_was_bought_when_and_for_how_much(bench: Bench) -> None:
    kept = [find(bench, usage(service), OCTOBER) for service in (EC2, S3)]
    assert sum(one.dollars for one in kept) == pytest.approx(Decimal("0.01"))
    assert {one.bought for one in kept} == {bench.clock().isoformat()}
    assert {one.seen for one in kept} == {bench.clock()}
    assert {one.renewal for one in kept} == {1}


def test_a_confirmed_month_was_seen_later_than_it_was_bought(bench: Bench) -> None:
    first = bench.clock().isoformat()
    bench.clock.on(hours=2)
    bench.ask(usage(EC2), span("2026-10-01", "2026-10-20"))
    kept = find(bench, usage(EC2), OCTOBER)
    assert (kept.bought, kept.seen, kept.good) == (first, bench.clock(), True)


def test_states(bench: Bench) -> None:
    assert find(bench, OVERVIEW, Month(2026, 8)).state is MonthState.SETTLED
    assert find(bench, OVERVIEW, OCTOBER).state is MonthState.OPEN
    assert find(bench, OVERVIEW, OCTOBER).good
    bench.clock.on(hours=2)
    assert find(bench, OVERVIEW, Month(2026, 8)).good
    assert not find(bench, OVERVIEW, OCTOBER).good
    assert not find(bench, TOTAL, OCTOBER).good


def test_it_asks_for_nothing_and_spends_nothing(bench: Bench) -> None:
    totals, pages = len(bench.source.totals), bench.spending.pages_paid_here
    bench.clock.on(days=40)
    assert stock(bench).cached
    assert (bench.source.bought(), len(bench.source.totals), bench.spending.pages_paid_here) == ([], totals, pages)


def test_it_is_the_same_after_a_restart(tmp_path: Path) -> None:
    bench = Bench.at("2026-10-20 12:00", Store.in_folder(tmp_path))
    bench.ask(OVERVIEW, AUTUMN)
    before = stock(bench)
    bench.restart()
    assert stock(bench) == before


def test_another_account_sees_nothing_of_it(bench: Bench) -> None:
    bench.source.who = OTHER
    bench.source.renew()
    bench.ledger.retry()
    assert stock(bench).cached == ()
    assert sum(one.total for one in stock(bench).days) == 0


def test_nobody_known_nothing_listed() -> None:
    assert Bench.at("2026-10-20 12:00").ledger.inventory() is None


def test_a_source_without_payments_lists_what_is_at_hand() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.source.paid = False
    bench.ask(OVERVIEW, AUTUMN)
    assert [str(kept.month) for kept in stock(bench).questions[OVERVIEW]] == ["2026-08", "2026-09", "2026-10"]


def test_a_month_that_fell_out_of_history_is_not_listed(bench: Bench) -> None:
    bench.clock.set("2027-10-20 12:00")
    assert find(bench, OVERVIEW, SEPTEMBER)
    assert stock(bench).find(OVERVIEW.name, "2026-08") is None


@pytest.mark.parametrize("month", [SEPTEMBER, OCTOBER], ids=str)
@pytest.mark.parametrize("query", [OVERVIEW, usage(EC2)], ids=lambda query: query.name)
def test_renewing_buys_that_month_again_and_nothing_else(bench: Bench, query: CostQuery, month: Month) -> None:
    bench.ask(query, month.period if month == SEPTEMBER else span("2026-10-01", "2026-10-20"))
    bench.source.bought()
    bench.clock.on(minutes=10)
    bench.source.restate(EC2, month.first)
    bench.ledger.reload_month(find(bench, query, month), None)
    whole = Period(month.first, min(month.period.end, day("2026-10-21")))
    assert bench.source.bought() == [(query, whole)]
    assert find(bench, query, month).seen == bench.clock()
    assert_exact(bench.ledger.cached(query, whole).snapshot, bench.source)
    paid = bench.spending.payments(MINE.account, day("2026-10-20"))[0]
    assert (paid.asked_by, paid.question) == ("update", query.name)


def test_two_clicks_are_one_renewal(bench: Bench) -> None:
    bench.clock.on(minutes=10)
    kept = find(bench, OVERVIEW, SEPTEMBER)
    for _ in range(2):
        bench.ledger.reload_month(kept, None)
        bench.clock.on(seconds=10)
    assert len(bench.source.bought()) == 1


def test_nothing_is_renewed_for_another_account(bench: Bench) -> None:
    kept = find(bench, OVERVIEW, SEPTEMBER)
    bench.clock.on(minutes=10)
    bench.source.who = OTHER
    bench.source.renew()
    bench.ledger.reload_month(kept, None)
    assert bench.source.bought() == []


def test_a_wish_and_a_renewal_at_once_are_answered_with_the_newer_one(bench: Bench) -> None:
    """The renewal waits for whoever buys the same question; what that one brought is new enough."""
    bench.clock.on(hours=2)
    kept = find(bench, OVERVIEW, OCTOBER)
    bench.source.gate = threading.Event()
    bench.ledger.costs(OVERVIEW, AUTUMN, 0)
    bench.ledger.reload_month(kept, 0)
    bench.source.gate.set()
    bench.ledger.reload_month(kept, None)
    assert bench.source.bought() == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]


def test_renewed_usage_is_not_bought_again_for_disagreeing_with_an_older_overview(bench: Bench) -> None:
    bench.clock.on(minutes=10)
    bench.source.restate(EC2, "2026-10-05")
    bench.ledger.reload_month(find(bench, usage(EC2), OCTOBER), None)
    bench.source.bought()
    bench.clock.on(hours=2)
    october = span("2026-10-01", "2026-10-20")
    assert bench.buys(usage(EC2), october) == [(OVERVIEW, october)]


def test_a_renewal_that_fails_keeps_what_was_there_and_says_so(bench: Bench) -> None:
    bench.clock.on(minutes=10)
    before = find(bench, usage(EC2), OCTOBER)
    bench.source.failures = [UnavailableError("AWS is away.")]
    bench.ledger.reload_month(before, None)
    assert find(bench, usage(EC2), OCTOBER) == before
    problem = stock(bench).problem
    assert problem
    assert problem.title == "AWS is away."
    bench.ledger.reload_month(before, None)
    assert stock(bench).problem is None


def test_forgetting_removes_it_from_everywhere_but_the_books(tmp_path: Path) -> None:
    bench = Bench.at("2026-10-20 12:00", Store.in_folder(tmp_path))
    bench.ask(OVERVIEW, AUTUMN)
    payments = bench.spending.payments(MINE.account, date.min)
    bench.ledger.forget(find(bench, OVERVIEW, SEPTEMBER))
    for _ in range(2):
        assert stock(bench).find(OVERVIEW.name, "2026-09") is None
        assert bench.ledger.cached(OVERVIEW, SEPTEMBER.period).snapshot is None
        bench.restart()
    assert bench.spending.payments(MINE.account, date.min) == payments
    assert bench.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]


def test_update_history_buys_the_closed_months_that_changed(bench: Bench) -> None:
    bench.clock.on(days=1)
    bench.source.restate(RDS, "2026-08-14")
    before = len(bench.source.totals)
    bench.ledger.update_history(None)
    assert [asked.period for asked in bench.source.totals[before:]] == [span("2025-09-01", "2026-10-21")]
    assert bench.source.bought() == [(OVERVIEW, span("2026-08-14", "2026-08-14"))]
    inventory = stock(bench)
    assert inventory.history == 1
    assert [one.day for one in inventory.restated] == [day("2026-08-14")]
    assert inventory.restated[0].first.at < inventory.restated[0].now.at == bench.clock()


def came_of(bench: Bench) -> list[tuple[str, str, int, int]]:
    return [(one.name[0], str(one.name[2] or ""), one.months, one.pages) for one in stock(bench).outcomes]


def test_what_came_of_each_order_is_told_for_a_minute(bench: Bench) -> None:
    bench.clock.on(days=1)
    bench.source.restate(RDS, "2026-08-14")
    bench.ledger.update_history(None)
    bench.ledger.reload_month(find(bench, OVERVIEW, SEPTEMBER), None)
    bench.ledger.forget(find(bench, usage(EC2), OCTOBER))
    history, renewal, gone = ("history", "", 1, 2), ("renew", "2026-09", 1, 1), ("forget", "2026-10", 1, 0)
    assert came_of(bench) == [history, renewal, gone]
    bench.clock.on(seconds=10)
    bench.ledger.update_history(None)
    bench.ledger.reload_month(find(bench, OVERVIEW, SEPTEMBER), None)
    assert came_of(bench) == [gone, ("history", "", 0, 0), ("renew", "2026-09", 0, 0)]
    bench.clock.on(seconds=55)
    assert came_of(bench) == [("history", "", 0, 0), ("renew", "2026-09", 0, 0)]
    bench.clock.on(seconds=5)
    assert came_of(bench) == []


def test_nothing_is_told_of_an_order_that_fails_or_does_nothing(bench: Bench) -> None:
    bench.clock.on(minutes=10)
    kept = find(bench, OVERVIEW, SEPTEMBER)
    bench.ledger.reload_month(kept, None)
    bench.clock.on(seconds=20)
    bench.source.failures = [UnavailableError("AWS is away.")]
    bench.ledger.reload_month(kept, None)
    assert came_of(bench) == []
    bench.source.who = OTHER
    bench.source.renew()
    bench.ledger.reload_month(kept, None)
    assert came_of(bench) == []


def test_the_history_of_an_account_that_did_not_change_costs_a_page(bench: Bench) -> None:
    bench.clock.on(days=1)
    pages = bench.spending.pages_paid_here
    bench.ledger.update_history(None)
    assert bench.spending.pages_paid_here == pages + 1


def test_the_last_days_by_who_asked(bench: Bench) -> None:
    bench.clock.on(days=1)
    bench.ledger.reload_month(find(bench, OVERVIEW, SEPTEMBER), None)
    told = stock(bench).days
    assert [one.day for one in told] == [day("2026-10-21") - timedelta(ago) for ago in reversed(range(DAYS))]
    assert [dict(one.pages) for one in told][-2:] == [{"page": 3}, {"update": 1}]


def test_what_is_no_question_is_listed_nowhere_but_counted() -> None:
    odd = [
        Payment("2026-10-20T12:00:00+00:00", MINE.account, "one day of costs", "2026-10-19..2026-10-19", "doctor"),
        Payment("2026-10-20T12:00:00+00:00", MINE.account, USAGE.name, "yesterday"),
    ]
    assert last_paid(odd, [OCTOBER]) == {}
    assert days(odd, day("2026-10-20"))[-1].pages == {"doctor": 1, "page": 1}


TEXT = st.text(max_size=20)
ODD = TEXT.map("?{}".format)
"""No name of a question."""
PERIODS = st.sampled_from(["0001-01-01..9999-12-31", "2026-10-09..2026-10-01", "..", "2026-10-01..2026-10-02"])


@given(st.lists(st.builds(Payment, at=TEXT, account=TEXT, question=ODD | st.just("total"), period=TEXT | PERIODS)))
def test_no_line_of_the_books_stands_in_the_way(lines: list[Payment]) -> None:
    good = any(line.question == "total" and line.period == "2026-10-01..2026-10-02" for line in lines)
    assert set(last_paid(lines, [OCTOBER])) == ({(TOTAL, OCTOBER)} if good else set())
    assert len(days(lines, day("2026-10-20"))) == DAYS
