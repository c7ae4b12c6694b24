"""Answer to a request for changes. Uses the page's ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cloudsense.costs.against import asked_periods
from cloudsense.costs.changes import Changes
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.costs.questions import Focus
from cloudsense.costs.two_periods import (
    changes_between,
    complete_through_all,
    joined,
    lately,
)
from cloudsense.insight.usage_types import cached_details
from cloudsense.ledger.ledger import Ledger
from cloudsense.report.answer import OnProgress, expect, held, refuse_first, wait_for
from cloudsense.report.request import ChangesRequest


@dataclass(frozen=True)
class ChangesReport:
    """Changes of a period; `requests` pages were paid for."""

    request: ChangesRequest
    snapshots: tuple[Snapshot, ...]
    changes: Changes
    requests: int
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Account names by id, as far as any answer contains them."""

    @property
    def currency(self) -> str:
        billed = (each.currency for each in self.snapshots if len(each.frame))
        return next(billed, "USD")

    @property
    def oldest(self) -> Snapshot:
        """Snapshot that was loaded first."""
        return min(self.snapshots, key=lambda snapshot: snapshot.fetched_at)

    @property
    def complete_to(self) -> date:
        return complete_through_all(self.snapshots)

    @property
    def estimated(self) -> bool:
        """Whether AWS may still change any compared costs."""
        days = self.changes.days
        estimated = set().union(*(snapshot.estimated for snapshot in self.snapshots))
        return not estimated.isdisjoint((*days.now, *days.before))


def ask(
    ledger: Ledger, request: ChangesRequest, on_progress: OnProgress, paid: Callable[[], int]
) -> ChangesReport:
    """Answer, bought if missing; `paid` counts the pages paid so far.

    Nothing is bought for a filter without a matching value. Raises NoDataError for such a filter,
    and any error of the ledger.
    """
    before = paid()
    choice = request.choice
    periods = asked_periods(choice)
    span = Period(periods[0].start, periods[-1].end)

    def answers(query: CostQuery) -> tuple[Snapshot, ...]:
        return tuple(wait_for(ledger, query, period, on_progress) for period in periods)

    ledger.identity(None)  # the route depends on this account's cache
    steps = ledger.route(request.focus, span).steps
    for step in steps:
        known = joined(answers(step.query))
        expect(step.rule, step.focus, known, span, on_progress)
    query = _query(ledger, request.focus, periods)
    snapshots = answers(query or ledger.route(request.focus, span).question)
    frame = joined(snapshots)
    looked_up = {step.rule for step in steps}
    for rule, above in held(request.focus, looked_up, frame):
        expect(rule, above, frame, span, on_progress)
    if not len(frame):
        refuse_first(request.focus, looked_up, span)
    changes = changes_between(
        snapshots,
        ledger.snapshot(OVERVIEW, lately(ledger.clock().date())),
        request.focus,
        request.metric,
        choice,
        per_day=request.per_day,
        details=cached_details(ledger, request.focus, periods),
    )
    accounts = ledger.account_names(snapshots[-1].identity)
    return ChangesReport(request, snapshots, changes, paid() - before, accounts)


def _query(ledger: Ledger, focus: Focus, periods: Sequence[Period]) -> CostQuery | None:
    """Question; None if charge types can't be included."""
    if focus.has_renamed_service:
        services = [name for period in periods for name in ledger.services(period)]
        focus = focus.spelled(services)
    return focus.with_charge_types
