"""Parts of the page as plain data: what the browser draws with `document.createElement` and text, never as HTML."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
Child = Node | str | None


def el(tag: str, *children: Child, cls: str = "", **attributes: str | int | float | None) -> Node:
    """An element `{t, c?, a?, x?}`: tag, class, attributes, children. None is left out.

    Attribute names are given as in Python: `aria_label`, `data_href`; `for_` is `for`.
    """
    node: Node = {"t": tag}
    if cls:
        node["c"] = cls
    named = {k.rstrip("_").replace("_", "-"): str(v) for k, v in attributes.items() if v is not None}
    if named:
        node["a"] = named
    kept = [child for child in children if child is not None and child != ""]
    if kept:
        node["x"] = kept
    return node


def link(href: str, *children: Child, cls: str = "", **attributes: str | int | float | None) -> Node:
    """A link within the page: an address that `web.selection` made."""
    return el("a", *children, cls=cls, href=href, **attributes)


def text(node: Child) -> str:
    """What a node says, without its tags."""
    if node is None or isinstance(node, str):
        return node or ""
    return "".join(text(child) for child in node.get("x", ()))
