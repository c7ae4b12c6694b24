"""Anomalies in words and figures: tables for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from cloudsense import formatting
from cloudsense.config.options import Format
from cloudsense.costs import exact
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.explain import Cause
from cloudsense.costs.exact import decimal
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures import markdown, sheet
from cloudsense.figures.anomaly_words import FINDERS, STATES, Explanation, sentence, title
from cloudsense.figures.sheet import Cell
from cloudsense.report.anomalies import Found
from cloudsense.report.text_table import aligned

COLUMNS = ("Since", "State", "What", "Actual", "Expected", "Impact", "Sentence")
NUMBERS = frozenset({"Actual", "Expected", "Impact"})


def written(found: Found, hide_account: bool = False) -> str:
    """The anomalies in the format that was asked for, without a line break at its end."""
    match found.request.format:
        case Format.JSON:
            return json.dumps(_object(found, hide_account), indent=2)
        case Format.CSV:
            return _csv(found, hide_account)
        case Format.MARKDOWN:
            return _markdown(found, hide_account)
        case Format.TABLE:
            return _table(found, hide_account)


def _label(found: Found, hide: bool) -> Callable[[Dimension, str], str]:
    return lambda dimension, value: formatting.label(dimension, value, found.accounts, hide)


def _object(found: Found, hide: bool) -> dict[str, Any]:
    watch, request = found.watch, found.request
    snapshot = watch.snapshot
    return {
        "since": str(request.since),
        "min_dollars": exact.text(found.dollars),
        "min_percent": request.gates.percent,
        "metric": watch.metric.value,
        "currency": watch.currency,
        "rows": [_row(found, anomaly, why, hide) for anomaly, why in found.anomalies],
        "judged_from": str(watch.judged_from),
        "complete_to": str(watch.complete_to),
        "as_of": formatting.iso(snapshot.fetched_at),
        "account": formatting.account(snapshot.identity.account, hide),
        "requests": found.requests,
    }


def _row(found: Found, anomaly: Anomaly, why: Explanation, hide: bool) -> dict[str, Any]:
    # An account could be found from its id, by trying all numbers.
    is_hidden = hide and bool(anomaly.value(Dimension.ACCOUNT))
    row: dict[str, Any] = {
        "id": "" if is_hidden else anomaly.id,
        "key": _key(anomaly.key, hide),
        "first": str(anomaly.first),
        "last": str(anomaly.last),
        "state": anomaly.state.value,
        "actual": exact.text(anomaly.actual),
        "expected": exact.text(anomaly.expected),
        "impact": exact.text(decimal(anomaly.actual) - decimal(anomaly.expected)),
        "sentence": sentence(anomaly, why, _label(found, hide), found.watch.currency),
        "explained_by": [_cause(cause, hide) for cause in why.all],
    }
    return row | {"source": anomaly.source.value} if found.request.aws else row


def _key(key: Sequence[tuple[Dimension, str]], hide: bool) -> dict[str, str]:
    named = {}
    for dimension, value in key:
        shown = formatting.account(value, hide) if dimension is Dimension.ACCOUNT else value
        named[dimension.value.replace("-", "_")] = shown
    return named


def _cause(cause: Cause, hide: bool) -> dict[str, Any]:
    return {"key": _key(cause.key, hide), "impact": exact.text(cause.impact)}


def _csv(found: Found, hide: bool) -> str:
    columns = ["id", "service", "usage_type", "account", "first", "last", "state"]
    columns += ["actual", "expected", "impact", "currency", "sentence"]
    columns += ["source"] if found.request.aws else []
    lines: list[list[Cell]] = []
    for anomaly, why in found.anomalies:
        row = _row(found, anomaly, why, hide)
        key = [row["key"].get(name, "") for name in columns[1:4]]
        dates = [anomaly.first, anomaly.last]
        amounts = [decimal(anomaly.actual), decimal(anomaly.expected)]
        impact = amounts[0] - amounts[1]
        said = [found.watch.currency, row["sentence"]]
        said += [anomaly.source.value] if found.request.aws else []
        lines.append([row["id"], *key, *dates, row["state"], *amounts, impact, *said])
    return sheet.written([columns, *lines]).rstrip("\n")


def _cells(found: Found, hide: bool) -> list[list[str]]:
    currency, label = found.watch.currency, _label(found, hide)
    rows = []
    for anomaly, why in found.anomalies:
        finder = f"{FINDERS[anomaly.source]}: " if anomaly.source in FINDERS else ""
        amounts = [
            formatting.money(anomaly.actual, currency),
            formatting.money(anomaly.expected, currency),
            formatting.money(anomaly.impact, currency, plus=True),
        ]
        what = visible(title(anomaly, label))
        said = finder + visible(sentence(anomaly, why, label, currency))
        rows.append([str(anomaly.first), STATES[anomaly.state], what, *amounts, said])
    return rows


def _markdown(found: Found, hide: bool) -> str:
    lines = markdown.table(COLUMNS, _cells(found, hide), NUMBERS)
    return "\n".join([markdown.plain(_heading(found, hide)), "", *lines])


def _table(found: Found, hide: bool) -> str:
    rows = _cells(found, hide)
    if not rows:
        return f"{_heading(found, hide)}\nNothing unusual."
    return "\n".join([_heading(found, hide), *aligned(COLUMNS, rows, NUMBERS)])


def _heading(found: Found, hide: bool) -> str:
    """`3 anomalies since 2026-08-25, complete to 2026-11-21, account …`."""
    watch = found.watch
    number = formatting.account(watch.snapshot.identity.account, hide)
    counted = formatting.count(len(found.anomalies), "anomaly", "anomalies")
    gates = f"{formatting.money(found.dollars, watch.currency)} and"
    gates += f" {found.request.gates.percent:g}% above expected"
    return (
        f"{counted} since {found.request.since}, from {gates}; "
        f"complete to {watch.complete_to}, account {number}"
    )
