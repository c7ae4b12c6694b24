"""What changed against the days before, largest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cloudsense import formatting
from cloudsense.costs.analysis import Change, Row
from cloudsense.costs.changes import Changes
from cloudsense.costs.comparison import Comparison
from cloudsense.figures import compared
from cloudsense.figures import tile_parts as tile
from cloudsense.figures.nodes import Node, el, link, link_or_text
from cloudsense.figures.view import View

LIMIT = 5

RowChange = tuple[Row, Change]
TITLE = "What changed"


def view(
    rows: Sequence[Row],
    comparison: Comparison,
    currency: str,
    label: Callable[[str], str],
    into: Callable[[str], str | None],
) -> View:
    """The largest changes on the days that are compared."""
    choice = comparison.choice
    if comparison.days.empty:
        return View(compared.nothing(comparison.days, choice), title=TITLE)
    note = f"vs {compared.against(comparison.days, choice)}"
    left_out = compared.left_out(comparison, currency)
    caveats = [el("p", said, cls="note") for said in left_out]
    changes = [(row, row.compared) for row in rows if row.compared]
    changes = [pair for pair in changes if not pair[1].not_compared]
    largest = sorted(changes, key=_size, reverse=True)
    shown = [pair for pair in largest[:LIMIT] if _size(pair) >= formatting.HALF_A_CENT]
    if not shown:
        said = "Nothing changed by a cent or more."
        return View(said, (*caveats,), title=TITLE, note=note)
    items = [_item(row, change, currency, label, into) for row, change in shown]
    body = (el("ul", *items, cls="changes"), *caveats)
    return View(_sentence(changes, shown, currency), body, title=TITLE, note=note)


def why(changes: Changes | None, currency: str, more: str) -> list[Node]:
    """What the net change is made of, if that is known, and the address of the whole story."""
    nodes = []
    parts = changes.explained.parts if changes else {}
    said: list[str] = []
    for name, amount in parts.items():
        if abs(amount) >= formatting.HALF_A_CENT:
            cost = formatting.money(amount, currency, plus=True)
            said.append(f"{name} {cost}" if said else f"{name.capitalize()} {cost}")
    if said:
        # No line begins with a comma.
        first = [child for part in said[:-1] for child in (tile.unbroken(f"{part},"), " ")]
        nodes.append(el("p", *first, tile.unbroken(f"{said[-1]}."), cls="note"))
    nodes.append(el("p", link(more, "All changes, and why", id="all-changes"), cls="note"))
    return nodes


def _size(pair: RowChange) -> float:
    _, change = pair
    return abs(change.amount)


def _sentence(changes: Sequence[RowChange], shown: Sequence[RowChange], currency: str) -> str:
    net = sum(change.amount for _, change in changes)
    amount = formatting.money(net, currency, plus=True)
    share = sum(map(_size, shown)) / sum(map(_size, changes))
    these = "this one is" if len(shown) == 1 else f"these {len(shown)} are"
    return f"Net {amount}; {these} {formatting.percent(share)} of all changes."


def _item(
    row: Row,
    change: Change,
    currency: str,
    label: Callable[[str], str],
    into: Callable[[str], str | None],
) -> Node:
    amount = formatting.money(change.amount, currency, plus=True)
    role = compared.role(change.amount, change.before)
    return el(
        "li",
        link_or_text(into(row.name), label(row.name), cls="name"),
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
    return f"{formatting.money(change.now, currency)} (was {before})"


def _ratio(change: Change) -> str:
    """Nothing where there is no sensible base."""
    ratio = compared.ratio(change.amount, change.before)
    if change.is_new or change.is_gone or ratio is None:
        return ""
    return formatting.percent(ratio, plus=True)
