"""What is bought: as little as will do, each thing once, and every answer exact."""

import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_bench import (
    BY_REGION,
    EC2,
    IN_EUROPE,
    MINE,
    RDS,
    REGIONAL_USAGE,
    S3,
    USAGE,
    Bench,
    assert_exact,
    day,
    shown,
    span,
    usage,
)

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.errors import SpendingLimitError, UnavailableError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.storage.store import Store

NOW = "2026-10-20 12:00"
QUESTIONS = [
    OVERVIEW,
    BY_REGION,
    IN_EUROPE,
    usage(EC2),
    usage(EC2, RDS),
    REGIONAL_USAGE.about((EC2, S3)),
    CostQuery(()),
]


@pytest.fixture
def bench() -> Bench:
    return Bench.at(NOW)


@pytest.fixture(scope="module")
def long_lived() -> Bench:
    return Bench.at(NOW)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(QUESTIONS), st.integers(0, 400), st.integers(1, 100))
def test_sums_are_the_books_own(long_lived: Bench, query: CostQuery, ago: int, days: int) -> None:
    end = day("2026-10-21") - timedelta(ago)
    snapshot = long_lived.ask(query, Period(end - timedelta(days), end))
    assert_exact(snapshot, long_lived.source)
    assert len(snapshot.frame)
    long_lived.source.bought()
    long_lived.ask(query, snapshot.period)
    assert long_lived.source.bought() == []


def test_a_range_inside_what_is_kept_costs_nothing(bench: Bench) -> None:
    assert bench.buys(OVERVIEW, span("2026-07-23", "2026-10-19")) == [(OVERVIEW, span("2026-07-01", "2026-10-20"))]
    for first in ("2026-07-01", "2026-08-31", "2026-10-20"):
        assert bench.buys(OVERVIEW, span(first, "2026-10-20")) == []


def test_only_missing_months_are_bought_and_neighbours_in_one_request(bench: Bench) -> None:
    assert bench.buys(OVERVIEW, span("2026-05-03", "2026-05-09")) == [(OVERVIEW, span("2026-05-01", "2026-05-31"))]
    assert bench.buys(OVERVIEW, span("2026-03-05", "2026-08-02")) == [
        (OVERVIEW, span("2026-03-01", "2026-04-30")),
        (OVERVIEW, span("2026-06-01", "2026-08-31")),
    ]


@pytest.mark.parametrize("query", [OVERVIEW, IN_EUROPE, BY_REGION])
def test_after_an_hour_only_the_open_month_is_looked_at_again(bench: Bench, query: CostQuery) -> None:
    bench.buys(query, span("2026-08-01", "2026-10-20"))
    bench.clock.on(minutes=59)
    assert bench.buys(query, span("2026-08-01", "2026-10-20")) == []
    bench.clock.on(minutes=1)
    bench.source.restate(EC2, "2026-10-07", "2026-10-20")
    assert bench.buys(query, span("2026-08-01", "2026-10-20")) == [(query, span("2026-10-01", "2026-10-20"))]


def test_a_restart_buys_nothing_that_is_fresh(tmp_path: Path) -> None:
    bench = Bench.at(NOW, Store.in_folder(tmp_path))
    for query in QUESTIONS:
        bench.ask(query, span("2026-08-05", "2026-10-20"))
    bench.clock.on(minutes=50)
    bench.store = Store.in_folder(tmp_path)
    bench.restart()
    for query in QUESTIONS:
        assert bench.buys(query, span("2026-08-05", "2026-10-20")) == []


def test_the_turn_of_a_month(bench: Bench) -> None:
    october, november = span("2026-10-01", "2026-10-31"), span("2026-11-01", "2026-11-01")
    bench.clock.set("2026-10-31 23:50")
    assert bench.buys(OVERVIEW, october) == [(OVERVIEW, october)]
    bench.clock.set("2026-11-01 00:10")
    assert bench.buys(OVERVIEW, span("2026-10-15", "2026-11-01")) == [(OVERVIEW, november)]
    bench.source.restate(EC2, "2026-10-31")
    bench.clock.set("2026-11-01 01:10")
    assert bench.buys(OVERVIEW, span("2026-10-15", "2026-11-01")) == [(OVERVIEW, span("2026-10-01", "2026-11-01"))]
    bench.clock.set("2026-11-02 01:00")
    assert bench.buys(OVERVIEW, october) == []
    bench.clock.set("2026-11-02 01:10")
    assert bench.buys(OVERVIEW, october) == [(OVERVIEW, october)]
    bench.clock.set("2026-11-09 23:00")
    assert bench.buys(OVERVIEW, october) == [(OVERVIEW, october)]
    bench.source.restate(RDS, "2026-10-30")
    bench.clock.set("2026-11-10 23:00")
    assert bench.buys(OVERVIEW, october) == [(OVERVIEW, october)]  # for good
    for later in ("2026-11-11 23:30", "2026-12-31 00:00", "2027-11-11 12:00"):
        bench.clock.set(later)
        assert bench.buys(OVERVIEW, october) == []


