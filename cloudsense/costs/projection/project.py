"""The end of a period: what is known, plus what the rest usually costs. Pure."""

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
    """The end of today's month; see `project`."""
    return project(daily, Month.of(today).period, today, complete_to)


def project(
    daily: Daily, period: Period, today: date, complete_to: date | None = None
) -> Projection:
    """The end of `period`, from complete days only, those up to `complete_to`.

    What comes every day is expected by the rule (`rule.expected`), and on an incomplete day at
    least what is there. Lumps come as in the months before. Other credits, refunds and purchases:
    only those already there. Days of `period` before the first one of `daily` count as nothing.
    """
    usual_delay = complete_through(today)
    known_to = min(complete_to or usual_delay, usual_delay) + ONE_DAY
    so_far = daily.total(Period(period.start, max(today, period.start) + ONE_DAY))
    first = daily.first
    daily = daily.without_monthly_fees(known_to)
    history = History.of(daily, known_to)
    ahead = max((period.end - known_to).days, 0)
    expected = history.expected(ahead)
    kinds = _with_incomplete(daily.every_day, expected, known_to)
    booked = {**daily.lumps, **lumps.to_come(daily.lumps, period, known_to)}
    path = _path(period, (*kinds, booked, daily.unforeseeable, daily.earlier))
    ranges = history.likely(expected.sum(axis=0), period.start)
    least = so_far if history.net.min(initial=0.0) >= 0 else -math.inf
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
    return max(0, (min(known_to, period.end) - max(first, period.start)).days)


def _with_incomplete(
    kinds: Sequence[Mapping[date, float]], expected: Array, known_to: date
) -> list[dict[date, float]]:
    """The amounts of each kind, and on days to come what is expected, or more if that has come
    already."""
    found = []
    for amounts, days in zip(kinds, expected.tolist(), strict=True):
        together = {day: amount for day, amount in amounts.items() if day < known_to}
        for n, usual in enumerate(days):
            day = known_to + n * ONE_DAY
            together[day] = max(amounts.get(day, 0.0), usual, key=abs)
        found.append(together)
    return found


def _path(period: Period, kinds: Sequence[Mapping[date, float]]) -> dict[date, float]:
    """The sum of all kinds since the first day."""
    days = list(period.dates)
    costs = [math.fsum(kind.get(day, 0.0) for kind in kinds) for day in days]
    return dict(zip(days, accumulate(costs), strict=True))


def _range_paths(
    path: Mapping[date, float], ranges: Range, start: date, least: float
) -> tuple[dict[date, float], dict[date, float]]:
    """The ends of the range by day, from `start` on; none below `least`."""
    low, high = {}, {}
    for n, band in enumerate(ranges.band.tolist()):
        day = start + n * ONE_DAY
        middle = path[day]
        low[day] = min(middle, max(middle - band, least))
        high[day] = middle + band
    return low, high


def _credits(
    expected: Sequence[Mapping[date, float]],
    actual: Sequence[Mapping[date, float]],
    period: Period,
    known_to: date,
) -> float:
    """What is expected of daily credits beyond those already there."""
    to_come = 0.0
    unknown = [day for day in period.dates if day >= known_to]
    for foreseen, there in zip(expected[1:], actual[1:], strict=True):
        beyond = math.fsum(foreseen[day] - there.get(day, 0.0) for day in unknown)
        to_come += min(beyond, 0.0)
    return to_come
