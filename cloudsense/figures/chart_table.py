"""The numbers of a chart as a table for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind

Figure = Mapping[str, Any]


def chart_table(figure: Figure) -> FileTable:
    """A line for each bar, day, step or slice; a column for each trace that has a name."""
    first = figure["data"][0]
    meta = figure["layout"]["meta"]
    if first["type"] == "pie":
        return _of_pairs("Name", first["meta"]["names"], first["values"])
    if "amounts" in meta:
        return _of_pairs("Item", meta["when"], meta["amounts"])
    return _of_days(figure["data"], meta)


def _of_pairs(title: str, names: Sequence[str], amounts: Sequence[float]) -> FileTable:
    columns = [FileColumn("name", title), FileColumn("amount", "Amount", Kind.AMOUNT)]
    return FileTable(columns, list(zip(names, amounts, strict=True)))


def _of_days(traces: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> FileTable:
    named = [trace for trace in traces if "name" in trace]
    columns = [FileColumn("start", "Start")]
    for n, trace in enumerate(named):
        columns.append(FileColumn(f"amount_{n}", trace["name"], Kind.AMOUNT))
    columns.append(FileColumn("remark", "Remark"))
    lines: list[list[Cell]] = []
    for n, start in enumerate(traces[0]["x"]):
        amounts: list[Cell] = [trace["y"][n] for trace in named]
        lines.append([_start(start), *amounts, meta["remarks"][n]])
    return FileTable(columns, lines)


def _start(written: str) -> Cell:
    """A day, or an hour as `2026-11-23 14:00`."""
    day, _, time = written.partition("T")
    return f"{day} {time[:5]}" if time else date.fromisoformat(day)
