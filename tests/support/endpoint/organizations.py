"""Made-up organizations of any size, as books whose amounts are products of whole numbers.

Every amount is `base x metric share x day factor`, all integers, with the factor depending only on the day and the
line's rhythm. Sums over lines can therefore be taken once, and multiplied by the factors day by day: exact, and fast
for hundreds of thousands of lines over a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from cloudsense.costs.frame import MIXED_UNITS
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.demo.book import COLUMNS, Book, Line, Row
from endpoint.catalogue import REGIONS, SERVICES

SHARES = np.array(
    [
        # unblended, amortized, net unblended, net amortized, blended (quantity comes apart)
        (97, 97, 89, 89, 91),  # on demand
        (97, 61, 89, 53, 91),  # covered by a Savings Plan
        (-97, 0, -89, 0, -91),  # its negation
        (0, 61, 0, 53, 0),  # reserved: paid up front
    ],
    dtype=np.int64,
)
ON_DEMAND, COVERED, NEGATED, RESERVED = range(len(SHARES))
STEADY, WEEKLY, GROWING, RARE, FIRST_OF_MONTH, LATE = range(6)
"""How a line behaves in time."""
RHYTHMS = 6
ODD_VALUE = 'front, "end" $2 🦊'
TAGS = {
    Dimension.tag("team"): ("", "api", "data", ODD_VALUE, "search", "web"),
    Dimension.tag("env"): ("", "prod", "staging"),
    Dimension.tag("Env"): ("", "Prod"),
    Dimension.cost_category("Stage"): ("", "Development", "Production"),
}
"""Values by dimension, sorted; the first is that of costs without one."""
VARIETIES = 8
"""Of each rhythm, so that not all lines rise and fall together."""


@dataclass(frozen=True)
class Kinds:
    """Lines as columns of equal length; `codes` point into `words`."""

    words: dict[Dimension, tuple[str, ...]]
    codes: dict[Dimension, np.ndarray]
    units: tuple[str, ...]
    unit: np.ndarray
    base: np.ndarray
    quantity: np.ndarray
    share: np.ndarray
    rhythm: np.ndarray

    def __len__(self) -> int:
        return len(self.base)


class Organization(Book):
    """A Book that keeps columns instead of lines, for sizes at which lines would not fit."""

    def __init__(self, kinds: Kinds, account_names: dict[str, str]) -> None:
        self.kinds = kinds
        self.account_names = account_names

    @cached_property
    def lines(self) -> tuple[Line, ...]:  # type: ignore[override]
        """The same as lines; for small organizations."""
        columns = {d: self.values(d) for d in self.kinds.words}
        return tuple(
            Line({d: column[n] for d, column in columns.items()}, self.kinds.units[unit])
            for n, unit in enumerate(self.kinds.unit)
        )

    def amounts(self, day: date) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[override]
        factors = day_factors(day)[self.kinds.rhythm]
        return self._bases(np.arange(len(self.kinds))) * factors[:, None], factors > 0

    def values(self, dimension: Dimension) -> list[str]:
        if dimension not in self.kinds.words:
            return [""] * len(self.kinds)
        return np.array(self.kinds.words[dimension], dtype=object)[self.kinds.codes[dimension]].tolist()

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        """As Book.rows: lines are summed by group and rhythm first, whatever the number of days."""
        chosen = np.flatnonzero(self._matching(query))
        names, group = self._groups(query.group_by, chosen)
        cells, cell = np.unique(group * (RHYTHMS * VARIETIES) + self.kinds.rhythm[chosen], return_inverse=True)
        sums = _summed(self._bases(chosen), cell, len(cells))
        owner, rhythm = np.divmod(cells, RHYTHMS * VARIETIES)
        units = self._unit_names(chosen, group, len(names))
        for day in period.dates:
            factors = day_factors(day)[rhythm]
            here = factors > 0
            present, amounts = _by_owner(owner[here], sums[here] * factors[here, None])
            for n, row in zip(present.tolist(), amounts.tolist(), strict=True):
                yield Row(day, names[n], tuple(row), units[n])

    def _matching(self, query: CostQuery) -> np.ndarray:
        keep = np.ones(len(self.kinds), dtype=bool)
        for rule in query.where:
            words = np.array(self.kinds.words.get(rule.dimension, ("",)))
            codes = self.kinds.codes.get(rule.dimension, np.zeros(len(self.kinds), dtype=np.int64))
            keep &= (np.isin(words, rule.values) != rule.exclude)[codes]
        return keep

    def _groups(self, dimensions: Sequence[Dimension], chosen: np.ndarray) -> tuple[list[tuple[str, ...]], np.ndarray]:
        """The names of all groups, in order, and the group of each chosen line. Words are sorted, so codes are too."""
        code = np.zeros(len(chosen), dtype=np.int64)
        for dimension in dimensions:
            if dimension in self.kinds.words:
                code = code * len(self.kinds.words[dimension]) + self.kinds.codes[dimension][chosen]
        codes, group = np.unique(code, return_inverse=True)
        parts: list[list[str]] = []
        for dimension in reversed(dimensions):
            words = self.kinds.words.get(dimension, ("",))
            codes, place = np.divmod(codes, len(words))
            parts.insert(0, [words[n] for n in place.tolist()])
        return list(zip(*parts, strict=True)) if parts else [()] * len(codes), group

    def _bases(self, chosen: np.ndarray) -> np.ndarray:
        """Lines x COLUMNS, still without the day's factor."""
        costs = self.kinds.base[chosen, None] * SHARES[self.kinds.share[chosen]]
        return np.column_stack([costs, self.kinds.quantity[chosen]])

    def _unit_names(self, chosen: np.ndarray, group: np.ndarray, groups: int) -> list[str]:
        lowest, highest = np.full(groups, len(self.kinds.units)), np.full(groups, -1)
        np.minimum.at(lowest, group, self.kinds.unit[chosen])
        np.maximum.at(highest, group, self.kinds.unit[chosen])
        return [
            self.kinds.units[low] if low == high else MIXED_UNITS
            for low, high in zip(lowest.tolist(), highest.tolist(), strict=True)
        ]


