"""Mean costs of each weekday, as a table with cells tinted by amount."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import Label

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEVELS = 6
"""Number of tints, from a row's lowest to its highest weekday."""


def table(
    names: Sequence[str],
    means: np.ndarray,
    total: np.ndarray,
    label: Label,
    says: Callable[..., str],
) -> Node:
    """Row for each name and one for all; `means` is names x weekdays, NaN where the period
    has no such day."""
    titles = ("Mean of a day", *WEEKDAYS)
    heads = [el("th", title, scope="col") for title in titles]
    rows = []
    for name, row in zip(names, means, strict=True):
        rows.append(_row(label(name), row, says))
    rows.append(_row("Total", total, says))
    head = el("thead", el("tr", *heads))
    body = el("tbody", *rows)
    drawn = el("table", head, body, cls="heat")
    return el(
        "div",
        drawn,
        cls="heat-box",
        role="region",
        tabindex=0,
        aria_label="Mean of each weekday",
    )


def _row(name: str, means: np.ndarray, says: Callable[..., str]) -> Node:
    known = means[~np.isnan(means)]
    low = float(known.min(initial=np.inf))
    high = float(known.max(initial=-np.inf))
    span = high - low
    cells = [_cell(mean, low, span, says) for mean in means.tolist()]
    head = el("th", name, scope="row")
    return el("tr", head, *cells)


def _cell(mean: float, low: float, span: float, says: Callable[..., str]) -> Node:
    if mean != mean:
        return el("td", "–")
    part = (mean - low) / span if span > 0 else 0.0
    level = round(part * (LEVELS - 1))
    return el("td", says(mean), cls=f"heat-{level}")
