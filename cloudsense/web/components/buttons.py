"""Buttons that make the server do something."""

from __future__ import annotations

from cloudsense.figures.nodes import Node, el

SECONDARY = "btn btn-outline-secondary btn-sm"


def action_button(label: str, do: str, identifier: str = "", look: str = SECONDARY) -> Node:
    """Clicking it reports `do`; its id is `identifier`, or `do` as well."""
    return el(
        "button",
        label,
        id=identifier or do,
        type="button",
        cls=look,
        data_do=do,
    )
