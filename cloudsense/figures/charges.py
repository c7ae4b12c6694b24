"""Waterfall of charges: usage, fees, discounts, credits, refunds, tax and support."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import NEGLIGIBLE, Table
from cloudsense.costs.names import USAGE_CHARGES, charge_key
from cloudsense.figures.nodes import Node
from cloudsense.figures.steps import Bar, bars_of
from cloudsense.figures.view import View

TITLE = "Usage, fees, credits, tax"

COMMITMENTS = "Savings Plans and reservations, net"
"""Fees of commitments, less the usage that Savings Plans cover."""
STEPS = {
    "Usage": USAGE_CHARGES,
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
    """Steps that add up to the total of `table`, which holds costs by charge type."""
    steps = _steps(table)
    if not steps:
        return View("No charges in this period.", title=TITLE)
    said = _sentence(steps, table.total, currency)
    return View(said, (_waterfall(steps, currency),), title=TITLE)


def _steps(table: Table) -> list[tuple[str, float]]:
    """Steps that are not negligible."""
    sums = dict.fromkeys((*STEPS, OTHER), 0.0)
    totals = table.totals.tolist()
    for charge_type, amount in zip(table.names, totals, strict=True):
        sums[_step(charge_type)] += amount
    shown = [name for name in sums if abs(sums[name]) >= NEGLIGIBLE]
    return [(name, sums[name]) for name in shown]


def _step(charge_type: str) -> str:
    key = charge_key(charge_type)
    for name, keys in STEPS.items():
        if key in keys:
            return name
    return OTHER


def _waterfall(steps: Sequence[tuple[str, float]], currency: str) -> Node:
    """Bars that each begin at the end of the one before; the last one is the total."""
    bars = []
    level = 0.0
    for name, amount in steps:
        role = "up" if amount > 0 else "down"
        end = level + amount
        bars.append(Bar(name, amount, level, end, role))
        level = end
    bars.append(Bar.total("Total", level))
    return bars_of(bars, currency)


def _sentence(steps: Sequence[tuple[str, float]], total: float, currency: str) -> str:
    """`Discounts, credits and refunds: −$173.47. Total $18,843.43.`"""
    amounts = dict(steps)
    taken = sum(amounts.get(name, 0.0) for name in TAKEN_OFF)
    said = "No discounts or credits."
    if taken:
        amount = formatting.money(taken, currency)
        said = f"Discounts, credits and refunds: {amount}."
    return f"{said} Total {formatting.money(total, currency)}."
