"""The source's own forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from cloudsense.costs.second_opinion import Forecast, Forecaster, ForecastQuestion
from cloudsense.costs.source import CostSource
from cloudsense.ledger.purchasing.daily_answers import AnswerKind, DailyAnswers, Dependencies, Known

SecondOpinion = Known[ForecastQuestion, Forecast]


def forecasts(
    source: CostSource, dependencies: Dependencies
) -> DailyAnswers[ForecastQuestion, Forecast]:
    """What `source` forecasts."""
    fetch = None
    if source.capabilities.forecasts and isinstance(source, Forecaster):
        fetch = source.forecast
    return DailyAnswers(AnswerKind(fetch, _dated, _write, _read), dependencies)


def _dated(forecast: Forecast, at: datetime) -> Forecast:
    return replace(forecast, fetched_at=at)


def _write(forecast: Forecast) -> dict[str, Any]:
    return asdict(forecast) | {"fetched_at": str(forecast.fetched_at)}


def _read(stored: Mapping[str, Any]) -> Forecast:
    at = datetime.fromisoformat(stored["fetched_at"])
    return Forecast(**{**stored, "fetched_at": at})
