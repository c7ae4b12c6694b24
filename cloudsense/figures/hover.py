"""Tooltips that Plotly shows by itself, for exported charts. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Figure = Mapping[str, Any]
LONGEST = 2000
"""Most characters of a line."""
NEAR = 60
"""Pixels from a line within which its tooltip is shown."""


def with_hover(figure: Figure, longest: int = LONGEST) -> dict[str, Any]:
    """The figure with a tooltip for each bar, point, step or slice, made from its `meta`. Lines are
    cut to `longest` characters, and left out for 0."""
    layout = figure["layout"]
    meta = layout["meta"]
    first = figure["data"][0]
    if first["type"] == "pie":
        lines = zip(first["meta"]["names"], first["meta"]["texts"], strict=True)
        traces = [_told(first, lines, longest)]
    elif "rows" in meta:
        joints = map(_silent, figure["data"][1:])
        traces = [_told(first, _of_steps(meta), longest), *joints]
    else:
        traces = []
        for trace in figure["data"]:
            texts = _of_bars(trace, meta)
            traces.append(_told(trace, texts, longest))
    shown = {"hovermode": "closest", "hoverdistance": NEAR, "hoverlabel": {"align": "left"}}
    return {"data": traces, "layout": {**layout, **shown}}


def _silent(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {**trace, "hoverinfo": "skip"}


def _told(trace: Mapping[str, Any], texts: Iterable[Sequence[str]], longest: int) -> dict[str, Any]:
    """The trace with the lines of `texts` for each of its points, unless it is hidden."""
    line = trace.get("line", {})
    if line.get("width") == 0:
        return _silent(trace)
    written = [_written(lines, longest) for lines in texts]
    return {**trace, "hoverinfo": "text", "hovertext": written}


def _of_steps(meta: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    titles = meta["titles"][1:]
    for when, row in zip(meta["when"], meta["rows"], strict=True):
        lines = [when]
        for title, text in zip(titles, row, strict=True):
            if text:
                lines.append(f"{title}: {text}")
        yield lines


def _of_bars(trace: Mapping[str, Any], meta: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    unit = meta["unit"]
    all_of = meta.get("all") or f"All of the {unit}"
    texts = trace.get("text")
    largest = trace["meta"].get("largest")
    for n, when in enumerate(meta["when"]):
        lines = [when]
        if texts:
            lines.append(f"{trace['name']}: {texts[n]}")
        if largest:
            lines.append(largest[n])
        if total := meta["totals"][n]:
            lines.append(f"{all_of}: {total}")
        lines.append(meta["remarks"][n])
        yield lines


def _written(lines: Sequence[str], longest: int) -> str:
    """The first line, which is never empty, in bold; escaped, since Plotly would render
    `<b>` in a name."""
    shown = []
    for line in filter(None, lines):
        cut = _cut(line, longest) if longest else ""
        shown.append(html.escape(cut, quote=False))
    first, *others = shown
    bold = f"<b>{first}</b>"
    return "<br>".join([bold, *filter(None, others)])


def _cut(line: str, longest: int) -> str:
    """Line shortened in the middle: it begins with a name and ends with an amount."""
    if len(line) <= longest:
        return line
    half = longest // 2
    start = line[: longest - half]
    end = line[-half:]
    return f"{start}…{end}"
