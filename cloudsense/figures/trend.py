"""The chart of costs: by day, week or month, or as shares; what it says, and its legend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, Table
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Period
from cloudsense.figures import covered
from cloudsense.figures.bars import Bars
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.pie import pie
from cloudsense.figures.style import TOP, Names, Style
from cloudsense.figures.timeline import over_time
from cloudsense.figures.view import View

LEGEND_NAMES = 30
"""Names that the legend lists of those drawn as one."""
TITLES = {
    Granularity.TOTAL: "Total cost",
    Granularity.DAILY: "Daily cost",
    Granularity.WEEKLY: "Weekly cost",
    Granularity.MONTHLY: "Monthly cost",
}
PIE_TITLE = "Cost by share"


def view(table: Table, kind: str, granularity: Granularity, complete_to: date, style: Style) -> View:
    """The chart of `kind` (stacked, bar, line, pie), what it says, and its legend.

    Days after `complete_to` are those that AWS still adds charges to. There is no chart of nothing.
    """
    table = table.listed
    title = PIE_TITLE if kind == "pie" else TITLES[granularity]
    if not table.names:
        return View(f"No costs {formatting.on_days(table.period)}.", title=title)
    bars = Bars.of(table, granularity, complete_to, style.currency)
    names = Names.of(table, style.label)
    figure = pie(names, style) if kind == "pie" else over_time(names, bars, kind, style)
    legend = _legend(names, kind, style)
    return View(_sentence(table, bars, kind, style), (legend,), figure, title=title)


def _legend(names: Names, kind: str, style: Style) -> Node:
    """The same names whatever the kind; bars that are not split have no colours to explain."""
    items = []
    for n, (key, name) in enumerate(zip(names.top.names, names.named, strict=True)):
        colour = "transparent" if kind == "bar" else style.colour(key)
        swatch, href = el("i", cls="swatch", fill=colour), style.into(key)
        title = _all_names(names.rest) if names.rest and n == TOP else None
        item = link(href, swatch, name) if href else el("span", swatch, name, title=title)
        items.append(el("li", item))
    return el("ul", *items, cls="legend")


def _all_names(names: Sequence[str]) -> str:
    more = len(names) - LEGEND_NAMES
    shown = ", ".join(names[:LEGEND_NAMES])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _sentence(table: Table, bars: Bars, kind: str, style: Style) -> str:
    if paid := covered.sentence(table, style.currency, style.usage_only):
        said = [paid]
    else:
        amount = formatting.money(float(table.totals[0]), style.currency)
        said = [f"Largest: {style.label(table.names[0])}, {amount}."]
    if kind == "pie":
        return " ".join([*said, *_not_in_the_pie(table, style)])
    if len(bars.spans) > 1 and not paid:
        said.append(_peak(bars))
    if bars.incomplete:
        said.append(f"Costs of {_few_days(bars.incomplete)} are incomplete.")
    if bars.granularity is Granularity.WEEKLY:
        said.append("One bar per week (Mon–Sun).")
    if parts := [formatting.days(span) for span in bars.spans if not bars.is_whole(span)]:
        be = f"is part of a {bars.unit}" if len(parts) == 1 else f"are parts of {bars.unit}s"
        said.append(f"{' and '.join(parts)} {be}.")
    return " ".join(said)


def _peak(bars: Bars) -> str:
    n = int(np.argmax(bars.sums))
    span = bars.spans[n]
    when = formatting.day(span.start) if bars.granularity is Granularity.DAILY else bars.when(span)
    return f"Highest {bars.unit}: {when}, {bars.totals[n]}."


def _few_days(period: Period) -> str:
    """`Nov 27`, `Nov 27 and Nov 28`, `Nov 20 – Nov 28`."""
    if period.days <= 2:
        return formatting.enumerated([formatting.day(day) for day in period.dates])
    return f"{formatting.day(period.start)} – {formatting.day(period.last)}"


def _not_in_the_pie(table: Table, style: Style) -> list[str]:
    negative = table.totals[table.totals < 0]
    said = [] if table.totals.max() >= NEGLIGIBLE else ["No shares: nothing is above zero."]
    if len(negative) and negative.sum() <= -NEGLIGIBLE:
        items = formatting.count(len(negative), "negative item")
        said.append(f"Not in the chart: {items}, {formatting.money(float(negative.sum()), style.currency)}.")
    return said
