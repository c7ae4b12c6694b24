"""Buttons that change mutes and notes."""

from __future__ import annotations

from cloudsense.costs.anomalies.remarks import Note
from cloudsense.figures.nodes import Node, el


def button(text: str, do: str, about: str, label: str = "") -> Node:
    """Reports `do` about an anomaly, a mute or a note; `label` is for screen readers."""
    return el(
        "button",
        text,
        type="button",
        cls="btn btn-outline-secondary btn-sm",
        id=f"{do}-{about}",
        data_do=do,
        data_question=about,
        aria_label=label or None,
    )


def remove_button(note: Note) -> Node:
    return button("Remove", "remove-remark", note.id, f"Remove the note: {note.text[:40]}")


def with_author(note: Note) -> str:
    """`migration to eu-west-1 — Ada`."""
    return f"{note.text} — {note.author}" if note.author else note.text
