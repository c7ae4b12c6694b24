"""Changes against the days before, largest first."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import Change, Row
from cloudsense.costs.changes import Changes
from cloudsense.costs.comparison import Comparison
from cloudsense.figures import compared
from cloudsense.figures import tile_parts as tile
from cloudsense.figures.nodes import Node, el, link, link_or_text
from cloudsense.figures.style import Href, Label
from cloudsense.figures.view import View

LIMIT = 5

TITLE = "What changed"


def view(
    rows: Sequence[Row],
    comparison: Comparison,
    currency: str,
    label: Label,
    into: Href,
) -> View:
    """Largest changes on the compared days."""
    choice = comparison.choice
    if comparison.days.empty:
        return View(compared.nothing(comparison.days, choice), title=TITLE)
    note = f"vs {compared.against(comparison.days, choice)}"
    left_out = compared.left_out(comparison, currency)
    caveats = [el("p", said, cls="note") for said in left_out]
    changed = [row for row in rows if row.change is not None]
    largest = sorted(changed, key=_size, reverse=True)[:LIMIT]
    shown = [row for row in largest if not formatting.rounds_to_zero(_size(row))]
    if not shown:
        said = "Nothing changed by a cent or more."
        return View(said, (*caveats,), title=TITLE, note=note)
    items = []
    for row in shown:
        name = link_or_text(into(row.name), label(row.name), cls="name")
        if row.compared:
            items.append(_item(name, row.compared, currency))
    said = _sentence(changed, shown, currency)
    body = (el("ul", *items, cls="changes"), *caveats)
    return View(said, body, title=TITLE, note=note)


def why(changes: Changes | None, currency: str, more: str) -> list[Node]:
    """Parts of the net change, if known, and a link to the page Changes."""
    nodes = []
    parts = changes.explained.parts if changes else {}
    said: list[str] = []
    for name, amount in parts.items():
        if not formatting.rounds_to_zero(amount):
            cost = formatting.money(amount, currency, plus=True)
            said.append(f"{name} {cost}")
    if said:
        said[0] = formatting.capitalized(said[0])
        nodes.append(el("p", *_in_one_line(said), cls="note"))
    to_all = link(more, "All changes and their causes", id="all-changes")
    nodes.append(el("p", to_all, cls="note"))
    return nodes


def _in_one_line(parts: Sequence[str]) -> list[Node | str]:
    """`Usage +$12.50, new +$3.00.`; each part with its comma, so that no line begins with one."""
    *others, last = parts
    sentence: list[Node | str] = []
    for other in others:
        sentence += [tile.unbroken(f"{other},"), " "]
    sentence.append(tile.unbroken(f"{last}."))
    return sentence


def _size(row: Row) -> float:
    return abs(row.change or 0.0)


def _sentence(changed: Sequence[Row], shown: Sequence[Row], currency: str) -> str:
    net = sum(row.change or 0.0 for row in changed)
    amount = formatting.money(net, currency, plus=True)
    whole = sum(map(_size, changed))
    share = formatting.percent(sum(map(_size, shown)) / whole)
    count = len(shown)
    these = "this one is" if count == 1 else f"these {count} are"
    return f"Net {amount}; {these} {share} of all changes."


def _item(name: Node, change: Change, currency: str) -> Node:
    amount = formatting.money(change.amount, currency, plus=True)
    role = compared.role(change.amount, change.before)
    return el(
        "li",
        name,
        el("span", amount, cls=f"amount {role}"),
        el("span", _was(change, currency), cls="note"),
        el("span", _ratio(change), cls="note right"),
    )


def _was(change: Change, currency: str) -> str:
    if change.is_new:
        return "new"
    before = formatting.money(change.before, currency)
    if change.is_gone:
        return f"no longer billed (was {before})"
    now = formatting.money(change.now, currency)
    return f"{now} (was {before})"


def _ratio(change: Change) -> str:
    """Change in percent; empty where that would be meaningless."""
    if change.is_new or change.is_gone:
        return ""
    return compared.percent(change.amount, change.before)
