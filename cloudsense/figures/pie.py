"""Costs of the whole period as a pie chart."""

from __future__ import annotations

from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE
from cloudsense.costs.granularity import Granularity
from cloudsense.figures import theme
from cloudsense.figures.bars import Bars
from cloudsense.figures.style import Names, Style, exact

SLICE = 0.0005
"""Smallest share of a slice: smaller ones are invisible, and Plotly would
not draw their neighbors."""


def pie(names: Names, style: Style) -> dict[str, Any] | None:
    """Slice for each positive name; None without any. Negative amounts have no slice."""
    table = names.table
    gross = table.totals.clip(min=0).sum()
    if gross < NEGLIGIBLE:
        return None
    positive = names.top.totals.clip(min=0)
    if names.rest:
        totals_of_rest = names.amounts_of_rest.sum(axis=1)
        positive[-1] = totals_of_rest.clip(min=0).sum()
    slices = np.flatnonzero(positive / gross >= SLICE).tolist()
    keys = [names.top.names[n] for n in slices]
    colours = [style.colour(key) for key in keys]
    amounts = positive[slices].tolist()
    percents = [f"{amount / gross:.1%}" for amount in amounts]
    texts = [
        f"{formatting.money(amount, style.currency)} · {percent}"
        for amount, percent in zip(amounts, percents, strict=True)
    ]
    trace = {
        "type": "pie",
        "hole": 0.58,
        "sort": False,
        "direction": "clockwise",
        "labels": [str(n) for n in slices],  # as slices with equal labels would be merged
        "values": exact(positive[slices]),
        "text": percents,
        "textinfo": "text",
        "textposition": "inside",
        "insidetextorientation": "horizontal",
        "insidetextfont": {"color": [theme.ink(colour) for colour in colours]},
        "marker": {"colors": colours},
        "hoverinfo": "none",
        "meta": {
            "names": [names.named[n] for n in slices],
            "texts": texts,
            "hrefs": [style.href(key) for key in keys],
            "largest": _largest(names, style),
        },
    }
    small = {"mode": "hide", "minsize": 11}
    margin = {"l": 10, "r": 10, "t": 10, "b": 10}
    meta = {"when": [formatting.days(table.period)]}
    layout = theme.layout(margin=margin, uniformtext=small, meta=meta)
    return {"data": [trace], "layout": layout}


def _largest(names: Names, style: Style) -> str:
    """Largest of the names that are combined in one slice."""
    if not names.rest:
        return ""
    table = names.table
    whole = Bars.of(table, Granularity.TOTAL, table.period.last, style.currency)
    return whole.largest(names.rest, names.amounts_of_rest)[0]
