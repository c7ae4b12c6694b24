"""Analysis of a frame: totals by day and by name, shares, changes. Pure."""

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
"""Dollars; smaller absolute amounts are left out of lists, never out of totals."""
REST = "\0"
"""Name of the row that sums up the names left out; AWS's names never contain this character."""


@dataclass(frozen=True)
class Table:
    """Costs by name and day: `amounts` is a float64 matrix of names x days of the period,
    names by falling total."""

    period: Period
    names: tuple[str, ...]
    amounts: np.ndarray
    absolute: np.ndarray | None = None
    """Sum of the absolute charges and credits behind each amount; None if each is a single one."""
    always: frozenset[str] = frozenset()
    """Names that are listed however small they are: costs without the tag or cost category."""

    @property
    def activity(self) -> np.ndarray:
        """Sum of absolute charges and credits, by name and day: shows what a net
        amount of zero hides."""
        if self.absolute is None:
            return np.asarray(np.abs(self.amounts))
        return self.absolute

    @property
    def listed(self) -> Table:
        """Only the names that tables, charts, files and counts show; the others
        count in totals only."""
        shown = self.activity.sum(axis=1) >= NEGLIGIBLE
        shown |= np.isin(self.names, list(self.always))
        if shown.all():
            return self
        return self._picked(np.flatnonzero(shown).tolist())

    @property
    def charged(self) -> float:
        """Sum of all charges, before credits and other negative amounts."""
        return float((self.activity + self.amounts).sum()) / 2

    @property
    def by_day(self) -> dict[str, dict[date, float]]:
        """Amounts of each name by day."""
        days = list(self.period.dates)
        found = {}
        for name, row in zip(self.names, self.amounts, strict=True):
            amounts = row.tolist()
            found[name] = dict(zip(days, amounts, strict=True))
        return found

    @property
    def totals(self) -> np.ndarray:
        """Total of each name."""
        return np.asarray(self.amounts.sum(axis=1))

    @property
    def daily(self) -> np.ndarray:
        """Total of each day."""
        return np.asarray(self.amounts.sum(axis=0))

    @property
    def total(self) -> float:
        return float(self.amounts.sum())

    def of(self, name: str) -> float:
        """Total of the name; 0 for an unknown name."""
        if name not in self.names:
            return 0.0
        row = self.names.index(name)
        return float(self.amounts[row].sum())

    def top(self, count: int) -> Table:
        """The first `count` names, and all others as one named REST; the table itself if
        it has no more."""
        if len(self.names) <= count + 1:
            return self
        whole = self.arranged(count)
        names = (*whole.names[:count], REST)
        amounts = _cut(whole.amounts, count)
        activity = _cut(whole.activity, count)
        return Table(self.period, names, amounts, activity, self.always)

    def arranged(self, count: int) -> Table:
        """The table with the names that are always listed moved to the first `count`."""
        places = sorted(self.names.index(name) for name in self.always if name in self.names)
        late = [n for n in places if n >= count]
        if not late:
            return self
        others = np.delete(np.arange(len(self.names)), late).tolist()
        left = count - len(late)
        others[left:left] = late
        return self._picked(others)

    def _picked(self, rows: Sequence[int]) -> Table:
        """The table with only these rows, in this order."""
        names = tuple(self.names[n] for n in rows)
        places = np.array(rows, dtype=np.intp)
        amounts = self.amounts[places]
        activity = self.activity[places]
        return Table(self.period, names, amounts, activity, self.always)


def _cut(amounts: np.ndarray, count: int) -> np.ndarray:
    """The first `count` rows, and the sum of all others as the last row."""
    others = amounts[count:].sum(axis=0)
    return np.vstack([amounts[:count], others])


def tabulate(frame: CostFrame, by: Dimension, metric: Metric, period: Period) -> Table:
    """Costs of `period` by the values of the column `by`, without names that have no row."""
    rows = frame.within(period)
    costs = rows.column(metric)
    codes = rows.codes(by)
    first_cells = codes.astype(np.intp) * period.days
    cells = first_cells + rows.offsets(period.start)
    categories = rows.categories(by)
    shape = len(categories), period.days
    amounts = sum_by_cell(cells, costs, shape)
    absolute = sum_by_cell(cells, np.abs(costs), shape)
    present = np.flatnonzero(np.bincount(codes, minlength=len(categories)))
    totals = amounts[present].sum(axis=1)
    order = present[np.argsort(-totals, kind="stable")]
    names = tuple(categories[order].tolist())
    always = frozenset({ABSENT}) if by.can_be_absent else frozenset[str]()
    return Table(period, names, amounts[order], absolute[order], always)


@dataclass(frozen=True)
class Change:
    """Cost of a name on the compared days, and on those before."""

    now: float
    before: float
    is_new: bool = False
    """Never billed before, as far as known."""
    is_gone: bool = False
    """Billed before and no longer, although it would have been billed again by now."""
    not_compared: bool = False
    """Billed only on days, or by charges of single days, that are not compared."""

    @property
    def amount(self) -> float:
        return self.now - self.before


@dataclass(frozen=True)
class Row:
    """A row of a breakdown."""

    name: str
    cost: float
    share: float | None
    """Share of the sum of all positive costs; None for a negative cost."""
    daily: np.ndarray
    compared: Change | None = None
    """The change; None where there is nothing to compare with."""
    listed: bool = True
    """False for a name that has costs only in the period before."""

    @property
    def change(self) -> float | None:
        """Difference to the days before; None where nothing is compared."""
        if self.compared is None or self.compared.not_compared:
            return None
        return self.compared.amount

    @property
    def is_new(self) -> bool:
        return self.compared is not None and self.compared.is_new


def breakdown(table: Table, changes: Mapping[str, Change] | None) -> tuple[Row, ...]:
    """A row for each name that has or had a noticeable cost, by falling cost."""
    totals = table.totals
    gross = float(totals[totals > 0].sum())
    changes = changes or {}
    listed = set(table.listed.names)
    costs = zip(totals.tolist(), table.amounts, strict=True)
    found = dict(zip(table.names, costs, strict=True))
    nothing = np.zeros(table.period.days)
    for name in changes:
        found.setdefault(name, (0.0, nothing))
    rows = []
    for name, (cost, daily) in found.items():
        has_share = cost >= 0 and gross > 0
        share = cost / gross if has_share else None
        rows.append(Row(name, cost, share, daily, changes.get(name), name in listed))
    kept = [row for row in rows if row.listed or _did_cost(row)]
    return tuple(sorted(kept, key=lambda row: -row.cost))


def _did_cost(row: Row) -> bool:
    change = row.compared
    return change is not None and abs(change.before) >= NEGLIGIBLE
