"""What stands beside the pointer where Plotly has to show it by itself. Pure."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

Figure = Mapping[str, Any]
LONGEST = 2000
"""Characters of a line."""
NEAR = 60
"""Pixels from a line."""


def with_hover(figure: Figure, longest: int = LONGEST) -> dict[str, Any]:
    """The figure with a text for each bar, point, step or slice, made of what its `meta` says.
    Lines are cut to `longest` characters, and left out for 0."""
    layout = figure["layout"]
    meta = layout["meta"]
    first = figure["data"][0]
    if first["type"] == "pie":
        slices = first["meta"]
        texts = zip(slices["names"], slices["texts"], strict=True)
        traces = [_told(first, [_lines(longest, *text) for text in texts])]
    elif "rows" in meta:
        others = [{**trace, "hoverinfo": "skip"} for trace in figure["data"][1:]]
        traces = [_told(first, _of_steps(meta, longest)), *others]
    else:
        traces = [_told(trace, _of_bars(trace, meta, longest)) for trace in figure["data"]]
    shown = {"hovermode": "closest", "hoverdistance": NEAR, "hoverlabel": {"align": "left"}}
    return {"data": traces, "layout": {**layout, **shown}}


def _told(trace: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    line = trace.get("line", {})
    if line.get("width") == 0:
        return {**trace, "hoverinfo": "skip"}
    return {**trace, "hoverinfo": "text", "hovertext": texts}


def _of_steps(meta: Mapping[str, Any], longest: int) -> list[str]:
    texts = []
    for when, row in zip(meta["when"], meta["rows"], strict=True):
        pairs = zip(meta["titles"][1:], row, strict=True)
        said = [f"{title}: {text}" for title, text in pairs if text]
        texts.append(_lines(longest, when, *said))
    return texts


def _of_bars(trace: Mapping[str, Any], meta: Mapping[str, Any], longest: int) -> list[str]:
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
        texts.append(_lines(longest, when, *lines, meta["remarks"][n]))
    return texts


def _lines(longest: int, title: str, *lines: str) -> str:
    """As text: Plotly would take `<b>` in a name for markup."""
    shown = [_cut(line, longest) for line in (title, *lines) if line and longest]
    first, *others = [html.escape(line, quote=False) for line in shown] or [""]
    return "<br>".join([f"<b>{first}</b>", *others])


def _cut(line: str, longest: int) -> str:
    """Without its middle where it is too long: it begins with a name and ends with an amount."""
    if len(line) <= longest:
        return line
    end = longest // 2
    return f"{line[: longest - end]}…{line[-end:]}"
