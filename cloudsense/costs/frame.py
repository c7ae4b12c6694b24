"""A frame of daily costs, and the answers that contain one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from cloudsense.costs.hour import Span
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
"""Unit of quantities that were added across units and mean nothing."""
NO_UNITS = frozenset({MIXED_UNITS, "NA", ""})
"""Spellings of a missing or mixed unit."""

Texts: TypeAlias = "Sequence[str] | pd.Categorical[Any]"
"""Column of texts; categorical if there are many rows."""


@dataclass(frozen=True, eq=False)
class CostFrame:
    """Daily costs, one row a day and combination of dimension values, by day; days without costs
    have no row. Costs by hour have a row an hour. Frames are equal to themselves only.

    Columns of `data`: `day` (datetime64, midnight UTC or the start of an hour), one categorical
    column a dimension of `dimensions` (named by its value, e.g. `usage-type`), one float64 column a
    metric (`unblended`, ..., in the bill's currency), `quantity` (float64) and `unit` (categorical;
    "N/A" where units are mixed).
    """

    data: pd.DataFrame
    dimensions: tuple[Dimension, ...]

    @classmethod
    def build(
        cls,
        dimensions: Sequence[Dimension],
        days: Iterable[date] | np.ndarray,
        keys: Mapping[Dimension, Texts],
        metrics: Mapping[str, Sequence[float] | np.ndarray],
        quantity: Sequence[float] | np.ndarray,
        unit: Texts,
    ) -> CostFrame:
        """A frame from columns of equal length."""
        dates = days if isinstance(days, np.ndarray) else list(days)
        columns: dict[str, object] = {}
        columns[DAY] = np.asarray(dates, dtype="datetime64[s]")
        for dimension in dimensions:
            columns[dimension.value] = _categorical(keys[dimension])
        for metric in METRICS:
            amounts = metrics[metric]
            columns[metric] = np.asarray(amounts, dtype=np.float64)
        columns[QUANTITY] = np.asarray(quantity, dtype=np.float64)
        columns[UNIT] = _categorical(unit)
        return cls.by_day(pd.DataFrame(columns), dimensions)

    @classmethod
    def by_day(cls, data: pd.DataFrame, dimensions: Sequence[Dimension]) -> CostFrame:
        """Frame of rows in any order."""
        if not data[DAY].is_monotonic_increasing:
            data = data.sort_values(DAY, kind="stable", ignore_index=True)
        return cls(data, tuple(dimensions))

    @classmethod
    def empty(cls, dimensions: Sequence[Dimension]) -> CostFrame:
        keys = dict.fromkeys(dimensions, ())
        metrics = dict.fromkeys(METRICS, ())
        return cls.build(dimensions, [], keys, metrics, [], [])

    def __len__(self) -> int:
        return len(self.data)

    @classmethod
    def joined(cls, frames: Sequence[CostFrame], dimensions: Sequence[Dimension]) -> CostFrame:
        """Rows of all `frames`, which have the same dimensions, by day."""
        filled = [frame.data for frame in frames if len(frame)]
        if not filled:
            return cls.empty(dimensions)
        columns = {}
        for name in filled[0].columns:
            columns[name] = _stacked([data[name] for data in filled])
        return cls.by_day(pd.DataFrame(columns), dimensions)

    def within(self, period: Period) -> CostFrame:
        """Rows of the days in `period`."""
        first, end = self._rows_of(period)
        if end - first == len(self):
            return self
        return CostFrame(self.data.iloc[first:end], self.dimensions)

    def outside(self, period: Period) -> CostFrame:
        """Rows of all other days."""
        first, end = self._rows_of(period)
        earlier = self.data.iloc[:first]
        later = self.data.iloc[end:]
        return CostFrame(pd.concat([earlier, later]), self.dimensions)

    def column(self, name: str) -> np.ndarray:
        """Column of numbers or days, with a value a row: a metric's, `QUANTITY`, `DAY`."""
        return self.data[str(name)].to_numpy()

    def categories(self, dimension: Dimension) -> pd.Index[Any]:
        """Values that `codes` index; some may have no row."""
        return self.data[dimension.value].cat.categories

    def codes(self, dimension: Dimension) -> np.ndarray:
        """Index of each row's value in `categories`; in the smallest integer type."""
        return self.data[dimension.value].cat.codes.to_numpy()

    def offsets(self, start: date) -> np.ndarray:
        """Days from `start` to each row's day."""
        since = self.column(DAY) - np.datetime64(start, "s")
        days = since.astype("timedelta64[D]")
        return np.asarray(days.astype(np.intp))

    def places(self, spans: Sequence[Span]) -> np.ndarray:
        """Index of the span that contains each row; `spans` are consecutive
        and contain all rows."""
        starts = np.array([span.start for span in spans], dtype="datetime64[s]")
        firsts = np.searchsorted(self.column(DAY), starts)
        counts = np.diff(firsts, append=len(self))
        return np.repeat(np.arange(len(spans)), counts)

    def _rows_of(self, period: Period) -> tuple[int, int]:
        """Index of the first row of `period`, and of the row after its last."""
        bounds = np.array([period.start, period.end], dtype="datetime64[s]")
        first, end = np.searchsorted(self.column(DAY), bounds)
        return int(first), int(end)

    def only(self, dimension: Dimension, values: Iterable[str], exclude: bool = False) -> CostFrame:
        """Rows whose `dimension` is (or, with `exclude`, is not) among `values`."""
        is_named = self.categories(dimension).isin(list(values))
        wanted = is_named != exclude
        if wanted.all():
            return self
        rows = wanted[self.codes(dimension)]
        return CostFrame(self.data[rows], self.dimensions)

    def renamed(self, dimension: Dimension, name: Callable[[str], str]) -> CostFrame:
        """Rows with renamed values of `dimension`; values that get the same name become one."""
        before = self.categories(dimension).tolist()
        names = [name(value) for value in before]
        if names == before:
            return self
        unique = sorted(set(names))
        places = np.array([unique.index(each) for each in names])
        merged = coded(places[self.codes(dimension)], unique)
        data = self.data.assign(**{dimension.value: merged})
        return CostFrame(data, self.dimensions)

    @property
    def canonical(self) -> CostFrame:
        """Rows with canonical service names; cached, as every view of an answer begins with it."""
        made = self.__dict__.get("_canonical")
        if made is None:
            made = self.renamed(Dimension.SERVICE, canonical)
            if made is not self:
                self.__dict__["_canonical"] = made
        return made

    def values_of(self, dimension: Dimension) -> frozenset[str]:
        """Values that have rows; cached, as every page asks for those of the overview."""
        known: dict[Dimension, frozenset[str]]
        known = self.__dict__.setdefault("_values", {})
        if dimension not in known:
            column = self.data[dimension.value]
            known[dimension] = frozenset(column.unique())
        return known[dimension]

    def with_column(self, dimension: Dimension, value: str) -> CostFrame:
        """Rows with a constant `value` in the column `dimension`."""
        codes = np.zeros(len(self), dtype=np.int8)
        column = coded(codes, [value])
        data = self.data.assign(**{dimension.value: column})
        return CostFrame(data, (*self.dimensions, dimension))

    def check(self, period: Period) -> CostFrame:
        """The frame itself, if every row is in `period`, every amount is finite and no key is
        duplicated.

        Raises BrokenAnswerError. Called once, when a source returns a frame; trusted afterwards.
        """
        amounts = self.data[[*METRICS, QUANTITY]].to_numpy()
        keys = [DAY, *(d.value for d in self.dimensions)]
        all_inside = len(self.within(period)) == len(self)
        all_finite = bool(np.isfinite(amounts).all())
        has_duplicates = bool(self.data.duplicated(keys).any())
        if has_duplicates or not (all_inside and all_finite):
            raise BrokenAnswerError(
                "Cost Explorer's answer is inconsistent.",
                "It contains days outside the requested period, an invalid amount, or a "
                "duplicate row.",
                "Try again; the answer was not used.",
            )
        return self


