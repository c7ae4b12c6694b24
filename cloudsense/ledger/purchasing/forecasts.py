"""Forecasts of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cloudsense.costs.forecast import Forecast, Forecaster, ForecastQuestion
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
    QuestionState,
)

ForecastState = QuestionState[ForecastQuestion, Forecast]


def forecasts(
    shared: Resources,
) -> DailyAnswers[ForecastQuestion, Forecast]:
    """Daily answers with the forecasts of the source."""
    source = shared.source
    fetch = source.forecast if isinstance(source, Forecaster) else None
    return DailyAnswers(AnswerKind("forecast", fetch, asdict, _read), shared)


def _read(stored: Mapping[str, Any]) -> Forecast:
    return Forecast(**stored)