def test_a_month_with_estimates_is_not_settled_on_the_tenth(bench: Bench) -> None:
    october = span("2026-10-01", "2026-10-31")
    bench.source.final_on = 14
    for now in ("2026-11-10 12:00", "2026-11-12 12:00", "2026-11-13 12:00", "2026-11-14 12:00"):
        bench.clock.set(now)
        assert bench.buys(OVERVIEW, october) == [(OVERVIEW, october)]
    bench.clock.set("2026-11-16 12:00")
    assert bench.buys(OVERVIEW, october) == []


def test_a_new_day_is_looked_up_when_it_is_asked_for(bench: Bench) -> None:
    bench.clock.set("2026-10-20 23:50")
    bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20"))
    bench.clock.set("2026-10-21 00:05")
    yesterday = bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    assert yesterday.complete_to == day("2026-10-18")
    assert bench.buys(OVERVIEW, span("2026-10-01", "2026-10-21")) == [(OVERVIEW, span("2026-10-01", "2026-10-21"))]


@pytest.mark.parametrize("query", [OVERVIEW, usage(EC2), IN_EUROPE])
def test_an_answer_that_came_after_midnight_is_kept(bench: Bench, query: CostQuery) -> None:
    bench.clock.set("2026-10-20 23:59")
    bench.source.on_fetch = lambda asked: bench.clock.on(minutes=1)
    bench.ask(query, span("2026-10-01", "2026-10-20"))
    bench.source.on_fetch = lambda asked: None
    assert bench.buys(query, span("2026-10-01", "2026-10-20")) == []


