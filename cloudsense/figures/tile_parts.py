"""What every figure on top is made of."""

from __future__ import annotations

from cloudsense.figures.nodes import Node, el


def figure(text: str) -> Node:
    return el("div", text, cls="figure")


def unbroken(text: str) -> Node:
    """Text that is not broken if it fits on a line."""
    return el("span", text, cls="unbroken")


def note(*parts: Node | str) -> Node:
    return el("div", *parts, cls="note")
