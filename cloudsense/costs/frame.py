"""A frame of daily costs, and the answers that carry one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from cloudsense.costs.identity import Identity
from cloudsense.costs.names import canonical
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery, Dimension, Metric
from cloudsense.errors import BrokenAnswerError, CloudSenseError

DAY = "day"
QUANTITY = "quantity"
UNIT = "unit"
METRICS = tuple(metric.value for metric in Metric)
MIXED_UNITS = "N/A"
"""The unit of a quantity that was summed across units and means nothing."""


@dataclass(frozen=True)
class CostFrame:
    """Daily costs, one row a day and combination of dimension values, by day; days without costs have no row.

    Columns of `data`: `day` (datetime64, midnight UTC), one categorical column a dimension of `dimensions` (named by
    its value, e.g. `usage-type`), one float64 column a metric (`unblended`, ..., in the bill's currency), `quantity`
    (float64) and `unit` (categorical; "N/A" where units are mixed).
    """

    data: pd.DataFrame
    dimensions: tuple[Dimension, ...]

    @classmethod
    def build(
        cls,
        dimensions: Sequence[Dimension],
        days: Iterable[date] | np.ndarray,
        keys: Mapping[Dimension, Sequence[str]],
        metrics: Mapping[str, Sequence[float] | np.ndarray],
        quantity: Sequence[float] | np.ndarray,
        unit: Sequence[str],
    ) -> CostFrame:
        """A frame from columns of equal length."""
        stamps = np.asarray(days if isinstance(days, np.ndarray) else list(days), dtype="datetime64[s]")
        columns: dict[str, object] = {DAY: stamps}
        columns |= {d.value: pd.Categorical(np.asarray(keys[d], dtype=str)) for d in dimensions}
        columns |= {m: np.asarray(metrics[m], dtype=np.float64) for m in METRICS}
        columns |= {QUANTITY: np.asarray(quantity, dtype=np.float64), UNIT: pd.Categorical(np.asarray(unit, dtype=str))}
        return cls.by_day(pd.DataFrame(columns), dimensions)

    @classmethod
    def by_day(cls, data: pd.DataFrame, dimensions: Sequence[Dimension]) -> CostFrame:
        """A frame of rows in any order."""
        ordered = data[DAY].is_monotonic_increasing
        return cls(data if ordered else data.sort_values(DAY, kind="stable", ignore_index=True), tuple(dimensions))

    @classmethod
    def empty(cls, dimensions: Sequence[Dimension]) -> CostFrame:
        return cls.build(dimensions, [], {d: [] for d in dimensions}, {m: [] for m in METRICS}, [], [])

    def __len__(self) -> int:
        return len(self.data)

    @classmethod
    def joined(cls, frames: Sequence[CostFrame], dimensions: Sequence[Dimension]) -> CostFrame:
        """The rows of all `frames`, which have these same dimensions, by day."""
        filled = [frame.data for frame in frames if len(frame)]
        if not filled:
            return cls.empty(dimensions)
        columns = {name: _stacked([data[name] for data in filled]) for name in filled[0].columns}
        return cls.by_day(pd.DataFrame(columns), dimensions)

    def within(self, period: Period) -> CostFrame:
        """The rows of the days in `period`."""
        first, end = self._rows_of(period)
        whole = end - first == len(self)
        return self if whole else CostFrame(self.data.iloc[first:end], self.dimensions)

    def outside(self, period: Period) -> CostFrame:
        """The rows of all other days."""
        first, end = self._rows_of(period)
        return CostFrame(pd.concat([self.data.iloc[:first], self.data.iloc[end:]]), self.dimensions)

    def offsets(self, start: date) -> np.ndarray:
        """Of each row, how many days after `start` it is."""
        days = self.data[DAY].to_numpy() - np.datetime64(start, "s")
        return np.asarray(days.astype("timedelta64[D]").astype(np.intp))

    def _rows_of(self, period: Period) -> tuple[int, int]:
        """The first row of `period`, and the row after its last."""
        bounds = np.array([period.start, period.end], dtype="datetime64[s]")
        first, end = np.searchsorted(self.data[DAY].to_numpy(), bounds)
        return int(first), int(end)

    def only(self, dimension: Dimension, values: Iterable[str], exclude: bool = False) -> CostFrame:
        """The rows whose `dimension` is (or, with `exclude`, is not) among `values`."""
        column = self.data[dimension.value]
        wanted = column.cat.categories.isin(list(values)) != exclude
        return self if wanted.all() else CostFrame(self.data[wanted[column.cat.codes]], self.dimensions)

    def renamed(self, dimension: Dimension, name: Callable[[str], str]) -> CostFrame:
        """The same rows with `name` of their `dimension`; values of one name become one."""
        column = self.data[dimension.value].cat
        before = column.categories.tolist()
        names = [name(value) for value in before]
        if names == before:
            return self
        unique = sorted(set(names))
        codes = np.array([unique.index(each) for each in names], dtype=np.intp)[column.codes]
        merged = pd.Categorical.from_codes(codes, categories=pd.Index(unique, dtype="str"))
        return CostFrame(self.data.assign(**{dimension.value: merged}), self.dimensions)

    @property
    def canonical(self) -> CostFrame:
        """The same rows with the canonical names of services; made once, as each view of an answer begins with it."""
        made = self.__dict__.get("_canonical")
        if made is None:
            made = self.renamed(Dimension.SERVICE, canonical)
            if made is not self:
                self.__dict__["_canonical"] = made
        return made

    def with_column(self, dimension: Dimension, value: str) -> CostFrame:
        """The same rows, all with `value` as their `dimension`."""
        codes = np.zeros(len(self), dtype=np.int8)
        column = pd.Categorical.from_codes(codes, categories=pd.Index([value], dtype="str"))
        return CostFrame(self.data.assign(**{dimension.value: column}), (*self.dimensions, dimension))

    def check(self, period: Period) -> CostFrame:
        """Itself, if every row lies in `period`, every amount is a finite number and no key is there twice.

        Raises BrokenAnswerError. Called once, where a source hands a frame over; trusted afterwards.
        """
        amounts = self.data[[*METRICS, QUANTITY]].to_numpy()
        keys = [DAY, *(d.value for d in self.dimensions)]
        if len(self.within(period)) != len(self) or not np.isfinite(amounts).all() or self.data.duplicated(keys).any():
            raise BrokenAnswerError(
                "Cost Explorer's answer is inconsistent.",
                "It contains days outside the requested period, an invalid amount, or a duplicate row.",
                "Try again; the answer was not used.",
            )
        return self


def _stacked(columns: list[pd.Series[Any]]) -> pd.Categorical | np.ndarray:
    if isinstance(columns[0].dtype, pd.CategoricalDtype):
        return pd.api.types.union_categoricals(columns, sort_categories=True)
    return np.concatenate([column.to_numpy() for column in columns])


@dataclass(frozen=True)
class Fetched:
    """One complete answer from a source: all pages, every day of `period`."""

    frame: CostFrame
    period: Period
    currency: str
    pages: int
    """Paid requests that it took."""
    estimated: frozenset[date] = frozenset()
    """Days that AWS marks as estimated."""
    account_names: Mapping[str, str] = field(default_factory=dict)
    """Account id to name, as far as the answer told."""
    currencies: Mapping[Month, str] = field(default_factory=dict)
    """Of months with costs, where they are not all in `currency`."""

    def currency_of(self, month: Month) -> str:
        return self.currencies.get(month, self.currency)


@dataclass(frozen=True)
class Snapshot:
    """What is known about one question over one period."""

    query: CostQuery
    period: Period
    frame: CostFrame
    currency: str
    identity: Identity
    fetched_at: datetime
    """UTC; the oldest of the months used."""
    complete_to: date
    """The last UTC day of the period that AWS was not still filling when the youngest part was fetched."""
    estimated: frozenset[date] = frozenset()
    account_names: Mapping[str, str] = field(default_factory=dict)
    problem: CloudSenseError | None = None
    """Why newer numbers could not be had; the ones here are the last complete ones."""

    @property
    def stale(self) -> bool:
        return self.problem is not None
