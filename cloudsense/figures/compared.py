"""The words for what a period is compared with, and for what is left out of the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cloudsense import formatting
from cloudsense.costs.basis import SingleCharge
from cloudsense.costs.compared_days import ComparedDays
from cloudsense.costs.comparison import Comparison
from cloudsense.costs.period import Month, Period, PeriodChoice

CHARGES = "Monthly and one-time charges"
SMALL = 0.01
"""The part of the cost before below which a change has no colour, wherever it is shown."""
NAMED = 3
"""Days or charges that are named one by one."""


def ratio(change: float, before: float) -> float | None:
    """The change as a ratio of the cost before; None where there is no sensible base."""
    return None if before < formatting.HALF_A_CENT else change / before


def role(change: float, before: float) -> str:
    """How a change is coloured: `up`, `down`, or `same` where it is small."""
    of_before = ratio(change, before)
    is_small = of_before is not None and abs(of_before) < SMALL
    if is_small or abs(change) < formatting.HALF_A_CENT:
        return "same"
    return "up" if change > 0 else "down"


def against(days: ComparedDays, choice: PeriodChoice) -> str:
    """`September`, `the day before`, `Sep 24 – Oct 22`; of another year with that."""
    if days.now[0].year != days.before[0].year:
        return sides(days, choice)[1]
    if days.whole_months and len(choice.before.months) == 1:
        return formatting.month(choice.before.start)
    if choice.period.days > 1 or choice.whole_months:
        return span(days.before)
    if choice.before.end == choice.period.start:
        return "the day before"
    return formatting.day(days.before[0])


def span(days: Sequence[date]) -> str:
    """`Oct 24 – Nov 21`, from the first to the last of `days`; with years where they differ."""
    first, last = days[0], days[-1]
    if first == last:
        return formatting.day(first)
    year = first.year != last.year
    return f"{formatting.day(first, year)} – {formatting.day(last, year)}"


def listed(days: Sequence[date]) -> str:
    """`Nov 27`, `Nov 27 and Nov 28`, `Nov 1, Dec 1, Jan 1 and 4 more days`."""
    named = [formatting.day(day) for day in days[:NAMED]]
    if len(days) > NAMED:
        named.append(formatting.count(len(days) - NAMED, "more day"))
    return formatting.enumerated(named)


def _incomplete(days: ComparedDays) -> str:
    be = "is" if len(days.incomplete) == 1 else "are"
    return f"{listed(days.incomplete)} {be} incomplete"


def nothing(days: ComparedDays, choice: PeriodChoice) -> str:
    """Why no day is compared."""
    if not _complete(choice.period, days) or not _complete(choice.before, days):
        return f"{_incomplete(days)}, so there is nothing to compare yet."
    return f"{CHARGES} fall on these days and cannot be told from usage: nothing to compare."


def _complete(period: Period, days: ComparedDays) -> bool:
    """Whether any day of the period is complete."""
    return not {*period.dates} <= {*days.incomplete}


def basis(comparison: Comparison) -> str:
    """In a few words: `29 complete days · fees apart`."""
    if not comparison.changes:
        return ""
    days = comparison.days
    parts = []
    if days.per_day:
        before = formatting.count(len(days.before), "day")
        parts.append(f"{len(days.now)} against {before}, per day")
    if days.incomplete or days.with_fees:
        parts.append(formatting.count(len(days.now), "complete day"))
    if comparison.single:
        parts.append("fees apart")
    return " · ".join(parts)


def left_out(comparison: Comparison, currency: str) -> list[str]:
    """A sentence for each thing that the comparison leaves out; none without costs."""
    days, choice = comparison.days, comparison.choice
    if not comparison.changes and not comparison.single:
        return []
    said = []
    if days.divided:
        said.append(divided(days, sides(days, choice)))
    elif days.per_day:
        totals = comparison.now, comparison.before
        said.append(longer(days, sides(days, choice), totals, currency))
    return [*said, *days_left_out(days, choice), *charges_left_out(comparison.single, currency)]


def longer(
    days: ComparedDays, names: tuple[str, str], totals: tuple[float, float], currency: str
) -> str:
    """`October has 31 days, September has 30: per day +$56.06, 9.8%.`; "" where they are equal.

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
    """`All amounts are per day: Oct 1 – Oct 10 has 10 days, Aug 1 – Aug 31 has 31.`

    `names` are those of the period and of the one before.
    """
    if days.per_day:
        return f"All amounts are per day: {_lengths(days, names)}."
    return f"All amounts are per day, of {formatting.count(len(days.now), 'day')}."


