"""What each weekday costs in the mean, as a table whose cells are tinted by their amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import Label

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LEVELS = 6
"""Tints of a cell, from its row's lowest to its highest weekday."""


def table(
    names: Sequence[str],
    means: np.ndarray,
    total: np.ndarray,
    label: Label,
    says: Callable[..., str],
) -> Node:
    """A row for each name and one for all; `means` is names x weekdays, not a number where the
    period has no such day."""
    heads = [el("th", day, scope="col") for day in WEEKDAYS]
    head = el("thead", el("tr", el("th", "Mean of a day", scope="col"), *heads))
    rows = [_row(label(name), row, says) for name, row in zip(names, means, strict=True)]
    rows.append(_row("Total", total, says))
    drawn = el("table", head, el("tbody", *rows), cls="heat")
    name = "Mean of each weekday"
    return el("div", drawn, cls="heat-box", role="region", tabindex=0, aria_label=name)


def _row(name: str, means: np.ndarray, says: Callable[..., str]) -> Node:
    known = means[~np.isnan(means)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    cells = []
    for mean in means.tolist():
        if mean != mean:
            cells.append(el("td", "–"))
            continue
        part = (mean - low) / (high - low) if high > low else 0.0
        level = round(part * (LEVELS - 1))
        cells.append(el("td", says(mean), cls=f"heat-{level}"))
    return el("tr", el("th", name, scope="row"), *cells)
