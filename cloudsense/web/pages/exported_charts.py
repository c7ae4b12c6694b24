"""Charts of a page, found in its layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from cloudsense.web.kit import CostChart, Panel
from cloudsense.web.kit.base import children_of
from cloudsense.web.pages.base import Page
from cloudsense.web.queries.link_price_labels import PageContent


@dataclass(frozen=True)
class ExportedChart:
    """A figure, and the title of its panel."""

    title: str
    figure: Mapping[str, Any]


def charts_of(page: Page[Any], content: PageContent) -> list[ExportedChart]:
    """Return the charts that have data, in the order of the page."""
    found: list[ExportedChart] = []
    for component in page.layout():
        found += _charts(component, content, "")
    return found


def _charts(component: Component, content: PageContent, title: str) -> Iterator[ExportedChart]:
    if isinstance(component, Panel):
        props = content.get(component.id, {})
        view = props.get("view") or {}
        if view.get("empty"):
            return
        title = view.get("title", component.title)
    if isinstance(component, CostChart):
        figure = figure_of(component.children, content)
        if figure:
            yield ExportedChart(title, figure)
        return
    for child in children_of(component):
        yield from _charts(child, content, title)


def figure_of(graph: Any, content: PageContent) -> Mapping[str, Any] | None:
    """Return the figure that the page's callback sets in a `dcc.Graph`."""
    props = content.get(graph.id, {})
    figure: Mapping[str, Any] | None = props.get("figure")
    return figure if figure and figure["data"] else None
