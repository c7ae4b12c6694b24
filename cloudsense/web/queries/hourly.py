"""Costs by hour. They are bought only by a click."""

from __future__ import annotations

from datetime import UTC, date
from functools import lru_cache

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period, complete_through
from cloudsense.costs.two_periods import lately
from cloudsense.errors import AddressError
from cloudsense.ledger.answers import Answer
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import PATIENCE, Ledger
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.web.queries.answers import AnswerOrError
from cloudsense.web.state.address_words import ChartGranularity
from cloudsense.web.state.selection import Selection


def hourly_question(
    ledger: Ledger, selection: Selection, period: Period, today: date
) -> HourlyQuestion | None:
    """Return the question, if the address asks for hours. Raises AddressError if there are none."""
    if selection.granularity is not ChartGranularity.HOURLY:
        return None
    if not ledger.hourly_costs.offered:
        raise AddressError(
            "This source has no costs by hour.", remedy="Show costs by day, week or month."
        )
    focus = selection.focus.spelled(ledger.services(lately(today)))
    query = focus.lean(ledger.capabilities.dimensions_at_once)
    return HourlyQuestion.at(query, period, ledger.clock())


def hours_to_pay(ledger: Ledger, question: HourlyQuestion) -> Estimate:
    """Estimate the pages of a question from cached days; none if its answer is fresh."""
    identity = ledger.session.identity
    if not ledger.is_priced or identity is None or _is_current(ledger, question):
        return NOTHING
    return ledger.estimator.of_hours(identity, question.query, question.period)


def ask_for_hours(ledger: Ledger, question: HourlyQuestion) -> None:
    """Buy the answer, unless it is fresh."""
    known = ledger.hourly_costs.of(question).answer
    is_old = known is not None and not _is_current(ledger, question)
    ledger.hourly_costs.ask(question, renew=is_old)


def known_hours(ledger: Ledger, question: HourlyQuestion, identity: Identity) -> AnswerOrError:
    """Return the cached answer, and whether it is being loaded. Buys nothing."""
    if not ledger.is_priced:
        ledger.hourly_costs.ask_unless_failed(question, PATIENCE)
    known = ledger.hourly_costs.of(question)
    progress = Progress(0) if known.under_way else None
    if known.answer:
        return Answer(_snapshot(question, known.answer, identity), progress)
    if known.problem and not progress:
        return known.problem
    return Answer(None, progress)


def _is_current(ledger: Ledger, question: HourlyQuestion) -> bool:
    known = ledger.hourly_costs.of(question).answer
    if known is None:
        return False
    return known.is_current(question.period, ledger.clock(), ledger.open_for)


@lru_cache(maxsize=4)
def _snapshot(question: HourlyQuestion, costs: HourlyCosts, identity: Identity) -> Snapshot:
    """Convert the answer to a snapshot, as pages use for costs by day: the same one each time."""
    end = question.hours[-1].end.replace(tzinfo=UTC)
    fetched_at = costs.fetched_at or end
    return Snapshot(
        query=question.query,
        period=question.period,
        frame=costs.frame,
        currency=costs.currency,
        identity=identity,
        fetched_at=fetched_at,
        complete_to=min(question.period.last, complete_through(fetched_at.date())),
        account_names=costs.account_names,
    )
