"""Buttons that start a command on the server."""

from __future__ import annotations

from cloudsense.figures.nodes import Node, el

SECONDARY = "btn btn-outline-secondary btn-sm"


def action_button(label: str, do: str, identifier: str = "", look: str = SECONDARY) -> Node:
    """Build a button that reports `do` when clicked. Its id is `identifier`, or else `do`."""
    return el(
        "button",
        label,
        id=identifier or do,
        type="button",
        cls=look,
        data_do=do,
    )
