"""Answers about one selection, read once: all numbers on the screen are of the same data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np
from werkzeug.utils import cached_property  # in Python 3.11, functools' locks all instances

from cloudsense.costs.analysis import Row, Table, breakdown, tabulate
from cloudsense.costs.basis import Basis, KnownCosts, basis
from cloudsense.costs.budget import BudgetStatus, ended, nothing, running
from cloudsense.costs.budgets import Budget
from cloudsense.costs.changes import Changes, changes
from cloudsense.costs.comparison import Comparison, comparison
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import Month, PeriodChoice
from cloudsense.costs.projection.projection import Projection
from cloudsense.costs.projection.year_ahead import YearAhead
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.questions import Focus
from cloudsense.costs.row_rates import RowDetails
from cloudsense.costs.two_periods import (
    complete_through_all,
    frames_of,
    joined,
    known_costs,
    services_in,
)
from cloudsense.errors import CloudSenseError
from cloudsense.insight.remarks import Noticed
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.planning.strategy import Step
from cloudsense.ledger.purchasing.other_answers import ForecastState
from cloudsense.web.pages.overview import projection
from cloudsense.web.pages.overview.cost_history import NO_HISTORY, CostHistory
from cloudsense.web.pages.overview.questions import ec2_of, held_by_overview
from cloudsense.web.queries.answers import (
    AnswerOrError,
    CostAnswers,
    snapshot_of,
    snapshot_or_raise,
)


@dataclass(frozen=True, kw_only=True)
class OverviewAnswers(CostAnswers):
    """Answers about a selection. Tables are computed when a panel needs them."""

    question: CostQuery
    """The query for `selection.focus`."""
    steps: tuple[Step, ...]
    """Earlier steps of the trail that have their own queries."""
    main: AnswerOrError = field(compare=False)
    """The answer, including the days that the period is compared with if history has them."""
    overview: AnswerOrError
    """All services, last month and this month."""
    details: AnswerOrError | None
    """EC2 usage types, if the page shows them, there are any, and they take few pages."""
    charges: AnswerOrError | None = None
    """Overview of the period, if nothing is filtered."""
    compared: PeriodChoice | None = None
    """The period and what it is compared with; None if it can't be compared."""
    against: AnswerOrError | None = None
    """Answer about the days that the period is compared with, if not in `main`."""
    cached: Snapshot | None = None
    """Last month and this month of the selection, if cached and not in the overview."""
    total: Snapshot | None = None
    """The account's total over the period, if cached and the page shows the whole account."""
    history: CostHistory = NO_HISTORY
    """Cached costs of the selection before the last two months."""
    forecast: ForecastState | None = None
    """AWS's forecast of the month, if requested; None if AWS can't forecast the selection."""
    uncompared: CloudSenseError | None = field(default=None, compare=False)
    """Error that prevents the comparison; None if only history has no such days."""
    noticed: Noticed | None = None
    """Anomalies of the selection, and notes."""
    row_details: Mapping[str, RowDetails] = field(default_factory=dict)
    """Cached usage types of rows, by name."""
    file_budget: Budget | None = None
    """The only monthly budget in budgets.toml for exactly these costs, if nothing is filtered."""

    @property
    def progress(self) -> Progress | None:
        """Progress, including AWS's forecast, one page, and history, which is free."""
        is_forecasting = self.forecast is not None and self.forecast.under_way
        is_asking = is_forecasting or self.history.under_way
        return super().progress or (Progress(0) if is_asking else None)

    @property
    def ec2(self) -> tuple[str, ...]:
        """EC2 services with costs in the period, as far as cached."""
        charges = snapshot_of(self.charges)
        return ec2_of(charges) if charges else ()

    @property
    def answers(self) -> list[AnswerOrError]:
        found = [self.main, self.against, self.overview, self.details, self.charges]
        return [answer for answer in found if answer is not None]

    @property
    def of_one_account(self) -> bool:
        """Whether the credentials were those of one account during the reading."""
        snapshots = filter(None, (*self.snapshots, self.total, self.cached))
        identities = [self.identity, *(snapshot.identity for snapshot in snapshots)]
        accounts = {(identity.partition, identity.account) for identity in identities}
        return len(accounts) == 1

    @cached_property
    def snapshot(self) -> Snapshot:
        return snapshot_or_raise(self.main)

    @property
    def parts(self) -> Sequence[Snapshot]:
        return (self.snapshot,)

    @cached_property
    def frame(self) -> CostFrame:
        return self.focus.within(self.snapshot.frame)

    @cached_property
    def table(self) -> Table:
        by, metric = self.focus.by, self.selection.metric
        return tabulate(self.frame, by, metric, self.choice.period)

    @cached_property
    def basis(self) -> Basis | None:
        """Days of the period that are compared with others; None if there are none."""
        if self.compared is None or self.uncompared:
            return None
        by, metric = self.focus.by, self.selection.metric
        sides, frame = [self.snapshot], self.frame
        if self.against:
            sides.append(snapshot_or_raise(self.against))
            frame = self.focus.within(joined(sides))
        through = complete_through_all(sides)
        return basis(frame, by, metric, self.compared, through, self._scoped_overview)

    @cached_property
    def comparison(self) -> Comparison | None:
        """Comparison of the two periods; None if nothing can be compared."""
        return comparison(self.basis, self.focus.by) if self.basis else None

    @cached_property
    def changes(self) -> Changes | None:
        """Changes, as on the Changes page; None if charges can't be separated from usage."""
        found = self.basis
        if found is None or Dimension.CHARGE_TYPE not in found.series.dimensions:
            return None
        return changes(
            found,
            self.focus.by,
            self.selection.metric,
            divides=self.focus.of_one_usage_type,
            types=frames_of(self.row_details, self.snapshot.currency),
        )

    @property
    def complete_to(self) -> date:
        """Last UTC day of the period for which AWS has all costs."""
        return self.snapshot.complete_to

    @property
    def _scoped_overview(self) -> KnownCosts | None:
        """Overview of the last two months, limited to the selection; None if it can't be."""
        snapshot = snapshot_of(self.overview)
        if snapshot is None or snapshot.currency != self.snapshot.currency:
            return None
        return known_costs(snapshot, self.focus)

    @cached_property
    def charged(self) -> Table:
        """Costs by charge type. An answer without charge types has only their sum."""
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

    @cached_property
    def listed(self) -> tuple[Row, ...]:
        """Rows on the screen and in the file."""
        return tuple(row for row in self.rows if row.listed)

    @cached_property
    def families(self) -> Table:
        """EC2 by family over the period."""
        return self._of_account(self.details, Dimension.FAMILY)

    @cached_property
    def charge_types(self) -> Table:
        """The whole account over the period, by charge type."""
        return self._of_account(self.charges, Dimension.CHARGE_TYPE)

    def _of_account(self, answer: AnswerOrError | None, by: Dimension) -> Table:
        """Return an answer about the whole account as a table, which is empty without answer."""
        period = self.choice.period
        if answer is None:
            return Table(period, (), np.zeros((0, period.days)))
        focus = Focus(by, (), self.focus.usage_only)
        frame = focus.within(snapshot_or_raise(answer).frame)
        return tabulate(frame, by, self.selection.metric, period)

    @cached_property
    def lately(self) -> Table | None:
        """Services in the last two months."""
        snapshot = snapshot_of(self.overview)
        return services_in(snapshot, self.selection.metric) if snapshot else None

    @property
    def ranking(self) -> tuple[str, ...]:
        """Services by cost in the last two months. It decides their colours on all pages."""
        return self.lately.names if self.lately else ()

    @property
    def recent(self) -> Snapshot | None:
        """Last month and this month of the selection; None if not cached.

        Raises CloudSenseError if the page's main answer failed, Waiting while it is loading.
        """
        if held_by_overview(self.focus):
            return snapshot_or_raise(self.overview)
        if self.cached is None:
            snapshot_or_raise(self.main)
        return self.cached

    @cached_property
    def projection(self) -> Projection | None:
        """Projection of the current month, by the chosen metric and charges; None if not cached."""
        recent = self.recent
        if recent is None:
            return None
        return projection.running_month(recent, self.history, self.selection, self.today)

    @cached_property
    def year_ahead(self) -> YearAhead | None:
        """Scenarios for the next year, if the months on the screen and the last year are cached."""
        if snapshot_of(self.main) is None:
            return None
        return projection.next_year(self.table, self.choice, self.complete_to)

    @property
    def before_today(self) -> float:
        """Cached costs of the current month up to yesterday."""
        if self.recent is None:
            return 0.0
        return projection.before_today(self.recent, self.selection, self.today)

    def budget(self, limit: Decimal) -> BudgetStatus | None:
        """Judge `limit` by the past month on the screen, or the current one; None if not cached."""
        month = self.choice.whole_month
        if month:
            return ended(limit, self.table.total, month, self.complete_to)
        if self.recent is None:
            return None
        if self.projection is None:
            return nothing(limit, Month.of(self.today))
        return running(limit, self.projection)
