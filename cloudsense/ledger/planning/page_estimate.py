"""How many pages a purchase takes, by rows, days, and what went on a page before. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.freshness import MonthState, state
from cloudsense.ledger.cache.parts import without_services
from cloudsense.ledger.planning.requests import so_far

SLACK = 0.05
"""Of a page, by which estimates may be out."""
UNSURE = 1.5
"""Pages; what seems to fill less than this goes on one, perhaps, as long as no answer took
several."""
USUALLY_MOVE, A_MONTH = 2, 30
"""Days: yesterday and today, and all of them."""


class Estimate(NamedTuple):
    """About so many pages; at least so many where nothing like it was ever bought."""

    pages: int
    known: bool


NOTHING = Estimate(0, known=True)


class PageSize(NamedTuple):
    """How many rows go on a page: as many as on the fullest one so far. More, perhaps, if no answer
    took several."""

    rows: float = math.inf
    several: bool = False

    @classmethod
    def of(cls, known: Iterable[Entry]) -> PageSize:
        answers: defaultdict[object, float] = defaultdict(float)
        fullest = 0.0
        for entry in known:
            if entry.pages:
                answer = without_services(entry.query), entry.seen
                answers[answer] += entry.pages
                fullest = max(fullest, len(entry.frame) / entry.pages)
        most = max(answers.values(), default=0.0)
        return cls(fullest or math.inf, several=most > 1 + SLACK)

    def pages(self, rows: float) -> int:
        """About how many pages so many rows of one request take."""
        fill = rows / self.rows
        if fill <= UNSURE and not self.several:
            return 1
        return max(1, math.ceil(fill - SLACK))


def days_to_buy(month: Month, entry: Entry | None, now: datetime) -> int:
    """About how many days of `month` have to be bought.

    All of them, unless the overview will tell which ones moved: those since it was last seen, and a
    few before.
    """
    whole = so_far(month, now)
    if entry is None or not entry.fingerprints:
        return whole.days
    final = state(month, now, estimated=False) is MonthState.SETTLED
    if entry.unsettled and final:
        return whole.days
    new_days = max(0, (whole.end - entry.covered.end).days)
    return min(whole.days, new_days + USUALLY_MOVE)


def needs_several_pages(lacking: Iterable[tuple[CostQuery, Month]], known: Sequence[Entry]) -> bool:
    """Whether one request for the `lacking` months takes more than one page, as far as one can
    tell."""
    wanted = set(lacking)
    rows = sum(len(entry.frame) for entry in known if (entry.query, entry.month) in wanted)
    return round(rows / PageSize.of(known).rows) > 1


def share(period: Period, known: Sequence[Entry]) -> int:
    """About how many pages the days of `period` take, of which `known` are the last answers; one at
    least."""
    rows = 0.0
    for entry in known:
        if days := period.meet(entry.covered):
            rows += len(entry.frame) * days.days / entry.covered.days
    return max(1, round(rows / PageSize.of(known).rows))


def update_pages(shown: Iterable[Entry], due: bool) -> int:
    """About how many pages it takes to look again at those of the entries that AWS may still
    change.

    `due` says whether the account's total is to be asked for today.
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


def _share_that_moves(entry: Entry) -> float:
    """All of it, if there is nothing that shows which days moved."""
    if entry.query == OVERVIEW or not entry.fingerprints:
        return 1.0
    return min(1.0, USUALLY_MOVE / entry.covered.days)


def checked(overview: int, due: bool) -> int:
    """About how many pages it takes to look at an overview of so many pages again.

    Where one page will do, the account's total comes along if it is due today; else it comes first,
    and then the days
    that usually move: yesterday and today.
    """
    if overview <= 1:
        return overview + due
    share = USUALLY_MOVE / A_MONTH
    return 1 + math.ceil(overview * share)
