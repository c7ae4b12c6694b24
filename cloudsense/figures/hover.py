"""What stands beside the pointer where Plotly has to show it by itself. Pure."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

Figure = Mapping[str, Any]
NEAR = 60
"""Pixels from a line."""


def with_hover(figure: Figure) -> dict[str, Any]:
    """The figure with a text for each bar, point, step or slice, made of what its `meta` says."""
    layout = figure["layout"]
    meta = layout["meta"]
    first = figure["data"][0]
    if first["type"] == "pie":
        slices = first["meta"]
        traces = [_told(first, list(map(_lines, slices["names"], slices["texts"])))]
    elif "rows" in meta:
        others = [{**trace, "hoverinfo": "skip"} for trace in figure["data"][1:]]
        traces = [_told(first, _of_steps(meta)), *others]
    else:
        traces = [_told(trace, _of_bars(trace, meta)) for trace in figure["data"]]
    shown = {"hovermode": "closest", "hoverdistance": NEAR, "hoverlabel": {"align": "left"}}
    return {"data": traces, "layout": {**layout, **shown}}


def _told(trace: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    line = trace.get("line", {})
    if line.get("width") == 0:
        return {**trace, "hoverinfo": "skip"}
    return {**trace, "hoverinfo": "text", "hovertext": texts}


def _of_steps(meta: Mapping[str, Any]) -> list[str]:
    texts = []
    for when, row in zip(meta["when"], meta["rows"], strict=True):
        pairs = zip(meta["titles"][1:], row, strict=True)
        said = [f"{title}: {text}" for title, text in pairs if text]
        texts.append(_lines(when, *said))
    return texts


def _of_bars(trace: Mapping[str, Any], meta: Mapping[str, Any]) -> list[str]:
    all_of = meta.get("all") or f"All of the {meta['unit']}"
    largest = trace["meta"].get("largest")
    texts = []
    for n, when in enumerate(meta["when"]):
        lines = []
        if "text" in trace:
            lines.append(f"{trace['name']}: {trace['text'][n]}")
        if largest:
            lines.append(largest[n])
        if total := meta["totals"][n]:
            lines.append(f"{all_of}: {total}")
        texts.append(_lines(when, *lines, meta["remarks"][n]))
    return texts


def _lines(title: str, *lines: str) -> str:
    """As text: Plotly would take `<b>` in a name for markup."""
    escaped = [html.escape(line, quote=False) for line in lines if line]
    return "<br>".join([f"<b>{html.escape(title, quote=False)}</b>", *escaped])
