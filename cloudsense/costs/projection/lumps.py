"""Monthly charges that are still to come: tax, support, recurring fees. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from cloudsense.costs.period import Month, Period

MONTHS = 3
"""Months before the running one whose median is expected."""
HALF = 0.5
"""Share of a lump from which it counts as billed."""


def to_come(lumps: Mapping[date, float], period: Period, known_to: date) -> dict[date, float]:
    """Lumps expected on the days of `period` from `known_to` on.

    A lump of the month before the first of these is expected on the same day of each month; in that
    first month only if it has not come yet.
    """
    unknown = period.meet(Period(known_to, date.max))
    if unknown is None:
        return {}
    running = Month.of(unknown.start)
    usual = _usual(lumps, running)
    found: dict[date, float] = {}
    for month in unknown.months:
        due: dict[date, float] = defaultdict(float)
        for number, amount in usual.items():
            due[month.day(number)] += amount
        left = _not_yet_there(due, lumps, month) if month == running else due
        found |= {day: left[day] for day in left if day in unknown}
    return found


def _usual(lumps: Mapping[date, float], running: Month) -> dict[int, float]:
    """Expected lumps by day of the month: those of the month before `running`, at the median
    of the last months."""
    amounts: defaultdict[int, list[float]] = defaultdict(list)
    last = running.plus(-1)
    recent = Period(running.plus(-MONTHS).first, running.first)
    there: set[int] = set()
    for day, amount in lumps.items():
        if not amount or day not in recent:
            continue
        amounts[day.day].append(amount)
        if day in last.period:
            there.add(day.day)
    return {number: median(amounts[number]) for number in amounts if number in there}


def _not_yet_there(
    due: Mapping[date, float], lumps: Mapping[date, float], month: Month
) -> dict[date, float]:
    """Lumps not yet billed, on their day or in a similar amount on another day."""
    came = {day: lumps[day] for day in lumps if day in month.period}
    early = [came[day] for day in came if day not in due]
    left = {}
    for day, amount in due.items():
        there = came.get(day, 0.0)
        if amount and not _has_come(amount, there, early):
            left[day] = amount
    return left


def _has_come(amount: float, there: float, early: Sequence[float]) -> bool:
    """Whether half of a lump was billed on its day, or a similar amount on another day."""
    if there / amount >= HALF:
        return True
    parts = [other / amount for other in early]
    return any(HALF <= part <= 1 / HALF for part in parts)
