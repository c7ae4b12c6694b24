"""The Dash components of our own: props in, `setProps` out, their scripts in assets/kit."""

from cloudsense.web.kit.content import Content
from cloudsense.web.kit.cost_chart import CostChart
from cloudsense.web.kit.navigator import ConnectionNotice, Navigator, PageView
from cloudsense.web.kit.panel import Panel, Tile, Tiles

__all__ = [
    "ConnectionNotice",
    "Content",
    "CostChart",
    "Navigator",
    "PageView",
    "Panel",
    "Tile",
    "Tiles",
]
