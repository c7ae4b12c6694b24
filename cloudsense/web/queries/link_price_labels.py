"""Adds prices to the links in a page's content. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from cloudsense.figures.nodes import Node, el

LEGEND = "≈¢: price of the AWS request that a link makes"
HINT = "Not cached: opening it makes a paid AWS request at about this price"
AT_LEAST = (
    "Not cached, and the number of pages is unknown: opening it makes a paid AWS request at this "
    "price or more"
)
FROM = "from "
MOST_ALONE = 100
"""Rows of a table with prices of their own; as many are shown at first."""
NEVER_OPENED = "\ufffd\ufffd\ufffd"
"""Placeholder value, never cached: its link price is used for all rows after the first 100."""

Props = Mapping[str, Any]
"""Props of one component, as JSON."""
PageContent = Mapping[str, Props]
"""Props that a page's callback writes, by component id."""
TagOf = Callable[[str], str]
"""Function that returns the price of a link (`href`) as a text; "" if it is free."""


def tagged(props: Props, tag_of: TagOf) -> Props:
    """Return the props of a component with prices on its links.

    The price that most links of a panel or table have is shown once.
    """
    found = dict(props)
    if props.get("nodes"):
        found["nodes"] = _nodes(filter(None, props["nodes"]), tag_of)
    if props.get("view"):
        found["view"] = _view(props["view"], tag_of)
    if props.get("views"):
        views = props["views"]
        found["views"] = {name: _view(views[name], tag_of) for name in views}
    if props.get("rows") is not None:
        like = found.pop("like_rows", None)
        found |= _rows(props["rows"], tag_of, like)
    if props.get("presets"):
        found["presets"] = _all_priced(props["presets"], tag_of)
    return found


def _view(view: Props, tag_of: TagOf) -> Props:
    found = dict(view)
    if tools := view.get("tools"):
        found["tools"] = _nodes(tools, tag_of)
    body = view.get("body", ())
    hrefs = chain.from_iterable(map(_hrefs, body))
    usual = _usual(list(map(tag_of, hrefs)))
    if body:
        found["body"] = _nodes(body, tag_of, usual)
    if usual:
        found["price_note"] = f"links {usual} each"
    return found


def _rows(rows: Sequence[Props], tag_of: TagOf, like: Props | None) -> Props:
    """Return the rows of a table with their prices, and the price that most have.

    Thousands of prices would take too long: after the first ones, rows get the prices of a row
    `like` them, whose value nobody has opened.
    """
    alone = MOST_ALONE if like else len(rows)
    priced = [_priced_row(row, tag_of) for row in rows[:alone]]
    others = rows[alone:]
    common = _priced_row(like, tag_of) if like and others else {}
    prices = [row.get("price", "") for row in priced]
    prices += [common.get("price", "")] * len(others)
    usual = _usual(prices)
    for row in (*priced, common):
        if row.get("price") == usual:
            del row["price"]
    if common.keys() & {"price", "cells"}:
        others = [_at_prices(common, row) for row in others]
    return {"rows": [*priced, *others], "price_note": usual}


def _at_prices(common: Props, row: Props) -> dict[str, Any]:
    """Return the row with the link prices of another one."""
    found = dict(row)
    if "price" in common and row.get("href"):
        found["price"] = common["price"]
    priced = {}
    for key, like in common.get("cells", {}).items():
        cell = row["cells"].get(key, {})
        if "price" in like and "href" in cell:
            priced[key] = {**cell, "price": like["price"]}
    if priced:
        found["cells"] = {**row["cells"], **priced}
    return found


def _priced_row(row: Props, tag_of: TagOf) -> dict[str, Any]:
    """Return a row of a table with prices on the links in its cells."""
    found = _priced(row, tag_of)
    priced = {}
    for key, cell in row.get("cells", {}).items():
        if "href" in cell:
            priced[key] = _priced(cell, tag_of)
    if priced:
        found["cells"] = {**row["cells"], **priced}
    return found


def _priced(props: Props, tag_of: TagOf) -> dict[str, Any]:
    """Return props with an `href`, and a price if it has one."""
    href = props.get("href")
    price = tag_of(href) if href else ""
    return {**props, "price": price} if price else dict(props)


def _all_priced(items: Iterable[Props], tag_of: TagOf) -> list[dict[str, Any]]:
    return [_priced(item, tag_of) for item in items]


def _with_priced_choices(props: Props, tag_of: TagOf) -> dict[str, Any]:
    return {**props, "choices": _all_priced(props["choices"], tag_of)}


def _nodes(nodes: Iterable[Node | str], tag_of: TagOf, usual: str = "") -> list[Node | str]:
    """With a price on each link that has another one than the `usual`."""
    return [_node(node, tag_of, usual) for node in nodes]


def _node(node: Node | str, tag_of: TagOf, usual: str = "") -> Node | str:
    if isinstance(node, str):
        return node
    if node["t"] == "menu":
        props = _with_priced_choices(node["p"], tag_of)
        given = props.get("sections", ())
        sections = [_with_priced_choices(section, tag_of) for section in given]
        return {**node, "p": {**props, "sections": sections}}
    children = _nodes(node.get("x", ()), tag_of, usual)
    href = node.get("a", {}).get("href")
    price = tag_of(href) if href else ""
    if price and price != usual:
        hint = AT_LEAST if price.startswith(FROM) else HINT
        children.append(el("abbr", price, cls="cents", title=hint))
    return node | {"x": children} if children else node


def _hrefs(node: Node | str) -> Iterator[str]:
    if not isinstance(node, str):
        if "href" in node.get("a", {}):
            yield node["a"]["href"]
        for child in node.get("x", ()):
            yield from _hrefs(child)


def _usual(prices: Sequence[str]) -> str:
    """Return the price that most links have; "" if there are not several."""
    for price, count in Counter(filter(None, prices)).most_common(1):
        if count > 1:
            return price
    return ""


def tag(dollars: Decimal, known: bool = True) -> str:
    """Return `≈3¢`, `from 1¢` or `≈$1.20`; "" for zero."""
    if not dollars:
        return ""
    amount = in_cents(dollars)
    return f"≈{amount}" if known else f"{FROM}{amount}"


def in_cents(dollars: Decimal) -> str:
    """Return `3¢` or `$1.20`."""
    if dollars < 1:
        cents = dollars * 100
        return f"{cents:.0f}¢"
    return f"${dollars:.2f}"
