"""Forecasts of the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cloudsense.costs.forecast import Forecast, Forecaster, ForecastQuestion
from cloudsense.costs.source import CostSource
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
    Dependencies,
    QuestionState,
)

ForecastState = QuestionState[ForecastQuestion, Forecast]


def forecasts(
    source: CostSource, dependencies: Dependencies
) -> DailyAnswers[ForecastQuestion, Forecast]:
    """Daily answers with the forecasts of `source`."""
    fetch = None
    if source.capabilities.forecasts and isinstance(source, Forecaster):
        fetch = source.forecast
    return DailyAnswers(AnswerKind(fetch, asdict, _read), dependencies)


def _read(stored: Mapping[str, Any]) -> Forecast:
    return Forecast(**stored)
