"""The answer to a request, by way of the same ledger as the page: what either has paid for is free for the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np

from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.granularity import Granularity, add_up, split
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import NoDataError
from cloudsense.figures.words import dimension
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Progress
from cloudsense.report.request import Request

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
    total: Decimal
    """Of the rows, and of what is too small to have one."""
    requests: int

    @property
    def unlisted(self) -> Decimal:
        """The part of the total that has no row."""
        return self.total - sum((row.amount for row in self.rows), Decimal(0))


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
        raise NoDataError(f"There are no costs in {days(period)}.", remedy="Choose another period or fewer conditions.")
    rows = tuple(_rows(table.listed, request.granularity))
    return Report(request, snapshot, rows, _amount(_units(table.amounts).sum()), paid() - before)


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
        if value not in known:
            raise NoDataError(
                f"No costs of {dimension(rule.dimension).lower()} “{value[:100]}” in {days(snapshot.period)}.",
                remedy="See which names there are without this condition: "
                f"cloudsense report --by {rule.dimension.value}",
            )


def _rows(table: Table, granularity: Granularity) -> Iterator[Row]:
    """A day, week or month in which nothing was charged or credited to a name has no row for it."""
    spans = split(table.period, granularity)
    amounts = add_up(_units(table.amounts), spans)
    active = add_up(table.activity, spans) > 0
    for n, span in enumerate(spans):
        for name, units, is_active in zip(table.names, amounts[:, n], active[:, n], strict=True):
            if is_active:
                yield Row(span.start, name, _amount(units))


def _units(amounts: np.ndarray) -> np.ndarray:
    """Amounts as whole numbers of the last decimal, of any size, so that nothing is lost when they are added up."""
    rounded = np.rint(amounts * 10**PLACES)
    whole = [[int(amount) for amount in row] for row in rounded.tolist()]
    return np.array(whole, dtype=object).reshape(amounts.shape)


def _amount(units: int) -> Decimal:
    return Decimal(units).scaleb(-PLACES)


def days(period: Period) -> str:
    """As they would be typed: `2026-10-24..2026-11-22`."""
    return f"{period.start}..{period.last}"
