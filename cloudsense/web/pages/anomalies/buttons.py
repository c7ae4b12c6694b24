"""Buttons that change mutes and notes."""

from __future__ import annotations

from collections.abc import Iterable

from cloudsense import formatting
from cloudsense.costs.anomalies.remarks import Note
from cloudsense.figures.nodes import Node, el
from cloudsense.web.components.buttons import action_button


def switch_state(is_on: bool) -> Node:
    """Build the on/off mark at the end of a row with a switch."""
    if is_on:
        return el("span", "on", cls="switch on")
    return el("span", "off", cls="switch")


def remove_button(note: Note) -> Node:
    start = note.text[:40]
    said = f"Remove the note: {start}"
    return action_button("Remove", "remove-remark", about=note.id, said=said)


def with_author(note: Note) -> str:
    """Return `migration to eu-west-1 — Ada`."""
    if not note.author:
        return note.text
    return f"{note.text} — {note.author}"


def note_list(notes: Iterable[Note], dated: bool = False) -> list[Node]:
    """List notes, each with a button to remove it and, if `dated`, its day."""
    items = []
    for note in notes:
        said = with_author(note)
        if dated:
            said = f"{formatting.day(note.day)}: {said}"
        items.append(el("li", el("span", said), remove_button(note)))
    return [el("ul", *items, cls="anomaly-notes")] if items else []
