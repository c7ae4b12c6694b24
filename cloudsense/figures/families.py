"""EC2 and EBS opened up into families that a person understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.names import visible
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.theme import GREY, GROUPS
from cloudsense.figures.view import View

MOST = 11

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
    """Families by falling cost, adding up to the two EC2 services; `groups` says which group a family is of."""
    total = table.total
    share = formatting.share(round(total / of_total, 3)) if of_total > 0 else ""
    note = " · ".join(filter(None, [formatting.money(total, currency), share]))
    listed = table.listed
    lines = [(n, float(t)) for n, t in zip(listed.names, listed.totals, strict=True)]
    if not lines:
        return View("No EC2 or EBS costs in this period.", title=TITLE, note=note)
    most = max(abs(cost) for _, cost in lines)
    shown, rest = (lines, []) if len(lines) <= MOST + 1 else (lines[:MOST], lines[MOST:])
    rows = []
    for family, cost in shown:
        colour = GROUPS.get(groups.get(family, ""), GREY)
        rows.append(_row(label(family), cost, most, colour, currency, into(family)))
    if rest:
        name = f"{len(rest)} more"
        rows.append(_row(name, sum(cost for _, cost in rest), most, GREY, currency, into_all))
    present = {groups.get(family, "") for family, _ in shown}
    body = (el("ul", *rows, cls="bars"), _key(present, bool(rest)))
    largest, cost = lines[0]
    return View(_sentence(label(largest), cost, currency), body, title=TITLE, note=note)


def _key(present: set[str], has_more: bool) -> Node:
    """What the colours of the bars mean."""
    kinds = [(group, colour) for group, colour in GROUPS.items() if group in present]
    if has_more or not present <= set(GROUPS):
        kinds.append(("Other", GREY))
    items = [el("li", el("span", el("i", cls="swatch", fill=colour), kind)) for kind, colour in kinds]
    return el("ul", *items, cls="legend key")


def closed(into_all: str) -> View:
    """Where the families take so many pages that they are loaded only on demand."""
    said = "In this account they take many paid requests, so they are loaded only when you open them."
    return View(said, (el("p", link(into_all, "Open EC2 and EBS")),), title=TITLE)


def _row(name: str, cost: float, most: float, colour: str, currency: str, href: str | None) -> Node:
    return el(
        "li",
        link(href, name, cls="name") if href else el("span", name, cls="name"),
        el("span", el("i", cls="bar", w=f"{max(cost, 0.0) / most:.2%}", fill=colour), cls="track"),
        el("span", formatting.money(cost, currency), cls="amount"),
    )


def _sentence(name: str, cost: float, currency: str) -> str:
    return f"Largest: {name}, {formatting.money(cost, currency)}."
