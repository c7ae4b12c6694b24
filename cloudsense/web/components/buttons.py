"""Buttons that start a command on the server."""

from __future__ import annotations

from cloudsense.figures.nodes import Node, el

SECONDARY = "btn btn-outline-secondary btn-sm"


def action_button(
    label: str,
    do: str,
    identifier: str = "",
    look: str = SECONDARY,
    about: str = "",
    said: str = "",
) -> Node:
    """Build a button that reports `do` when clicked, and the id of what it is `about`.

    Its own id is `identifier`, or else made of these. Screen readers say `said`.
    """
    return el(
        "button",
        label,
        id=identifier or "-".join(filter(None, [do, about])),
        type="button",
        cls=look,
        data_do=do,
        data_question=about or None,
        aria_label=said or None,
    )
