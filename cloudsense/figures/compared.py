"""Sentences about the comparison period, and about what is not compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cloudsense import formatting
from cloudsense.costs.basis import SingleCharge
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.period import Month, PeriodChoice

CHARGES = "Monthly and one-time charges"
SMALL = 0.01
"""Share of the cost before below which a change is not colored."""
NAMED = 3
"""Most days or charges that are listed."""


def ratio(change: float, before: float) -> float | None:
    """Change as a ratio of the cost before; None where that would be meaningless."""
    return None if before < formatting.HALF_A_CENT else change / before


def percent(change: float, before: float) -> str:
    """Change in percent: `+3.2%`; "" for no change, and where it would be meaningless."""
    of_before = ratio(change, before)
    if of_before is None or formatting.rounds_to_zero(change):
        return ""
    return formatting.percent(of_before, plus=True)


def role(change: float, before: float) -> str:
    """Color class of a change: `up`, `down`, or `same` for small ones."""
    of_before = ratio(change, before)
    is_small = of_before is not None and abs(of_before) < SMALL
    if is_small or formatting.rounds_to_zero(change):
        return "same"
    return "up" if change > 0 else "down"


def against(days: ComparedDays, choice: PeriodChoice) -> str:
    """Comparison period: `September`, `the day before`, `Sep 24 – Oct 22`; with the
    year if it differs."""
    if days.now[0].year != days.before[0].year:
        return sides(days, choice)[1]
    if days.whole_months and len(choice.before.months) == 1:
        return formatting.month(choice.before.start)
    if choice.period.days > 1 or choice.whole_months:
        return span(days.before)
    if choice.before.end == choice.period.start:
        return "the day before"
    return formatting.day(days.before[0])


def span(days: Sequence[date], year: bool = False) -> str:
    """Days from first to last: `Oct 24 – Nov 21`; with years where they differ, and with that of
    the last day if `year` is set."""
    first, last = days[0], days[-1]
    differ = first.year != last.year
    end = formatting.day(last, differ or year)
    return end if first == last else f"{formatting.day(first, differ)} – {end}"


def listed(days: Sequence[date]) -> str:
    """List of days: `Nov 27`, `Nov 27 and Nov 28`, `Nov 1, Dec 1, Jan 1 and 4 more days`."""
    named = list(map(formatting.day, days[:NAMED]))
    more = len(days) - NAMED
    if more > 0:
        named.append(formatting.count(more, "more day"))
    return formatting.enumerated(named)


def _incomplete(days: ComparedDays) -> str:
    be = "is" if len(days.incomplete) == 1 else "are"
    return f"{listed(days.incomplete)} {be} incomplete"


def nothing(days: ComparedDays, choice: PeriodChoice) -> str:
    """Why no day is compared."""
    sides = choice.period, choice.before
    if any({*side.dates} <= {*days.incomplete} for side in sides):
        return f"{_incomplete(days)}, so there is nothing to compare yet."
    return f"{CHARGES} fall on these days and cannot be separated from usage: nothing to compare."


def basis(comparison: Comparison) -> str:
    """Summary of the comparison: `29 complete days · fees apart`."""
    if not comparison.changes:
        return ""
    days = comparison.days
    parts = []
    if days.per_day:
        now = len(days.now)
        before = formatting.count(len(days.before), "day")
        parts.append(f"{now} against {before}, per day")
    if days.incomplete or days.with_fees:
        parts.append(formatting.count(len(days.now), "complete day"))
    if comparison.single:
        parts.append("fees apart")
    return " · ".join(parts)


def left_out(comparison: Comparison, currency: str) -> list[str]:
    """Sentence for each thing that is not compared; empty without costs."""
    days, choice = comparison.days, comparison.choice
    if not comparison.changes and not comparison.single:
        return []
    said = []
    if days.divided:
        said.append(divided(days, sides(days, choice)))
    elif days.per_day:
        names = sides(days, choice)
        totals = comparison.now, comparison.before
        said.append(longer(days, names, totals, currency))
    said += days_left_out(days, choice)
    said += charges_left_out(comparison.single, currency)
    return said


def longer(
    days: ComparedDays, names: tuple[str, str], totals: tuple[float, float], currency: str
) -> str:
    """Different lengths: `October has 31 days, September has 30: per day +$56.06, 9.8%.`; "" for
    equal ones.

    `names` and `totals` are those of the period and of the one before.
    """
    if not days.per_day or days.empty:
        return ""
    before = totals[1] / len(days.before)
    daily = totals[0] / len(days.now) - before
    change = formatting.money(daily, currency, plus=True)
    if before > 0:
        change += f", {formatting.percent(daily / before)}"
    return f"{_lengths(days, names)}: per day {change}."


def divided(days: ComparedDays, names: tuple[str, str]) -> str:
    """Note on daily means: `All amounts are per day: Oct 1 – Oct 10 has 10 days, Aug 1 – Aug 31 has
    31.`

    `names` are those of the period and of the one before.
    """
    if days.per_day:
        return f"All amounts are per day: {_lengths(days, names)}."
    number = formatting.count(len(days.now), "day")
    return f"All amounts are per day, of {number}."


def _lengths(days: ComparedDays, names: tuple[str, str]) -> str:
    """`October has 31 days, September has 30`."""
    name_now, name_before = names
    now = formatting.count(len(days.now), "day")
    before = len(days.before)
    return f"{name_now} has {now}, {name_before} has {before}"


def days_left_out(days: ComparedDays, choice: PeriodChoice) -> list[str]:
    """Sentence for each kind of days that are not compared."""
    said = []
    if days.incomplete:
        said.append(f"{_incomplete(days)} and not compared.")
    if days.unmatched:
        unmatched = listed(days.unmatched)
        why = _shorter(choice)
        said.append(f"{unmatched}: not compared, {why}.")
    if days.with_fees:
        with_fees = listed(days.with_fees)
        these = "it" if len(days.with_fees) == 1 else "them"
        charges_fall = f"{CHARGES.lower()} fall on {these}"
        said.append(f"{with_fees} not compared: {charges_fall}.")
        if days.against_fees:
            be = "is" if len(days.against_fees) == 1 else "are"
            others = listed(days.against_fees)
            said.append(f"Nor {be} {others}, the other side of {these}.")
    return said


def charges_left_out(single: Sequence[SingleCharge], currency: str) -> list[str]:
    """Charges of single days, in one sentence."""
    return [_single(single, currency)] if single else []


def _shorter(choice: PeriodChoice) -> str:
    """Why a day has no counterpart: `February has 28 days`; for several months, that one
    side has fewer days."""
    if len(choice.before.months) > 1:
        return "the months on the other side have fewer days"
    first = choice.before.start
    days = Month.of(first).period.days
    return f"{formatting.month(first)} has {days} days"


def _single(charges: Sequence[SingleCharge], currency: str) -> str:
    """`Monthly and one-time charges, not compared: Support fee $100.00 (before: $0.00).`"""
    parts = []
    for one in charges[:NAMED]:
        name = formatting.label(one.dimension, one.value)
        parts.append(_charge(name, [one], currency))
    if rest := charges[NAMED:]:
        others = formatting.count(len(rest), "other")
        parts.append(_charge(others, rest, currency))
    return f"{CHARGES}, not compared: {', '.join(parts)}."


def _charge(name: str, charges: Sequence[SingleCharge], currency: str) -> str:
    """`Support fee $100.00 (before: $0.00)`."""
    now = sum(one.now for one in charges)
    before = sum(one.before for one in charges)
    cost = formatting.money(now, currency)
    was = formatting.money(before, currency)
    return f"{name} {cost} (before: {was})"


def sides(days: ComparedDays, choice: PeriodChoice) -> tuple[str, str]:
    """Names of the two periods."""
    now = days.now or tuple(choice.period.dates)
    before = days.before or tuple(choice.before.dates)
    years = now[0].year != before[0].year
    if not days.whole_months:
        return span(now, years), span(before, years)
    if len(choice.period.months) == len(choice.before.months) == 1:
        return formatting.month(now[0], years), formatting.month(before[0], years)
    return _months(now), _months(before)


def _months(days: Sequence[date]) -> str:
    """`Jul – Sep 2026`, `Nov 2025 – Oct 2026`."""
    first, last = days[0], days[-1]
    start = formatting.month_and_year(Month.of(first))
    if first.year == last.year:
        start = formatting.short_month(first)
    end = formatting.month_and_year(Month.of(last))
    return f"{start} – {end}"
