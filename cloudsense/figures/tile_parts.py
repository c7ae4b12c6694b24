"""Parts of the tiles at the top of a page."""

from __future__ import annotations

from cloudsense.figures.nodes import Node, el

LONG = 11
"""Characters that fit into half a phone's width."""


def figure(text: str) -> Node:
    look = "figure long" if len(text) > LONG else "figure"
    return el("div", text, cls=look)


def unbroken(text: str) -> Node:
    """Text that is not broken if it fits on a line."""
    return el("span", text, cls="unbroken")


def note(*parts: Node | str) -> Node:
    return el("div", *parts, cls="note")


def chip(text: str, role: str = "") -> Node:
    """Few words in a frame, in the color of `role`: `up`, `down` or `warn`."""
    return el("span", text, cls=f"chip {role}".rstrip())
