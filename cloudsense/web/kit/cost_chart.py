"""`CostChart`: a `dcc.Graph` whose bars, lines and slices show exact figures and can be opened."""

from __future__ import annotations

from dash import dcc

from cloudsense.web.kit.base import KitComponent


class CostChart(KitComponent):
    """Wraps the `graph`: exact figures at the pointer, links on click, and the numbers as a table.

    The `meta` of the figure's traces and layout describes its marks (see `figures.timeline`).
    `label` is a summary of the chart. `priced` is whether AWS charges for what a click opens.
    """

    id: str
    children: dcc.Graph
    label: str = ""
    priced: bool = False
    page_props = ("label", "priced")
