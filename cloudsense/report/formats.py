"""Output of a report: tables for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any

from cloudsense.config.options import Format
from cloudsense.costs import exact
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus, spellings_in
from cloudsense.figures import sheet, text_tables
from cloudsense.figures.sheet import Cell
from cloudsense.formatting import account, clock, dimension, iso, label, labels, money
from cloudsense.report.answer import PayerCost, Report, days_as_typed

NUMBERS = ("Cost",)


def written(report: Report, hide_account: bool = False) -> str:
    """Report in the requested format, without a final line break."""
    match report.request.format:
        case Format.JSON:
            return json.dumps(_object(report, hide_account), indent=2)
        case Format.CSV:
            return _csv(report, hide_account)
        case Format.MARKDOWN:
            head, rows = _table(report, hide_account)
            lines = text_tables.table(head, rows, NUMBERS)
            heading = text_tables.plain(_heading(report, hide_account))
            text = [heading, "", *lines]
            if report.payers:
                head, rows = _payers(report, hide_account)
                text += ["", *text_tables.table(head, rows, NUMBERS)]
        case Format.TABLE:
            head, rows = _table(report, hide_account)
            text = [_heading(report, hide_account), *text_tables.aligned(head, rows, NUMBERS)]
            if report.payers:
                head, rows = _payers(report, hide_account)
                text += ["", *text_tables.aligned(head, rows, NUMBERS)]
    return "\n".join(text)


def warning(snapshot: Snapshot) -> str:
    """Warning that the data could not be updated, and why; "" if they are current."""
    if snapshot.problem is None:
        return ""
    return (
        f"showing data from {clock(snapshot.fetched_at)}, newer data could not be loaded: "
        f"{snapshot.problem.sentence}"
    )


def _object(report: Report, hide: bool) -> dict[str, Any]:
    request, snapshot = report.request, report.snapshot
    period = request.period
    found = {
        "period": {"start": str(period.start), "end": str(period.end)},
        "metric": request.metric.value,
        "currency": snapshot.currency,
        "by": _by(request.focus),
        "total": exact.text(report.total),
        "unlisted": exact.text(report.unlisted),
        "rows": _rows(report, hide),
        "estimated": any(day in period for day in snapshot.estimated),
        "complete_to": str(snapshot.complete_to),
        "as_of": iso(snapshot.fetched_at),
        "account": None if report.payers else account(snapshot.identity.account, hide),
        "requests": report.requests,
    }
    if report.payers:
        found["payers"] = [_payer(cost, hide) for cost in report.payers]
        found["missing"] = [
            {"payer": name, "problem": problem} for name, problem in report.missing.items()
        ]
    return found


def _payer(cost: PayerCost, hide: bool) -> dict[str, Any]:
    return {
        "payer": cost.payer,
        "account": account(cost.account, hide),
        "total": exact.text(cost.total),
        "as_of": iso(cost.as_of),
        "requests": cost.requests,
        "within": cost.within or None,
    }


def _rows(report: Report, hide: bool) -> list[dict[str, Any]]:
    grouped = report.request.focus.grouped
    names = _names(report, hide)
    found = []
    for row in report.rows:
        line: dict[str, Any] = {}
        if report.request.dated:
            line["start"] = str(row.start)
        key = line["key"] = {}
        for by, value in zip(grouped, row.key, strict=True):
            key[by.value] = names[by][value][0]
        line["amount"] = exact.text(row.amount)
        found.append(line)
    return found


def _by(focus: Focus) -> str | list[str]:
    """Word of the dimension; a list of both if there are two."""
    words = [dimension.value for dimension in focus.grouped]
    return words if focus.then else words[0]


def _csv(report: Report, hide: bool) -> str:
    """CSV without a byte order mark, which programs that read the output could not handle."""
    request, currency = report.request, report.snapshot.currency
    names = _names(report, hide)
    grouped = request.focus.grouped
    named = [name for by in grouped for name in sheet.columns(by)]
    columns = [*named, "amount", "currency"]
    if request.dated:
        columns.insert(0, "start")
    lines: list[list[Cell]] = []
    for row in report.rows:
        line: list[Cell] = [row.start] if request.dated else []
        for by, value in zip(grouped, row.key, strict=True):
            line += names[by][value]
        lines.append([*line, row.amount, currency])
    return sheet.written([columns, *lines]).rstrip("\n")


def _table(report: Report, hide: bool) -> tuple[list[str], list[list[str]]]:
    """Header and rows; the last row is the total, which includes costs too small for a row."""
    request = report.request
    names = _shown(report, hide)
    *amounts, total = _in_money([*_amounts(report)], report.snapshot.currency)
    grouped = request.focus.grouped
    head = [*map(dimension, grouped), "Cost"]
    if request.dated:
        head.insert(0, "Start")
    rows = []
    for row, amount in zip(report.rows, amounts, strict=True):
        cells = [str(row.start)] if request.dated else []
        for by, value in zip(grouped, row.key, strict=True):
            cells.append(names[by][value])
        rows.append([*cells, amount])
    blanks = [""] * (len(head) - 2)
    return head, [*rows, ["Total", *blanks, total]]


def _heading(report: Report, hide: bool) -> str:
    request, snapshot = report.request, report.snapshot
    whose = f"account {account(snapshot.identity.account, hide)}"
    if report.payers:
        payers = ", ".join(visible(cost.payer) for cost in report.payers)
        whose = f"payers {payers}"
    days = days_as_typed(request.period)
    as_of = clock(snapshot.fetched_at)
    return f"{days}, {request.metric}, {whose}, as of {as_of}"


def _payers(report: Report, hide: bool) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the payers' costs."""
    totals = [cost.total for cost in report.payers]
    amounts = _in_money(totals, report.snapshot.currency)
    rows = []
    for cost, amount in zip(report.payers, amounts, strict=True):
        within = f"{visible(cost.payer)} (in {visible(cost.within)})"
        name = within if cost.within else visible(cost.payer)
        rows.append([name, account(cost.account, hide), amount])
    return ["Payer", "Account", "Cost"], rows


