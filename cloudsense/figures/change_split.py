"""Why costs changed: the difference as usage, rate, new, gone and charges."""

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
"""Names of the parts where they raise and where they lower the cost."""
MIDDLE = 0.5
"""Start of bars as a share of their track."""
CANCELLED = 4
"""Price changes cancel out if rises and falls together are at least this multiple of their net."""


def view(changes: Changes, currency: str, now: str, before: str) -> View:
    """Line for each part, then the difference."""
    if not changes.items:
        return View("No costs to compare.", title=TITLE)
    split = changes.explained
    hints = _hints(changes, now, before)
    largest = max(map(abs, split.parts.values()))
    items = []
    for name, amount in split.parts.items():
        head = _name(TITLES[name], hints[name])
        items.append(_item(head, amount, largest, currency))
    items.append(_difference(changes, currency))
    sentences = [_main(changes, currency), _prices(changes, currency)]
    said = " ".join(filter(None, sentences))
    body = el("ul", *items, cls="split")
    return View(said, (body,), title=TITLE)


def _hints(changes: Changes, now: str, before: str) -> dict[str, str]:
    """Meaning of each part."""
    usage, rate = _of_prices(changes)
    return {
        "usage": usage,
        "rate": rate,
        "new": f"had no cost in {before}",
        "gone": f"has no cost in {now}",
        "charges": "credits, refunds, tax, support, commitments",
    }


def _of_prices(changes: Changes) -> tuple[str, str]:
    """Meanings of usage and rate, which depend on how many prices are known."""
    every = "more or fewer units", "another price per unit"
    if changes.divides:
        return every
    known = len(changes.with_rate)
    unknown = len(changes.without_rate)
    if not unknown:
        return every
    if not known:
        return "of all usage, at any price", "group by usage type to see price changes"
    all_items = known + unknown
    return (
        "more or fewer units; all usage differences at unknown prices",
        f"another price per unit, known for {known:,} of {all_items:,}",
    )


def _name(title: str, hint: str = "") -> Node:
    small = el("small", hint) if hint else None
    return el("span", el("b", title), small, cls="name")


def _item(name: Node, amount: Decimal, largest: Decimal, currency: str) -> Node:
    track = el("span", _bar(amount, largest), cls="track fall")
    return el("li", name, track, _amount(amount, currency))


def _difference(changes: Changes, currency: str) -> Node:
    """Difference, the only colored amount."""
    difference = changes.difference
    role = compared.role(float(difference), float(changes.against))
    shown = _amount(difference, currency, role)
    no_bar = el("span", cls="track")
    return el("li", _name("Difference"), no_bar, shown, cls="total")


def _amount(amount: Decimal, currency: str, role: str = "") -> Node:
    look = f"amount {role}".rstrip()
    return el("span", _money(amount, currency), cls=look)


def _bar(amount: Decimal, largest: Decimal) -> Node | None:
    """Bar from the middle, to the right where costs rose."""
    if not amount or not largest:
        return None
    length = MIDDLE * float(abs(amount) / largest)
    start = MIDDLE if amount > 0 else MIDDLE - length
    look = "bar rise" if amount > 0 else "bar down"
    width = f"{length:.2%}"
    return el("i", cls=look, at=f"{start:.2%}", w=width)


def _main(changes: Changes, currency: str) -> str:
    """Main part: `56% is more usage.`; where parts cancel out, `+$635.73 is more usage,
    −$216.00 no longer used.`"""
    parts = changes.explained.parts
    by_size = sorted(parts, key=lambda name: -abs(parts[name]))
    seen = [name for name in by_size if not formatting.rounds_to_zero(parts[name])]
    if not seen:
        return ""
    largest = parts[seen[0]]
    words = [_words(name, parts[name]) for name in seen]
    share = largest / changes.difference if changes.difference else ZERO
    if 0 < share <= 1:
        percent = formatting.percent(round(float(share), 2))
        return f"{percent} is {words[0]}."
    said = f"{_money(largest, currency)} is {words[0]}"
    if len(seen) > 1:
        second = _money(parts[seen[1]], currency)
        said += f", {second} {words[1]}"
    return f"{said}."


def _money(amount: Decimal, currency: str) -> str:
    return formatting.money(amount, currency, plus=True)


def _words(name: str, amount: Decimal) -> str:
    more, less = MORE[name]
    return more if amount > 0 else less


def _prices(changes: Changes, currency: str) -> str:
    """`Price changes cancel out: +$77.97 and −$79.18.`"""
    rates = [item.split.rate for item in changes.items]
    up = sum((rate for rate in rates if rate > 0), ZERO)
    down = sum((rate for rate in rates if rate < 0), ZERO)
    smaller = min(up, -down)
    left = abs(up + down)
    if formatting.rounds_to_zero(smaller) or left * CANCELLED > up - down:
        return ""
    rises, falls = _money(up, currency), _money(down, currency)
    return f"Price changes cancel out: {rises} and {falls}."
