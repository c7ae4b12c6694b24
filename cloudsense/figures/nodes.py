"""Parts of the page as plain data, which the browser renders as elements and
text, never as HTML."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
Child = Node | str | None


def el(tag: str, *children: Child, cls: str = "", **attributes: str | int | float | None) -> Node:
    """Element `{t, c?, a?, x?}`: tag, class, attributes, children. None is left out.

    Attribute names are written as in Python: `aria_label`, `data_href`; `for_` is `for`.
    """
    node: Node = {"t": tag}
    if cls:
        node["c"] = cls
    given = {}
    for name, value in attributes.items():
        if value is not None:
            attribute = name.rstrip("_").replace("_", "-")
            given[attribute] = str(value)
    if given:
        node["a"] = given
    shown = [child for child in children if child]
    if shown:
        node["x"] = shown
    return node


def link(
    href: str, *children: Child, cls: str = "", **attributes: str | int | float | None
) -> Node:
    """Link within the page; `href` comes from `web.selection`."""
    return el("a", *children, cls=cls, href=href, **attributes)


def link_or_text(
    href: str | None, *children: Child, cls: str = "", title: str | None = None
) -> Node:
    """Link, or only its text without an address."""
    if href is None:
        return el("span", *children, cls=cls, title=title)
    return link(href, *children, cls=cls)


def text(node: Child) -> str:
    """Text of a node without its tags."""
    if not node:
        return ""
    if isinstance(node, str):
        return node
    return "".join(map(text, node.get("x", ())))