def _amounts(report: Report) -> Iterator[Decimal]:
    yield from (row.amount for row in report.rows)
    yield report.total


def _in_money(amounts: Sequence[Decimal], currency: str) -> list[str]:
    """Amounts aligned at their decimal points."""
    texts = [money(amount, currency) for amount in amounts]
    most = max(map(_decimals, texts))
    return [text + " " * (most - _decimals(text)) for text in texts]


def _decimals(text: str) -> int:
    """Number of digits after the decimal point."""
    _, _, decimals = text.rpartition(".")
    return len(decimals)


def _values(report: Report) -> Iterator[tuple[Dimension, set[str]]]:
    """Values of each dimension that have rows."""
    for n, by in enumerate(report.request.focus.grouped):
        yield by, {row.key[n] for row in report.rows}


def _names(report: Report, hide: bool) -> dict[Dimension, dict[str, tuple[str, ...]]]:
    """Contents of a file's identifying columns, by dimension and value."""
    spellings = spellings_in(report.snapshot.frame)
    return {
        by: sheet.names(by, values, report.accounts, hide, spellings)
        for by, values in _values(report)
    }


def _shown(report: Report, hide: bool) -> dict[Dimension, dict[str, str]]:
    """Values as Cost Explorer spells them, usable with --where; accounts with names, and
    words for missing values."""
    shown: dict[Dimension, dict[str, str]] = {}
    for by, named in _names(report, hide).items():
        if by.holds_ids:
            shown[by] = labels(by, named, report.accounts, hide)
        else:
            shown[by] = {value: visible(name) for value, (name, *_) in named.items()}
            if "" in named:
                shown[by][""] = _no_value(by, shown[by].values())
    return shown


def _no_value(by: Dimension, names: Collection[str]) -> str:
    """Label of a missing value: `No tag: team`; in brackets if a value has that name."""
    words = label(by, "")
    while words in names:
        words = f"({words})"
    return words
