"""The demo organization as a source of costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache, partial

import numpy as np

from cloudsense.costs.budgets import AwsBudget
from cloudsense.costs.dimension import ABSENT, FILTER_ONLY, Kind
from cloudsense.costs.frame import METRICS, QUANTITY, CostFrame, Fetched
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import DIMENSIONS, CostQuery, Dimension, Metric
from cloudsense.costs.source import Capabilities, Meter
from cloudsense.costs.value_lists import ListQuestion, ValueList
from cloudsense.demo.amounts import Amounts
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line, Sums
from cloudsense.demo.budgets import IN_AWS
from cloudsense.demo.catalog import ACCOUNTS, PAYER, UNITS
from cloudsense.demo.charges import parse_charges
from cloudsense.demo.hours import sums_by_hour
from cloudsense.demo.special_cases import ACCOUNT_NAMES
from cloudsense.demo.tags import ACTIVATED

CURRENCY = "USD"
CAPABILITIES = Capabilities(
    dimensions_at_once=2,
    dimensions=frozenset(DIMENSIONS) - FILTER_ONLY - {Dimension.FAMILY},
    filters=FILTER_ONLY,
    kinds=frozenset({Kind.TAG, Kind.COST_CATEGORY}),
    metrics=frozenset(Metric),
    granularities=frozenset({Granularity.DAILY, Granularity.HOURLY}),
    history_months=13,
    priced=False,
)
"""Capabilities of Cost Explorer, but free."""


class DemoSource:
    """A sample organization as a `CostSource`: the same for everyone on the same day.

    It has Cost Explorer's length of history, no future days, and only a part of today's and
    yesterday's costs. Earlier days never change.
    """

    capabilities = CAPABILITIES

    def __init__(self, today: Callable[[], date], number: int = 0) -> None:
        """Source of the `number`th sample payer: each has its own accounts, and half of the costs
        of the one before."""
        self._today = today
        """Returns the UTC day."""
        self._number = number

    def identity(self) -> Identity:
        account = self._id(ACCOUNTS[PAYER])
        name = self._name(PAYER)
        return Identity(account=account, arn="", partition="aws", name=name)

    def _id(self, account: str) -> str:
        if not account.isdigit():
            return account
        return f"{int(account) + self._number:012}"

    def _name(self, account: str) -> str:
        if not self._number:
            return account
        return f"{account}-{self._number + 1}"

    def fetch(
        self,
        identity: Identity,  # noqa: ARG002 - there is but one
        query: CostQuery,
        period: Period,
        meter: Meter,  # noqa: ARG002 - no page is paid
    ) -> Fetched:
        """Answer to `query`; days before Cost Explorer's history and after today have no rows."""
        today = self._today()
        history = CAPABILITIES.history(today)
        recorded = (day for day in period.dates if day in history)
        open_month = period.meet(Month.of(today).period)
        asked = self._as_recorded(query)
        frame = _frame(asked, organization(today).sums(asked, recorded))
        return Fetched(
            frame=self._as_own(frame).check(period),
            period=period,
            currency=CURRENCY,
            pages=0,
            estimated=frozenset(open_month.dates) if open_month else frozenset(),
            account_names=self._names,
        )

    def hourly(
        self,
        identity: Identity,  # noqa: ARG002 - there is but one
        question: HourlyQuestion,
        meter: Meter,  # noqa: ARG002 - no page is paid
    ) -> HourlyCosts:
        """Hourly costs, which add up to the daily ones."""
        asked = self._as_recorded(question.query)
        sums = sums_by_hour(organization(self._today()), asked, question.hours)
        return HourlyCosts(self._as_own(_frame(asked, sums)), CURRENCY, self._names)

    def value_list(
        self,
        identity: Identity,  # noqa: ARG002 - there is but one
        question: ListQuestion,
        meter: Meter,  # noqa: ARG002 - no page is paid
    ) -> ValueList:
        """Keys of a kind, or values of a dimension."""
        lines = organization(self._today()).lines
        used = {dimension for line in lines for dimension in line.dimensions}
        of = question.of
        if isinstance(of, Kind):
            found = {dimension.key for dimension in used if dimension.kind is of}
        else:
            found = {line.dimensions.get(of, ABSENT) for line in lines}
        if of is Dimension.ACCOUNT:
            found = set(map(self._id, found))
        return ValueList(tuple(sorted(found - {ABSENT})))

    @property
    def _names(self) -> dict[str, str]:
        """Account names by id."""
        return {self._id(account): self._name(name) for account, name in ACCOUNT_NAMES.items()}

    def _as_recorded(self, query: CostQuery) -> CostQuery:
        """The query with the first payer's accounts."""
        if not self._number:
            return query
        known = {self._id(account): account for account in ACCOUNT_NAMES}
        known[""] = ""
        where = []
        for rule in query.where:
            values = rule.values
            if rule.dimension is Dimension.ACCOUNT:
                recorded = [known.get(value, f"not {value}") for value in values]
                values = tuple(recorded)
            where.append(replace(rule, values=values))
        return CostQuery(query.group_by, tuple(where))

    def _as_own(self, frame: CostFrame) -> CostFrame:
        if not self._number:
            return frame
        columns = [*METRICS, QUANTITY]
        data = frame.data.copy()
        data[columns] *= 0.5**self._number  # exact, so that parts still add up
        own = CostFrame(data, frame.dimensions)
        if Dimension.ACCOUNT not in frame.dimensions:
            return own
        return own.renamed(Dimension.ACCOUNT, self._id)

    def organizational_units(self) -> dict[str, str]:
        """Sample of AWS Organizations."""
        return {self._id(ACCOUNTS[name]): UNITS[name] for name in UNITS}

    def budgets(self) -> tuple[AwsBudget, ...]:
        """Sample of AWS Budgets."""
        return IN_AWS

    def check(self) -> None:
        """Does nothing: there are no credentials."""

    def renew(self) -> None:
        """Does nothing: there are no credentials."""


def organization(today: date) -> Book:
    """All charges of the organization, as known on the UTC day `today`."""
    lines, amounts = _charged()
    return Book(lines, partial(amounts.on, today=today), ACTIVATED)


@cache
def _charged() -> tuple[tuple[Line, ...], Amounts]:
    charges = parse_charges()
    return tuple(charge.line for charge in charges), Amounts(charges)


def _frame(query: CostQuery, parts: Iterable[Sums]) -> CostFrame:
    frames = [_frame_of(query, sums) for sums in parts]
    return CostFrame.joined(frames, query.group_by)


def _frame_of(query: CostQuery, sums: Sums) -> CostFrame:
    days, groups = sums.exists.nonzero()
    keys = np.array(sums.keys, dtype=str)
    keys = keys.reshape(len(sums.keys), len(query.group_by))
    columns = keys[groups].T.tolist()
    amounts = sums.amounts[days, groups] / SCALE
    return CostFrame.build(
        query.group_by,
        np.array(sums.days, dtype="datetime64[s]")[days],
        dict(zip(query.group_by, columns, strict=True)),
        dict(zip(COLUMNS, amounts.T, strict=True)),
        amounts[:, COLUMNS.index("quantity")],
        np.array(sums.units, dtype=str)[groups].tolist(),
    )
