"""Hourly costs of the source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion, HourlySource
from cloudsense.costs.identity import Identity
from cloudsense.costs.query import Dimension
from cloudsense.ledger.cache import frame_json
from cloudsense.ledger.cache.entry import texts
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
)

EPOCH = date(1970, 1, 1)


def hourly_costs(
    shared: Resources,
) -> DailyAnswers[HourlyQuestion, HourlyCosts]:
    """Daily answers with the hourly costs of the source."""
    source = shared.source
    fetch = None
    if Granularity.HOURLY in source.capabilities.granularities and isinstance(source, HourlySource):
        fetch = source.hourly

    def pages(identity: Identity, question: HourlyQuestion) -> int:
        return shared.estimator.of_hours(identity, question.query, question.period).pages

    def place(question: HourlyQuestion) -> str:
        return question.place

    return DailyAnswers(AnswerKind("hours", fetch, _write, _read, pages, place), shared)


def _write(costs: HourlyCosts) -> dict[str, Any]:
    return {
        "dimensions": [dimension.value for dimension in costs.frame.dimensions],
        "currency": costs.currency,
        "account_names": dict(costs.account_names),
        **frame_json.written(costs.frame, EPOCH, "h"),
    }


def _read(stored: Mapping[str, Any]) -> HourlyCosts:
    dimensions = tuple(map(Dimension, stored["dimensions"]))
    return HourlyCosts(
        frame=frame_json.read(stored, EPOCH, dimensions, "h"),
        currency=str(stored["currency"]),
        account_names=texts(stored["account_names"]),
    )
