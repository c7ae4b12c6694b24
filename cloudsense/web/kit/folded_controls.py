"""`FoldedControls`: controls that a phone folds into one line."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent


class FoldedControls(KitComponent):
    """Shows its `children`; on a phone, `nodes` with what is chosen, and a button *Edit*.

    `label` completes the button's name for screen readers: `the question`.
    """

    id: str
    label: str
    children: Sequence[Component] | None = None
    nodes: Sequence[Node] = ()
    page_props = ("nodes",)
