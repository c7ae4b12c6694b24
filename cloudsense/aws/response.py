"""Pages of a GetCostAndUsage answer, checked and put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cloudsense.aws.capabilities import KEY_ENDS, METRIC_NAMES
from cloudsense.aws.errors import broken, reading
from cloudsense.costs.currency import together
from cloudsense.costs.frame import METRICS, MIXED_UNITS, CostFrame, Fetched
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension, Metric

USAGE = "UsageQuantity"
COSTS = tuple(METRIC_NAMES[metric] for metric in Metric)
INSTEAD = {
    METRIC_NAMES[Metric.NET_UNBLENDED]: METRIC_NAMES[Metric.UNBLENDED],
    METRIC_NAMES[Metric.NET_AMORTIZED]: METRIC_NAMES[Metric.AMORTIZED],
}
"""Without discounts a net metric equals the one it is the net of, and may be left out."""

NO_UNIT = (None, "", "NA", MIXED_UNITS)

SURE, LARGEST = Decimal(2**32), Decimal(10**15)
"""Amounts that floating point holds to a millionth whatever their decimals, and that no bill
has."""
PRECISION = Decimal("0.0000005")

Key = tuple[date, tuple[str, ...]]


class CostResponse:
    """Grows page by page. A row whose day and keys were there before is added to it: pages end
    anywhere."""

    def __init__(self, period: Period, dimensions: Sequence[Dimension]) -> None:
        self._period = period
        self._dimensions = tuple(dimensions)
        self._days = {(str(day), str(day + ONE_DAY)): day for day in period.dates}
        self._seen: set[date] = set()
        self._estimated: set[date] = set()
        self._units: set[str] = set()
        self._currencies: defaultdict[Month, set[str]] = defaultdict(set)
        """Of amounts that are not zero."""
        self._names: dict[str, str] = {}
        self._keys: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._rows: dict[Key, tuple[Any, ...]] = {}
        """Five costs and a quantity, exact, and the quantity's unit."""

    def add(self, page: dict[str, Any]) -> None:
        """Raises BrokenAnswerError if the page is not what was asked for."""
        with reading():
            for result in page["ResultsByTime"]:
                self._add_day(result)
            self._add_names(page.get("DimensionValueAttributes", ()))

    def complete(self, default_currency: str, pages: int) -> Fetched:
        """Everything, once the last page was added. Raises BrokenAnswerError if days are
        missing."""
        if len(self._seen) < self._period.days:
            raise broken(
                f"{self._period.days - len(self._seen)} of {self._period.days} days are "
                "missing from it."
            )
        currencies = {month: together(found) for month, found in self._currencies.items()}
        names = set(currencies.values())
        return Fetched(
            frame=self._frame().check(self._period),
            period=self._period,
            currency=min(names or self._units, default=default_currency),
            pages=pages,
            estimated=frozenset(self._estimated),
            account_names=self._names,
            currencies=currencies if len(names) > 1 else {},
        )

    def _add_day(self, result: dict[str, Any]) -> None:
        day = self._days[result["TimePeriod"]["Start"], result["TimePeriod"]["End"]]
        groups, total = result["Groups"], result.get("Total") or {}
        self._seen.add(day)
        if result["Estimated"]:
            self._estimated.add(day)
        if not self._dimensions:
            self._add_row((day, ()), total)
        elif total and not groups and any(_amount(entry["Amount"]) for entry in total.values()):
            raise broken("It contains a total without its groups.")
        for group in groups:
            self._add_row((day, self._known(group["Keys"])), group["Metrics"])

    def _known(self, values: list[str]) -> tuple[str, ...]:
        """The group's keys; the same object every day, as a large answer has many days."""
        if len(values) != len(self._dimensions) or not all(
            isinstance(value, str) for value in values
        ):
            raise broken("Its groups do not match the query.")
        keys = tuple(values)
        if keys not in self._keys:
            self._keys[keys] = tuple(map(_value, self._dimensions, keys))
        return self._keys[keys]

    def _add_row(self, key: Key, metrics: Any) -> None:
        costs = [metrics.get(name) or metrics[INSTEAD[name]] for name in COSTS]
        amounts = [_amount(entry["Amount"]) for entry in (*costs, metrics[USAGE])]
        for cost, amount in zip(costs, amounts, strict=False):
            self._units.add(unit := _currency(cost["Unit"]))
            if amount:
                self._currencies[Month.of(key[0])].add(unit)
        row = *amounts, _unit(metrics[USAGE])
        self._rows[key] = _sum(self._rows[key], row) if key in self._rows else row

    def _add_names(self, attributes: Iterable[dict[str, Any]]) -> None:
        if Dimension.ACCOUNT in self._dimensions:
            for entry in attributes:
                if name := entry.get("Attributes", {}).get("description"):
                    self._names[entry["Value"]] = name

    def _frame(self) -> CostFrame:
        *costs, quantity, unit = list(zip(*self._rows.values(), strict=True)) or [()] * (
            len(METRICS) + 2
        )
        if not all(
            _is_precise(amount) for column in costs for amount in column if abs(amount) > SURE
        ):
            raise broken("An amount in it is larger than CloudSense can add up exactly.")
        with reading():
            return CostFrame.build(
                self._dimensions,
                [day for day, _ in self._rows],
                {d: [keys[n] for _, keys in self._rows] for n, d in enumerate(self._dimensions)},
                dict(zip(METRICS, costs, strict=True)),
                quantity,
                unit,
            )


def _currency(unit: object) -> str:
    if not isinstance(unit, str) or not unit:
        raise broken("It contains amounts without a currency.")
    return unit


def _value(dimension: Dimension, key: str) -> str:
    """Of a tag `team`: what follows `team$`, nothing for costs without it. Values may hold a
    `$`."""
    if not dimension.key:
        return _whole(key)
    start = f"{dimension.key}{KEY_ENDS}"
    if not key.startswith(start):
        raise broken("Its groups do not match the query.")
    return _whole(key.removeprefix(start))


def _whole(text: str) -> str:
    """Without NUL, which numpy drops, and halves of characters, which nothing can encode."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    )


def _sum(row: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    *amounts, unit = row
    *more, other_unit = other
    return *map(Decimal.__add__, amounts, more), unit if unit == other_unit else MIXED_UNITS


def _is_precise(amount: Decimal) -> bool:
    """Whether floating point holds `amount` to a millionth."""
    return abs(amount) < LARGEST and abs(Decimal(repr(float(amount))) - amount) <= PRECISION


def _unit(usage: dict[str, Any]) -> str:
    unit = usage.get("Unit")
    return MIXED_UNITS if unit in NO_UNIT else str(unit)


@lru_cache(maxsize=8192)
def _amount(text: str) -> Decimal:
    """The five metrics of a row often have the same text."""
    if not isinstance(text, str):
        raise TypeError(text)
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError(text)
    return amount


def is_json(page: dict[str, Any]) -> bool:
    """Whether an answer says that it is JSON, or nothing."""
    headers = page.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return "json" in headers.get("content-type", "json").lower()
