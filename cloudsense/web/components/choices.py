"""One of a few addresses to choose: links side by side, or a menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.kit.choice_menu import Choice, ChoiceSection
from cloudsense.web.state.selection import Selection

LabeledChoice = tuple[str, Selection, bool]
"""A label, the selection that it leads to, and whether it is chosen now."""


def choices(names: Mapping[Any, str], selection: Selection, field: str) -> list[LabeledChoice]:
    """Return a choice for each name, which sets `field` of the selection to its value."""
    current = getattr(selection, field)
    found = []
    for value, name in names.items():
        chosen = replace(selection, **{field: value})
        found.append((name, chosen, value == current))
    return found


def segments(name: str, items: Iterable[LabeledChoice]) -> Node:
    """One of a few, as links side by side."""
    links = []
    for label, chosen, on in items:
        words = f"{name} {label}".lower()
        one = link(
            chosen.search,
            label,
            cls="on" if on else "",
            id=words.replace(" ", "-"),
            aria_current="true" if on else None,
        )
        links.append(one)
    return el("nav", *links, cls="segments", aria_label=name)


def menu(
    name: str, label: str, items: Sequence[LabeledChoice], more: Mapping[str, Any] | None = None
) -> Node:
    """A `ChoiceMenu` among nodes; `more` are other props."""
    props = {"id": f"menu-{name}", **section(label, items), **(more or {})}
    return {"t": "menu", "p": props}


def section(label: str, items: Sequence[LabeledChoice]) -> ChoiceSection:
    current = ""
    links: list[Choice] = []
    for text, selection, on in items:
        links.append({"label": text, "href": selection.search})
        if on:
            current = current or text
    return {"label": label, "current": current, "choices": links}
