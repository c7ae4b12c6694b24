"""What a purchase will cost, going by what the same question took before. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.entries import Entry
from cloudsense.ledger.needs import divisible, runs

SLACK = 0.05
"""Of a page, by which estimates may be out."""
MOST_REMEMBERED = 20_000
USUALLY_MOVES = 2 / 30
"""The share of a month."""


class Estimate(NamedTuple):
    """About so many pages; at least so many where nothing like it was ever bought."""

    pages: int
    known: bool


NOTHING = Estimate(0, known=True)


class Estimates:
    """Remembers how many pages something takes as long as nothing is known that was not known then."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Hashable, Estimate]] = {}

    def of(self, asked: Hashable, state: Hashable, reckon: Callable[[], Estimate]) -> Estimate:
        then, estimate = self._known.get(asked, (None, NOTHING))
        if then != state:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            estimate = reckon()
            self._known[asked] = state, estimate
        return estimate


def pages(query: CostQuery, lacking: Iterable[tuple[CostQuery, Month]], known: Sequence[Entry]) -> int:
    """About how many pages it takes to buy the `lacking` months of parts of `query`; `known` are some of its answers.

    A month that was never bought is taken to be like the others, and no request takes less than one page.
    """
    rows = {(entry.query, entry.month): len(entry.frame) for entry in known}
    usual = sum(rows.values()) / len(rows) if rows else 0.0
    asked: defaultdict[object, float] = defaultdict(float)
    months: defaultdict[CostQuery, list[Month]] = defaultdict(list)
    for part, month in lacking:
        months[part].append(month)
    for part in months:
        for run in runs(month.period for month in months[part]):
            request = run.months if divisible(query) else (part, run.months)
            asked[request] += sum(rows.get((part, month), usual) for month in run.months)
    return sum(_whole(_fill(amount, known)) for amount in asked.values())


def many(lacking: Iterable[tuple[CostQuery, Month]], known: Sequence[Entry]) -> bool:
    """Whether one request for the `lacking` months takes more than one page, as far as one can tell."""
    rows = {(entry.query, entry.month): len(entry.frame) for entry in known}
    return round(_fill(sum(rows.get(lacked, 0) for lacked in lacking), known)) > 1


def around(period: Period) -> tuple[Month, ...]:
    """The months nearby, of which something may be known."""
    first, last = period.months[0], period.months[-1]
    return (first.plus(-1), first.plus(-2), last.plus(1), last.plus(2))


def share(period: Period, known: Sequence[Entry]) -> int:
    """About how many pages the days of `period` take, of which `known` are the last answers; one at least."""
    met = [(len(entry.frame), period.meet(entry.covered), entry.covered) for entry in known]
    return max(1, round(_fill(sum(rows * days.days / covered.days for rows, days, covered in met if days), known)))


def checked(overview: int, due: bool) -> int:
    """About how many pages it takes to look at an overview of so many pages again.

    Where one page will do, the account's total comes along if it is due today; else it comes first, and then the days
    that usually move: yesterday and today.
    """
    return overview + due if overview <= 1 else 1 + math.ceil(overview * USUALLY_MOVES)


def _whole(fill: float) -> int:
    """As long as no answer took several pages, nobody knows how much goes on one: more than was seen so far."""
    return 1 if fill <= 1.5 else math.ceil(fill - SLACK)


def _fill(rows: float, known: Sequence[Entry]) -> float:
    """How many pages that many rows fill, when the fullest one so far says how many go on one."""
    fullest = max((len(entry.frame) / entry.pages for entry in known if entry.pages), default=math.inf)
    return rows / fullest if fullest else 0.0
