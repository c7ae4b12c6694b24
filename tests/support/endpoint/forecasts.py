"""Answers of GetCostForecast: the mean of the last four weeks, within a tenth."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cloudsense.costs.period import Period
from cloudsense.demo.book import Book
from endpoint.faults import Refusal
from endpoint.pages import COLUMN, decimal_text
from endpoint.rules import RefusedError, forecast_question

WEEKS = timedelta(days=28)


def answer(book: Book, body: dict[str, Any], today: date, currency: str) -> dict[str, Any]:
    """Raises RefusedError, also for an account that had no costs four weeks ago."""
    asked = forecast_question(body, today)
    column = COLUMN[asked.metric]
    before = Period(today - WEEKS, today)
    rows = list(book.rows(asked.query, before))
    if not rows or min(row.day for row in rows) > before.start + timedelta(days=2):
        raise RefusedError(Refusal("DataUnavailableException", "Insufficient amount of historical data"))
    total = sum(row.amounts[column] for row in rows) * asked.period.days // before.days
    month: dict[str, Any] = {
        "TimePeriod": {"Start": str(asked.period.start), "End": str(asked.period.end)},
        "MeanValue": decimal_text(total),
    }
    if asked.level:
        month["PredictionIntervalLowerBound"] = decimal_text(total * 9 // 10)
        month["PredictionIntervalUpperBound"] = decimal_text(total * 11 // 10)
    return {"Total": {"Amount": decimal_text(total), "Unit": currency}, "ForecastResultsByTime": [month]}
