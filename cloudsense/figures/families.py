"""EC2 and EBS by family of usage types."""

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
    note = _note(table.total, of_total, currency)
    listed = table.listed
    lines = list(zip(listed.names, listed.totals.tolist(), strict=True))
    if not lines:
        return View("No EC2 or EBS costs in this period.", title=TITLE, note=note)
    most = max(abs(cost) for _, cost in lines)
    # One more is as short as a line that says how many more there are.
    shown = lines if len(lines) <= MOST + 1 else lines[:MOST]
    rest = lines[len(shown) :]
    rows = []
    for family, cost in shown:
        colour = GROUPS.get(groups.get(family, ""), GREY)
        amount = formatting.money(cost, currency)
        rows.append(_row(label(family), amount, cost / most, colour, into(family)))
    if rest:
        cost = sum(cost for _, cost in rest)
        amount = formatting.money(cost, currency)
        rows.append(_row(f"{len(rest)} more", amount, cost / most, GREY, into_all))
    present = {groups.get(family, "") for family, _ in shown}
    bars = el("ul", *rows, cls="bars")
    largest, cost = lines[0]
    said = f"Largest: {label(largest)}, {formatting.money(cost, currency)}."
    return View(said, (bars, _key(present, bool(rest))), title=TITLE, note=note)


def _note(total: float, of_total: float, currency: str) -> str:
    """`$1,234.50 · 12.3%`; without a share where there is no whole."""
    amount = formatting.money(total, currency)
    share = formatting.share(round(total / of_total, 3)) if of_total > 0 else ""
    return f"{amount} · {share}" if share else amount


def _key(present: set[str], has_more: bool) -> Node:
    """What the colours of the bars mean."""
    kinds = {group: colour for group, colour in GROUPS.items() if group in present}
    if has_more or not present <= set(GROUPS):
        kinds["Other"] = GREY
    items = []
    for kind, colour in kinds.items():
        swatch = el("i", cls="swatch", fill=colour)
        items.append(el("li", el("span", swatch, kind)))
    return el("ul", *items, cls="legend key")


def closed(into_all: str) -> View:
    """Where the families take so many pages that they are loaded only on demand."""
    said = "In this account they take many paid requests, so they are loaded only when you open them."
    opens = el("p", link(into_all, "Open EC2 and EBS"))
    return View(said, (opens,), title=TITLE)


def _row(name: str, amount: str, share: float, colour: str, href: str | None) -> Node:
    """A name, a bar as long as its `share` of the largest, and its amount."""
    named = link(href, name, cls="name") if href else el("span", name, cls="name")
    bar = el("i", cls="bar", w=f"{max(share, 0.0):.2%}", fill=colour)
    return el(
        "li",
        named,
        el("span", bar, cls="track"),
        el("span", amount, cls="amount"),
    )