def test_days_to_come_are_not_paid_for_again_and_again(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-21")  # asked just before the clock was set back over midnight
    assert bench.buys(OVERVIEW, period) == [(OVERVIEW, span("2026-10-01", "2026-10-20"))]


@pytest.mark.parametrize("query", [OVERVIEW, usage(EC2), IN_EUROPE])
def test_a_clock_that_was_set_back_costs_one_look(bench: Bench, query: CostQuery) -> None:
    bench.buys(OVERVIEW, span("2026-10-01", "2026-10-20"))
    bench.buys(query, span("2026-10-01", "2026-10-20"))
    bench.clock.set("2026-10-18 12:00")
    assert bench.buys(query, span("2026-10-01", "2026-10-18"))
    bench.clock.set("2026-10-20 12:10")
    bench.source.restate(EC2, "2026-10-19")
    assert bench.buys(query, span("2026-10-01", "2026-10-20"))


@pytest.mark.parametrize("query", [OVERVIEW, usage(EC2, S3), IN_EUROPE, REGIONAL_USAGE.about((EC2,))])
def test_an_empty_account_and_a_day_without_costs_are_paid_once(bench: Bench, query: CostQuery) -> None:
    bench.source.quiet = set(span("2026-01-01", "2026-12-31").dates)
    for _ in range(3):
        bench.buys(OVERVIEW, span("2026-09-01", "2026-10-20"))
        bench.buys(query, span("2026-09-01", "2026-10-20"))
        bench.clock.on(hours=13)
    bench.source.quiet -= set(span("2026-10-01", "2026-10-19").dates)
    bench.clock.on(hours=1)
    assert bench.buys(query, span("2026-09-01", "2026-10-21"))


def test_services_are_named_where_they_are_not_grouped_by(bench: Bench) -> None:
    snapshot = bench.ask(REGIONAL_USAGE.about((EC2, S3)), span("2026-10-01", "2026-10-20"))
    assert snapshot.frame.dimensions == (Dimension.REGION, Dimension.USAGE_TYPE, Dimension.SERVICE)
    assert set(snapshot.frame.data["service"]) == {EC2, S3}
    assert_exact(snapshot, bench.source)
    assert bench.ask(usage(EC2), span("2026-10-01", "2026-10-20")).frame.dimensions == USAGE.group_by


def test_what_was_bought_for_one_service_serves_every_question_about_it(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-20")
    assert bench.buys(usage(EC2, S3), period) == [(usage(EC2, S3), period)]
    assert bench.buys(usage(EC2), period) == []
    assert bench.buys(usage(EC2, RDS), period) == [(usage(RDS), period)]
    assert bench.buys(usage(EC2, S3, RDS), period) == []


def test_services_that_lack_the_same_months_go_together(bench: Bench) -> None:
    september, october = span("2026-09-01", "2026-09-30"), span("2026-10-01", "2026-10-20")
    bench.buys(usage(EC2), september)
    assert bench.buys(usage(EC2, S3, RDS), span("2026-09-01", "2026-10-20")) == [
        (usage(EC2), october),
        (usage(S3, RDS), span("2026-09-01", "2026-10-20")),
    ]


def test_each_service_buys_only_the_months_that_it_lacks(bench: Bench) -> None:
    september, october = span("2026-09-01", "2026-09-30"), span("2026-10-01", "2026-10-20")
    of = REGIONAL_USAGE.about
    bench.buys(of((EC2,)), october)
    bench.buys(of((S3,)), september)
    bought = bench.buys(of((EC2, S3)), span("2026-09-01", "2026-10-20"))
    assert bought == [(of((EC2,)), september), (of((S3,)), october)]


def test_a_snapshot_says_what_it_is_made_of(bench: Bench) -> None:
    bench.clock.set("2026-11-03 08:00")
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-31"))
    bench.clock.set("2026-11-03 09:30")
    snapshot = bench.ask(OVERVIEW, span("2026-08-20", "2026-11-03"))
    assert snapshot.fetched_at.hour == 8  # October, which is settling, is the oldest that could still change
    assert snapshot.complete_to == day("2026-11-01")
    assert snapshot.estimated == frozenset(span("2026-10-01", "2026-11-03").dates)
    assert (snapshot.currency, snapshot.identity, snapshot.stale) == ("USD", bench.source.who, False)
    assert snapshot.account_names == {bench.source.who.account: "Mine"}
    assert bench.ask(OVERVIEW, span("2026-08-20", "2026-08-22")).complete_to == day("2026-08-22")


def test_complete_to_is_the_last_day_that_aws_was_not_filling_in_any_part(bench: Bench) -> None:
    bench.clock.set("2026-10-20 23:50")
    bench.ask(usage(S3), span("2026-10-14", "2026-10-20"))
    bench.clock.set("2026-10-21 00:05")
    snapshot = bench.ask(usage(EC2, S3), span("2026-10-14", "2026-10-20"))
    assert snapshot.complete_to == day("2026-10-18")


def test_complete_to_of_two_months_seen_on_different_days(bench: Bench) -> None:
    bench.clock.set("2026-10-31 23:50")
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-31"))
    bench.clock.set("2026-11-01 00:10")
    assert bench.ask(OVERVIEW, span("2026-10-02", "2026-11-01")).complete_to == day("2026-10-29")
    bench.clock.set("2026-11-01 00:50")
    assert bench.ask(OVERVIEW, span("2026-10-02", "2026-11-01")).complete_to == day("2026-10-30")


def test_an_update_buys_the_months_that_are_not_settled(bench: Bench) -> None:
    bench.clock.set("2026-11-03 08:00")
    period = span("2026-08-01", "2026-11-03")
    bench.ask(OVERVIEW, period)
    bench.clock.on(minutes=2)
    bench.source.restate(EC2, "2026-10-31", "2026-11-02")
    assert bench.updates(OVERVIEW, period) == [(OVERVIEW, span("2026-10-01", "2026-11-03"))]
    snapshot = bench.ask(OVERVIEW, period)
    assert snapshot.fetched_at == bench.clock()
    assert_exact(snapshot, bench.source)
    assert bench.updates(OVERVIEW, span("2026-07-01", "2026-08-31")) == [(OVERVIEW, span("2026-07-01", "2026-07-31"))]


def test_double_clicks_pay_once(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-20")
    bench.ask(OVERVIEW, period)
    bench.clock.on(minutes=2)
    bench.source.gate = threading.Event()
    for _ in range(5):
        bench.ledger.update([(OVERVIEW, period), (OVERVIEW, span("2026-09-25", "2026-10-20"))])
    bench.source.gate.set()
    bench.ledger.update([(OVERVIEW, period), (OVERVIEW, span("2026-09-25", "2026-10-20"))], None)
    bench.clock.on(seconds=14)
    bench.ledger.update([(OVERVIEW, period)], None)
    assert sum(day("2026-10-05") in asked.period for asked in bench.source.asked) == 2
    bench.clock.on(seconds=2)
    assert bench.updates(OVERVIEW, period) == [(OVERVIEW, period)]


def test_the_first_update_of_a_day_costs_a_page_for_the_total(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-20")
    bench.ask(OVERVIEW, period)
    assert str(bench.ledger.update_price([(OVERVIEW, period)])) == "0.01"
    bench.clock.on(days=1)
    assert str(bench.ledger.update_price([(OVERVIEW, period)])) == "0.02"


def test_an_update_with_a_clock_that_was_set_back_still_looks(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    bench.clock.set("2026-10-20 10:00")
    assert len(bench.updates(OVERVIEW, span("2026-10-01", "2026-10-20"))) == 1


def test_the_price_of_an_update_is_what_the_open_months_took(bench: Bench) -> None:
    bench.source.pages = 3
    period = span("2026-09-01", "2026-10-20")
    assert bench.ledger.update_price([(OVERVIEW, period)]) == 0
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    bench.ask(OVERVIEW, period)
    assert str(bench.ledger.update_price([(OVERVIEW, period)])) == "0.02", "the total, and the days that usually move"
    bench.source.pages = 1
    bench.ask(usage(EC2, S3, RDS), span("2026-10-01", "2026-10-20"))
    assert (
        str(bench.ledger.update_price([(usage(EC2, S3, RDS), period), (usage(EC2), period)])) == "0.00"
    )  # September unknown
    assert str(bench.ledger.update_price([(usage(EC2, S3, RDS), span("2026-10-01", "2026-10-20"))])) == "0.01"


def test_every_page_is_written_down_the_moment_it_is_paid(bench: Bench) -> None:
    bench.source.pages = 4
    bench.source.failures = [UnavailableError("no answer")]
    with pytest.raises(UnavailableError):
        bench.ledger.costs(OVERVIEW, span("2026-10-01", "2026-10-20"), None)
    assert (bench.ledger.spent().today, bench.ledger.spent().month) == (4, 4)
    bench.ledger.retry()
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    assert bench.ledger.spent().today == 8
    bench.clock.on(days=1)
    assert (bench.ledger.spent().today, bench.ledger.spent().month) == (0, 8)


def test_the_demo_pays_nothing(bench: Bench) -> None:
    bench.source.paid = False
    bench.restart()
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    assert bench.ledger.spent().month == 0
    assert bench.ledger.update_price([(OVERVIEW, span("2026-10-01", "2026-10-20"))]) == 0


def test_everyone_asking_at_once_pays_for_each_month_once(bench: Bench) -> None:
    bench.source.on_fetch = lambda asked: threading.Event().wait(0.003)
    spans = [span("2026-08-01", "2026-10-20"), span("2026-09-10", "2026-10-19"), span("2026-07-15", "2026-08-15")]
    questions = [(query, period) for query in (OVERVIEW, usage(EC2), usage(EC2, S3), IN_EUROPE) for period in spans] * 2
    for _ in range(2):
        everyone_asks(bench, questions)
        parts = Counter(part for asked in bench.source.asked for part in asked.parts)
        assert parts
        assert set(parts.values()) == {1}
        bench.source.bought()
        bench.clock.on(hours=2)
        bench.source.restate(EC2, "2026-10-03")
    assert bench.buys(usage(EC2), spans[0])


def everyone_asks(bench: Bench, questions: list[tuple[CostQuery, Period]]) -> None:
    start, snapshots = threading.Barrier(len(questions)), []

    def ask(query: CostQuery, period: Period) -> None:
        start.wait(10)
        snapshots.append(bench.ask(query, period))

    threads = [threading.Thread(target=ask, args=question) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(snapshots) == len(questions) == 24
    for snapshot in snapshots:
        assert_exact(snapshot, bench.source)


def test_a_ledger_never_mistakes_one_frame_for_another(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-20")
    before = shown(bench.ask(OVERVIEW, period))
    bench.source.restate(EC2, "2026-10-05")
    bench.clock.on(hours=1)
    bench.updates(OVERVIEW, period)
    assert shown(bench.ask(OVERVIEW, period)) != before
    assert_exact(bench.ask(OVERVIEW, period), bench.source)


def test_an_answer_that_the_limit_cut_off_is_not_begun_on_another_day() -> None:
    bench = Bench.at("2026-10-20 12:00")
    bench.spending = Spending(limit=Decimal("0.10"))
    bench.source.pages = 20
    bench.restart()
    spent = []
    for _ in range(3):
        with pytest.raises(SpendingLimitError):
            bench.ledger.costs(OVERVIEW, span("2026-10-01", "2026-10-20"), None)
        spent.append(bench.spending.spent(MINE.account, bench.clock().date()).today)
        bench.clock.on(hours=24)
    assert spent[0] == 10
    assert sum(spent[1:]) <= 2, "the day's total, if anything"
