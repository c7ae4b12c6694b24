"""List of costs by organizational unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cloudsense import formatting
from cloudsense.costs.account_units import OUTSIDE, UnitCost
from cloudsense.costs.names import visible
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el, link_or_text

TITLE = "Organizational units"
OUTSIDE_NAME = "Not in the organization"


def panel(units: Sequence[UnitCost], currency: str, into: Callable[[UnitCost], str | None]) -> Node:
    """Card with a line for each unit; `into` returns the address of its accounts."""
    note = f"{len(units):,} · from AWS Organizations"
    title = el("h2", TITLE, el("small", note))
    head = el("div", title, cls="panel-head")
    items = [_item(unit, currency, into(unit)) for unit in units]
    body = el("ul", *items, cls="changes")
    return el("section", head, body, cls="panel")


def name_of(unit: str) -> str:
    return OUTSIDE_NAME if unit == OUTSIDE else visible(unit)


def _item(unit: UnitCost, currency: str, href: str | None) -> Node:
    accounts = formatting.count(len(unit.accounts), "account")
    return el(
        "li",
        link_or_text(href, name_of(unit.name), cls="name"),
        el("span", formatting.money(unit.cost, currency), cls="amount"),
        el("span", accounts, cls="note"),
        _change(unit, currency),
    )


def _change(unit: UnitCost, currency: str) -> Node:
    change = unit.compared
    if change is None:
        return el("span", cls="note right")
    amount = formatting.money(change.amount, currency, plus=True)
    role = compared.role(change.amount, change.before)
    return el("span", amount, cls=f"right {role}")
