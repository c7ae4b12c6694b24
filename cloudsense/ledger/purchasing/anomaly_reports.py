"""Anomalies reported by the source."""

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
from cloudsense.ledger.purchasing.context import Resources
from cloudsense.ledger.purchasing.daily_answers import (
    AnswerKind,
    DailyAnswers,
    QuestionState,
)

KnownReports = QuestionState[ReportQuestion, Reports]


def anomaly_reports(
    shared: Resources,
) -> DailyAnswers[ReportQuestion, Reports]:
    """Daily answers with the anomalies that the source reports."""
    source = shared.source
    fetch = source.reported_anomalies if isinstance(source, Reporter) else None
    return DailyAnswers(AnswerKind("anomalies", fetch, _write, _read), shared)


def _write(reports: Reports) -> dict[str, Any]:
    written = [_written(report) for report in reports.reports]
    return {"reports": written, "undated": reports.undated}


def _written(report: Report) -> dict[str, Any]:
    last = report.last.isoformat() if report.last else None
    return asdict(report) | {"first": report.first.isoformat(), "last": last}


def _read(stored: Mapping[str, Any]) -> Reports:
    reports = tuple(_report(each) for each in stored["reports"])
    return Reports(reports, undated=stored.get("undated", 0))


def _report(stored: Mapping[str, Any]) -> Report:
    last = stored["last"]
    days = {
        "first": date.fromisoformat(stored["first"]),
        "last": date.fromisoformat(last) if last else None,
    }
    causes = tuple(RootCause(**cause) for cause in stored["causes"])
    return Report(**{**stored, **days, "causes": causes})
