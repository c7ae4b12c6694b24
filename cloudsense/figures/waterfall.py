"""From one period to the other: its largest rises and falls as the steps of a chart."""

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
from cloudsense.figures.nodes import Node
from cloudsense.figures.steps import Bar, bars_of
from cloudsense.figures.style import Href, Label
from cloudsense.figures.view import View

RISES, FALLS = 5, 3
"""That have bars of their own; where there is but one more, that one too."""
COLOURS = {"up": "#d4664f", "down": "#3f9a6f", "total": "#4a7be8"}
LONGEST, ALL = 12, 104
"""Characters of a line below a bar at most, and of the lines of all bars."""
WORD = 10
"""Characters of a word below a bar: it is shortened rather than broken."""
UNBROKEN = "\N{NO-BREAK SPACE}"
CUT_FROM = 0.25
"""Where the axis may begin: at no less than this part of its end, else it begins at zero."""
ROOM = 0.3
"""Of the height of all steps: what is shown below the lowest."""
ABOVE = 0.08
"""Of it, what is left for the amounts above and below the bars."""
WIDTH = 0.7
TEETH = 4
LOOK: Any = {"showgrid": False, "tickangle": 0, "tickfont": {"size": 10}}
"""Of the names below the bars."""


@dataclass(frozen=True)
class WaterfallStyle:
    """How the items are called and where they lead to, and the names of the two periods."""

    currency: str
    label: Label
    short: Label
    """For below the bars."""
    into: Href
    now: str
    before: str


def view(changes: Changes, summary: Summary, style: WaterfallStyle) -> View:
    """The chart, and the same as a list for narrow screens. Without costs there is no chart."""
    title = f"From {style.before} to {style.now}"
    if not changes.items:
        return View("No costs to compare.", title=title)
    bars = _bars(changes, summary, style)
    axis = _axis(bars, style.currency)
    floor = max(0.0, axis["range"][0])
    said = rises_and_falls(summary, style.currency)
    if floor:
        said += f" The axis begins at {formatting.short_money(floor, style.currency)}."
    body: tuple[Node, ...] = (bars_of(bars, style.currency, floor, plus=True),)
    figure = _figure(bars, axis, style, _table(bars, summary, style))
    return View(said, body, figure, title=title, note=_note(changes, style.currency))


def rises_and_falls(summary: Summary, currency: str) -> str:
    """`Rises of $2,789.63, falls of $479.51.`, `Rises of $6.14, no falls.`"""
    said = []
    for noun, amount in (("rises", summary.risen), ("falls", -summary.fallen)):
        is_seen = amount >= formatting.HALF_A_CENT
        said.append(f"{noun} of {formatting.money(amount, currency)}" if is_seen else f"no {noun}")
    return f"{', '.join(said).capitalize()}."


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
    level = float(changes.against)
    bars = [Bar(style.before, level, 0.0, level, "total", short=_dates(style.before))]
    steps = [
        *_steps(summary.rises, summary.risen, RISES, "rise", style),
        *_steps(summary.falls, summary.fallen, FALLS, "fall", style),
    ]
    for step in steps:
        bars.append(replace(step, start=level, end=level + step.amount))
        level += step.amount
    total = float(changes.total)
    return [*bars, Bar(style.now, total, 0.0, total, "total", short=_dates(style.now))]


def _steps(
    items: Sequence[ChangedItem], total: Decimal, most: int, noun: str, style: WaterfallStyle
) -> list[Bar]:
    """The largest items, and what is left of `total` as the last one; each begins at zero."""
    role = "up" if noun == "rise" else "down"
    count = most if len(items) > most + 1 else len(items)
    shown = [item for item in items[:count] if abs(item.difference) >= formatting.HALF_A_CENT]
    steps = []
    for item in shown:
        name, short = style.label(item.name), style.short(item.name)
        amount = float(item.difference)
        steps.append(Bar(name, amount, 0.0, amount, role, style.into(item.name), short))
    amount = float(total - sum(item.difference for item in shown))
    if abs(amount) >= formatting.HALF_A_CENT:
        name = formatting.count(len(items) - len(shown), f"other {noun}")
        steps.append(Bar(name, amount, 0.0, amount, role))
    return steps


