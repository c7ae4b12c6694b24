"""What every page of costs has: controls above, messages, the foot."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.kit import Content, FilterBar, PeriodPicker
from cloudsense.web.pages.base import Part

PERIOD = (
    "label",
    "dates",
    "first",
    "last",
    "template",
    "earliest",
    "latest",
    "today",
    "complete_to",
    "presets",
    "current",
    "back",
    "forth",
)


def controls(page: str) -> Component:
    """Period, filters, what is counted, and where the person is."""
    status = Content(f"{page}-status", className="status-line", live=True)
    days = html.Div([PeriodPicker(f"{page}-period"), status], className="controls-days")
    options = Content(f"{page}-options", className="options")
    costs = html.Div([FilterBar(f"{page}-filters"), options], className="controls-costs")
    return html.Div([days, costs, Content(f"{page}-trail")], className="controls")


def control_parts(page: str) -> tuple[Part, ...]:
    """What a callback writes of them."""
    return (
        Part(f"{page}-period", PERIOD),
        Part(f"{page}-filters", ("filters", "more", "amount_label", "currency")),
        Part(f"{page}-options", ("nodes",)),
        Part(f"{page}-status", ("nodes",)),
        Part(f"{page}-trail", ("nodes",)),
    )


def message_area(page: str) -> Component:
    """What is wrong, missing or empty, said once for the page."""
    return Content(f"{page}-messages", className="messages", live=True)


def footer(page: str) -> Component:
    return Content(f"{page}-footer", className="foot")


def frame_parts(page: str) -> tuple[Part, ...]:
    return (Part(f"{page}-messages", ("nodes",)), Part(f"{page}-footer", ("nodes",)))
