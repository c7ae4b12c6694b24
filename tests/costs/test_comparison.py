"""Equal days with equal days, incomplete days on neither side, monthly charges apart."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pytest
from frames import Row, frame
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import Change
from cloudsense.costs.basis import KnownCosts
from cloudsense.costs.compared_days import compared_days
from cloudsense.costs.comparison import Comparison, compare
from cloudsense.costs.period import WORDS, Period, choose, complete_through
from cloudsense.costs.query import Dimension, Metric
from cloudsense.figures.compared import days_left_out

TODAY = date(2026, 11, 28)
KNOWN = Period(date(2026, 10, 1), date(2026, 11, 29))
BY = (Dimension.SERVICE, Dimension.CHARGE_TYPE)
Costs = Mapping[tuple[str, str], Mapping[date, float] | float]
"""Service and charge type to an amount for every day, or for some."""


def nov(day: int) -> date:
    return date(2026, 11, day)


def octo(day: int) -> date:
    return date(2026, 10, day)


def rows(costs: Costs, period: Period) -> Iterable[Row]:
    for key, amounts in costs.items():
        daily = dict.fromkeys(period.dates, amounts) if isinstance(amounts, float) else amounts
        yield from ((day, key, amount) for day, amount in daily.items() if day in period)


def compared(word: str, costs: Costs, today: date = TODAY, by: Dimension = Dimension.SERVICE) -> Comparison:
    """What the page says of `costs` by service; the two last months are known."""
    choice = choose(word, today)
    span = Period(choice.before.start, choice.period.end)
    overview = KnownCosts(frame(BY, rows(costs, KNOWN)), KNOWN, complete_through(today))
    made = frame(BY, rows(costs, span))
    complete = min(complete_through(today), choice.period.last)
    return compare(made, by, Metric.UNBLENDED, choice, complete, overview)


FEES: Costs = {
    ("EC2", "Usage"): 100.0,
    ("AWS Support (Business)", "Support"): {octo(1): 400.0, nov(1): 400.0},
    ("Tax", "Tax"): {octo(3): 390.0, nov(3): 399.0},
}


def test_a_window_beside_the_monthly_fees_says_what_usage_did() -> None:
    made = compared("14d", {**FEES, ("EC2", "Usage"): _from(nov(14), 110.0, 100.0)})
    assert made.days.now == tuple(Period(nov(14), nov(27)).dates)
    assert made.days.before == tuple(Period(octo(31), nov(13)).dates)
    assert made.days.incomplete == (nov(27),)
    assert made.change == pytest.approx(13 * 10)
    apart = {charge.value: (charge.now, charge.before) for charge in made.single}
    assert apart == {"Support": (0.0, 400.0), "Tax": (0.0, 399.0)}
    for fee in ("AWS Support (Business)", "Tax"):
        change = made.changes[fee]
        assert (change.amount, change.is_new, change.is_gone) == (0.0, False, False)
        assert change.not_compared


def test_a_window_over_the_1st_never_calls_a_fee_new() -> None:
    made = compared("2026-10-25..2026-11-07", FEES)
    assert made.change == 0
    assert {charge.value: charge.now for charge in made.single} == {"Support": 400.0, "Tax": 399.0}
    assert not any(change.is_new or change.is_gone for change in made.changes.values())


@pytest.mark.parametrize("word", ["2026-11-01", "2026-11-02", "2026-11-03"])
def test_a_day_with_a_fee_and_the_day_after_it(word: str) -> None:
    made = compared(word, FEES)
    assert made.change == 0
    assert [charge for charge in made.single if charge.now or charge.before]


def test_whole_months_are_compared_in_full_and_altogether_per_day() -> None:
    made = compared("last-month", FEES, date(2026, 12, 5))
    assert (made.days.per_day, made.days.divided) == (True, False)
    assert (made.now, made.before) == (pytest.approx(30 * 100 + 799), pytest.approx(31 * 100 + 790))
    assert (made.overall.now, made.overall.before) == (pytest.approx(3799 / 30), pytest.approx(3890 / 31))
    assert made.single == ()


def test_an_open_month_is_compared_with_the_same_days_and_their_fees() -> None:
    made = compared("this-month", FEES)
    assert made.days.before == tuple(Period(octo(1), octo(27)).dates)
    assert (made.change, made.single) == (pytest.approx(9), ())


def test_an_open_quarter_is_compared_month_by_month_with_the_same_days_and_their_fees() -> None:
    support = {date(2026, month, 1): 400.0 for month in (7, 8, 9, 10, 11)}
    tax = {date(2026, 7, 3): 380.0, date(2026, 8, 3): 385.0, octo(3): 390.0}
    costs = {**FEES, ("AWS Support (Business)", "Support"): support, ("Tax", "Tax"): tax}
    made = compared("this-quarter", costs, date(2026, 11, 28))
    assert made.days.now[-1] == nov(26)
    assert made.days.before == tuple(Period(date(2026, 7, 1), date(2026, 8, 27)).dates)
    assert made.days.unmatched == ()
    # This November has no tax yet; that of August is not compared.
    assert made.change == pytest.approx(390 - 380)
    assert [(one.value, one.now, one.before) for one in made.single] == [("Tax", 0.0, 385.0)]


def test_days_that_the_other_months_do_not_have_are_left_out() -> None:
    days = compared_days(choose("this-quarter", date(2026, 5, 31)), date(2026, 5, 29))
    assert days.unmatched == (date(2026, 1, 31), date(2026, 5, 29))
    assert (len(days.now), days.now[29:31]) == (30 + 28, (date(2026, 4, 30), date(2026, 5, 1)))
    assert days.before[29:31] == (date(2026, 1, 30), date(2026, 2, 1))


def test_a_fee_that_has_not_come_yet_this_month_is_not_gone() -> None:
    late = {**FEES, ("Tax", "Tax"): {octo(3): 390.0, nov(9): 399.0}}
    made = compared("this-month", late, date(2026, 11, 7))
    assert made.change == 0
    assert [(charge.value, charge.now, charge.before) for charge in made.single] == [("Tax", 0.0, 390.0)]


@pytest.mark.parametrize("charge_type", ["Credit", "SavingsPlanRecurringFee", "Refund"])
def test_what_is_charged_every_day_is_compared_whatever_it_is_called(charge_type: str) -> None:
    daily = {("EC2", "Usage"): 100.0, ("EC2", charge_type): _from(nov(14), -20.0, -10.0)}
    made = compared("14d", daily)
    assert made.change == pytest.approx(-130)
    assert made.single == ()


def test_upfront_payments_and_refunds_are_apart() -> None:
    once: Costs = {
        ("EC2", "Usage"): 10.0,
        ("EC2", "Upfront"): {nov(20): 9000.0},
        ("EC2", "Refund"): {nov(5): -70.0},
    }
    made = compared("14d", once)
    assert made.change == 0
    assert {charge.value: charge.now - charge.before for charge in made.single} == {
        "Upfront": 9000.0,
        "Refund": 70.0,
    }


def test_usage_that_is_billed_on_the_1st_alone() -> None:
    """Hosted zones, marketplace subscriptions: AWS calls them usage and bills them once a month."""
    zones = {octo(1): 50.0, nov(1): 50.0}
    made = compared("14d", {("EC2", "Usage"): 100.0, ("Route 53", "Usage"): zones})
    assert made.change == 0
    assert [(charge.value, charge.before) for charge in made.single] == [("Route 53", 50.0)]
    daily = dict.fromkeys(KNOWN.dates, 0.1) | zones
    made = compared("14d", {("EC2", "Usage"): 100.0, ("Route 53", "Usage"): daily})
    assert made.change == pytest.approx(0.1)  # all but the 1st is compared


def test_a_spike_on_one_1st_is_usage() -> None:
    spike = dict.fromkeys(KNOWN.dates, 10.0) | {nov(1): 500.0}
    made = compared("14d", {("EC2", "Usage"): spike})
    assert made.change == pytest.approx(-490)
    assert made.single == ()


def test_without_charge_types_the_days_of_the_fees_are_left_out() -> None:
    choice = choose("14d", TODAY)
    span = Period(choice.before.start, choice.period.end)
    lines: Costs = {("us-east-1", "x"): 100.0, ("NoRegion", "x"): {nov(1): 400.0, nov(3): 399.0}}
    by_region = [(day, (key[0],), amount) for day, key, amount in rows(lines, span)]
    made = compare(
        frame((Dimension.REGION,), by_region),
        Dimension.REGION,
        Metric.UNBLENDED,
        choice,
        nov(26),
        KnownCosts(frame(BY, rows(FEES, KNOWN)), KNOWN, nov(26)),
    )
    assert made.days.with_fees == (nov(1), nov(3))
    assert made.days.against_fees == (nov(15), nov(17))
    said = days_left_out(made.days, choice)
    assert said[1:] == [
        "Nov 1 and Nov 3 not compared: monthly and one-time charges fall on them.",
        "Nor are Nov 15 and Nov 17, the other side of them.",
    ]
    assert (len(made.days.now), len(made.days.before)) == (11, 11)
    assert (made.change, made.single) == (0, ())


@pytest.mark.parametrize("word", ["2026-11-28", "2026-11-27", "2026-11-27..2026-11-28"])
def test_incomplete_days_are_compared_with_nothing(word: str) -> None:
    made = compared(word, FEES)
    assert (made.days.now, made.days.before) == ((), ())
    assert (made.change, made.single) == (0, ())
    assert not any(change.is_new or change.is_gone for change in made.changes.values())


def test_new_is_what_was_never_billed_before() -> None:
    fresh: Costs = {
        ("EC2", "Usage"): 1.0,
        ("Bedrock", "Usage"): _from(nov(20), 5.0, 0.0),
        ("Glue", "Usage"): {octo(5): 3.0, nov(18): 3.0},
    }
    changes = compared("14d", fresh).changes
    assert [name for name, change in changes.items() if change.is_new] == ["Bedrock"]
    assert changes["Glue"].amount == pytest.approx(3.0)
    changes = compared("2026-11-20", fresh).changes
    assert [name for name, change in changes.items() if change.is_new] == ["Bedrock"]


def test_no_longer_billed_is_what_would_have_been_billed_again() -> None:
    ended: Costs = {
        ("EC2", "Usage"): 1.0,
        ("Kinesis", "Usage"): _from(nov(10), 0.0, 5.0),
        ("Backup", "Usage"): {nov(5): 4.0},
    }
    changes = compared("14d", ended).changes
    assert [name for name, change in changes.items() if change.is_gone] == ["Kinesis"]
    assert changes["Backup"].amount == -4.0
    month = compared("last-month", ended, date(2026, 12, 5)).changes
    assert not month["Kinesis"].is_gone


def test_what_nets_to_nothing_is_not_gone() -> None:
    paid: Costs = {("Lambda", "Usage"): 10.0, ("Lambda", "Credit"): -10.0}
    assert compared("14d", paid).changes["Lambda"] == Change(0.0, 0.0)


@pytest.mark.parametrize("day", [3, 15, 31])
@pytest.mark.parametrize("word", ["14d", "30d", "2026-10-25..2026-11-07", "2026-10-10..2026-10-20"])
def test_a_subscription_billed_as_usage_is_apart_on_whatever_day_of_the_month(day: int, word: str) -> None:
    days = Period(date(2026, 9, 1), KNOWN.end).dates
    fee = {d: 500.0 for d in days if d.day == min(day, 31 if d.month == 10 else 30)}
    made = compared(word, {("EC2", "Usage"): 100.0, ("Palo Alto", "Usage"): fee})
    assert made.change == 0
    assert not any(change.is_new or change.is_gone for change in made.changes.values())


def test_a_burst_on_one_day_is_usage_where_a_month_earlier_it_did_not_come() -> None:
    made = compared("14d", {("EC2", "Usage"): 100.0, ("SageMaker", "Usage"): {nov(20): 900.0}})
    assert (made.change, made.single) == (900, ())
    assert made.changes["SageMaker"].is_new


def test_one_day_is_not_called_new_until_a_month_is_known() -> None:
    """On the 2nd, nobody knows whether what came on Oct 28 comes every month."""
    known = Period(octo(19), nov(3))
    lines: Costs = {("EC2", "Usage"): 100.0, ("Athena", "Usage"): {octo(28): 9.0, nov(1): 9.0}}
    overview = KnownCosts(frame(BY, rows(lines, known)), known, octo(31))
    choice = choose("7d", nov(2))
    made = frame(BY, rows(lines, Period(choice.before.start, choice.period.end)))
    changes = compare(made, Dimension.SERVICE, Metric.UNBLENDED, choice, octo(31), overview).changes
    assert changes["Athena"].amount == 9
    assert not changes["Athena"].is_new


def test_a_fee_of_an_incomplete_day_is_not_called_new() -> None:
    lines: Costs = {("EC2", "Usage"): 100.0, ("AWS Marketplace", "Fee"): {nov(27): 250.0}}
    made = compared("14d", lines)
    change = made.changes["AWS Marketplace"]
    assert (change.is_new, change.not_compared) == (False, True)
    assert [(one.value, one.now) for one in made.single] == [("Fee", 250.0)]


def test_what_has_costs_on_incomplete_days_only_is_not_compared() -> None:
    made = compared("2026-11-27", {("EC2", "Usage"): 100.0})
    assert made.changes["EC2"].not_compared


@pytest.mark.parametrize("days", [(5, 12, 19), (2, 9, 16, 23)])
def test_purchases_on_several_days_are_no_daily_charge(days: tuple[int, ...]) -> None:
    made = compared("14d", {("EC2", "Usage"): 100.0, ("EC2", "Upfront"): {nov(day): 3000.0 for day in days}})
    assert made.change == 0
    assert [charge.value for charge in made.single] == ["Upfront"]


def test_the_same_month_of_two_years_is_two_months() -> None:
    fees = {date(2025, 11, day): 50.0 for day in (1, 2)} | {nov(1): 50.0, nov(2): 50.0}
    made = compared("2025-11-10..2026-11-20", {("EC2", "Usage"): 1.0, ("Tax", "Tax"): fees})
    assert [charge.value for charge in made.single] == ["Tax"]


def test_a_small_tax_beside_a_large_one_is_apart_too() -> None:
    taxes = {octo(1): 9.0, octo(3): 399.0, nov(1): 9.0, nov(3): 399.0}
    made = compared("14d", {("EC2", "Usage"): 100.0, ("Tax", "Tax"): taxes})
    assert made.change == 0
    assert [(charge.value, charge.before) for charge in made.single] == [("Tax", 408.0)]


def test_one_known_1st_tells_of_a_fee_beside_daily_usage() -> None:
    known = Period(date(2026, 9, 3), nov(2))
    zones = dict.fromkeys(known.dates, 0.1) | {octo(1): 50.1, nov(1): 50.1}
    lines: Costs = {("EC2", "Usage"): 100.0, ("Route 53", "Usage"): zones}
    made = frame(BY, rows(lines, known))
    changes = compare(made, Dimension.SERVICE, Metric.UNBLENDED, choose("30d", nov(2)), octo(31), None)
    assert changes.change == pytest.approx(0.1)
    assert [charge.value for charge in changes.single] == ["Route 53"]


def test_a_period_long_ago_is_understood_by_the_months_that_are_known() -> None:
    """Between the days compared and those of the overview nothing is known."""
    fee = {date(2026, month, 15): 700.0 for month in range(1, 12)}
    lines: Costs = {("EC2", "Usage"): 100.0, ("Datadog", "Usage"): fee}
    made = compared("2026-04-07..2026-04-19", lines)
    assert (made.change, [charge.value for charge in made.single]) == (0, ["Datadog"])


def test_a_charge_of_the_last_day_is_known_by_what_an_incomplete_day_has() -> None:
    """On Nov 30, its charge is there already; so Oct 31 was no burst."""
    lines: Costs = {("EC2", "Usage"): 100.0, ("Datadog", "Usage"): {octo(31): 700.0, nov(30): 700.0}}
    known = Period(octo(1), date(2026, 12, 1))
    choice = choose("30d", nov(30))
    made = frame(BY, rows(lines, Period(choice.before.start, choice.period.end)))
    overview = KnownCosts(frame(BY, rows(lines, known)), known, nov(28))
    result = compare(made, Dimension.SERVICE, Metric.UNBLENDED, choice, nov(28), overview)
    assert (result.change, [charge.value for charge in result.single]) == (0, ["Datadog"])


@pytest.mark.parametrize("day", [1, 15, 31])
def test_months_by_usage_type_have_their_fees_in_full(day: int) -> None:
    """The overview knows Oct and Nov, not September."""
    days = Period(date(2026, 9, 1), nov(1))
    fee = {d: 700.0 for d in days.dates if d.day == min(day, 30 if d.month == 9 else 31)}
    types = [(d, (key,), amount) for d, key, amount in rows({("Req", ""): 1.0, ("Fee", ""): fee}, days)]
    by_type = frame((Dimension.USAGE_TYPE,), [(d, (key[0],), amount) for d, (key,), amount in types])
    overview = KnownCosts(frame(BY, rows({("Datadog", "Usage"): 1.0}, KNOWN)), KNOWN, nov(26))
    choice = choose("last-month", nov(28))
    made = compare(by_type, Dimension.USAGE_TYPE, Metric.UNBLENDED, choice, octo(31), overview)
    assert (made.changes["Fee"].amount, made.changes["Req"].amount) == (0, pytest.approx(1))


def test_a_day_of_fees_beside_a_day_of_other_fees_is_left_out() -> None:
    """Nov 15 stands against Nov 1: both have fees, but not the same."""
    costs: Costs = {**FEES, ("Palo Alto", "Usage"): {octo(15): 500.0, nov(15): 500.0}}
    choice = choose("14d", TODAY)
    span = Period(choice.before.start, choice.period.end)
    sums = [(day, ("us-east-1", key[1]), amount) for day, key, amount in rows(costs, span)]
    by_region = frame((Dimension.REGION, Dimension.USAGE_TYPE), sums)
    overview = KnownCosts(frame(BY, rows(costs, KNOWN)), KNOWN, nov(26))
    made = compare(by_region, Dimension.REGION, Metric.UNBLENDED, choice, nov(26), overview)
    assert made.days.with_fees == (nov(1), nov(3), nov(15))
    assert made.change == 0


def test_a_day_of_a_small_fee_is_left_out_too() -> None:
    """$50 is nothing to the account, but all that Route 53 has in a month."""
    costs: Costs = {("EC2", "Usage"): 12_000.0, ("Route 53", "Usage"): {octo(1): 50.0, nov(1): 50.0}}
    choice = choose("14d", TODAY)
    span = Period(choice.before.start, choice.period.end)
    services = [(day, (key[0],), amount) for day, key, amount in rows(costs, span)]
    overview = KnownCosts(frame(BY, rows(costs, KNOWN)), KNOWN, nov(26))
    by_service = frame((Dimension.SERVICE,), services)
    made = compare(by_service, Dimension.SERVICE, Metric.UNBLENDED, choice, nov(26), overview)
    assert (made.change, made.days.with_fees) == (0, (nov(1),))


def test_days_of_fees_are_expected_where_the_overview_does_not_reach() -> None:
    days = dict.fromkeys(Period(date(2026, 5, 31), nov(28)).dates, 100.0)
    third = {day: 399.0 for day in days if day.day == 3}
    choice = choose("90d", TODAY)
    span = Period(choice.before.start, choice.period.end)
    lines: Costs = {("us-east-1", "Usage"): days, ("us-east-1", "Tax"): third}
    by_region = frame((Dimension.REGION, Dimension.USAGE_TYPE), [*rows(lines, span)])
    overview = KnownCosts(frame(BY, rows(lines, KNOWN)), KNOWN, nov(26))
    made = compare(by_region, Dimension.REGION, Metric.UNBLENDED, choice, nov(26), overview)
    assert {day.day for day in made.days.with_fees} == {1, 3}
    assert made.change == 0


words = st.sampled_from(WORDS)
ago = st.integers(0, 300)


@settings(deadline=None)
@given(words | ago | st.tuples(ago), st.dates(date(2026, 3, 1), date(2028, 12, 31)))
def test_both_sides_have_as_many_days_or_are_whole_months(chosen: str | int | tuple[int], day: date) -> None:
    if isinstance(chosen, str):
        word = chosen
    elif isinstance(chosen, int):
        word = str(day - timedelta(days=chosen))
    else:
        word = f"{day - timedelta(days=chosen[0]):%Y-%m}"
    choice = choose(word, day)
    complete = complete_through(day)
    days = compared_days(choice, complete)
    assert len(days.now) == len(days.before) or days.whole_months
    assert set(days.now) <= set(choice.period.dates)
    assert set(days.before) <= set(choice.before.dates)
    assert all(one <= complete for one in days.now)
    assert set(days.now).isdisjoint(days.incomplete)
    complete_days = {day for day in (*choice.period.dates, *choice.before.dates) if day <= complete}
    unpaired = complete_days - set(days.now) - set(days.before)
    if not days.whole_months and not days.incomplete:
        assert set(days.unmatched) == unpaired
    if days.whole_months:
        assert (days.now[0].day, days.before[0].day) == (1, 1)
    elif choice.same_days:
        pairs = list(zip(days.now, days.before, strict=True))
        assert all(now.day == before.day for now, before in pairs)
        assert len({(now.year - before.year) * 12 + now.month - before.month for now, before in pairs}) <= 1
    else:
        assert len({(now - before).days for now, before in zip(days.now, days.before, strict=True)}) <= 1


def _from(day: date, after: float, before: float) -> dict[date, float]:
    return {each: after if each >= day else before for each in KNOWN.dates}
