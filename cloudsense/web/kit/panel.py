"""`Panel`, `Tile` and `Tiles`: parts of a page with a title and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

from cloudsense.figures.nodes import Node
from cloudsense.web.kit.base import KitComponent

View = Mapping[str, Any]
"""`{title, note?, price_note?, sentence?, body?, tools?, empty?}`: texts, nodes for the body and
for tools next to the title. `empty` hides the panel's children; the body says why."""


class Panel(KitComponent):
    """A card with a title, one sentence and a body, around a chart or a table if it has one.

    Before it has a view it shows `title` and the nodes of `skeleton`. Clicking a button with
    `data-do` sets `action`, as in `Content`.
    """

    id: str
    title: str
    children: Sequence[Component] | Component | None = None
    className: str = "panel"
    view: View | None = None
    skeleton: Sequence[Node] = ()
    action: Mapping[str, Any] | None = None
    page_props = ("view",)


class Tile(KitComponent):
    """A figure with its title and `children` next to the title. `view` is as in `Panel`."""

    id: str
    title: str
    children: Sequence[Component] | Component | None = None
    className: str = ""
    view: View | None = None
    skeleton: Sequence[Node] = ()
    page_props = ("view",)


class Tiles(KitComponent):
    """Several tiles as one component: `titles` and `views` by the id of each.

    Clicking a button with `data-do` sets `action`, as in `Content`.
    """

    id: str
    titles: Mapping[str, str]
    views: Mapping[str, View] | None = None
    skeleton: Sequence[Node] = ()
    action: Mapping[str, Any] | None = None
    page_props = ("views",)
