"""Projection of the end of a period: known costs plus the usual costs of
the remaining days. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate

from cloudsense.costs.daily import Daily
from cloudsense.costs.period import ONE_DAY, Month, Period, complete_through
from cloudsense.costs.projection import lumps, track_record
from cloudsense.costs.projection.history import History
from cloudsense.costs.projection.misses import Range
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.projection.robust import Array
from cloudsense.costs.projection.rule import WINDOW


def project_month(daily: Daily, today: date, complete_to: date | None = None) -> Projection:
    """Projection for the end of today's month; see `project`."""
    return project(daily, Month.of(today).period, today, complete_to)


def project(
    daily: Daily, period: Period, today: date, complete_to: date | None = None
) -> Projection:
    """Projection for the end of `period`, from complete days only, those up to `complete_to`.

    Daily costs are expected by the rule (`rule.expected`); on an incomplete day at least what is
    billed so far. Lumps are expected as in earlier months. Other credits, refunds and purchases
    count only once billed. Days of `period` before the first one of `daily` count as zero.
    """
    usual_delay = complete_through(today)
    known_to = min(complete_to or usual_delay, usual_delay) + ONE_DAY
    last = max(today, period.start)
    so_far = daily.total(Period(period.start, last + ONE_DAY))
    first = daily.first
    daily = daily.without_monthly_fees(known_to)
    history = History.of(daily, known_to)
    ahead = max((period.end - known_to).days, 0)
    expected = history.expected(ahead)
    kinds = _with_incomplete(daily.every_day, expected, known_to)
    booked = {**daily.lumps, **lumps.to_come(daily.lumps, period, known_to)}
    others = (booked, daily.unforeseeable, daily.earlier)
    path = _path(period, (*kinds, *others))
    ranges = history.likely(expected.sum(axis=0), period.start)
    has_credits = history.net.min(initial=0.0) < 0
    least = -math.inf if has_credits else so_far
    low, high = _range_paths(path, ranges, max(known_to, period.start), least)
    amount = path[period.last]
    has_ended = not ahead
    return Projection(
        period=period,
        so_far=so_far,
        amount=amount,
        low=amount if has_ended else low.get(period.last),
        high=amount if has_ended else high.get(period.last),
        complete_days=_complete_days(first, period, known_to),
        path=path,
        low_path=low,
        high_path=high,
        known_to=known_to,
        sample_days=min(history.days, WINDOW),
        mornings=ranges.mornings,
        typical_miss=ranges.typical,
        guessed=ranges.guessed and not has_ended,
        credits=_credits(kinds, daily.every_day, period, known_to),
        data_through=known_to - ONE_DAY if known_to <= usual_delay else None,
        past=track_record.earlier(daily, history, period),
    )


def _complete_days(first: date | None, period: Period, known_to: date) -> int:
    if first is None:
        return 0
    end = min(known_to, period.end)
    known = end - max(first, period.start)
    return max(0, known.days)


def _with_incomplete(
    kinds: Sequence[Mapping[date, float]], expected: Array, known_to: date
) -> list[dict[date, float]]:
    """Amounts of each kind; on incomplete days the expected amount, or the billed one
    if it is larger."""
    found = []
    for amounts, days in zip(kinds, expected.tolist(), strict=True):
        together = {day: amounts[day] for day in amounts if day < known_to}
        for n, usual in enumerate(days):
            day = known_to + n * ONE_DAY
            there = amounts.get(day, 0.0)
            together[day] = max(there, usual, key=abs)
        found.append(together)
    return found


def _path(period: Period, kinds: Sequence[Mapping[date, float]]) -> dict[date, float]:
    """Sum of all kinds since the first day."""
    days = list(period.dates)
    costs = []
    for day in days:
        amounts = [kind.get(day, 0.0) for kind in kinds]
        costs.append(math.fsum(amounts))
    return dict(zip(days, accumulate(costs), strict=True))


def _range_paths(
    path: Mapping[date, float], ranges: Range, start: date, least: float
) -> tuple[dict[date, float], dict[date, float]]:
    """Bounds of the range by day, from `start` on; none below `least`."""
    low, high = {}, {}
    for n, band in enumerate(ranges.band.tolist()):
        day = start + n * ONE_DAY
        middle = path[day]
        lowest = max(middle - band, least)
        low[day] = min(middle, lowest)
        high[day] = middle + band
    return low, high


def _credits(
    expected: Sequence[Mapping[date, float]],
    actual: Sequence[Mapping[date, float]],
    period: Period,
    known_to: date,
) -> float:
    """Expected daily credits beyond those already billed."""
    to_come = 0.0
    unknown = [day for day in period.dates if day >= known_to]
    kinds = zip(expected, actual, strict=True)
    next(kinds)  # usage is not a credit
    for foreseen, there in kinds:
        beyond = [foreseen[day] - there.get(day, 0.0) for day in unknown]
        to_come += min(math.fsum(beyond), 0.0)
    return to_come
