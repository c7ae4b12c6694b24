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
"""Pages; what seems to fill less than this goes on one, perhaps, as long as no answer took several."""
USUALLY_MOVE, A_MONTH = 2, 30
"""Days: yesterday and today, and all of them."""


class Estimate(NamedTuple):
    """About so many pages; at least so many where nothing like it was ever bought."""

    pages: int
    known: bool


NOTHING = Estimate(0, known=True)


class PageSize(NamedTuple):
    """How many rows go on a page: as many as on the fullest one so far. More, perhaps, if no answer took several."""

    rows: float = math.inf
    several: bool = False

    @classmethod
    def of(cls, known: Iterable[Entry]) -> PageSize:
        paid = [entry for entry in known if entry.pages]
        answers: defaultdict[object, float] = defaultdict(float)
        for entry in paid:
            answers[without_services(entry.query), entry.seen] += entry.pages
        fullest = max((len(entry.frame) / entry.pages for entry in paid), default=math.inf)
        return cls(fullest or math.inf, any(pages > 1 + SLACK for pages in answers.values()))

    def pages(self, rows: float) -> int:
        """About how many pages so many rows of one request take."""
        fill = rows / self.rows
        return max(1, math.ceil(fill - SLACK)) if self.several or fill > UNSURE else 1


def days_to_buy(month: Month, entry: Entry | None, now: datetime) -> int:
    """About how many days of `month` have to be bought.

    All of them, unless the overview will tell which ones moved: those since it was last seen, and a few before.
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
    """Whether one request for the `lacking` months takes more than one page, as far as one can tell."""
    rows = {(entry.query, entry.month): len(entry.frame) for entry in known}
    return round(sum(rows.get(lacked, 0) for lacked in lacking) / PageSize.of(known).rows) > 1


def share(period: Period, known: Sequence[Entry]) -> int:
    """About how many pages the days of `period` take, of which `known` are the last answers; one at least."""
    met = [(len(entry.frame), period.meet(entry.covered), entry.covered) for entry in known]
    rows = sum(rows * days.days / covered.days for rows, days, covered in met if days)
    return max(1, round(rows / PageSize.of(known).rows))


def update_pages(shown: Iterable[Entry], due: bool) -> int:
    """About how many pages it takes to look again at those of the entries that AWS may still change.

    `due` says whether the account's total is to be asked for today.
    """
    shares: defaultdict[CostQuery, dict[tuple[CostQuery, Month], float]] = defaultdict(dict)
    for entry in shown:
        if entry.unsettled:
            moves = USUALLY_MOVE / entry.covered.days if entry.fingerprints and entry.query != OVERVIEW else 1.0
            shares[without_services(entry.query)][entry.query, entry.month] = entry.pages * min(1.0, moves)
    pages = {asked: math.ceil(round(sum(found.values()), 6)) for asked, found in shares.items()}
    if OVERVIEW in pages:
        pages[OVERVIEW] = checked(pages[OVERVIEW], due)
    return sum(pages.values())


def checked(overview: int, due: bool) -> int:
    """About how many pages it takes to look at an overview of so many pages again.

    Where one page will do, the account's total comes along if it is due today; else it comes first, and then the days
    that usually move: yesterday and today.
    """
    return overview + due if overview <= 1 else 1 + math.ceil(overview * USUALLY_MOVE / A_MONTH)
