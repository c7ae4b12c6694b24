"""`Content`: text, links and small bars of one part of the page, made from plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent


class Content(KitComponent):
    """Shows `nodes` as elements (see `figures.nodes`). Text can never become markup.

    There is one component for each part of the page, because Dash's time depends on the number of
    components. `label` names it for screen readers; with `live` they announce changes. Clicking a
    button with `data-do` sets `action`: `{do, question?, month?, at}`.
    """

    id: str
    nodes: Sequence[Node] = ()
    className: str = ""
    label: str | None = None
    live: bool = False
    action: dict[str, Any] | None = None
    page_props = ("nodes",)
