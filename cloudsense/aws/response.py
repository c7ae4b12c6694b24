"""Pages of a GetCostAndUsage response, checked and combined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from cloudsense.aws.capabilities import KEY_ENDS, METRIC_NAMES
from cloudsense.aws.errors import broken, reading
from cloudsense.aws.exact_rows import ExactRows
from cloudsense.costs.currency import joined_codes
from cloudsense.costs.frame import METRICS, MIXED_UNITS, CostFrame, Fetched, Texts
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.hour import Hour, Span
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import Dimension, Metric

USAGE = "UsageQuantity"
COSTS = tuple(METRIC_NAMES[metric] for metric in Metric)
INSTEAD = {
    METRIC_NAMES[Metric.NET_UNBLENDED]: METRIC_NAMES[Metric.UNBLENDED],
    METRIC_NAMES[Metric.NET_AMORTIZED]: METRIC_NAMES[Metric.AMORTIZED],
}
"""Metrics to use if a net metric is missing: it is equal without discounts."""

NO_UNIT = (None, "", "NA", MIXED_UNITS)


class CostResponse:
    """Response that grows page by page. Rows with equal day and keys are added up, as
    pages can end anywhere."""

    def __init__(
        self, period: Period, dimensions: Sequence[Dimension], hours: Sequence[Hour] = ()
    ) -> None:
        """Response by day, or by these `hours` of the period."""
        self._period = period
        self._noun = "hours" if hours else "days"
        self._spans: tuple[Span, ...] = tuple(hours)
        if not hours:
            self._spans = split(period, Granularity.DAILY)
        self._dimensions = tuple(dimensions)
        starts = [time_text(span.start) for span in self._spans]
        self._numbers = {start: n for n, start in enumerate(starts)}
        self._seen: set[int] = set()
        self._estimated: set[int] = set()
        self._units: set[str] = set()
        self._charged: set[tuple[int, str]] = set()
        """Days and currencies of amounts that are not zero."""
        self._names: dict[str, str] = {}
        self._keys: dict[tuple[str, ...], int] = {}
        """Numbers of groups by their keys as shown."""
        self._given: dict[tuple[str, ...], int] = {}
        """Numbers of groups by their keys as AWS returned them."""
        self._rows = ExactRows(len(COSTS) + 1)
        """Rows of five costs and a quantity."""

    def add(self, page: dict[str, Any]) -> None:
        """Adds a page. Raises BrokenAnswerError if it does not match the request."""
        with reading():
            for result in page["ResultsByTime"]:
                self._add_day(result)
            self._add_names(page.get("DimensionValueAttributes", ()))

    def complete(self, default_currency: str, pages: int) -> Fetched:
        """Complete answer, after the last page. Raises BrokenAnswerError if days
        or hours are missing."""
        count = len(self._spans)
        missing = count - len(self._seen)
        if missing:
            raise broken(f"{missing} of {count} {self._noun} are missing from it.")
        currencies = self._currencies()
        names = set(currencies.values())
        return Fetched(
            frame=self._frame().check(self._period),
            period=self._period,
            currency=min(names or self._units, default=default_currency),
            pages=pages,
            estimated=frozenset(self._spans[day].last for day in self._estimated),
            account_names=self._names,
            currencies=currencies if len(names) > 1 else {},
        )

    def _currencies(self) -> dict[Month, str]:
        """Currencies of months with costs."""
        found: defaultdict[Month, set[str]] = defaultdict(set)
        for day, unit in self._charged:
            month = Month.of(self._spans[day].last)
            found[month].add(unit)
        return {month: joined_codes(units) for month, units in found.items()}

    def _add_day(self, result: dict[str, Any]) -> None:
        day = self._day(result["TimePeriod"])
        groups = result["Groups"]
        total = result.get("Total") or {}
        self._seen.add(day)
        if result["Estimated"]:
            self._estimated.add(day)
        if not self._dimensions:
            self._add_row(day, [], total)
        elif not groups and _is_charged(total):
            raise broken("It contains a total without its groups.")
        for group in groups:
            self._add_row(day, group["Keys"], group["Metrics"])

    def _day(self, span: dict[str, Any]) -> int:
        """Number of the day or hour."""
        day = self._numbers[span["Start"]]
        if span["End"] != time_text(self._spans[day].end):
            raise broken(f"It contains periods that are not {self._noun}.")
        return day

    def _add_row(self, day: int, keys: list[str], metrics: Any) -> None:
        costs = [metrics.get(name) or metrics[INSTEAD[name]] for name in COSTS]
        usage = metrics[USAGE]
        texts = [entry["Amount"] for entry in (*costs, usage)]
        group = self._group(keys)
        amounts = self._rows.add(day, group, texts, _unit(usage))
        for cost, amount in zip(costs, amounts, strict=False):
            unit = _currency(cost["Unit"])
            self._units.add(unit)
            if amount:
                self._charged.add((day, unit))

    def _group(self, values: list[str]) -> int:
        """Number of the group with these keys."""
        given = tuple(values)
        known = self._given.get(given)
        if known is not None:
            return known
        are_texts = all(isinstance(value, str) for value in given)
        if len(given) != len(self._dimensions) or not are_texts:
            raise broken("Its groups do not match the query.")
        keys = tuple(map(_value, self._dimensions, given))
        number = self._keys.setdefault(keys, len(self._keys))
        self._given[given] = number
        return number

    def _add_names(self, attributes: Iterable[dict[str, Any]]) -> None:
        if Dimension.ACCOUNT in self._dimensions:
            for entry in attributes:
                if name := entry.get("Attributes", {}).get("description"):
                    self._names[entry["Value"]] = name

    def _frame(self) -> CostFrame:
        table = self._rows.table()
        *costs, quantity = table.amounts.T
        starts = np.array([span.start for span in self._spans], dtype="datetime64[s]")
        with reading():
            return CostFrame.build(
                self._dimensions,
                starts[table.days],
                self._texts(table.keys),
                dict(zip(METRICS, costs, strict=True)),
                quantity,
                table.units,
            )

    def _texts(self, numbers: np.ndarray) -> dict[Dimension, Texts]:
        """Columns of keys for rows of groups with these `numbers`."""
        columns: dict[Dimension, Texts] = {}
        for n, dimension in enumerate(self._dimensions):
            of_groups = pd.Categorical([keys[n] for keys in self._keys])
            columns[dimension] = of_groups.take(numbers)
        return columns


def time_text(moment: date) -> str:
    """Time of a day as `2026-11-23`, of an hour as `2026-11-23T14:00:00Z`."""
    is_hour = isinstance(moment, datetime)
    return f"{moment.isoformat()}Z" if is_hour else moment.isoformat()


def _is_charged(total: dict[str, Any]) -> bool:
    amounts = [Decimal(entry["Amount"]) for entry in total.values()]
    return any(amounts)


def _currency(unit: object) -> str:
    if not isinstance(unit, str) or not unit:
        raise broken("It contains amounts without a currency.")
    return unit


def _value(dimension: Dimension, key: str) -> str:
    """Value of a group key. For a tag `team` it follows `team$`, and is empty for costs without it.
    Values may contain a `$`."""
    if not dimension.key:
        return _whole(key)
    start = f"{dimension.key}{KEY_ENDS}"
    if not key.startswith(start):
        raise broken("Its groups do not match the query.")
    return _whole(key.removeprefix(start))


def _whole(text: str) -> str:
    """Text without NUL, which numpy drops, and lone surrogates, which cannot be encoded."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    )


def _unit(usage: dict[str, Any]) -> str:
    unit = usage.get("Unit")
    return MIXED_UNITS if unit in NO_UNIT else str(unit)


def is_json(page: dict[str, Any]) -> bool:
    """Whether the response's content type is JSON, or missing."""
    headers = page.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return "json" in headers.get("content-type", "json").lower()
