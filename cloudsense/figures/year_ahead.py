"""The next twelve months in two scenarios: constant, and with growth."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.period import Month
from cloudsense.costs.projection.year_ahead import YearAhead
from cloudsense.figures.nodes import Node, el

WIDTH, HEIGHT = 240, 64
MARGIN = 4
NOT_A_FORECAST = "Two simple scenarios, not a forecast: 13 months of history are too few."


def details(ahead: YearAhead, currency: str) -> Node:
    """Closed details: the lines, their totals, and a disclaimer."""
    as_now, growing = (formatting.rough_money(total, currency) for total in ahead.totals)
    first = formatting.month(ahead.months[0].first, year=True)
    last = formatting.month(ahead.months[-1].first, year=True)
    months = f"{first} – {last}"
    return el(
        "details",
        el("summary", "A year ahead"),
        el("p", f"{months}, in all:", cls="note"),
        _lines(ahead, f"{months}: as now {as_now}, if growth goes on {growing}"),
        _row("As now", as_now, "as-now"),
        _row(_growth(ahead), growing, "growing"),
        el("p", NOT_A_FORECAST, cls="note"),
        cls="year-ahead",
        id="year-ahead",
    )


def _growth(ahead: YearAhead) -> str:
    """Label of the growth scenario, which depends on its direction."""
    if not ahead.change:
        return "No growth so far"
    return "Growth goes on" if ahead.change > 0 else "Decline goes on"


def _row(name: str, amount: str, look: str) -> Node:
    line = el("i", cls=look)
    total = el("strong", amount)
    return el("div", line, name, " ", total, cls="year-ahead-line")


def _lines(ahead: YearAhead, said: str) -> Node:
    """Lines of both scenarios, per day, so that short months make no dents."""
    as_now = _per_day(ahead.as_now, ahead.months)
    growing = _per_day(ahead.growth_goes_on, ahead.months)
    both = [0.0, *as_now, *growing]
    low, high = min(both), max(both)
    paths = [
        el("path", d=_path(as_now, low, high), cls="as-now"),
        el("path", d=_path(growing, low, high), cls="growing"),
    ]
    box = f"0 0 {WIDTH} {HEIGHT}"
    return el("svg", *paths, viewBox=box, role="img", aria_label=said)


def _per_day(amounts: Sequence[float], months: Sequence[Month]) -> list[float]:
    found = []
    for amount, month in zip(amounts, months, strict=True):
        found.append(amount / month.period.days)
    return found


def _path(line: Sequence[float], low: float, high: float) -> str:
    width = WIDTH - 2 * MARGIN
    height = HEIGHT - 2 * MARGIN
    bottom = HEIGHT - MARGIN
    steps = len(line) - 1
    span = (high - low) or 1.0
    points = []
    for n, amount in enumerate(line):
        x = MARGIN + width * n / steps
        y = bottom - height * (amount - low) / span
        points.append(f"{x:.1f} {y:.1f}")
    return f"M{' L'.join(points)}"