def day_factors(day: date) -> np.ndarray:
    """What each rhythm and variety is multiplied by on `day` (whole thousandths); 0 where it has no row."""
    number, variety = day.toordinal(), np.arange(VARIETIES)
    noise = (number * 7919 + variety * 104729) % 211
    factors = np.zeros((RHYTHMS, VARIETIES), dtype=np.int64)
    factors[STEADY] = 1000 + noise % 13
    factors[WEEKLY] = (420 if day.weekday() > 4 else 1180) + noise
    factors[GROWING] = 500 + (number - 739_000) * (variety + 1) // 8 + noise
    factors[RARE] = np.where(noise % 5 == 0, 700 + 9 * noise, 0)
    factors[FIRST_OF_MONTH] = 29_000 + noise if day.day == 1 else 0
    factors[LATE] = np.where(number % 1461 > 300 + 60 * variety, 900 + noise, 0)
    return factors.reshape(-1)


def organization(
    accounts: int = 12,
    services: int = 54,
    regions: int = 4,
    usage_types: int | None = None,
    seed: int = 7,
    first: int = 1,
) -> Organization:
    """An organization of so many member accounts using so many services in so many regions.

    With `usage_types`, an account uses at most so many usage types of a service in a region (others in another);
    without, all. Credits, refunds, taxes and support come on top. The same arguments give the same book; with another
    `first` its accounts have other ids and names.
    """
    if accounts < 1 or not 1 <= services <= len(SERVICES) or not 1 <= regions <= len(REGIONS):
        raise ValueError(f"at least one account, up to {len(SERVICES)} services and {len(REGIONS)} regions")
    names = {f"{100_000_000_000 + 7_919_317 * n:012}": f"team-{n:03}" for n in range(first, first + accounts)}
    chance = np.random.Generator(np.random.PCG64(seed))
    menu = _menu(services, regions)
    usage = _usage(len(names), menu, services * regions, usage_types)
    return Organization(_kinds(sorted(names), menu, usage, chance), names)


@dataclass(frozen=True)
class Dish:
    """Something an account can be charged for."""

    service: str
    usage_type: str
    region: str
    charge_type: str
    unit: str
    cell: int = -1
    """Which (service, region); -1 for charges beside usage, which every account has."""
    place: int = 0
    """Which usage type of its cell."""
    of: int = 1
    share: int = ON_DEMAND
    sign: int = 1
    rhythm: int | None = None


def _menu(services: int, regions: int) -> list[Dish]:
    menu = []
    for s, (service, (unit, usage_types)) in enumerate(list(SERVICES.items())[:services]):
        kinds = usage_types.split()
        for r, (region, prefix) in enumerate(list(REGIONS.items())[:regions]):
            menu += [
                Dish(service, prefix + kind, region, "Usage", unit, s * regions + r, n, len(kinds))
                for n, kind in enumerate(kinds)
            ]
    return menu + _extras()


