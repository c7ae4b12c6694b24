"""Burn-up chart of a budget: actual and projected costs, range, and amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cloudsense import formatting
from cloudsense.costs.granularity import Granularity, split
from cloudsense.costs.period import Period
from cloudsense.costs.projection.burn_up import BurnUp, Line
from cloudsense.figures import axes, theme

SO_FAR = "#4269d0"
RANGE = "rgba(66,105,208,0.22)"
FILL = "rgba(66,105,208,0.10)"
BUDGET = "#7c8aa5"
OVER = "#b4690e"
"""Color that is readable on light and dark, like the others."""
HIDDEN = "rgba(0,0,0,0)"
ROOM = 1.04
"""End of the axis as a multiple of the highest amount."""


@dataclass(frozen=True)
class BudgetLine:
    """Budget that the costs are compared with."""

    limit: float
    currency: str
    period: Period


def figure(lines: BurnUp, budget: BudgetLine) -> dict[str, Any]:
    """Daily sums since the first day, the budget as a horizontal line, and a
    mark where they cross."""
    drawn = [amount for _, amount in _all(lines)]
    highest = max([budget.limit, *drawn])
    lowest = min([0.0, *drawn])
    amounts = axes.amounts(lowest, highest * ROOM, budget.currency)
    days = list(budget.period.dates)
    layout = theme.layout(
        margin=axes.margin(amounts) | {"r": 20},
        xaxis=axes.dates(split(budget.period, Granularity.DAILY), Granularity.DAILY),
        yaxis=amounts,
        shapes=_shapes(lines, budget),
        annotations=_texts(lines, budget),
        meta=_said(lines, budget, days),
    )
    return {"data": _traces(lines, budget), "layout": layout}


def _all(lines: BurnUp) -> Line:
    return lines.actual + lines.projected + lines.high + lines.low


def _traces(lines: BurnUp, budget: BudgetLine) -> list[dict[str, Any]]:
    return [
        _trace("Spent evenly", _even(budget), budget, BUDGET, dash="dot", width=1),
        _trace("Projected, low", lines.low, budget, HIDDEN),
        _trace("Projected, high", lines.high, budget, HIDDEN, fill="tonexty", fillcolor=RANGE),
        _trace("So far", lines.actual, budget, SO_FAR, fill="tozeroy", fillcolor=FILL),
        _trace("Projected", lines.projected, budget, SO_FAR, dash="dash"),
    ]


def _even(budget: BudgetLine) -> Line:
    """Budget spread evenly over the period."""
    a_day = budget.limit / budget.period.days
    days = enumerate(budget.period.dates, start=1)
    return tuple((day, a_day * n) for n, day in days)


def _trace(
    name: str,
    line: Line,
    budget: BudgetLine,
    colour: str,
    dash: str = "solid",
    width: float = 2,
    **more: Any,
) -> dict[str, Any]:
    """Plotly trace with a point for every day of the period; null where the line has none."""
    amounts = {day: round(amount, 6) for day, amount in line}
    days = list(budget.period.dates)
    x = [day.isoformat() for day in days]
    y = [amounts.get(day) for day in days]
    drawn = 0 if colour == HIDDEN else width
    return theme.line(y, colour, drawn, dash, name=name, x=x, **more)


def _place(budget: BudgetLine, day: date) -> int:
    return (day - budget.period.start).days


def _shapes(lines: BurnUp, budget: BudgetLine) -> list[dict[str, Any]]:
    """Horizontal line of the budget, and a vertical one where it is crossed."""
    common = {"type": "line", "layer": "above"}
    found = [
        {
            **common,
            "xref": "paper",
            "yref": "y",
            "x0": 0,
            "x1": 1,
            "y0": budget.limit,
            "y1": budget.limit,
            "line": {"color": BUDGET, "width": 2},
        }
    ]
    if lines.crossing:
        place = _place(budget, lines.crossing)
        found.append(
            {
                **common,
                "xref": "x",
                "yref": "y",
                "x0": place,
                "x1": place,
                "y0": 0,
                "y1": budget.limit,
                "line": {"color": OVER, "width": 1.5, "dash": "dash"},
            }
        )
    return found


def _texts(lines: BurnUp, budget: BudgetLine) -> list[dict[str, Any]]:
    amount = formatting.trimmed_money(budget.limit, budget.currency)
    of_budget = _text(f"Budget {amount}", 0, budget.limit, "left")
    found = [of_budget]
    if lines.crossing:
        verb = "exceeded" if lines.crossed else "crosses"
        place = _place(budget, lines.crossing)
        side = "right" if place > budget.period.days / 2 else "left"
        day = formatting.day(lines.crossing)
        said = f" {verb} {day} "
        found.append(_text(said, place, 0, side, OVER))
    return found


def _text(text: str, place: float, height: float, side: str, colour: str = "") -> dict[str, Any]:
    font = {"size": 11} | ({"color": colour} if colour else {})
    return theme.note(text, place, height, xanchor=side, font=font)


def _said(lines: BurnUp, budget: BudgetLine, days: list[date]) -> dict[str, Any]:
    """Texts of the tooltip and of the table behind the chart: sums, not days."""
    totals = {}
    for day, amount in lines.projected + lines.actual:
        totals[day] = formatting.money(amount, budget.currency)
    return {
        "unit": "day",
        "all": "Since the first day",
        "columns": ["Sum since the first day", "Range"],
        "when": [formatting.day(day, year=True) for day in days],
        "open": None,
        "periods": [day.isoformat() for day in days],
        "totals": [totals.get(day, "") for day in days],
        "remarks": [_remark(day, lines, budget.currency) for day in days],
    }


def _remark(day: date, lines: BurnUp, currency: str) -> str:
    ranges: Mapping[date, float] = dict(lines.high)
    lows: Mapping[date, float] = dict(lines.low)
    if day in dict(lines.actual) or day not in ranges:
        return ""
    low = formatting.money(lows[day], currency)
    high = formatting.money(ranges[day], currency)
    return f"likely {low} – {high}"
