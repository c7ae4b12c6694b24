"""Map of an organization's costs by account, or bars. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloudsense import formatting
from cloudsense.costs.account_units import combined
from cloudsense.costs.analysis import Row
from cloudsense.figures import compared
from cloudsense.figures.breakdown import change_ratio
from cloudsense.figures.nodes import Node, el, link, link_or_text
from cloudsense.figures.squarified import Rectangle, squarified
from cloudsense.figures.steps import bar_line, key_of
from cloudsense.figures.style import Href, Label
from cloudsense.figures.view import View

TITLE = "Cost by account"
MOST_TILES = 60
LEAST_SHARE = 0.004
"""Share of the map below which a tile could hardly be seen or clicked."""
NOTICEABLE = 0.08
"""Share of the cost before from which a change colors a tile."""
BARS = 12
SQUARE = Rectangle(0.0, 0.0, 1.0, 1.0)
LEGEND = (("up", "up"), ("down", "down"), ("same", "about the same"))


@dataclass(frozen=True)
class MapStyle:
    """Labels, links and currency of accounts."""

    currency: str
    label: Label
    into: Href
    table: str
    """Address of the page whose table has all accounts."""


@dataclass(frozen=True)
class Tile:
    """A tile of the map: one account, or several."""

    name: str
    cost: float
    ratio: float | None
    """Change as a share of the cost before; None without a cost before."""
    href: str | None
    is_new: bool = False

    @property
    def role(self) -> str:
        """Color class: `up`, `down`, or `same`."""
        if self.is_new:
            return "up"
        if self.ratio is None or abs(self.ratio) <= NOTICEABLE:
            return "same"
        return "up" if self.ratio > 0 else "down"

    @property
    def change(self) -> str:
        """Label of the change: `+28%`, `new`; "" where nothing is compared."""
        if self.is_new:
            return "new"
        if self.ratio is None:
            return ""
        return formatting.percent(round(self.ratio, 2), plus=True)


def view(rows: Sequence[Row], style: MapStyle, draws_bars: bool) -> View:
    """Accounts of `rows` with positive costs, by falling cost."""
    positive = [row for row in rows if row.cost > 0]
    if not positive:
        nothing = el("p", "No account has costs above zero.", cls="note")
        return View("", (nothing,), title=TITLE)
    notes = _left_out(rows, style)
    if draws_bars:
        bars = _bars(positive, style)
        return View("The largest accounts.", (bars, *notes), title=TITLE)
    tiles = _tiles(positive, style)
    said = "Area shows cost."
    body = [_map(tiles, style)]
    if any(tile.change for tile in tiles):
        said += f" Color shows changes of more than {formatting.percent(NOTICEABLE)}."
        swatches = [(el("i", cls=f"swatch tile-{role}"), name) for role, name in LEGEND]
        body.append(key_of(swatches))
    return View(said, (*body, *notes), title=TITLE)


def _tiles(rows: Sequence[Row], style: MapStyle) -> list[Tile]:
    """Tiles of the largest accounts, and one of all others, by falling cost."""
    whole = sum(row.cost for row in rows)
    least = LEAST_SHARE * whole
    large = [row for row in rows[:MOST_TILES] if row.cost >= least]
    large = large or list(rows[:BARS])  # hundreds of accounts may cost about the same
    if len(large) >= len(rows) - 1:
        large = list(rows)
    tiles = [_tile(row, style) for row in large]
    if others := rows[len(large) :]:
        tiles.append(_others(others, style))
    return sorted(tiles, key=lambda tile: -tile.cost)


def _tile(row: Row, style: MapStyle) -> Tile:
    return Tile(
        style.label(row.name),
        row.cost,
        change_ratio(row),
        style.into(row.name),
        row.is_new,
    )


def _others(rows: Sequence[Row], style: MapStyle) -> Tile:
    """Tile of all other accounts; the table lists each of them."""
    change = combined(rows)
    ratio = compared.ratio(change.amount, change.before) if change else None
    cost = sum(row.cost for row in rows)
    name = f"{len(rows):,} others"
    return Tile(name, cost, ratio, style.table)


def _map(tiles: Sequence[Tile], style: MapStyle) -> Node:
    places = squarified([tile.cost for tile in tiles], SQUARE)
    items = []
    for tile, place in zip(tiles, places, strict=True):
        items.append(_placed(tile, place, style.currency))
    return el("ul", *items, cls="account-map")


def _placed(tile: Tile, place: Rectangle, currency: str) -> Node:
    """Link with the text that fits into its tile; the full text for screen
    readers and the pointer."""
    exact = formatting.money(tile.cost, currency)
    said = f"{tile.name}: {exact}"
    if tile.change:
        said += f" {tile.change}"
    parts = (
        el("b", tile.name),
        el("span", formatting.short_money(tile.cost, currency)),
        el("span", tile.change, cls=tile.role),
    )
    shown = el("span", *parts, title=said)
    if tile.href:
        shown = link(tile.href, *parts, title=said)
    return el(
        "li",
        shown,
        cls=f"tile-{tile.role}",
        at=f"{place.left:.4%}",
        top=f"{place.top:.4%}",
        w=f"{place.width:.4%}",
        h=f"{place.height:.4%}",
    )


def _left_out(rows: Sequence[Row], style: MapStyle) -> list[Node]:
    """Note on accounts below zero, which have no area."""
    negative = [row.cost for row in rows if row.cost < 0]
    if not negative:
        return []
    accounts = formatting.count(len(negative), "account")
    amount = formatting.money(sum(negative), style.currency)
    said = f"Not drawn: {accounts} below zero, {amount}."
    return [el("p", said, cls="note")]


def _bars(rows: Sequence[Row], style: MapStyle) -> Node:
    """Bars of the largest accounts, and the sum of the others."""
    one_more = BARS + 1
    shown = rows if len(rows) <= one_more else rows[:BARS]
    tiles = [_tile(row, style) for row in shown]
    if others := rows[len(shown) :]:
        tiles.append(_others(others, style))
    highest = max(tile.cost for tile in tiles)
    items = []
    for tile in tiles:
        name = link_or_text(tile.href, tile.name, cls="name")
        amount = formatting.money(tile.cost, style.currency)
        items.append(bar_line(name, tile.cost / highest, amount))
    return el("ul", *items, cls="bars account-bars")
