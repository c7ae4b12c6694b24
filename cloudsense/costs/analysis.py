"""What a frame says: totals by day and by name, shares, changes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.dimension import ABSENT
from cloudsense.costs.exact import sum_by_cell
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric

NEGLIGIBLE = 0.0001
"""Dollars; what is smaller in absolute value is left out of lists, never out of totals."""
REST = "\0"
"""The name of all names that a table was cut to; no name of AWS's holds this character."""


@dataclass(frozen=True)
class Table:
    """Costs by name and day: `amounts` is a float64 matrix of names x days of the period, names by
    falling total."""

    period: Period
    names: tuple[str, ...]
    amounts: np.ndarray
    absolute: np.ndarray | None = None
    """What the charges and credits behind each amount add up to without their signs; None if each
    is a single one."""
    always: frozenset[str] = frozenset()
    """Names that are listed however small they are: costs without the tag or cost category."""

    @property
    def activity(self) -> np.ndarray:
        """How much was charged or credited, by name and day: what a net amount of zero hides."""
        if self.absolute is None:
            return np.asarray(np.abs(self.amounts))
        return self.absolute

    @property
    def listed(self) -> Table:
        """The names that tables, charts, files and counts show; the others are in totals only."""
        shown = self.activity.sum(axis=1) >= NEGLIGIBLE
        shown |= np.isin(self.names, list(self.always))
        if shown.all():
            return self
        return self._picked(np.flatnonzero(shown).tolist())

    @property
    def charged(self) -> float:
        """All charges, before credits and other negative amounts are taken off."""
        return float((self.activity + self.amounts).sum()) / 2

    @property
    def by_day(self) -> dict[str, dict[date, float]]:
        """The amounts of each name."""
        days = list(self.period.dates)
        found = {}
        for name, row in zip(self.names, self.amounts, strict=True):
            amounts = row.tolist()
            found[name] = dict(zip(days, amounts, strict=True))
        return found

    @property
    def totals(self) -> np.ndarray:
        """By name."""
        return np.asarray(self.amounts.sum(axis=1))

    @property
    def daily(self) -> np.ndarray:
        """By day, all names."""
        return np.asarray(self.amounts.sum(axis=0))

    @property
    def total(self) -> float:
        return float(self.amounts.sum())

    def of(self, name: str) -> float:
        """The name's total; 0 for an unknown name."""
        if name not in self.names:
            return 0.0
        row = self.names.index(name)
        return float(self.amounts[row].sum())

    def top(self, count: int) -> Table:
        """The first `count` names, and all others as one with the name REST; itself if there are no
        more than that."""
        if len(self.names) <= count + 1:
            return self
        whole = self.arranged(count)
        names = (*whole.names[:count], REST)
        amounts = _cut(whole.amounts, count)
        activity = _cut(whole.activity, count)
        return Table(self.period, names, amounts, activity, self.always)

    def arranged(self, count: int) -> Table:
        """The same with the names that are always listed among the first `count`."""
        late: list[int] = []
        others: list[int] = []
        for n, name in enumerate(self.names):
            comes_late = n >= count and name in self.always
            (late if comes_late else others).append(n)
        if not late:
            return self
        left = count - len(late)
        others[left:left] = late
        return self._picked(others)

    def _picked(self, rows: Sequence[int]) -> Table:
        """The same with these rows only, in this order."""
        names = tuple(self.names[n] for n in rows)
        places = np.array(rows, dtype=np.intp)
        amounts = self.amounts[places]
        activity = self.activity[places]
        return Table(self.period, names, amounts, activity, self.always)


def _cut(amounts: np.ndarray, count: int) -> np.ndarray:
    """The first `count` rows, and the sum of all others as the last."""
    others = amounts[count:].sum(axis=0)
    return np.vstack([amounts[:count], others])


def tabulate(frame: CostFrame, by: Dimension, metric: Metric, period: Period) -> Table:
    """The costs of `period` by the values of the column `by`; names without any row are left
    out."""
    rows = frame.within(period)
    costs = rows.column(metric)
    codes = rows.codes(by)
    first_cells = codes.astype(np.intp) * period.days
    cells = first_cells + rows.offsets(period.start)
    categories = rows.categories(by)
    shape = len(categories), period.days
    amounts = sum_by_cell(cells, costs, shape)
    absolute = sum_by_cell(cells, np.abs(costs), shape)
    present = np.unique(codes)
    totals = amounts[present].sum(axis=1)
    order = present[np.argsort(-totals, kind="stable")]
    names = tuple(categories[order])
    always = frozenset([ABSENT] if by.can_be_absent else [])
    return Table(period, names, amounts[order], absolute[order], always)


@dataclass(frozen=True)
class Change:
    """What a name cost on the days that are compared, and on those before."""

    now: float
    before: float
    is_new: bool = False
    """Never billed before, as far as it is known."""
    is_gone: bool = False
    """Billed before and no longer, where it would have been billed again by now."""
    not_compared: bool = False
    """It is charged on days, or by charges of single days, that are not compared."""

    @property
    def amount(self) -> float:
        return self.now - self.before


@dataclass(frozen=True)
class Row:
    """One line of a breakdown."""

    name: str
    cost: float
    share: float | None
    """Of the sum of all positive costs; None for a negative one."""
    daily: np.ndarray
    compared: Change | None = None
    """None where nothing is known to compare with."""
    listed: bool = True
    """False for a name of the days before only, which is no part of what the period is listed
    by."""

    @property
    def change(self) -> float | None:
        """None where nothing is compared."""
        if self.compared is None or self.compared.not_compared:
            return None
        return self.compared.amount

    @property
    def is_new(self) -> bool:
        return self.compared is not None and self.compared.is_new


def breakdown(table: Table, changes: Mapping[str, Change] | None) -> tuple[Row, ...]:
    """A row a name that costs or did cost anything worth a line, by falling cost."""
    totals = table.totals
    gross = float(totals[totals > 0].sum())
    changes = changes or {}
    listed = set(table.listed.names)
    daily = dict(zip(table.names, table.amounts, strict=True))
    nothing = np.zeros(table.period.days)
    for name in changes:
        daily.setdefault(name, nothing)
    rows = []
    for name, amounts in daily.items():
        change = changes.get(name)
        rows.append(_row(name, amounts, gross, change, name in listed))
    kept = [row for row in rows if row.listed or _did_cost(row)]
    return tuple(sorted(kept, key=lambda row: -row.cost))


def _row(name: str, daily: np.ndarray, gross: float, compared: Change | None, listed: bool) -> Row:
    cost = float(daily.sum())
    has_share = cost >= 0 and gross > 0
    share = cost / gross if has_share else None
    return Row(name, cost, share, daily, compared, listed)


def _did_cost(row: Row) -> bool:
    change = row.compared
    return change is not None and abs(change.before) >= NEGLIGIBLE
