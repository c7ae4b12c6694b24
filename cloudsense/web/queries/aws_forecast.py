"""AWS's own forecast of the selection."""

from __future__ import annotations

from datetime import date

from cloudsense.costs.forecast import ForecastQuestion
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.costs.two_periods import lately
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.purchasing.other_answers import ForecastState
from cloudsense.web.state.selection import Selection


def aws_forecast(ledger: Ledger, selection: Selection, today: date) -> ForecastState | None:
    """Return the cached forecast; None if AWS can't forecast the selection."""
    question = forecast_question(ledger, selection, today)
    return ledger.forecasts.of(question) if question else None


def forecast_question(ledger: Ledger, selection: Selection, today: date) -> ForecastQuestion | None:
    """Ask up to the end of the month. None if the source can't forecast this selection."""
    filtered = {rule.dimension for rule in selection.filters}
    if not ledger.forecasts.offered or not filtered <= ledger.capabilities.dimensions:
        return None
    focus = selection.focus.spelled(ledger.services(lately(today)))
    usage_only = (USAGE_ONLY,) if focus.usage_only else ()
    query = CostQuery((), (*focus.filters, *usage_only))
    rest = Period(today, Month.of(today).period.end)
    return ForecastQuestion(selection.metric, query, rest)
