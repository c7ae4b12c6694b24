"""A frame of daily costs, and the answers that carry one."""

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
"""The unit of a quantity that was summed across units and means nothing."""
NO_UNITS = frozenset({MIXED_UNITS, "NA", ""})
"""Every way to write that."""

Texts: TypeAlias = "Sequence[str] | pd.Categorical[Any]"
"""A column of them; as a categorical if there are many rows."""


@dataclass(frozen=True)
class CostFrame:
    """Daily costs, one row a day and combination of dimension values, by day; days without costs
    have no row. Costs by hour have a row an hour.

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
        """A frame of rows in any order."""
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
        """The rows of all `frames`, which have these same dimensions, by day."""
        filled = [frame.data for frame in frames if len(frame)]
        if not filled:
            return cls.empty(dimensions)
        columns = {}
        for name in filled[0].columns:
            columns[name] = _stacked([data[name] for data in filled])
        return cls.by_day(pd.DataFrame(columns), dimensions)

    def within(self, period: Period) -> CostFrame:
        """The rows of the days in `period`."""
        first, end = self._rows_of(period)
        if end - first == len(self):
            return self
        return CostFrame(self.data.iloc[first:end], self.dimensions)

    def outside(self, period: Period) -> CostFrame:
        """The rows of all other days."""
        first, end = self._rows_of(period)
        earlier = self.data.iloc[:first]
        later = self.data.iloc[end:]
        return CostFrame(pd.concat([earlier, later]), self.dimensions)

    def column(self, name: str) -> np.ndarray:
        """A column of numbers or of days, with a value a row: a metric's, `QUANTITY`, `DAY`."""
        return self.data[str(name)].to_numpy()

    def categories(self, dimension: Dimension) -> pd.Index[Any]:
        """The values that `codes` stand for; there may be some without a row."""
        return self.data[dimension.value].cat.categories

    def codes(self, dimension: Dimension) -> np.ndarray:
        """Of each row, the place of its value among `categories`; as small as they allow."""
        return self.data[dimension.value].cat.codes.to_numpy()

    def offsets(self, start: date) -> np.ndarray:
        """Of each row, how many days after `start` it is."""
        since = self.column(DAY) - np.datetime64(start, "s")
        days = since.astype("timedelta64[D]")
        return np.asarray(days.astype(np.intp))

    def places(self, spans: Sequence[Span]) -> np.ndarray:
        """Of each row, which of `spans` it lies in; they follow each other, and hold all rows."""
        starts = np.array([span.start for span in spans], dtype="datetime64[s]")
        firsts = np.searchsorted(self.column(DAY), starts)
        counts = np.diff(firsts, append=len(self))
        return np.repeat(np.arange(len(spans)), counts)

    def _rows_of(self, period: Period) -> tuple[int, int]:
        """The first row of `period`, and the row after its last."""
        bounds = np.array([period.start, period.end], dtype="datetime64[s]")
        first, end = np.searchsorted(self.column(DAY), bounds)
        return int(first), int(end)

    def only(self, dimension: Dimension, values: Iterable[str], exclude: bool = False) -> CostFrame:
        """The rows whose `dimension` is (or, with `exclude`, is not) among `values`."""
        is_named = self.categories(dimension).isin(list(values))
        wanted = is_named != exclude
        if wanted.all():
            return self
        rows = wanted[self.codes(dimension)]
        return CostFrame(self.data[rows], self.dimensions)

    def renamed(self, dimension: Dimension, name: Callable[[str], str]) -> CostFrame:
        """The same rows with `name` of their `dimension`; values of one name become one."""
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
        """The same rows with the canonical names of services; made once, as each view of an answer
        begins with it."""
        made = self.__dict__.get("_canonical")
        if made is None:
            made = self.renamed(Dimension.SERVICE, canonical)
            if made is not self:
                self.__dict__["_canonical"] = made
        return made

    def values_of(self, dimension: Dimension) -> frozenset[str]:
        """The values that have rows; looked up once, as every page asks for those of the
        overview."""
        known: dict[Dimension, frozenset[str]]
        known = self.__dict__.setdefault("_values", {})
        if dimension not in known:
            column = self.data[dimension.value]
            known[dimension] = frozenset(column.unique())
        return known[dimension]

    def with_column(self, dimension: Dimension, value: str) -> CostFrame:
        """The same rows, all with `value` as their `dimension`."""
        codes = np.zeros(len(self), dtype=np.int8)
        column = coded(codes, [value])
        data = self.data.assign(**{dimension.value: column})
        return CostFrame(data, (*self.dimensions, dimension))

    def check(self, period: Period) -> CostFrame:
        """Itself, if every row lies in `period`, every amount is a finite number and no key is
        there twice.

        Raises BrokenAnswerError. Called once, where a source hands a frame over; trusted
        afterwards.
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
    """A column of the `values` that `codes` number."""
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
    """The last UTC day of the period that AWS was not still filling when the youngest part was
    fetched."""
    estimated: frozenset[date] = frozenset()
    account_names: Mapping[str, str] = field(default_factory=dict)
    problem: CloudSenseError | None = None
    """Why newer numbers could not be had; the ones here are the last complete ones."""

    @property
    def stale(self) -> bool:
        return self.problem is not None
