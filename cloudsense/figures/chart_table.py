"""Data of a chart as a table for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind

Figure = Mapping[str, Any]


def chart_table(figure: Figure) -> FileTable:
    """Line for each bar, day, step or slice; column for each named trace."""
    first = figure["data"][0]
    meta = figure["layout"]["meta"]
    if first["type"] == "pie":
        return _of_pairs("Name", first["meta"]["names"], first["values"])
    if "amounts" in meta:
        return _of_pairs("Item", meta["when"], meta["amounts"])
    return _of_days(figure["data"], meta)


def _of_pairs(title: str, names: Sequence[str], amounts: Sequence[float]) -> FileTable:
    name = FileColumn("name", title)
    amount = FileColumn("amount", "Amount", Kind.AMOUNT)
    lines = list(zip(names, amounts, strict=True))
    return FileTable([name, amount], lines)


def _of_days(traces: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> FileTable:
    named = [trace for trace in traces if "name" in trace]
    columns = [FileColumn("start", "Start")]
    for n, trace in enumerate(named):
        column = FileColumn(f"amount_{n}", trace["name"], Kind.AMOUNT)
        columns.append(column)
    columns.append(FileColumn("remark", "Remark"))
    starts = map(_start, traces[0]["x"])
    amounts = [trace["y"] for trace in named]
    remarks = meta["remarks"]
    lines = list(zip(starts, *amounts, remarks, strict=True))
    return FileTable(columns, lines)


def _start(written: str) -> Cell:
    """Day, or hour as `2026-11-23 14:00`."""
    day, _, time = written.partition("T")
    if not time:
        return date.fromisoformat(day)
    minutes = time[:5]
    return f"{day} {minutes}"