def _extras() -> list[Dish]:
    compute, plan = "Amazon Elastic Compute Cloud - Compute", "Savings Plans for AWS Compute usage"
    covered, gone = ("BoxUsage:m5.large", "us-east-1"), "NoRegion"
    return [
        Dish(compute, *covered, "SavingsPlanCoveredUsage", "Hrs", share=COVERED),
        Dish(compute, *covered, "SavingsPlanNegation", "Hrs", share=NEGATED),
        Dish(compute, "HeavyUsage:r6i.4xlarge", "us-east-1", "DiscountedUsage", "Hrs", share=RESERVED),
        Dish(plan, "ComputeSP:1yrNoUpfront", gone, "SavingsPlanRecurringFee", "Hrs", rhythm=FIRST_OF_MONTH),
        Dish(compute, "BoxUsage:t3.medium", "us-east-1", "Credit", "Hrs", sign=-1),
        Dish("EC2 - Other", "NatGateway-Bytes", "us-east-1", "Credit", "GB", sign=-1),
        Dish("AmazonCloudWatch", "CW:Requests", "us-east-1", "Refund", "N/A", sign=-1, rhythm=RARE),
        Dish("Refund", "Refund", gone, "Refund", "N/A", sign=-1, rhythm=RARE),
        Dish("Tax", "Tax", gone, "Tax", "N/A", rhythm=FIRST_OF_MONTH),
        Dish("AWS Support (Business)", "Dollar", gone, "Support", "Dollar", rhythm=FIRST_OF_MONTH),
    ]


def _usage(accounts: int, menu: list[Dish], cells: int, most: int | None) -> tuple[np.ndarray, np.ndarray]:
    """(account, dish) of every line: all extras, and of each cell `most` usage types, other ones in each account."""
    place, of, cell = (np.array([getattr(dish, name) for dish in menu]) for name in ("place", "of", "cell"))
    turn = (place[None, :] + np.arange(accounts)[:, None] + cell[None, :]) % of[None, :]
    wanted = (turn < (most or cells * len(menu))) | (cell < 0)[None, :]
    account, dish = np.nonzero(wanted)
    return account, dish


def _kinds(
    accounts: list[str], menu: list[Dish], usage: tuple[np.ndarray, np.ndarray], chance: np.random.Generator
) -> Kinds:
    account, dish = usage
    size = len(dish)
    columns = {
        Dimension.SERVICE: [d.service for d in menu],
        Dimension.USAGE_TYPE: [d.usage_type for d in menu],
        Dimension.REGION: [d.region for d in menu],
        Dimension.CHARGE_TYPE: [d.charge_type for d in menu],
    }
    coded = {d: np.unique(np.array(column), return_inverse=True) for d, column in columns.items()}
    units, unit = np.unique(np.array([d.unit for d in menu]), return_inverse=True)
    rhythm = np.array([-1 if d.rhythm is None else d.rhythm for d in menu])[dish]
    any_rhythm = chance.choice([STEADY, WEEKLY, GROWING, RARE, LATE], size=size, p=[0.35, 0.35, 0.15, 0.05, 0.1])
    rhythm = np.where(rhythm < 0, any_rhythm, rhythm)
    sign = np.array([d.sign for d in menu])[dish]
    tags = _tags(account, np.array([d.cell for d in menu])[dish])
    words = {d: tuple(words.tolist()) for d, (words, _) in coded.items()}
    return Kinds(
        words=words | {Dimension.ACCOUNT: tuple(accounts)} | TAGS,
        codes={d: codes[dish] for d, (_, codes) in coded.items()} | {Dimension.ACCOUNT: account} | tags,
        units=tuple(units.tolist()),
        unit=unit[dish],
        base=sign * np.minimum(np.rint(chance.lognormal(9, 2.2, size)), 10**9).astype(np.int64),
        quantity=np.minimum(np.rint(chance.lognormal(17, 2, size)), 10**12).astype(np.int64),
        share=np.array([d.share for d in menu])[dish],
        rhythm=rhythm * VARIETIES + chance.integers(VARIETIES, size=size),
    )


def _tags(account: np.ndarray, cell: np.ndarray) -> dict[Dimension, np.ndarray]:
    """The values of TAGS that each line has: none for charges beside usage, and for some usage."""
    found = {}
    for n, (dimension, words) in enumerate(TAGS.items(), 2):
        value = (account * n + cell) % len(words)
        found[dimension] = np.where(cell < 0, 0, value).astype(np.int16)
    return found


def _summed(values: np.ndarray, cell: np.ndarray, cells: int) -> np.ndarray:
    """Sums of rows of `values` by cell, in exact integers."""
    if not cells:
        return np.zeros((0, len(COLUMNS)), dtype=np.int64)
    order = np.argsort(cell, kind="stable")
    return np.add.reduceat(values[order], np.searchsorted(cell[order], np.arange(cells)), axis=0)


def _by_owner(owner: np.ndarray, amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The owners, which come sorted, once each, and the sum of what each has."""
    present, starts = np.unique(owner, return_index=True)
    return present, np.add.reduceat(amounts, starts, axis=0) if len(present) else amounts
