"""The answer to a request, by way of the same ledger as the page: what either has paid for is free for the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby

import numpy as np

from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import NoDataError
from cloudsense.figures.words import dimension
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Progress
from cloudsense.report.request import Granularity, Request

PLACES = 10
"""Decimals of an amount, as many as Cost Explorer gives."""
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
        return sum((row.amount for row in self.rows), Decimal(0).scaleb(-PLACES))


def ask(ledger: Ledger, request: Request, tell: Tell, paid: Callable[[], int]) -> Report:
    """The answer, bought if need be; `paid` counts the pages paid so far.

    Nothing is asked about a value that does not occur in the costs above it. Raises NoDataError for such a value and
    where there are no costs at all, and whatever else keeps the ledger from answering.
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
    table = tabulate(focus.within(snapshot.frame), focus.by, request.metric, period)
    if not table.names:
        raise NoDataError(f"No costs in {days(period)}.", remedy="Choose another period or fewer filters.")
    return Report(request, snapshot, tuple(_rows(table, request.granularity)), paid() - before)


def _wait(ledger: Ledger, query: CostQuery, period: Period, tell: Tell) -> Snapshot:
    """What the ledger knows once nothing more is on its way."""
    told = Progress(0)
    while True:
        answer = ledger.costs(query, period)
        if answer.snapshot and not answer.progress:
            return answer.snapshot
        if ledger.paid and answer.progress and answer.progress.pages > told.pages:
            told = answer.progress
            tell(f"loading from AWS: page {told.pages}, ${told.dollars} so far")
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
        if value not in known:
            raise NoDataError(
                f"No costs of {dimension(rule.dimension).lower()} “{value[:100]}” in {days(snapshot.period)}.",
                remedy=f"To list the values, run: cloudsense report --by {rule.dimension.value}",
            )


def _rows(table: Table, granularity: Granularity) -> Iterator[Row]:
    """A day or month in which a name cost exactly nothing has no row for it.

    Amounts are added up as whole numbers of the last decimal, so that nothing is lost.
    """
    units = np.rint(table.amounts * 10**PLACES).astype(np.int64).astype(object)
    firsts = _firsts(table.period, granularity)
    sums = np.add.reduceat(units, firsts, axis=1)
    dates = list(table.period.dates)
    for bucket, first in enumerate(firsts):
        for name, amount in zip(table.names, sums[:, bucket], strict=True):
            if amount or granularity is Granularity.TOTAL:
                yield Row(dates[first], name, Decimal(amount).scaleb(-PLACES))


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
