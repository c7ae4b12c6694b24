"""Output of anomalies: tables for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from cloudsense import formatting
from cloudsense.config.options import Format
from cloudsense.costs import exact
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.exact import decimal
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures import sheet, text_tables
from cloudsense.figures.anomaly_words import FINDERS, STATES, Explanation, sentence, title
from cloudsense.figures.sheet import Cell
from cloudsense.report.anomalies import AnomalyReport

COLUMNS = ("Since", "State", "What", "Actual", "Expected", "Impact", "Sentence")
NUMBERS = frozenset({"Actual", "Expected", "Impact"})
CSV_KEY = ("service", "usage_type", "account")
"""Columns of the anomaly's subject."""


def written(found: AnomalyReport, hide_account: bool = False) -> str:
    """Anomalies in the requested format, without a final line break."""
    match found.request.format:
        case Format.JSON:
            return json.dumps(_object(found, hide_account), indent=2)
        case Format.CSV:
            return _csv(found, hide_account)
        case Format.MARKDOWN:
            return _markdown(found, hide_account)
        case Format.TABLE:
            return _table(found, hide_account)


def _label(found: AnomalyReport, hide: bool) -> Callable[[Dimension, str], str]:
    return lambda dimension, value: formatting.label(dimension, value, found.accounts, hide)


def _object(found: AnomalyReport, hide: bool) -> dict[str, Any]:
    watch, request = found.watch, found.request
    snapshot = watch.snapshot
    rows = [_row(found, anomaly, why, hide) for anomaly, why in found.anomalies]
    return {
        "since": str(request.since),
        "min_dollars": exact.text(found.dollars),
        "min_percent": request.gates.percent,
        "metric": watch.metric.value,
        "currency": watch.currency,
        "rows": rows,
        "judged_from": str(watch.judged_from),
        "complete_to": str(watch.complete_to),
        "as_of": formatting.iso(snapshot.fetched_at),
        "account": formatting.account(snapshot.identity.account, hide),
        "requests": found.requests,
    }


def _row(found: AnomalyReport, anomaly: Anomaly, why: Explanation, hide: bool) -> dict[str, Any]:
    # An account id could be recovered from a hash by trying all numbers.
    is_hidden = hide and bool(anomaly.value(Dimension.ACCOUNT))
    impact = decimal(anomaly.actual) - decimal(anomaly.expected)
    row: dict[str, Any] = {
        "id": "" if is_hidden else anomaly.id,
        "key": _key(anomaly.key, hide),
        "first": str(anomaly.first),
        "last": str(anomaly.last),
        "state": anomaly.state.value,
        "actual": exact.text(anomaly.actual),
        "expected": exact.text(anomaly.expected),
        "impact": exact.text(impact),
        "sentence": sentence(anomaly, why, _label(found, hide), found.watch.currency),
        "explained_by": [
            {"key": _key(cause.key, hide), "impact": exact.text(cause.impact)} for cause in why.all
        ],
    }
    if found.request.aws:
        row["source"] = anomaly.source.value
    return row


def _key(key: Sequence[tuple[Dimension, str]], hide: bool) -> dict[str, str]:
    named = {}
    for dimension, value in key:
        word = dimension.value.replace("-", "_")
        is_account = dimension is Dimension.ACCOUNT
        named[word] = formatting.account(value, hide) if is_account else value
    return named


def _csv(found: AnomalyReport, hide: bool) -> str:
    columns = ["id", *CSV_KEY, "first", "last", "state"]
    columns += ["actual", "expected", "impact", "currency", "sentence"]
    columns += ["source"] if found.request.aws else []
    lines: list[list[Cell]] = []
    for anomaly, why in found.anomalies:
        row = _row(found, anomaly, why, hide)
        line: list[Cell] = [row["id"]]
        line += [row["key"].get(name, "") for name in CSV_KEY]
        line += [anomaly.first, anomaly.last, row["state"]]
        actual = decimal(anomaly.actual)
        expected = decimal(anomaly.expected)
        line += [actual, expected, actual - expected]
        line += [found.watch.currency, row["sentence"]]
        line += [anomaly.source.value] if found.request.aws else []
        lines.append(line)
    return sheet.written([columns, *lines]).rstrip("\n")


def _cells(found: AnomalyReport, hide: bool) -> list[list[str]]:
    currency, label = found.watch.currency, _label(found, hide)
    rows = []
    for anomaly, why in found.anomalies:
        said = visible(sentence(anomaly, why, label, currency))
        if anomaly.source in FINDERS:
            said = f"{FINDERS[anomaly.source]}: {said}"
        cells = [
            str(anomaly.first),
            STATES[anomaly.state],
            visible(title(anomaly, label)),
            formatting.money(anomaly.actual, currency),
            formatting.money(anomaly.expected, currency),
            formatting.money(anomaly.impact, currency, plus=True),
            said,
        ]
        rows.append(cells)
    return rows


def _markdown(found: AnomalyReport, hide: bool) -> str:
    heading = text_tables.plain(_heading(found, hide))
    lines = text_tables.table(COLUMNS, _cells(found, hide), NUMBERS)
    return "\n".join([heading, "", *lines])


def _table(found: AnomalyReport, hide: bool) -> str:
    rows = _cells(found, hide)
    lines = text_tables.aligned(COLUMNS, rows, NUMBERS) if rows else ["Nothing unusual."]
    return "\n".join([_heading(found, hide), *lines])


def _heading(found: AnomalyReport, hide: bool) -> str:
    """Heading: `3 anomalies since 2026-08-25, complete to 2026-11-21, account …`."""
    watch = found.watch
    number = formatting.account(watch.snapshot.identity.account, hide)
    counted = formatting.count(len(found.anomalies), "anomaly", "anomalies")
    dollars = formatting.money(found.dollars, watch.currency)
    percent = found.request.gates.percent
    return (
        f"{counted} since {found.request.since}, "
        f"from {dollars} and {percent:g}% above expected; "
        f"complete to {watch.complete_to}, account {number}"
    )
