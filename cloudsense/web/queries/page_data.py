"""The data of one selection, read once, so that no two numbers on the screen disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from werkzeug.utils import (
    cached_property,
)  # functools' own has one lock for all readings in Python 3.11

from cloudsense.costs.analysis import Row, Table, breakdown, tabulate
from cloudsense.costs.budget import BudgetStatus, ended, nothing, running
from cloudsense.costs.comparison import Comparison, Known, compare
from cloudsense.costs.currency import single, together
from cloudsense.costs.daily import Daily
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month
from cloudsense.costs.projection.project import project_month
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, spellings_in
from cloudsense.errors import CloudSenseError, MixedCurrencyError
from cloudsense.ledger.ledger import Answer
from cloudsense.ledger.planning.strategy import Step
from cloudsense.web.queries.answers import Found, PageAnswers, known
from cloudsense.web.queries.page_questions import ec2_of


@dataclass(frozen=True, kw_only=True)
class Reading(PageAnswers):
    """The answers about a selection. Its tables are computed when a panel needs them."""

    question: CostQuery
    """What is asked to show `selection.focus`."""
    steps: tuple[Step, ...]
    """The steps before on the trail that have queries of their own."""
    main: Found
    """The answer, with the days that the period is compared with, where history reaches."""
    overview: Found
    """All services, last month and this month."""
    details: Found | None
    """Usage types of EC2, if the page shows them, there are any and they take few pages."""
    charges: Found | None = None
    """The overview of the period, where nothing is filtered."""
    absent_filter: Filter | None = None
    """A filter whose values do not occur: nothing was requested."""
    comparable: bool = True
    cached: Snapshot | None = None
    """Last month and this month of the selection if cached, where the overview has no such
    filters."""
    total: Snapshot | None = None
    """The account's total over the period, if cached and the page is about the whole account."""
    mixed: MixedCurrencyError | None = None
    """Why the period is not compared with the days before."""

    def same(self, other: PageAnswers) -> bool:
        if not isinstance(other, Reading):
            return False
        has_same_cached = self.total is other.total and self.cached is other.cached
        return has_same_cached and super().same(other)

    @property
    def focus(self) -> Focus:
        return self.selection.focus

    @property
    def ec2(self) -> tuple[str, ...]:
        """The EC2 services that have costs in the period, as far as known."""
        charges = self.charges
        if not isinstance(charges, Answer) or charges.snapshot is None:
            return ()
        return ec2_of(charges.snapshot)

    @property
    def answers(self) -> list[Found]:
        found = (self.main, self.overview, self.details, self.charges)
        return [answer for answer in found if answer is not None]

    @property
    def of_one_account(self) -> bool:
        """Whether the credentials stayed those of one account while it was read."""
        snapshots = filter(None, (*self.snapshots, self.total, self.cached))
        identities = [self.identity, *(snapshot.identity for snapshot in snapshots)]
        accounts = {(identity.partition, identity.account) for identity in identities}
        return len(accounts) == 1

    @cached_property
    def snapshot(self) -> Snapshot:
        return known(self.main)

    def spellings(self, name: str) -> tuple[str, ...]:
        """The names under which AWS bills the value `name` of `focus.by`: several for a renamed
        service."""
        if self.focus.by is not Dimension.SERVICE:
            return (name,)
        return self._spellings.get(name, (name,))

    @cached_property
    def _spellings(self) -> dict[str, tuple[str, ...]]:
        return spellings_in(self.snapshot.frame)

    @cached_property
    def frame(self) -> CostFrame:
        return self.focus.within(self.snapshot.frame)

    @cached_property
    def table(self) -> Table:
        return tabulate(self.frame, self.focus.by, self.selection.metric, self.choice.period)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The complete days of the period against as many before; None where history does not
        reach."""
        if not self.comparable:
            return None
        by, metric = self.focus.by, self.selection.metric
        return compare(self.frame, by, metric, self.choice, self.complete_to, self._scoped_overview)

    @property
    def complete_to(self) -> date:
        """The last UTC day of the period that AWS is not still filling."""
        return self.snapshot.complete_to

    @property
    def _scoped_overview(self) -> Known | None:
        """The overview of the last two months, as far as it can be limited to the selection."""
        if isinstance(self.overview, CloudSenseError) or not self.overview.snapshot:
            return None
        filters = [rule for rule in self.focus.filters if rule.dimension in OVERVIEW.group_by]
        focus = Focus(Dimension.CHARGE_TYPE, tuple(filters), self.focus.usage_only)
        snapshot = self.overview.snapshot
        if snapshot.currency != self.snapshot.currency:
            return None
        return Known(focus.within(snapshot.frame), snapshot.period, snapshot.complete_to)

    @cached_property
    def charged(self) -> Table:
        """Costs that tell charges from credits. An answer without charge types has only their
        sum."""
        overview, period = self._scoped_overview, self.choice.period
        if self.table.activity.any() or not held_by_overview(self.focus):
            return self.table
        if overview is None or overview.period.meet(period) != period:
            return self.table
        metric = self.selection.metric
        return tabulate(overview.frame, Dimension.CHARGE_TYPE, metric, period)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        comparison = self.comparison
        return breakdown(self.table, comparison.changes if comparison else None)

    @property
    def listed(self) -> tuple[Row, ...]:
        """The rows that are shown, on the screen and in the file."""
        return tuple(row for row in self.rows if row.listed)

    @cached_property
    def families(self) -> Table:
        """EC2 by family over the period."""
        return self._of_account(self.details, Dimension.FAMILY)

    @cached_property
    def charge_types(self) -> Table:
        """The whole account over the period by charge type."""
        return self._of_account(self.charges, Dimension.CHARGE_TYPE)

    def _of_account(self, answer: Found | None, by: Dimension) -> Table:
        """An answer about the whole account over the period; an empty table without one."""
        period = self.choice.period
        if answer is None:
            return Table(period, (), np.zeros((0, period.days)))
        focus = Focus(by, (), self.focus.usage_only)
        frame = focus.within(known(answer).frame)
        return tabulate(frame, by, self.selection.metric, period)

    @cached_property
    def lately(self) -> Table | None:
        """Services in the last two months."""
        if isinstance(self.overview, CloudSenseError) or not self.overview.snapshot:
            return None
        snapshot, services = self.overview.snapshot, Focus(Dimension.SERVICE)
        frame, period = services.within(snapshot.frame), snapshot.period
        return tabulate(frame, Dimension.SERVICE, self.selection.metric, period)

    @property
    def ranking(self) -> tuple[str, ...]:
        """Services by cost in the last two months, which decides on their colours on all pages."""
        return self.lately.names if self.lately else ()

    @property
    def recent(self) -> Snapshot | None:
        """Last month and this month of the selection; None if they are not cached.

        Raises CloudSenseError if what the page shows failed, Waiting while it is on its way.
        """
        if held_by_overview(self.focus):
            return known(self.overview)
        if self.cached is None:
            known(self.main)
        return self.cached

    @cached_property
    def projection(self) -> Projection | None:
        """The running month of the selection, by the chosen metric and charges.

        None without costs, or if they are not known.
        """
        recent = self.recent
        if recent is None:
            return None
        focus = self.focus
        has_charge_types = Dimension.CHARGE_TYPE in recent.frame.dimensions
        if has_charge_types:
            focus = replace(focus, by=Dimension.CHARGE_TYPE)
        frame = focus.within(recent.frame)
        costs = tabulate(frame, focus.by, self.selection.metric, recent.period).by_day
        if not costs:
            return None
        through = recent.complete_to
        daily = (
            Daily.of_charge_types(costs, through) if has_charge_types else Daily.undivided(costs)
        )
        return project_month(daily, self.today, through)

    def budget(self, limit: Decimal) -> BudgetStatus | None:
        """The past month on the screen, or else the running month, against `limit`.

        None if the costs are not known.
        """
        month = self.choice.whole_month
        if month:
            return ended(limit, self.table.total, month, self.complete_to)
        if self.recent is None:
            return None
        if self.projection is None:
            return nothing(limit, Month.of(self.today))
        return running(limit, self.projection)


def held_by_overview(focus: Focus) -> bool:
    """Whether the overview has all dimensions of the filters."""
    return {rule.dimension for rule in focus.filters} <= set(OVERVIEW.group_by)


def agree(one: Snapshot, other: Snapshot) -> None:
    """Raises MixedCurrencyError unless both have one currency, so that one can be a share of the
    other."""
    if len(one.frame) and len(other.frame):
        currency = together((one.currency, other.currency))
        single({Month.of(one.period.last): currency})
