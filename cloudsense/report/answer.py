"""The answer to a request, by way of the same ledger as the page: what either has paid for is free for the other."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby

import numpy as np

from cloudsense.costs.frame import DAY, CostFrame, Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import NoDataError
from cloudsense.figures.words import dimension
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Progress
from cloudsense.report.request import Granularity, Request

ZERO = Decimal("0.0000000000")
"""With as many decimals as Cost Explorer gives."""
BREATH = 0.1
"""Seconds between two looks at a purchase under way."""

Tell = Callable[[str], None]
"""Hears how far a purchase is."""


@dataclass(frozen=True)
class Row:
    """The cost of `name`, a value of the dimension asked for, in the days from `start`."""

    start: date
    name: str
    amount: Decimal


@dataclass(frozen=True)
class Report:
    """Costs in rows, by start and then by falling cost of their names; `requests` pages were paid for them."""

    request: Request
    snapshot: Snapshot
    rows: tuple[Row, ...]
    requests: int

    @property
    def total(self) -> Decimal:
        """What the rows add up to, to the last decimal."""
        return sum((row.amount for row in self.rows), ZERO)


def ask(ledger: Ledger, request: Request, tell: Tell, paid: Callable[[], int]) -> Report:
    """The answer, bought if need be; `paid` counts the pages paid so far.

    Nothing is asked about a value that does not occur in the costs above it. Raises NoDataError for
    such a value, unless there are no costs at all, and whatever else keeps the ledger from answering.
    """
    before, focus, period = paid(), request.focus, request.period

    @cache
    def question(focus: Focus) -> CostQuery:
        return to_ask(ledger, focus, period)

    steps = focus.above(question)
    for rule, above in steps:
        _expect(rule, above, _wait(ledger, question(above), period, tell))
    if request.refresh:
        ledger.update([(question(focus), period)])
    snapshot = _wait(ledger, question(focus), period, tell)
    for rule, above in _held(focus, {rule for rule, _ in steps}):
        _expect(rule, above, snapshot)
    frame = focus.within(snapshot.frame).within(period)
    return Report(request, snapshot, tuple(_rows(frame, request)), paid() - before)


def _wait(ledger: Ledger, query: CostQuery, period: Period, tell: Tell) -> Snapshot:
    """What the ledger knows once nothing more is on its way."""
    told = Progress(0)
    while True:
        answer = ledger.costs(query, period)
        if answer.snapshot and not answer.progress:
            return answer.snapshot
        if ledger.paid and answer.progress and answer.progress.pages > told.pages:
            told = answer.progress
            tell(f"asking AWS: page {told.pages}, ${told.dollars} so far")
        time.sleep(BREATH)


def _held(focus: Focus, asked_above: Set[Filter]) -> Iterator[tuple[Filter, Focus]]:
    """The filters whose values, and the costs above them, are all in the answer to `focus` itself."""
    for n, rule in enumerate(focus.filters):
        if rule not in asked_above:
            yield rule, Focus(rule.dimension, focus.filters[:n], focus.usage_only)


def _expect(rule: Filter, above: Focus, snapshot: Snapshot) -> None:
    """Raises NoDataError unless each value of `rule` occurs in `snapshot`, which answers `above`."""
    known = set(above.within(snapshot.frame).data[rule.dimension.value])
    for value in rule.values:
        if known and value not in known:
            raise NoDataError(
                f"No costs of {dimension(rule.dimension).lower()} “{value[:100]}” in {days(snapshot.period)}.",
                remedy="See which names there are without this condition: "
                f"cloudsense report --by {rule.dimension.value}",
            )


def _rows(frame: CostFrame, request: Request) -> Iterator[Row]:
    """A day or month in which a name cost exactly nothing has no row for it."""
    starts = _starts(request.period, request.granularity)
    sums = _sums(frame, request, starts)
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (name, _), amount in sums.items():
        totals[name] += amount
    names = sorted(totals, key=lambda name: (-totals[name], name))
    for start in dict.fromkeys(starts):
        for name in names:
            amount = sums.get((name, start), ZERO)
            if amount or not request.dated:
                yield Row(start, name, amount)


Sums = dict[tuple[str, date], Decimal]
"""By name and start."""


def _sums(frame: CostFrame, request: Request, starts: Sequence[date]) -> Sums:
    """Exact: floating point would lose the cents of very large amounts."""
    column = frame.data[request.focus.by.value].cat
    names = column.categories.tolist()
    first = np.datetime64(request.period.start, "s")
    days = (frame.data[DAY].to_numpy() - first).astype("timedelta64[D]").astype(int)
    amounts = frame.data[request.metric.value].tolist()
    sums: Sums = defaultdict(lambda: ZERO)
    for code, day, amount in zip(column.codes.tolist(), days.tolist(), amounts, strict=True):
        sums[names[code], starts[day]] += decimal(amount)
    return sums


def decimal(amount: float) -> Decimal:
    """What Cost Explorer gave: the shortest decimal that is read as this number."""
    return Decimal(repr(amount)).quantize(ZERO)


def _starts(period: Period, granularity: Granularity) -> list[date]:
    """For each day of `period`, where the stretch begins that it belongs to."""
    dates = list(period.dates)
    firsts = _firsts(period, granularity)
    return [dates[firsts[bisect_right(firsts, n) - 1]] for n in range(period.days)]


def _firsts(period: Period, granularity: Granularity) -> list[int]:
    """Where in `period` the stretches begin that have rows of their own."""
    match granularity:
        case Granularity.TOTAL:
            return [0]
        case Granularity.DAILY:
            return list(range(period.days))
        case Granularity.MONTHLY:
            return [next(month)[0] for _, month in groupby(enumerate(period.dates), lambda day: Month.of(day[1]))]


def days(period: Period) -> str:
    """As they would be typed: `2026-10-24..2026-11-22`."""
    return f"{period.start}..{period.last}"