def coded(codes: np.ndarray, values: Sequence[str]) -> pd.Categorical:
    """Column of the `values` that `codes` index."""
    categories = pd.Index(list(values), dtype="str")
    return pd.Categorical.from_codes(codes, categories=categories)


def _categorical(values: Texts) -> pd.Categorical:
    if isinstance(values, pd.Categorical):
        return values
    return pd.Categorical(np.asarray(values, dtype=str))


def _stacked(columns: list[pd.Series[Any]]) -> pd.Categorical | np.ndarray:
    if isinstance(columns[0].dtype, pd.CategoricalDtype):
        return pd.api.types.union_categoricals(columns, sort_categories=True)
    return np.concatenate([column.to_numpy() for column in columns])


@dataclass(frozen=True)
class Fetched:
    """One complete answer of a source: all pages, every day of `period`."""

    frame: CostFrame
    period: Period
    currency: str
    pages: int
    """Paid requests that the answer took."""
    estimated: frozenset[date] = frozenset()
    """Days that AWS marks as estimated."""
    account_names: Mapping[str, str] = field(default_factory=dict)
    """Account names by id, as far as the answer contains them."""
    currencies: Mapping[Month, str] = field(default_factory=dict)
    """Currencies of months with costs, if they differ from `currency`."""

    def currency_of(self, month: Month) -> str:
        return self.currencies.get(month, self.currency)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Known costs for one question over one period. It is equal to itself only."""

    query: CostQuery
    period: Period
    frame: CostFrame
    currency: str
    identity: Identity
    fetched_at: datetime
    """UTC time of the oldest month in it."""
    complete_to: date
    """Last UTC day of the period that was complete when the newest part was fetched."""
    estimated: frozenset[date] = frozenset()
    account_names: Mapping[str, str] = field(default_factory=dict)
    problem: CloudSenseError | None = None
    """Why newer costs could not be loaded; the snapshot then holds the last complete ones."""

    @property
    def stale(self) -> bool:
        return self.problem is not None
