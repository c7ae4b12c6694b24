"""What a panel shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cloudsense.figures.nodes import Node


@dataclass(frozen=True)
class View:
    """A picture and its point in words: the same facts for people who look, for screen readers and
    for tests."""

    sentence: str
    """One sentence with exact figures."""
    body: tuple[Node, ...] = ()
    figure: dict[str, Any] | None = field(default=None)
    """A Plotly figure, for panels that are charts."""
    title: str = ""
    """Where the panel's title depends on what is shown."""
    note: str = ""
    """A few words beside the title."""
    empty: bool = False
    """Whether the body says why there is no chart or table."""

    def with_more(self, *nodes: Node) -> View:
        """With these at the end of its body."""
        return replace(self, body=(*self.body, *nodes))
