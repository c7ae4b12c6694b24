"""Fewest requests for the missing data. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.cache.query_parts import answer_splits_by_service

AUDIT_EVERY = timedelta(days=28)
"""Interval between two requests for all history, if that takes more than one page."""


@dataclass(frozen=True)
class Need:
    """Days to buy for one part of a question."""

    part: CostQuery
    period: Period


def parts_by_month(query: CostQuery, period: Period) -> list[tuple[CostQuery, Month]]:
    """Each month of each part."""
    return [(part, month) for part in query.parts for month in period.months]


def days_so_far(month: Month, now: datetime) -> Period:
    """The month, up to and including today."""
    return _so_far(month, now.date())


@lru_cache(maxsize=64)
def _so_far(month: Month, today: date) -> Period:
    return Period(month.first, min(month.period.end, today + ONE_DAY))


def parts_share_request(query: CostQuery) -> bool:
    """Whether its parts can be requested together."""
    return bool(query.services) and answer_splits_by_service(query)


def requests(query: CostQuery, needs: Iterable[Need]) -> list[tuple[CostQuery, Period]]:
    """Fewest requests that cover all `needs`, and no fresh month of a part.

    Parts whose joint answer can be split are requested together if they lack the same months.
    """
    found: defaultdict[object, list[Need]] = defaultdict(list)
    for part in query.parts:
        for run in merge_adjacent(need.period for need in needs if need.part == part):
            alone = None if parts_share_request(query) else part
            found[run.months, alone].append(Need(part, run))
    return [_joined(needs) for needs in found.values()]


def join_parts(parts: Iterable[CostQuery]) -> CostQuery:
    """Question with all `parts`, which differ in their services only."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    services = tuple(service for part in parts for service in part.services)
    return parts[0].about(services) if services else parts[0]


def _joined(needs: Sequence[Need]) -> tuple[CostQuery, Period]:
    """One request for all of `needs`."""
    start = min(need.period.start for need in needs)
    end = max(need.period.end for need in needs)
    return join_parts(need.part for need in needs), Period(start, end)


def merge_adjacent(periods: Iterable[Period]) -> list[Period]:
    """Fewest periods that cover all of `periods` and no other day."""
    found: list[Period] = []
    for period in sorted(periods):
        last = found[-1] if found else None
        if last and period.start <= last.end:
            end = max(last.end, period.end)
            found[-1] = Period(last.start, end)
        else:
            found.append(period)
    return found


def days_of_total(whole: Period, known: Collection[Outline], first: Month, now: datetime) -> Period:
    """Days that the account's total is requested for: all of history, as with one row a day it
    costs no more than a single day.

    If it took more than one page before, it is requested every four weeks, and in between only from
    `first` on.
    """
    pages = sum(entry.pages for entry in known)
    oldest = min((entry.seen for entry in known), default=now)
    if pages <= 1 or now - oldest > AUDIT_EVERY:
        return whole
    return Period(first.first, whole.end)
