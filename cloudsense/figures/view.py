"""Contents of a panel."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cloudsense.figures.nodes import Node


@dataclass(frozen=True)
class View:
    """Chart or table, and its main point as a sentence for people, screen readers and tests."""

    sentence: str
    """One sentence with exact figures."""
    body: tuple[Node, ...] = ()
    figure: dict[str, Any] | None = field(default=None)
    """Plotly figure, for panels with a chart."""
    title: str = ""
    """Title, if it depends on the contents."""
    note: str = ""
    """Few words next to the title."""
    empty: bool = False
    """Whether the body explains why there is no chart or table."""

    def with_more(self, *nodes: Node) -> View:
        """The view with these nodes at the end of its body."""
        return replace(self, body=(*self.body, *nodes))
