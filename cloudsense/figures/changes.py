"""What changed against the days before, largest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cloudsense.costs.analysis import Row
from cloudsense.figures import words
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.view import View

MOST = 5


def view(
    rows: Sequence[Row],
    compared: str,
    currency: str,
    label: Callable[[str], str],
    into: Callable[[str], str | None],
) -> View:
    """The largest changes; `compared` names the days before."""
    note = f"vs {compared}"
    known = [(row, row.change) for row in rows if row.change is not None]
    moved = [(row, change) for row, change in known if abs(change) >= 0.005]
    if not moved:
        return View("Nothing changed by a cent or more.", title="What changed", note=note)
    moved.sort(key=lambda pair: -abs(pair[1]))
    total, all_moves = sum(change for _, change in known), sum(abs(change) for _, change in known)
    shown = moved[:MOST]
    share = sum(abs(change) for _, change in shown) / all_moves
    many = "One item makes" if len(shown) == 1 else f"{len(shown)} items make"
    said = f"In all {words.money(total, currency, plus=True)}. {many} up {words.percent(share)} of what moved."
    items = [_item(row, change, currency, label, into) for row, change in shown]
    return View(said, (el("ul", *items, cls="changes"),), title="What changed", note=note)


def _item(
    row: Row, change: float, currency: str, label: Callable[[str], str], into: Callable[[str], str | None]
) -> Node:
    href, name = into(row.name), label(row.name)
    gone = abs(row.cost) < 0.00005
    was = "new" if row.is_new else "gone" if gone else f"now {words.money(row.cost, currency)}"
    ratio = (
        "" if row.is_new or gone or not row.before or row.before < 0 else words.percent(change / row.before, plus=True)
    )
    return el(
        "li",
        link(href, name, cls="name") if href else el("span", name, cls="name"),
        el("span", words.money(change, currency, plus=True), cls=f"amount {'up' if change > 0 else 'down'}"),
        el("span", was, cls="note"),
        el("span", ratio, cls="note right"),
    )
