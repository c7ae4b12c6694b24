"""Waterfall chart from one period to the other, with the largest rises and falls as steps."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cloudsense import formatting
from cloudsense.costs.change_summary import Summary
from cloudsense.costs.changes import ChangedItem, Changes
from cloudsense.figures import axes, theme
from cloudsense.figures.steps import Bar, bars_of
from cloudsense.figures.style import Href, Label
from cloudsense.figures.view import View

RISES, FALLS = 5, 3
"""Most rises and falls with bars of their own; one more if it would be the only other one."""
COLOURS = {"up": "#d4664f", "down": "#3f9a6f", "total": "#4a7be8"}
LONGEST, ALL = 12, 104
"""Most characters in a line below a bar, and in the lines of all bars."""
WORD = 10
"""Characters of a word below a bar: longer ones are shortened rather than broken."""
UNBROKEN = "\N{NO-BREAK SPACE}"
CUT_FROM = 0.25
"""Lowest start of the axis as a share of its end; below it the axis starts at zero."""
ROOM = 0.3
"""Space below the lowest step, as a share of the height of all steps."""
ABOVE = 0.08
"""Space for the amounts above and below the bars, as a share of the height of all steps."""
WIDTH = 0.7
"""Width of a bar; the distance of two bars is 1."""
TEETH = 4
LOOK: Any = {"showgrid": False, "tickangle": 0, "tickfont": {"size": 10}}
"""Layout of the names below the bars."""


@dataclass(frozen=True)
class WaterfallStyle:
    """Labels and links of the items, and the names of the two periods."""

    currency: str
    label: Label
    short: Label
    """Label below the bars."""
    into: Href
    now: str
    before: str


def view(changes: Changes, summary: Summary, style: WaterfallStyle) -> View:
    """Chart, and the same data as a list for narrow screens. Without costs there is no chart."""
    title = f"From {style.before} to {style.now}"
    if not changes.items:
        return View("No costs to compare.", title=title)
    bars = _bars(changes, summary, style)
    axis = _axis(bars, style.currency)
    floor = max(0.0, axis["range"][0])
    said = rises_and_falls(summary, style.currency)
    if floor:
        said += f" The axis begins at {formatting.short_money(floor, style.currency)}."
    body = bars_of(bars, style.currency, floor, plus=True)
    figure = _figure(bars, axis, style, _table(bars, summary, style))
    note = _note(changes, style.currency)
    return View(said, (body,), figure, title=title, note=note)


def rises_and_falls(summary: Summary, currency: str) -> str:
    """`Rises of $2,789.63, falls of $479.51.`, `Rises of $6.14, no falls.`"""
    rises = _sum_of("rises", summary.risen, currency)
    falls = _sum_of("falls", -summary.fallen, currency)
    return formatting.capitalized(f"{rises}, {falls}.")


def _sum_of(noun: str, amount: Decimal, currency: str) -> str:
    """`rises of $2,789.63`, `no falls`."""
    if formatting.rounds_to_zero(amount):
        return f"no {noun}"
    return f"{noun} of {formatting.money(amount, currency)}"


def _note(changes: Changes, currency: str) -> str:
    """`$17,159.88 → $19,470.00 · +13.5%`."""
    before = formatting.money(changes.against, currency)
    now = formatting.money(changes.total, currency)
    said = f"{before} → {now}"
    if changes.against < formatting.HALF_A_CENT:
        return said
    ratio = float(changes.difference / changes.against)
    return f"{said} · {formatting.percent(ratio, plus=True)}"


def _bars(changes: Changes, summary: Summary, style: WaterfallStyle) -> list[Bar]:
    before = _total(style.before, changes.against)
    now = _total(style.now, changes.total)
    steps = [
        *_steps(summary.rises, summary.risen, RISES, "rise", style),
        *_steps(summary.falls, summary.fallen, FALLS, "fall", style),
    ]
    placed = []
    level = before.end
    for step in steps:
        end = level + step.amount
        placed.append(replace(step, start=level, end=end))
        level = end
    return [before, *placed, now]


def _total(period: str, amount: Decimal) -> Bar:
    return Bar.total(period, amount, short=_dates(period))


def _steps(
    items: Sequence[ChangedItem], total: Decimal, most: int, noun: str, style: WaterfallStyle
) -> list[Bar]:
    """Largest items, and the remaining part of `total` as the last one; each begins at zero."""
    role = "up" if noun == "rise" else "down"
    one_more = most + 1
    largest = items[:most] if len(items) > one_more else items
    shown = [item for item in largest if not formatting.rounds_to_zero(item.difference)]
    steps = []
    rest = total
    for item in shown:
        step = _step(style.label(item.name), item.difference, role)
        href = style.into(item.name)
        short = style.short(item.name)
        steps.append(replace(step, href=href, short=short))
        rest -= item.difference
    if not formatting.rounds_to_zero(rest):
        left = len(items) - len(shown)
        name = formatting.count(left, f"other {noun}")
        steps.append(_step(name, rest, role))
    return steps


def _step(name: str, difference: Decimal, role: str) -> Bar:
    amount = float(difference)
    return Bar(name, amount, 0.0, amount, role)


def _axis(bars: Sequence[Bar], currency: str) -> dict[str, Any]:
    """Axis from zero, or from below all steps if these would be too small to see."""
    # The steps connect the end of the first total with that of the last.
    ends = [bar.end for bar in bars]
    low, high = min(ends), max(ends)
    height = high - low
    room = ABOVE * height
    begin = low - ROOM * height
    if begin < CUT_FROM * high or low == high:
        top = high + ABOVE * max(high, 0.0)
        return axes.amounts(low - room, top, currency)
    return axes.amounts_between(begin, high + room, currency)


def _figure(
    bars: Sequence[Bar], axis: dict[str, Any], style: WaterfallStyle, meta: dict[str, Any]
) -> dict[str, Any]:
    floor = max(0.0, axis["range"][0])
    count = len(bars)
    width = min(LONGEST, ALL // count)
    names = [_below(bar, width) for bar in bars]
    ends = -0.5, count - 0.5
    layout = theme.layout(
        margin={**axes.margin(axis), "b": 62},
        bargap=1 - WIDTH,
        xaxis=theme.axis(range(count), names, ends, **LOOK),
        yaxis=axis,
        shapes=[_cut(0), _cut(count - 1)] if floor else [],
        meta=meta,
    )
    traces = [_trace(bars, floor, style.currency), _joints(bars)]
    return {"data": traces, "layout": layout}


def _trace(bars: Sequence[Bar], floor: float, currency: str) -> dict[str, Any]:
    bases = []
    heights = []
    for bar in bars:
        base = max(bar.start, floor) if bar.is_total else bar.start
        bases.append(base)
        heights.append(bar.end - base)
    return {
        "type": "bar",
        "x": list(range(len(bars))),
        "y": heights,
        "base": bases,
        "marker": {"color": [COLOURS[bar.role] for bar in bars]},
        "text": [_above(bar, currency) for bar in bars],
        "textposition": "outside",
        "textfont": {"size": 11},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "meta": {},
    }


def _joints(bars: Sequence[Bar]) -> dict[str, Any]:
    """Thin lines from the end of each bar to the start of the next."""
    x: list[float | None] = []
    y: list[float | None] = []
    for n, bar in enumerate(bars[:-1]):
        right = n + WIDTH / 2
        left_of_next = n + 1 - WIDTH / 2
        x += [right, left_of_next, None]
        y += [bar.end, bar.end, None]
    return theme.line(y, theme.GREY, 1, x=x)


def _cut(place: int) -> dict[str, Any]:
    """Zigzag across the bar of this index, whose axis does not begin at zero."""
    left = place - WIDTH / 2
    half = WIDTH / (2 * TEETH)
    points = []
    for n in range(2 * TEETH + 1):
        x = left + n * half
        y = 0.08 if n % 2 else 0.05
        points.append(f"{x:.3f},{y:.2f}")
    return {
        "type": "path",
        "path": f"M{' L'.join(points)}",
        "xref": "x",
        "yref": "paper",
        "line": {"color": "#ffffff", "width": 3},
    }


def _above(bar: Bar, currency: str) -> str:
    amount = formatting.short_money(bar.amount, currency)
    return f"+{amount}" if bar.role == "up" else amount


def _dates(name: str) -> str:
    """Name of a period that can be broken only between its first and last day."""
    unbroken = name.replace(" ", UNBROKEN)
    return unbroken.replace(f"–{UNBROKEN}", "– ")


def _below(bar: Bar, width: int) -> str:
    """Name on up to three lines, escaped: Plotly would render `<b>`."""
    name = bar.short or bar.name
    words = [_word(word) for word in name.split(" ")]
    wrapper = textwrap.TextWrapper(width, max_lines=3, placeholder="…", break_long_words=False)
    text = html.escape(wrapper.fill(" ".join(words)), quote=False)
    return text.replace("\n", "<br>")


def _word(word: str) -> str:
    if len(word) <= WORD or UNBROKEN in word:
        return word
    return f"{word[: WORD - 1]}…"


def _table(bars: Sequence[Bar], summary: Summary, style: WaterfallStyle) -> dict[str, Any]:
    """Data of the tooltip, and of the table below the chart."""
    rises = summary.rises[: RISES + 1]
    falls = summary.falls[: FALLS + 1]
    items = {style.label(item.name): item for item in rises + falls}
    currency = style.currency
    rows = []
    for bar in bars:
        before = now = ""
        if bar.name in items and not bar.is_total:
            item = items[bar.name]
            before = formatting.money(item.against, currency)
            now = formatting.money(item.amount, currency)
        amount = formatting.money(bar.amount, currency, plus=not bar.is_total)
        rows.append([before, now, amount])
    return {
        "titles": ["Item", style.before, style.now, "Amount"],
        "when": [bar.name for bar in bars],
        "rows": rows,
        "amounts": [bar.amount for bar in bars],
        "hrefs": [bar.href for bar in bars],
    }