def _lengths(days: ComparedDays, names: tuple[str, str]) -> str:
    """`October has 31 days, September has 30`."""
    now = formatting.count(len(days.now), "day")
    return f"{names[0]} has {now}, {names[1]} has {len(days.before)}"


def days_left_out(days: ComparedDays, choice: PeriodChoice) -> list[str]:
    """A sentence for each kind of days that are not compared."""
    said = []
    if days.incomplete:
        said.append(f"{_incomplete(days)} and not compared.")
    if days.unmatched:
        unmatched = listed(days.unmatched)
        said.append(f"{unmatched}: not compared, {_shorter(choice)}.")
    if days.with_fees:
        these = "it" if len(days.with_fees) == 1 else "them"
        with_fees = listed(days.with_fees)
        said.append(f"{with_fees} not compared: {CHARGES.lower()} fall on {these}.")
        if days.against_fees:
            be = "is" if len(days.against_fees) == 1 else "are"
            said.append(f"Nor {be} {listed(days.against_fees)}, the other side of {these}.")
    return said


def charges_left_out(single: Sequence[SingleCharge], currency: str) -> list[str]:
    """The charges of single days, in one sentence."""
    return [_single(single, currency)] if single else []


def _shorter(choice: PeriodChoice) -> str:
    """`February has 28 days`; of several months, that one has fewer days than the other."""
    if len(choice.before.months) > 1:
        return "the months on the other side have fewer days"
    month = formatting.month(choice.before.start)
    return f"{month} has {Month.of(choice.before.start).period.days} days"


def _single(charges: Sequence[SingleCharge], currency: str) -> str:
    """`Monthly and one-time charges, not compared: Support fee $100.00 (before: $0.00).`"""
    parts = []
    for one in charges[:NAMED]:
        name = formatting.label(one.dimension, one.value)
        parts.append(_charge(name, [one], currency))
    rest = charges[NAMED:]
    if rest:
        parts.append(_charge(formatting.count(len(rest), "other"), rest, currency))
    return f"{CHARGES}, not compared: {', '.join(parts)}."


def _charge(name: str, charges: Sequence[SingleCharge], currency: str) -> str:
    """`Support fee $100.00 (before: $0.00)`."""
    now = formatting.money(sum(one.now for one in charges), currency)
    before = formatting.money(sum(one.before for one in charges), currency)
    return f"{name} {now} (before: {before})"


def sides(days: ComparedDays, choice: PeriodChoice) -> tuple[str, str]:
    """How the two periods are called."""
    now = days.now or tuple(choice.period.dates)
    before = days.before or tuple(choice.before.dates)
    if days.whole_months and len(choice.period.months) == len(choice.before.months) == 1:
        months = Month.of(now[0]), Month.of(before[0])
        years = months[0].year != months[1].year
        return _month(months[0], years), _month(months[1], years)
    if days.whole_months:
        return _months(now), _months(before)
    years = now[0].year != before[0].year
    return _span(now, years), _span(before, years)


def _month(month: Month, year: bool) -> str:
    name = formatting.month(month.first)
    return f"{name} {month.year}" if year else name


def _months(days: Sequence[date]) -> str:
    """`Jul – Sep 2026`, `Nov 2025 – Oct 2026`."""
    first, last = days[0], days[-1]
    year = "" if first.year == last.year else f" {first.year}"
    return f"{_short(first)}{year} – {_short(last)} {last.year}"


def _short(day: date) -> str:
    return formatting.MONTHS[day.month - 1]


def _span(days: Sequence[date], year: bool) -> str:
    if not year:
        return span(days)
    first, last = days[0], days[-1]
    if first == last:
        return formatting.day(first, year=True)
    differ = first.year != last.year
    start = formatting.day(first, year=differ)
    return f"{start} – {formatting.day(last, year=True)}"
