"""A report in words and figures: a table for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from cloudsense.config.options import Format
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import spellings_in
from cloudsense.figures import sheet
from cloudsense.figures.sheet import Cell
from cloudsense.formatting import account, clock, dimension, label, labels, money
from cloudsense.report.answer import Report, days_as_typed


def written(report: Report, hide_account: bool = False) -> str:
    """The report in the format that was asked for, without a line break at its end."""
    match report.request.format:
        case Format.JSON:
            return json.dumps(_object(report, hide_account), indent=2)
        case Format.CSV:
            return _csv(report, hide_account)
        case _:
            return "\n".join(_lines(report, hide_account))


def warning(snapshot: Snapshot) -> str:
    """That the numbers are old ones, and why, if they are."""
    if snapshot.problem is None:
        return ""
    return (
        f"showing data from {clock(snapshot.fetched_at)}, newer data could not be loaded: "
        f"{snapshot.problem.sentence}"
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
        "rows": _rows(report, hide),
        "estimated": any(day in request.period for day in snapshot.estimated),
        "complete_to": str(snapshot.complete_to),
        "as_of": f"{snapshot.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        "account": account(snapshot.identity.account, hide),
        "requests": report.requests,
    }


def _rows(report: Report, hide: bool) -> list[dict[str, Any]]:
    by, dated = report.request.focus.by, report.request.dated
    names = _names(report, hide)
    return [
        {
            **({"start": str(row.start)} if dated else {}),
            "key": {by.value: names[row.name][0]},
            "amount": f"{row.amount:f}",
        }
        for row in report.rows
    ]


def _csv(report: Report, hide: bool) -> str:
    """Without the mark of UTF-8 that files for spreadsheets have: programs that read the output
    would stumble."""
    request, currency = report.request, report.snapshot.currency
    names = _names(report, hide)
    columns = [*sheet.columns(request.focus.by), "amount", "currency"]
    if request.dated:
        columns.insert(0, "start")
    lines: list[list[Cell]] = []
    for row in report.rows:
        line: list[Cell] = [*names[row.name], row.amount, currency]
        lines.append([row.start, *line] if request.dated else line)
    return sheet.written([columns, *lines]).rstrip("\n")


def _lines(report: Report, hide: bool) -> Iterator[str]:
    """Aligned; what is too small for a line of its own is in the total all the same, which is the
    last line."""
    by, dated = report.request.focus.by, report.request.dated
    names = _shown(report, hide)
    costs = [money(amount, report.snapshot.currency) for amount in _amounts(report)]
    *amounts, total = _aligned(costs)
    table = [[dimension(by), "Cost"]]
    for row, amount in zip(report.rows, amounts, strict=True):
        table.append([names[row.name], amount])
    if dated:
        starts = ["Start", *(str(row.start) for row in report.rows)]
        table = [[start, *line] for start, line in zip(starts, table, strict=True)]
    table.append(["Total", "", total] if dated else ["Total", total])
    columns = zip(*table, strict=True)
    *left, right = [max(map(len, column)) for column in columns]
    yield _heading(report, hide)
    for *texts, amount in table:
        padded = map(str.ljust, texts, left)
        yield "  ".join([*padded, amount.rjust(right)]).rstrip()


def _heading(report: Report, hide: bool) -> str:
    request, snapshot = report.request, report.snapshot
    number = account(snapshot.identity.account, hide)
    days, as_of = days_as_typed(request.period), clock(snapshot.fetched_at)
    return f"{days}, {request.metric.value}, account {number}, as of {as_of}"


def _amounts(report: Report) -> Iterator[Decimal]:
    yield from (row.amount for row in report.rows)
    yield report.total


def _aligned(amounts: Sequence[str]) -> list[str]:
    """Amounts with their decimal points one below the other."""
    decimals = [len(amount.rpartition(".")[2]) for amount in amounts]
    most = max(decimals)
    lengths = [len(amount) + most - count for amount, count in zip(amounts, decimals, strict=True)]
    return list(map(str.ljust, amounts, lengths))


def _names(report: Report, hide: bool) -> dict[str, tuple[str, ...]]:
    """What the columns of a file say of each name."""
    spellings = spellings_in(report.snapshot.frame)
    values = {row.name for row in report.rows}
    return sheet.names(report.request.focus.by, values, report.accounts, hide, spellings)


def _shown(report: Report, hide: bool) -> dict[str, str]:
    """As Cost Explorer spells them, to be used with --where; accounts with names, and words for no
    value."""
    by = report.request.focus.by
    if by is Dimension.ACCOUNT:
        return labels(by, {row.name for row in report.rows}, report.accounts, hide)
    shown = {}
    for value, (name, *_) in _names(report, hide).items():
        shown[value] = visible(name) or label(by, name)
    return shown
