"""`CostChart`: a `dcc.Graph` whose bars, lines and slices can be read and opened."""

from __future__ import annotations

from dash import dcc

from cloudsense.web.kit.base import KitComponent


class CostChart(KitComponent):
    """Around the `graph`: exact figures beside the pointer, a click that opens, the numbers as a
    table.

    What a mark means is in the `meta` of the figure's traces and layout (see `figures.timeline`).
    `label` is the chart's point in words. `priced` says whether AWS charges for what a click opens.
    """

    id: str
    children: dcc.Graph
    label: str = ""
    priced: bool = False
