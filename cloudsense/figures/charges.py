"""Usage, fees, credits, tax: what discounts, credits, refunds, tax and support do to the bill."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, Table
from cloudsense.costs.names import charge_key
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View

TITLE = "Usage, fees, credits, tax"

COMMITMENTS = "Savings Plans and reservations, net"
"""Their fees, less what Savings Plans cover."""
STEPS = {
    "Usage": {"usage", "discountedusage", "savingsplancoveredusage"},
    COMMITMENTS: {
        "savingsplannegation",
        "savingsplanrecurringfee",
        "savingsplanupfrontfee",
        "recurring",
        "upfront",
        "rifee",
    },
    "Discounts": {
        "discount",
        "bundleddiscount",
        "distributordiscount",
        "enterprisediscountprogramdiscount",
        "privateratecarddiscount",
        "privateratediscount",
        "solutionproviderprogramdiscount",
        "edpdiscount",
        "sppdiscount",
    },
    "Credits": {"credit"},
    "Refunds": {"refund"},
    "Support": {"support"},
    "Tax": {"tax"},
}
"""Steps in order, and the charge types of each, without spaces, in lower case."""
OTHER = "Other charges"
TAKEN_OFF = ("Discounts", "Credits", "Refunds")


def view(table: Table, currency: str) -> View:
    """`table` holds costs by charge type; the steps add up to its total."""
    steps = [(name, amount) for name, amount in _steps(table) if abs(amount) >= NEGLIGIBLE]
    if not steps:
        return View("No charges in this period.", title=TITLE)
    return View(_sentence(steps, table.total, currency), (_waterfall(steps, currency),), title=TITLE)


def _steps(table: Table) -> list[tuple[str, float]]:
    sums = dict.fromkeys((*STEPS, OTHER), 0.0)
    for charge_type, amount in zip(table.names, table.totals, strict=True):
        plain = charge_key(charge_type)
        sums[next((name for name, kinds in STEPS.items() if plain in kinds), OTHER)] += float(amount)
    return list(sums.items())


def _waterfall(steps: Sequence[tuple[str, float]], currency: str) -> Node:
    """Each step's bar begins where the one before it ended; the last one is the total."""
    rows, level = [], 0.0
    for name, amount in steps:
        rows.append((name, amount, level, level + amount, "up" if amount > 0 else "down"))
        level += amount
    rows.append(("Total", level, 0.0, level, "total"))
    low = min(0.0, *(min(start, end) for _, _, start, end, _ in rows))
    span = max(0.0, *(max(start, end) for _, _, start, end, _ in rows)) - low or 1.0
    items = [
        el(
            "li",
            el("span", name, cls="name"),
            el("span", _bar((min(start, end) - low) / span, abs(end - start) / span, kind), cls="track fall"),
            el("span", formatting.money(amount, currency), cls="amount"),
            cls=kind if kind == "total" else "",
        )
        for name, amount, start, end, kind in rows
    ]
    return el("ul", *items, cls="bars waterfall")


def _bar(start: float, width: float, kind: str) -> Node:
    return el("i", cls=f"bar {kind}", at=f"{start:.2%}", w=f"{width:.2%}")


def _sentence(steps: Sequence[tuple[str, float]], total: float, currency: str) -> str:
    """`Discounts, credits and refunds: −$173.47. Total $18,843.43.`"""
    taken = sum(amount for name, amount in steps if name in TAKEN_OFF)
    said = (
        f"Discounts, credits and refunds: {formatting.money(taken, currency)}." if taken else "No discounts or credits."
    )
    return f"{said} Total {formatting.money(total, currency)}."
