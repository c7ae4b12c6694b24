"""The next twelve months as two lines, to be opened: as now, and if growth goes on."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.projection.year_ahead import YearAhead
from cloudsense.figures.nodes import Node, el

WIDTH, HEIGHT = 240, 64
MARGIN = 4
NOT_A_FORECAST = "Two simple lines, no forecast: 13 months are too few for one."


def details(ahead: YearAhead, currency: str) -> Node:
    """Closed at first: the lines, what each comes to, and what they are not."""
    now, growing = ahead.totals
    ends = ahead.months[0].first, ahead.months[-1].first
    months = " – ".join(f"{formatting.month(end)} {end.year}" for end in ends)
    rows = [
        _row("As now", now, currency, "as-now"),
        _row(_growth(ahead), growing, currency, "growing"),
    ]
    amounts = [formatting.rough_money(total, currency) for total in (now, growing)]
    said = f"as now {amounts[0]}, if growth goes on {amounts[1]}"
    return el(
        "details",
        el("summary", "A year ahead"),
        el("p", f"{months}, in all:", cls="note"),
        _lines(ahead, f"{months}: {said}"),
        *rows,
        el("p", NOT_A_FORECAST, cls="note"),
        cls="year-ahead",
        id="year-ahead",
    )


def _growth(ahead: YearAhead) -> str:
    """`Growth goes on`, with its sign in words."""
    if not ahead.change:
        return "No growth so far"
    return "Growth goes on" if ahead.change > 0 else "Decline goes on"


def _row(name: str, total: float, currency: str, look: str) -> Node:
    amount = el("strong", formatting.rough_money(total, currency))
    return el("div", el("i", cls=look), name, " ", amount, cls="year-ahead-line")


def _lines(ahead: YearAhead, said: str) -> Node:
    """Both lines, per day, so that short months make no dents."""
    per_day = [
        [amount / month.period.days for amount, month in zip(line, ahead.months, strict=True)]
        for line in (ahead.as_now, ahead.growth_goes_on)
    ]
    low = min(0.0, *per_day[0], *per_day[1])
    high = max(0.0, *per_day[0], *per_day[1])
    paths = [
        el("path", d=_path(line, low, high), cls=look)
        for line, look in zip(per_day, ("as-now", "growing"), strict=True)
    ]
    box = f"0 0 {WIDTH} {HEIGHT}"
    return el("svg", *paths, viewBox=box, role="img", aria_label=said)


def _path(line: Sequence[float], low: float, high: float) -> str:
    across = (WIDTH - 2 * MARGIN) / (len(line) - 1)
    span = (high - low) or 1.0
    points = []
    for n, amount in enumerate(line):
        x = MARGIN + n * across
        y = HEIGHT - MARGIN - (amount - low) / span * (HEIGHT - 2 * MARGIN)
        points.append(f"{x:.1f} {y:.1f}")
    return f"M{' L'.join(points)}"
