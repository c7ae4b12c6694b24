"""Axes of a chart over time: round amounts, and dates with years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from cloudsense import formatting
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.hour import HOURS_A_DAY, Hour, Span
from cloudsense.figures import theme

AMOUNT_TICKS = 6
DATE_TICKS = 6
MONTH_TICKS = 8
"""Limits of the number of ticks."""
STEPS = (1, 2, 3, 4, 5, 7, 10, 14, 21, 28)
"""Numbers of bars between two dates."""
HOUR_STEPS = (1, 2, 3, 4, 6, 12, *(HOURS_A_DAY * days for days in STEPS))
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
LETTER = 7
"""Pixels of a letter."""
SLACK = 1e-9
SMALLEST = 1e-6


def amounts(low: float, high: float, currency: str) -> dict[str, Any]:
    """Axis of amounts from `low` to `high`, including zero, with uniform labels."""
    return amounts_between(min(low, 0.0), max(high, 0.0), currency)


def amounts_between(low: float, high: float, currency: str) -> dict[str, Any]:
    """Axis of amounts from `low` to `high`, not necessarily including zero."""
    span = max(high - low, SMALLEST)
    step = _round_step(span / (AMOUNT_TICKS - 1))
    # The tolerance prevents rounding errors from adding a tick.
    first = math.floor(low / step + SLACK)
    last = math.ceil(high / step - SLACK)
    last = max(last, first + 1)
    places = range(first, last + 1)
    ticks = [round(n * step, 10) for n in places]
    texts = money_texts(ticks, step, currency)
    ends = ticks[0], ticks[-1]
    return theme.axis(ticks, texts, ends, gridcolor="#e2e5ea")


def margin(axis: dict[str, Any]) -> dict[str, int]:
    """Margins of the chart: on the left for the longest amount, on the right for half a date."""
    longest = max(map(len, axis["ticktext"]))
    left = max(58, LETTER * longest + 10)
    return {"l": left, "r": 12, "t": 16, "b": 40}


def money_texts(ticks: Sequence[float], step: float, currency: str) -> list[str]:
    """`$0`, `$0.05`, `$0.10`; `$0k`, `$2.5k`, `$5.0k`: with one unit and as many decimals as the
    step needs."""
    largest = max(map(abs, ticks))
    unit, letter = _unit(largest)
    digits = _decimals(step / unit)
    if not letter and digits:
        digits = max(digits, 2)
    return [_money_text(tick / unit, digits, letter, currency) for tick in ticks]


def _unit(largest: float) -> tuple[float, str]:
    for limit, unit, letter in formatting.UNITS:
        if largest >= limit:
            return unit, letter
    return 1.0, ""


def _money_text(amount: float, digits: int, letter: str, currency: str) -> str:
    symbol = formatting.symbol(currency)
    if not amount:
        return f"{symbol}0"
    sign = formatting.MINUS if amount < 0 else ""
    number = f"{abs(amount):,.{digits}f}"
    return f"{sign}{symbol}{number}{letter}"


def _round_step(least: float) -> float:
    """Smallest round number that is at least `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    for n in ROUND:
        if n * power >= least * 0.9999:
            return n * power
    return 10 * power


def _decimals(step: float) -> int:
    """Number of decimals, at most ten, that distinguish the multiples of `step`."""
    for digits in range(10):
        if abs(step - round(step)) <= 1e-6 * step:
            return digits
        step *= 10
    return 10


def dates(spans: Sequence[Span], granularity: Granularity) -> dict[str, Any]:
    """Axis of bars for `spans`: first dates of some, with the year below where it begins."""
    is_monthly = granularity is Granularity.MONTHLY
    limit = MONTH_TICKS if is_monthly else DATE_TICKS
    bars = len(spans)
    steps = HOUR_STEPS if granularity is Granularity.HOURLY else STEPS
    places = range(0, bars, _step(bars, limit, steps))
    texts: list[str] = []
    year = 0
    for place in places:
        span = spans[place]
        first = span.start
        text = formatting.short_month(first) if is_monthly else _date(span)
        if first.year != year:
            text += f"<br>{first.year}"
        texts.append(text)
        year = first.year
    return theme.axis(
        places,
        texts,
        (-0.5, len(spans) - 0.5),
        type="category",
        showgrid=False,
        tickangle=0,
        # Invisible ticks keep the dates away from the lowest amount.
        ticks="outside",
        ticklen=6,
        tickcolor="rgba(0,0,0,0)",
    )


def _date(span: Span) -> str:
    """`Nov 12`, `14:00` within a day."""
    if isinstance(span, Hour) and span.number:
        return formatting.hour(span)
    return formatting.day(span.start)


def _step(bars: int, limit: int, steps: Sequence[int]) -> int:
    for step in steps:
        if bars / step <= limit:
            return step
    return math.ceil(bars / limit)


def shade(first: int, last: int) -> dict[str, Any]:
    """Shape behind the bars from `first` to `last`, for days that differ from the others."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": first - 0.5,
        "x1": last + 0.5,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": "rgba(128,138,155,0.16)",
    }
