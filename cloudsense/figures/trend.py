"""Chart of costs by day, week or month, or as shares; its sentence and legend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, REST, Table
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.period import Period
from cloudsense.figures import covered
from cloudsense.figures.bars import Bars
from cloudsense.figures.nodes import Node, el, link_or_text
from cloudsense.figures.pie import pie
from cloudsense.figures.style import Names, Style
from cloudsense.figures.timeline import over_time
from cloudsense.figures.view import View

LEGEND_NAMES = 30
"""Most names of the rest that the legend lists."""
TITLES = {
    Granularity.TOTAL: "Total cost",
    Granularity.DAILY: "Daily cost",
    Granularity.WEEKLY: "Weekly cost",
    Granularity.MONTHLY: "Monthly cost",
}
PIE_TITLE = "Cost by share"


def view(
    table: Table, kind: str, granularity: Granularity, complete_to: date, style: Style
) -> View:
    """Chart of `kind` (stacked, bar, line, pie), its sentence and its legend.

    AWS is still adding charges to days after `complete_to`. Without costs there is no chart.
    """
    table = table.listed
    draws_pie = kind == "pie"
    title = PIE_TITLE if draws_pie else TITLES[granularity]
    if not table.names:
        when = formatting.on_days(table.period)
        return View(f"No costs {when}.", title=title)
    bars = Bars.of(table, granularity, complete_to, style.currency)
    names = Names.of(table, style.label)
    figure = pie(names, style) if draws_pie else over_time(names, bars, kind, style)
    legend = _legend(names, kind, style)
    said = _sentence(table, bars, kind, style)
    return View(said, (legend,), figure, title=title)


def _legend(names: Names, kind: str, style: Style) -> Node:
    """Legend of the names. Bars of totals have no colors to explain."""
    items = []
    keys = names.top.names
    for key, name in zip(keys, names.named, strict=True):
        colour = "transparent" if kind == "bar" else style.colour(key)
        swatch = el("i", cls="swatch", fill=colour)
        title = _all_names(names.rest) if key == REST else None
        item = link_or_text(style.href(key), swatch, name, title=title)
        items.append(el("li", item))
    return el("ul", *items, cls="legend")


def _all_names(names: Sequence[str]) -> str:
    more = len(names) - LEGEND_NAMES
    shown = ", ".join(names[:LEGEND_NAMES])
    if more <= 0:
        return shown
    return f"{shown} and {more:,} more"


def _sentence(table: Table, bars: Bars, kind: str, style: Style) -> str:
    if paid := covered.sentence(table, style.currency, style.usage_only):
        said = [paid]
    else:
        name = style.label(table.names[0])
        cost = float(table.totals[0])
        amount = formatting.money(cost, style.currency)
        said = [f"Largest: {name}, {amount}."]
    if kind == "pie":
        return " ".join([*said, *_not_in_the_pie(table, style)])
    if len(bars.spans) > 1 and not paid:
        said.append(_peak(bars))
    if bars.incomplete:
        said.append(f"Costs of {_few_days(bars.incomplete)} are incomplete.")
    if bars.granularity is Granularity.WEEKLY:
        said.append("One bar per week (Mon–Sun).")
    parts = [span for span in bars.spans if not bars.is_whole(span)]
    days = " and ".join(map(formatting.span, parts))
    if len(parts) == 1:
        said.append(f"{days} is part of a {bars.unit}.")
    elif parts:
        said.append(f"{days} are parts of {bars.unit}s.")
    return " ".join(said)


def _peak(bars: Bars) -> str:
    n = int(np.argmax(bars.sums))
    span = bars.spans[n]
    is_daily = bars.granularity is Granularity.DAILY
    when = formatting.day(span.start) if is_daily else bars.when(span)
    amount = bars.totals[n]
    return f"Highest {bars.unit}: {when}, {amount}."


def _few_days(period: Period) -> str:
    """`Nov 27`, `Nov 27 and Nov 28`, `Nov 20 – Nov 28`."""
    if period.days <= 2:
        return formatting.enumerated(list(map(formatting.day, period.dates)))
    first, last = map(formatting.day, (period.start, period.last))
    return f"{first} – {last}"


def _not_in_the_pie(table: Table, style: Style) -> list[str]:
    said = []
    if table.totals.max() < NEGLIGIBLE:
        said.append("No shares: nothing is above zero.")
    negative = table.totals[table.totals < 0]
    left_out = float(negative.sum())
    if left_out <= -NEGLIGIBLE:
        items = formatting.count(len(negative), "negative item")
        amount = formatting.money(left_out, style.currency)
        said.append(f"Not in the chart: {items}, {amount}.")
    return said
