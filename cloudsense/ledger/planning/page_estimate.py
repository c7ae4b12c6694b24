"""Pages of a purchase, from rows, days, and earlier pages. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.entry import Outline
from cloudsense.ledger.cache.freshness import MonthState, state
from cloudsense.ledger.cache.query_parts import without_services
from cloudsense.ledger.planning.requests import days_so_far

SLACK = 0.05
"""Tolerance of estimates, as a share of a page."""
UNSURE = 1.5
"""Pages: an answer estimated at less may fit on one, as long as no answer took several."""
USUALLY_MOVE, A_MONTH = 2, 30
"""Days: yesterday and today, and a whole month."""


@dataclass(frozen=True)
class Estimate:
    """Number of pages of a purchase, as far as cached answers show it."""

    at_least: int
    at_most: float
    """Upper bound; infinite if unknown."""

    @property
    def known(self) -> bool:
        """Whether it is known to a factor of two."""
        return self.at_most <= 2 * self.at_least

    @property
    def pages(self) -> int:
        """Estimated number if `known`, else the lower bound."""
        return int(self.at_most) if self.known else self.at_least


NOTHING = Estimate(0, 0)


class PageSize(NamedTuple):
    """Rows on a page: lower and upper bound from earlier answers."""

    low: float = 0
    high: float = math.inf

    @classmethod
    def of(cls, known: Iterable[Outline]) -> PageSize:
        return cls.of_answers(answers(known))

    @classmethod
    def of_answers(cls, sizes: Iterable[tuple[int, float]]) -> PageSize:
        """Page size from rows and pages of answers. The last page of each may be nearly empty."""
        low, high = 0.0, math.inf
        for rows, pages in sizes:
            full = math.floor(pages + SLACK) - 1
            if rows and full > 0:
                high = min(high, rows / full)
            if pages:
                low = max(low, rows / pages)
        return cls(low, max(low, high))

    @property
    def several(self) -> bool:
        """Whether an answer took more than one page."""
        return math.isfinite(self.high)

    def fill(self, rows: float) -> float:
        """Most pages that this many rows fill."""
        return rows / self.low if self.low else 0.0

    def fewest(self, rows: float) -> int:
        """Fewest pages of one request with this many rows."""
        return max(1, math.ceil(rows / self.high - SLACK))

    def most(self, rows: float) -> float:
        """Most pages of one request with this many rows; infinite if unknown."""
        if math.isinf(rows):
            return math.inf
        fill = self.fill(rows)
        if fill <= UNSURE and not self.several:
            return 1
        return max(1, math.ceil(fill - SLACK))


def answers(known: Iterable[Outline]) -> list[tuple[int, float]]:
    """Rows and pages of each answer that `known` are parts of: same question, adjacent months, same
    time of purchase."""
    bought: defaultdict[object, list[Outline]] = defaultdict(list)
    for entry in known:
        bought[_shared(entry.query), entry.seen].append(entry)
    found: list[tuple[int, float]] = []
    for entries in bought.values():
        rows, pages = 0, 0.0
        end = None
        for entry in sorted(entries, key=lambda entry: entry.covered):
            if end and entry.covered.start > end:
                found.append((rows, pages))
                rows, pages = 0, 0.0
            rows += entry.rows
            pages += entry.pages
            end = max(end, entry.covered.end) if end else entry.covered.end
        found.append((rows, pages))
    return found


@lru_cache(maxsize=2**15)
def _shared(query: CostQuery) -> CostQuery:
    return without_services(query)


def days_to_buy(month: Month, entry: Outline | None, now: datetime) -> int:
    """Estimated days of `month` to buy.

    All of them, unless the overview will show which ones changed: then those since it was last
    seen, and a few before.
    """
    whole = days_so_far(month, now)
    if entry is None or not entry.has_fingerprints:
        return whole.days
    final = state(month, now, estimated=False) is MonthState.SETTLED
    if entry.unsettled and final:
        return whole.days
    new_days = max(0, (whole.end - entry.covered.end).days)
    return min(whole.days, new_days + USUALLY_MOVE)


def needs_several_pages(
    lacking: Iterable[tuple[CostQuery, Month]], known: Sequence[Outline]
) -> bool:
    """Whether one request for the `lacking` months probably takes more than one page."""
    wanted = set(lacking)
    rows = 0
    for entry in known:
        if (entry.query, entry.month) in wanted:
            rows += entry.rows
    return round(PageSize.of(known).fill(rows)) > 1


def share(period: Period, known: Sequence[Outline]) -> int:
    """Estimated pages of the days of `period`, from the last answers `known`; at least one."""
    rows = 0.0
    for entry in known:
        if days := period.meet(entry.covered):
            part = days.days / entry.covered.days
            rows += entry.rows * part
    pages = PageSize.of(known).fill(rows)
    return max(1, round(pages))


def update_pages(shown: Iterable[Outline], due: bool) -> int:
    """Estimated pages to update the entries that AWS may still change.

    `due` says whether the account's total is to be requested today.
    """
    shares: defaultdict[CostQuery, float] = defaultdict(float)
    once = {(entry.query, entry.month): entry for entry in shown}
    for entry in once.values():
        if entry.unsettled:
            shares[without_services(entry.query)] += entry.pages * _share_that_moves(entry)
    total = 0
    for query, share in shares.items():
        pages = math.ceil(round(share, 6))
        total += checked(pages, due) if query == OVERVIEW else pages
    return total


def _share_that_moves(entry: Outline) -> float:
    """Share of an entry that is bought again; 1 if changed days cannot be detected."""
    if entry.query == OVERVIEW or not entry.has_fingerprints:
        return 1.0
    return min(1.0, USUALLY_MOVE / entry.covered.days)


def checked(overview: int, due: bool) -> int:
    """Estimated pages to update an overview of this many pages.

    If one page is enough, the account's total is added if it is due today; else it comes first, and
    then the days that usually change: yesterday and today.
    """
    if overview <= 1:
        return overview + due
    share = USUALLY_MOVE / A_MONTH
    return 1 + math.ceil(overview * share)
