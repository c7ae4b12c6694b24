"""Grey placeholders while data loads: a tile, a chart, a list, a table (assets/kit/skeleton.css).

Screen readers skip them: the page says in words what it waits for.
"""

from __future__ import annotations

from collections.abc import Iterable

from cloudsense.figures.nodes import Node, el

BARS = 30
LINES = 5
NAMES = 13
ROWS = 20


def tile() -> Node:
    """Placeholder of a figure and two lines."""
    return _skeleton("tile", _shapes(3))


def chart(bars: int = BARS) -> Node:
    """Placeholder of a chart with this number of bars."""
    return _skeleton("chart", _shapes(bars))


def lines(count: int = LINES) -> Node:
    """Placeholder of a list of names with amounts."""
    return _skeleton("lines", [_row(2) for _ in range(count)])


def changes(count: int = LINES) -> Node:
    """Placeholder of a list of names with amounts, and a line below each."""
    return _skeleton("lines skeleton-changes", [_row(2) for _ in range(count)])


def bars(count: int = NAMES) -> Node:
    """Placeholder of names with bars and amounts."""
    return _skeleton("bars", [_row(3) for _ in range(count)])


def table(rows: int = ROWS) -> Node:
    """Placeholder of rows of a name, three figures and a trend."""
    return _skeleton("table", [_row(5) for _ in range(rows)])


def _row(cells: int) -> Node:
    return el("span", *_shapes(cells))


def _shapes(count: int) -> list[Node]:
    return [el("i") for _ in range(count)]


def _skeleton(shape: str, parts: Iterable[Node]) -> Node:
    look = f"skeleton skeleton-{shape}"
    return el("div", *parts, cls=look, aria_hidden="true")
