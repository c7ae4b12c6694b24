"""One look at the ledger for everything that an address shows, so that no two numbers on the screen can disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from werkzeug.utils import cached_property  # functools' own has one lock for all readings in Python 3.11

from cloudsense.costs.analysis import Row, Table, breakdown, tabulate
from cloudsense.costs.budget import BudgetStatus, ended, nothing, running
from cloudsense.costs.comparison import Comparison, Known, compare
from cloudsense.costs.currency import single, together
from cloudsense.costs.daily import Daily
from cloudsense.costs.forecast import Projection, project
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, spellings_in
from cloudsense.errors import CloudSenseError, MixedCurrencyError
from cloudsense.ledger.ledger import Answer
from cloudsense.ledger.planning.strategy import Step
from cloudsense.web.queries.answers import Found, PageAnswers, known
from cloudsense.web.queries.page_questions import ec2_of


@dataclass(frozen=True, kw_only=True)
class Reading(PageAnswers):
    """What the ledger had to say about a selection. The tables are made when a panel wants them."""

    question: CostQuery
    """What is asked to show `selection.focus`."""
    steps: tuple[Step, ...]
    """What a person came from, as far as it is asked for by itself."""
    main: Found
    """The answer, over the period and, where history reaches, the days that it is compared with."""
    overview: Found
    """All services, last month and this month."""
    details: Found | None
    """Usage types of EC2, if the page shows them, there are any, and they do not cost many pages."""
    charges: Found | None = None
    """The overview of the period, where nothing is filtered."""
    nowhere: Filter | None = None
    """A filter whose values do not occur: nothing was asked."""
    comparable: bool = True
    kept: Snapshot | None = None
    """Last month and this month of the selection, as far as they are kept and the overview has no such filters."""
    total: Snapshot | None = None
    """The account's total over the period, as far as it is kept and the page is about the whole account."""
    mixed: MixedCurrencyError | None = None
    """Why the period is not compared with the days before."""

    def same(self, other: PageAnswers) -> bool:
        return (
            isinstance(other, Reading) and self.total is other.total and self.kept is other.kept and super().same(other)
        )

    @property
    def focus(self) -> Focus:
        return self.selection.focus

    @property
    def ec2(self) -> tuple[str, ...]:
        """The EC2 services that have costs in the period, as far as it is known."""
        charges = self.charges
        return ec2_of(charges.snapshot) if isinstance(charges, Answer) and charges.snapshot else ()

    @property
    def answers(self) -> list[Found]:
        found = (self.main, self.overview, self.details, self.charges)
        return [answer for answer in found if answer is not None]

    @property
    def of_one_account(self) -> bool:
        """Whether nobody took other credentials while it was read."""
        seen = filter(None, (*self.snapshots, self.total, self.kept))
        whose = {(snapshot.identity.partition, snapshot.identity.account) for snapshot in seen}
        return whose <= {(self.identity.partition, self.identity.account)}

    @cached_property
    def snapshot(self) -> Snapshot:
        return known(self.main)

    def spellings(self, name: str) -> tuple[str, ...]:
        """Every name under which AWS bills the value `name` of `focus.by`: several for a renamed service."""
        return self._spellings.get(name, (name,)) if self.focus.by is Dimension.SERVICE else (name,)

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
        """The complete days of the period against as many before; None where history does not reach."""
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
        held = set(OVERVIEW.group_by)
        filters = tuple(rule for rule in self.focus.filters if rule.dimension in held)
        focus = Focus(Dimension.CHARGE_TYPE, filters, self.focus.usage_only)
        snapshot = self.overview.snapshot
        if snapshot.currency != self.snapshot.currency:
            return None
        return Known(focus.within(snapshot.frame), snapshot.period, snapshot.complete_to)

    @cached_property
    def charged(self) -> Table:
        """Costs that tell charges from credits: an answer without charge types has only what is left of both."""
        overview, period = self._scoped_overview, self.choice.period
        if self.table.activity.any() or overview is None or not held_by_overview(self.focus):
            return self.table
        if overview.period.meet(period) != period:
            return self.table
        return tabulate(overview.frame, Dimension.CHARGE_TYPE, self.selection.metric, period)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return breakdown(self.table, self.comparison.changes if self.comparison else None)

    @property
    def listed(self) -> tuple[Row, ...]:
        """The rows that are shown, on the screen and in the file."""
        return tuple(row for row in self.rows if row.listed)

    @cached_property
    def families(self) -> Table:
        """EC2 by family over the period."""
        if self.details is None:
            return Table(self.choice.period, (), np.zeros((0, self.choice.period.days)))
        focus = Focus(Dimension.FAMILY, (), self.focus.usage_only)
        frame = focus.within(known(self.details).frame)
        return tabulate(frame, Dimension.FAMILY, self.selection.metric, self.choice.period)

    @cached_property
    def charge_types(self) -> Table:
        """The whole account over the period by charge type."""
        period = self.choice.period
        if self.charges is None:
            return Table(period, (), np.zeros((0, period.days)))
        frame = Focus(Dimension.CHARGE_TYPE, (), self.focus.usage_only).within(known(self.charges).frame)
        return tabulate(frame, Dimension.CHARGE_TYPE, self.selection.metric, period)

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
        """Services by what they cost in the last two months: it gives them their colours on every page."""
        return self.lately.names if self.lately else ()

    @property
    def currency(self) -> str:
        """That of the bill, as far as there are costs to tell it."""
        return next((s.currency for s in self.snapshots if len(s.frame)), "")

    @property
    def recent(self) -> Snapshot | None:
        """Last month and this month of the selection; None where it is not kept.

        Raises CloudSenseError if what the page shows failed, Waiting while it is on its way.
        """
        if held_by_overview(self.focus):
            return known(self.overview)
        if self.kept is None:
            known(self.main)
        return self.kept

    @cached_property
    def projection(self) -> Projection | None:
        """The running month of the selection, by the chosen metric and charges.

        None if it has no costs, or nobody knows.
        """
        recent = self.recent
        if recent is None:
            return None
        divided = Dimension.CHARGE_TYPE in recent.frame.dimensions
        focus = replace(self.focus, by=Dimension.CHARGE_TYPE) if divided else self.focus
        costs = tabulate(focus.within(recent.frame), focus.by, self.selection.metric, recent.period).by_day
        if not costs:
            return None
        daily = Daily.of_charge_types(costs, recent.complete_to) if divided else Daily.undivided(costs)
        return project(daily, self.today, recent.complete_to)

    def budget(self, limit: Decimal) -> BudgetStatus | None:
        """How the whole past month on the screen, or else the running month, stands against `limit`.

        None if nobody knows.
        """
        if month := self.choice.whole_month:
            return ended(limit, self.table.total, month, self.complete_to)
        if self.recent is None:
            return None
        return running(limit, self.projection) if self.projection else nothing(limit, Month.of(self.today))


def held_by_overview(focus: Focus) -> bool:
    """Whether the overview can be limited to what is chosen."""
    return {rule.dimension for rule in focus.filters} <= set(OVERVIEW.group_by)


def agree(one: Snapshot, other: Snapshot) -> None:
    """Raises MixedCurrencyError unless both are in one currency, so that one can be a share of the other."""
    if len(one.frame) and len(other.frame):
        single({Month.of(one.period.last): together((one.currency, other.currency))})