def _axis(bars: Sequence[Bar], currency: str) -> dict[str, Any]:
    """From zero, or from below all steps where these would be too small to see."""
    levels = [level for bar in bars[1:-1] for level in (bar.start, bar.end)]
    levels += [bars[0].end, bars[-1].end]
    low, high = min(levels), max(levels)
    room = ABOVE * (high - low)
    begin = low - ROOM * (high - low)
    if begin < CUT_FROM * high or low == high:
        return axes.amounts(low - room, high + ABOVE * max(high, 0.0), currency)
    return axes.amounts_between(begin, high + room, currency)


def _figure(
    bars: Sequence[Bar], axis: dict[str, Any], style: WaterfallStyle, meta: dict[str, Any]
) -> dict[str, Any]:
    floor = max(0.0, axis["range"][0])
    width = min(LONGEST, ALL // len(bars))
    names = [_below(bar.short or bar.name, width) for bar in bars]
    layout = theme.layout(
        margin={**axes.margin(axis), "b": 62},
        bargap=1 - WIDTH,
        xaxis=theme.axis(range(len(bars)), names, (-0.5, len(bars) - 0.5), **LOOK),
        yaxis=axis,
        shapes=_cuts(bars) if floor else [],
        meta=meta,
    )
    return {"data": [_trace(bars, floor, style.currency), _joints(bars)], "layout": layout}


def _trace(bars: Sequence[Bar], floor: float, currency: str) -> dict[str, Any]:
    bases = [max(bar.start, floor) if bar.role == "total" else bar.start for bar in bars]
    return {
        "type": "bar",
        "x": list(range(len(bars))),
        "y": [bar.end - base for bar, base in zip(bars, bases, strict=True)],
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
        x += [n + WIDTH / 2, n + 1 - WIDTH / 2, None]
        y += [bar.end, bar.end, None]
    line = {"color": "#9498a0", "width": 1}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "meta": {}}


def _cuts(bars: Sequence[Bar]) -> list[dict[str, Any]]:
    """Across the feet of the two totals, which do not begin at zero."""
    shapes = []
    for n in (0, len(bars) - 1):
        points = []
        for tooth in range(2 * TEETH + 1):
            x = n - WIDTH / 2 + WIDTH * tooth / (2 * TEETH)
            y = 0.05 + 0.03 * (tooth % 2)
            points.append(f"{x:.3f},{y:.2f}")
        line = {"color": "#ffffff", "width": 3}
        path = f"M{' L'.join(points)}"
        shapes.append({"type": "path", "path": path, "xref": "x", "yref": "paper", "line": line})
    return shapes


def _above(bar: Bar, currency: str) -> str:
    amount = formatting.short_money(bar.amount, currency)
    return f"+{amount}" if bar.role == "up" else amount


def _dates(name: str) -> str:
    """The name of a period, which is broken between its first and last day only."""
    return name.replace(" ", UNBROKEN).replace(f"–{UNBROKEN}", "– ")


def _below(name: str, width: int) -> str:
    """The name on up to three lines, as text: Plotly would take `<b>` for markup."""
    words = [_word(word) for word in name.split(" ")]
    text = " ".join(words)
    lines = textwrap.wrap(text, width, max_lines=3, placeholder="…", break_long_words=False)
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def _word(word: str) -> str:
    is_short = len(word) <= WORD or UNBROKEN in word
    return word if is_short else f"{word[: WORD - 1]}…"


def _table(bars: Sequence[Bar], summary: Summary, style: WaterfallStyle) -> dict[str, Any]:
    """What stands beside the pointer, and in the table below the chart."""
    drawn = *summary.rises[: RISES + 1], *summary.falls[: FALLS + 1]
    items = {style.label(item.name): item for item in drawn}
    rows = []
    for bar in bars:
        item = items.get(bar.name) if bar.role != "total" else None
        amounts = (item.against, item.amount) if item else ()
        sides = [formatting.money(amount, style.currency) for amount in amounts] or ["", ""]
        is_step = bar.role != "total"
        rows.append([*sides, formatting.money(bar.amount, style.currency, plus=is_step)])
    return {
        "titles": ["Item", style.before, style.now, "Amount"],
        "when": [bar.name for bar in bars],
        "rows": rows,
        "amounts": [bar.amount for bar in bars],
        "hrefs": [bar.href for bar in bars],
    }
