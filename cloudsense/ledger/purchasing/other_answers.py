"""Answers of the source besides daily costs, and how each kind is cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from cloudsense.costs.anomalies.reported import (
    Report,
    Reporter,
    ReportQuestion,
    Reports,
    RootCause,
)
from cloudsense.costs.forecast import Forecast, Forecaster, ForecastQuestion
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hourly import HourlyCosts, HourlyQuestion, HourlySource
from cloudsense.costs.identity import Identity
from cloudsense.costs.query import Dimension
from cloudsense.costs.value_lists import Lister, ListQuestion, ValueList
from cloudsense.ledger.cache import frame_json
from cloudsense.ledger.cache.entry import texts
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.daily_answers import AnswerKind, DailyAnswers, QuestionState

Forecasts = DailyAnswers[ForecastQuestion, Forecast]
ForecastState = QuestionState[ForecastQuestion, Forecast]
AnomalyReports = DailyAnswers[ReportQuestion, Reports]
KnownReports = QuestionState[ReportQuestion, Reports]
ValueLists = DailyAnswers[ListQuestion, ValueList]
HoursOfCosts = DailyAnswers[HourlyQuestion, HourlyCosts]

EPOCH = date(1970, 1, 1)


def forecasts(shared: Resources) -> Forecasts:
    """Forecasts of the source."""
    source = shared.source
    fetch = source.forecast if isinstance(source, Forecaster) else None
    return DailyAnswers(
        AnswerKind("forecast", fetch, asdict, lambda stored: Forecast(**stored)), shared
    )


def value_lists(shared: Resources) -> ValueLists:
    """Lists of keys and values of the source."""
    source = shared.source
    fetch = source.value_list if isinstance(source, Lister) else None

    def write(found: ValueList) -> dict[str, Any]:
        return {"values": list(found.values)}

    def read(stored: Mapping[str, Any]) -> ValueList:
        return ValueList(tuple(map(str, stored["values"])))

    return DailyAnswers(AnswerKind("lists", fetch, write, read), shared)


def anomaly_reports(shared: Resources) -> AnomalyReports:
    """Anomalies that the source reports."""
    source = shared.source
    fetch = source.reported_anomalies if isinstance(source, Reporter) else None
    return DailyAnswers(AnswerKind("anomalies", fetch, _reports_written, _reports_read), shared)


def _reports_written(reports: Reports) -> dict[str, Any]:
    written = [_report_written(report) for report in reports.reports]
    return {"reports": written, "undated": reports.undated}


def _report_written(report: Report) -> dict[str, Any]:
    last = report.last.isoformat() if report.last else None
    return asdict(report) | {"first": report.first.isoformat(), "last": last}


def _reports_read(stored: Mapping[str, Any]) -> Reports:
    reports = tuple(_report_read(each) for each in stored["reports"])
    return Reports(reports, undated=stored.get("undated", 0))


def _report_read(stored: Mapping[str, Any]) -> Report:
    last = stored["last"]
    days = {
        "first": date.fromisoformat(stored["first"]),
        "last": date.fromisoformat(last) if last else None,
    }
    causes = tuple(RootCause(**cause) for cause in stored["causes"])
    return Report(**{**stored, **days, "causes": causes})


def hourly_costs(shared: Resources) -> HoursOfCosts:
    """Hourly costs of the source."""
    source, estimator = shared.source, shared.estimator
    has_hours = Granularity.HOURLY in source.capabilities.granularities
    fetch = source.hourly if has_hours and isinstance(source, HourlySource) else None

    def pages(identity: Identity, question: HourlyQuestion) -> int:
        return estimator.of_hours(identity, question.query, question.period).pages

    def place(question: HourlyQuestion) -> str:
        return question.place

    return DailyAnswers(
        AnswerKind("hours", fetch, _hours_written, _hours_read, pages, place), shared
    )


def _hours_written(costs: HourlyCosts) -> dict[str, Any]:
    return {
        "dimensions": [dimension.value for dimension in costs.frame.dimensions],
        "currency": costs.currency,
        "account_names": dict(costs.account_names),
        **frame_json.written(costs.frame, EPOCH, "h"),
    }


def _hours_read(stored: Mapping[str, Any]) -> HourlyCosts:
    dimensions = tuple(map(Dimension, stored["dimensions"]))
    return HourlyCosts(
        frame=frame_json.read(stored, EPOCH, dimensions, "h"),
        currency=str(stored["currency"]),
        account_names=texts(stored["account_names"]),
    )
