"""A report in words and figures: a table for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from cloudsense.costs.query import Dimension
from cloudsense.figures.words import account, clock, dimension, label, money
from cloudsense.report.answer import Report, Row, days
from cloudsense.report.request import Format

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


def written(report: Report, hide_account: bool = False) -> str:
    """The report in the format that was asked for, without a line break at its end."""
    match report.request.format:
        case Format.JSON:
            return json.dumps(_object(report, hide_account), indent=2)
        case Format.CSV:
            return _csv(report, hide_account)
        case Format.TABLE:
            return "\n".join(_lines(report, hide_account))


def warning(report: Report) -> str:
    """That the numbers are old ones, and why, if they are."""
    snapshot = report.snapshot
    if snapshot.problem is None:
        return ""
    return (
        f"these numbers are of {clock(snapshot.fetched_at)}, newer ones could not be had: {snapshot.problem.sentence}"
    )


def _object(report: Report, hide: bool) -> dict[str, Any]:
    request, snapshot = report.request, report.snapshot
    return {
        "period": {"start": str(request.period.start), "end": str(request.period.end)},
        "metric": request.metric.value,
        "currency": snapshot.currency,
        "by": request.focus.by.value,
        "total": f"{report.total:f}",
        "unlisted": f"{report.unlisted:f}",
        "rows": [_row(report, row, hide) for row in report.rows],
        "estimated": any(day in request.period for day in snapshot.estimated),
        "complete_to": str(snapshot.complete_to),
        "as_of": f"{snapshot.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        "account": account(snapshot.identity.account, hide),
        "requests": report.requests,
    }


def _row(report: Report, row: Row, hide: bool) -> dict[str, Any]:
    by = report.request.focus.by
    start = {"start": str(row.start)} if report.request.dated else {}
    return {**start, "key": {by.value: _key(by, row.name, hide)}, "amount": f"{row.amount:f}"}


def _csv(report: Report, hide: bool) -> str:
    by, currency = report.request.focus.by, report.snapshot.currency
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([*(["start"] if report.request.dated else []), by.value, "amount", "currency"])
    for row in report.rows:
        start = [str(row.start)] if report.request.dated else []
        sheet.writerow([*start, _harmless(_key(by, row.name, hide)), f"{row.amount:f}", currency])
    return out.getvalue().rstrip("\n")


def _lines(report: Report, hide: bool) -> Iterator[str]:
    """Aligned; the last line is the total."""
    by, snapshot = report.request.focus.by, report.snapshot
    cells = [
        [str(row.start), _shown(report, row.name, hide), money(float(row.amount), snapshot.currency)]
        for row in report.rows
    ]
    total = money(float(report.total), snapshot.currency)
    table = [["Start", dimension(by), "Cost"], *cells, ["Total", "", total]]
    if not report.request.dated:
        table = [[dimension(by), "Cost"], *(row[1:] for row in cells), ["Total", total]]
    *left, right = [max(map(len, column)) for column in zip(*table, strict=True)]
    yield _heading(report, hide)
    for *texts, amount in table:
        yield "  ".join([*map(str.ljust, texts, left), amount.rjust(right)])


def _heading(report: Report, hide: bool) -> str:
    request, snapshot = report.request, report.snapshot
    number = account(snapshot.identity.account, hide)
    return f"{days(request.period)}, {request.metric.value}, account {number}, as of {clock(snapshot.fetched_at)}"


def _key(by: Dimension, value: str, hide: bool) -> str:
    return account(value, hide) if by is Dimension.ACCOUNT else value


def _shown(report: Report, value: str, hide: bool) -> str:
    """As Cost Explorer spells it, so that it can be used with --where; accounts with names, and words for no value."""
    by, names = report.request.focus.by, dict(report.snapshot.account_names)
    text = value if value and by is not Dimension.ACCOUNT else label(by, value, names, hide)
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
