"""EC2 and EBS costs by family of usage types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.names import visible
from cloudsense.figures.nodes import Node, el, link, link_or_text
from cloudsense.figures.steps import bar_line, key_of
from cloudsense.figures.theme import GREY, GROUPS
from cloudsense.figures.view import View

LIMIT = 11
"""Most families that are listed."""

TITLE = "EC2 and EBS"


def view(
    table: Table,
    groups: Mapping[str, str],
    of_total: float,
    currency: str,
    into: Callable[[str], str | None],
    into_all: str,
    label: Callable[[str], str] = visible,
) -> View:
    """Families by falling cost, which add up to the two EC2 services. `groups`
    maps families to groups."""
    note = _note(table.total, of_total, currency)
    listed = table.listed
    costs = listed.totals.tolist()
    lines = list(zip(listed.names, costs, strict=True))
    if not lines:
        return View("No EC2 or EBS costs in this period.", title=TITLE, note=note)
    highest = max(map(abs, costs))
    # One more family takes as much space as a line with the number of others.
    one_more = LIMIT + 1
    shown = lines if len(lines) <= one_more else lines[:LIMIT]
    rest = costs[len(shown) :]
    rows = []
    for family, cost in shown:
        colour = GROUPS.get(groups.get(family, ""), GREY)
        name = link_or_text(into(family), label(family), cls="name")
        amount = formatting.money(cost, currency)
        rows.append(bar_line(name, cost / highest, amount, colour))
    if rest:
        cost = sum(rest)
        name = link(into_all, f"{len(rest)} more", cls="name")
        amount = formatting.money(cost, currency)
        rows.append(bar_line(name, cost / highest, amount, GREY))
    present = {groups.get(family, "") for family, _ in shown}
    bars = el("ul", *rows, cls="bars")
    key = _key(present, bool(rest))
    largest, cost = lines[0]
    amount = formatting.money(cost, currency)
    said = f"Largest: {label(largest)}, {amount}."
    return View(said, (bars, key), title=TITLE, note=note)


def _note(total: float, of_total: float, currency: str) -> str:
    """Note: `$1,234.50 · 12.3%`; without a share if the total is unknown."""
    amount = formatting.money(total, currency)
    if of_total <= 0:
        return amount
    share = formatting.share(round(total / of_total, 3))
    return f"{amount} · {share}" if share else amount


def _key(present: set[str], has_more: bool) -> Node:
    """Legend of the bars' colors."""
    kinds = {group: GROUPS[group] for group in GROUPS if group in present}
    if has_more or not present <= set(GROUPS):
        kinds["Other"] = GREY
    swatches = [(el("i", cls="swatch", fill=colour), kind) for kind, colour in kinds.items()]
    return key_of(swatches)


def closed(into_all: str) -> View:
    """Panel if the families take so many pages that they are loaded only on demand."""
    said = "These costs take many paid requests, so they are loaded only when you open them."
    opens = el("p", link(into_all, "Open EC2 and EBS"))
    return View(said, (opens,), title=TITLE)
