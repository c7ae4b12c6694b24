"""Why it changed: the difference as usage, rate, new, gone and charges."""

from __future__ import annotations

from decimal import Decimal

from cloudsense import formatting
from cloudsense.costs.changes import Changes
from cloudsense.costs.exact import ZERO
from cloudsense.figures import compared
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.view import View

TITLE = "Why it changed"
TITLES = {"usage": "Usage", "rate": "Rate", "new": "New", "gone": "Gone", "charges": "Charges"}
MORE = {
    "usage": ("more usage", "less usage"),
    "rate": ("higher prices", "lower prices"),
    "new": ("new", "new"),
    "gone": ("no longer used", "no longer used"),
    "charges": ("higher charges", "lower charges"),
}
"""What a part is called where it raises or lowers the cost."""
CANCELLED = 4
"""Price changes cancel out where their sum is below a part in so many of both directions."""


def view(changes: Changes, currency: str, now: str, before: str) -> View:
    """A line for each part, then the difference."""
    if not changes.items:
        return View("No costs to compare.", title=TITLE)
    split = changes.explained
    hints = _hints(changes, now, before)
    largest = max(abs(amount) for amount in split.parts.values())
    items = []
    for name, amount in split.parts.items():
        items.append(_item(TITLES[name], hints[name], amount, largest, currency))
    items.append(_difference(changes, currency))
    sentences = [_main(changes, currency), _prices(changes, currency)]
    said = " ".join(filter(None, sentences))
    return View(said, (el("ul", *items, cls="split"),), title=TITLE)


def _hints(changes: Changes, now: str, before: str) -> dict[str, str]:
    """What each part means."""
    usage, rate = _of_prices(changes)
    return {
        "usage": usage,
        "rate": rate,
        "new": f"had no cost in {before}",
        "gone": f"has no cost in {now}",
        "charges": "credits, refunds, tax, support, commitments",
    }


def _of_prices(changes: Changes) -> tuple[str, str]:
    """What usage and rate mean, by how many prices are known."""
    every = "more or fewer units", "another price per unit"
    if changes.divides:
        return every
    known, unknown = len(changes.with_rate), len(changes.without_rate)
    if not unknown:
        return every
    if not known:
        return "of all usage, at whatever price", "list by usage type to tell it from usage"
    of = f"{known:,} of {known + unknown:,}"
    return (
        "more or fewer units; all usage where prices are not known",
        f"another price per unit, known for {of}",
    )


def _item(title: str, hint: str, amount: Decimal, largest: Decimal, currency: str) -> Node:
    name = el("span", el("b", title), el("small", hint), cls="name")
    track = el("span", _bar(amount, largest), cls="track fall")
    return el("li", name, track, _amount(amount, currency))


def _difference(changes: Changes, currency: str) -> Node:
    """The one amount in colour: the others are its parts."""
    role = compared.role(float(changes.difference), float(changes.against))
    name = el("span", el("b", "Difference"), cls="name")
    shown = _amount(changes.difference, currency, role)
    return el("li", name, el("span", cls="track"), shown, cls="total")


def _amount(amount: Decimal, currency: str, role: str = "") -> Node:
    return el("span", formatting.money(amount, currency, plus=True), cls=f"amount {role}".rstrip())


def _bar(amount: Decimal, largest: Decimal) -> Node | None:
    """From the middle, to the right where costs rose."""
    if not amount or not largest:
        return None
    half = float(abs(amount) / largest) / 2
    width = f"{half:.2%}"
    if amount > 0:
        return el("i", cls="bar rise", at=f"{0.5:.2%}", w=width)
    return el("i", cls="bar down", at=f"{0.5 - half:.2%}", w=width)


def _main(changes: Changes, currency: str) -> str:
    """`56% is more usage.`; where the parts work against each other, `+$635.73 is more usage,
    −$216.00 no longer used.`"""
    split, difference = changes.explained, changes.difference
    by_size = sorted(split.parts.items(), key=lambda part: -abs(part[1]))
    seen = [part for part in by_size if abs(part[1]) >= formatting.HALF_A_CENT]
    if not seen:
        return ""
    name, amount = seen[0]
    if amount * difference > 0 and abs(amount) <= abs(difference):
        share = formatting.percent(round(float(amount / difference), 2))
        return f"{share} is {_said(name, amount)}."
    said: list[str] = []
    for name, amount in seen[:2]:
        money = formatting.money(amount, currency, plus=True)
        verb = "" if said else "is "
        said.append(f"{money} {verb}{_said(name, amount)}")
    return f"{', '.join(said)}."


def _said(name: str, amount: Decimal) -> str:
    return MORE[name][0 if amount > 0 else 1]


def _prices(changes: Changes, currency: str) -> str:
    """`Price changes cancel out: +$77.97 and −$79.18.`"""
    rates = [item.split.rate for item in changes.items]
    up = sum((rate for rate in rates if rate > 0), ZERO)
    down = sum((rate for rate in rates if rate < 0), ZERO)
    smaller = min(up, -down)
    left = abs(up + down)
    if smaller < formatting.HALF_A_CENT or left * CANCELLED > up - down:
        return ""
    both = [formatting.money(each, currency, plus=True) for each in (up, down)]
    return f"Price changes cancel out: {' and '.join(both)}."
