"""Budgets: what is accepted as one, and how a month stands against it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.budget import BudgetStatus, ended, parse_budget, running
from cloudsense.costs.daily import Daily
from cloudsense.costs.forecast import project
from cloudsense.costs.period import Month
from cloudsense.errors import AddressError

NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("18000", "18000"),
        (" 18000 ", "18000"),
        ("18,000", "18000"),
        ("1,234,567.89", "1234567.89"),
        ("18 000", "18000"),
        ("18_000", "18000"),
        ("$18,000.50", "18000.50"),
        ("$ 5", "5"),
        ("€0.5", "0.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("0018", "18"),
        ("0.01", "0.01"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_an_amount(text: str, amount: str) -> None:
    assert parse_budget(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *[(text, "A budget must be above zero.") for text in ("0", "-0", "0.00", "$0", "-5", "$-5", "−5", "$−18,000")],
        *[(text, "A budget of less than a cent is too little for CloudSense.") for text in ("0.009", ".0000000001")],
        *[
            (text, "A budget above a trillion is too much for CloudSense.")
            for text in ("1000000000000.01", "1,000,000,000,001", "9" * 40, "9" * 4000)
        ],
        *[
            (text, f"“{text[:40]}” is no amount of money.")
            for text in (
                *("", " ", "$", "abc", "x5", "5x", "NaN", "nan", "inf", "-Infinity", "1e5", "0x10", "1/2", "(5)", "–5"),
                *("5 USD", "USD 5", "$$5", "--5", "5-", "1.2.3", "18.000,50", "18,00", "1,8", "1,80,000", "1,,000"),
                *(",000", "1,000,", "1 00", "５", "٥", "5\x00", "<b>5</b>", "5%", ".", "-", "+", "-$5", "a" * 100),
            )
        ],
    ],
)
def test_no_amount(text: str, why: str) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_budget(text)
    assert refusal.value.sentence == f"{why} Enter a monthly amount such as 18000."


@settings(deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"[$+-]{0,2}[0-9, ]{1,9}(\.[0-9]{0,3})?"))
def test_whatever_is_typed_is_an_amount_or_refused(text: str) -> None:
    amount = Decimal(1)
    with suppress(AddressError):
        amount = parse_budget(text)
    assert Decimal("0.01") <= amount <= 10**12


@settings(deadline=None)
@given(st.decimals(Decimal("0.01"), Decimal(10) ** 12, places=2))
def test_an_amount_is_read_as_it_is_written(amount: Decimal) -> None:
    assert parse_budget(f"{amount}") == parse_budget(f"${amount:,}") == amount


@pytest.mark.parametrize(
    ("spent", "step"),
    [(0, 0), (49.99, 0), (50, 50), (79.99, 50), (80, 80), (99.99, 80), (100, 100), (100.01, 100), (250, 100), (-20, 0)],
)
def test_alert_steps(spent: float, step: int) -> None:
    status = ended(Decimal(100), spent, NOVEMBER)
    assert status.step == step
    assert status.used == pytest.approx(spent / 100)
    assert (status.projected, status.crosses, status.projected_over) == (None, None, 0.0)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.sampled_from([50, 80, 100]))
def test_a_step_is_reached_at_exactly_that_percentage(cents: int, step: int) -> None:
    limit = Decimal(cents) / 100
    assert ended(limit, float(limit * step / 100), NOVEMBER).step == step


def test_tenths_that_add_up_to_a_limit_reach_it_and_do_not_exceed_it() -> None:
    assert ended(Decimal(1), sum([0.1] * 10), NOVEMBER).step == 100
    assert ended(Decimal("0.3"), sum([0.1] * 3), NOVEMBER).used == 1


def status_on(today: date, daily: float, limit: int) -> BudgetStatus:
    """Of an account that has cost the same every day since the month before."""
    days = [Month.of(today).plus(-1).first + timedelta(days=n) for n in range(62)]
    usage = {day: daily for day in days if day <= today}
    return running(Decimal(limit), project(Daily(usage, {}, {}), today))


def test_a_running_month() -> None:
    status = status_on(date(2026, 11, 10), 10, 200)
    assert (status.month, status.limit, status.spent) == (NOVEMBER, 200.0, pytest.approx(100))
    assert status.projected == pytest.approx(300)
    assert (status.used, status.step, status.projected_over) == (0.5, 50, pytest.approx(100))
    assert status.crosses == date(2026, 11, 21)


def test_a_limit_that_is_met_to_the_cent_is_not_crossed() -> None:
    status = status_on(date(2026, 11, 10), 10, 300)
    assert (status.crosses, status.projected_over) == (None, 0.0)


def test_a_limit_that_was_crossed_long_ago() -> None:
    status = status_on(date(2026, 11, 30), 10, 45)
    assert (status.crosses, status.step) == (date(2026, 11, 5), 100)


def test_less_than_nothing_is_spent() -> None:
    status = status_on(date(2026, 11, 10), -10, 200)
    assert (status.used, status.step, status.crosses, status.projected_over) == (-0.5, 0, None, 0.0)
    assert replace(status, projected=None).projected_over == 0.0
