"""Parts that all pages of costs have: controls, messages, footer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cloudsense import formatting
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.table_data import TableData
from cloudsense.figures.view import View
from cloudsense.web.components import controls as components
from cloudsense.web.components import messages, skeletons
from cloudsense.web.components.chart import graph
from cloudsense.web.components.footer import through_day
from cloudsense.web.kit import Content, CostChart, ExportMenu, FilterBar, Panel, PeriodPicker
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import files_of
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

UNPRICED: Any = {"data-unpriced": ""}
"""Marks controls whose links buy nothing: if the costs are not cached, the price is on the button
that loads them."""


def controls(page: str, *compared: Component, ranges: bool = False) -> Component:
    """Build the bar of controls, and the trail of filters below it.

    The bar has the period and what it is `compared` with, filters, and at the right the metric and
    the *Export* menu. With `ranges`, links to common periods are next to the period, and filters
    are on a line of their own.
    """
    status = Content(f"{page}-status", className="status-line", live=True)
    period = PeriodPicker(f"{page}-period", quick=ranges)
    days = html.Div([period, *compared, status], className="controls-days")
    options = Content(f"{page}-options", className="options")
    counted = html.Div([options, ExportMenu(f"{page}-export")], className="counted")
    costs = html.Div([FilterBar(f"{page}-filters"), counted], className="controls-costs")
    look = "controls" if ranges else "controls one-bar"
    return html.Div([days, costs, Content(f"{page}-trail")], className=look)


def panel(
    name: str, title: str, skeleton: Node, child: Component | None = None, look: str = ""
) -> Panel:
    """A card with the class `look`, which shows `skeleton` until it has a view."""
    return Panel(
        name,
        title,
        child,
        className=f"panel {look}".rstrip(),
        skeleton=[skeleton],
    )


def chart_panel(name: str, title: str, skeleton: Node, look: str) -> Panel:
    """A card with a chart, which `chart` fills."""
    return panel(name, title, skeleton, CostChart(f"{name}-frame", graph(f"{name}-chart")), look)


def chart(
    name: str, view: Props, figure: Mapping[str, Any] | None, label: str, priced: bool = False
) -> dict[str, Props]:
    """Return the props of a `chart_panel`. Without a figure the last one stays, hidden."""
    found: dict[str, Props] = {name: {"view": view}}
    if figure:
        found[f"{name}-frame"] = {"label": label, "priced": priced}
        found[f"{name}-chart"] = {"figure": figure}
    return found


def shown(view: View) -> Props:
    """What a panel shows of a view, without what is empty."""
    found = {
        "title": view.title,
        "note": view.note,
        "sentence": view.sentence,
        "body": view.body,
        "empty": view.figure is None and not view.body,
    }
    return {name: value for name, value in found.items() if value}


def answer(said: Node, why: Node | None) -> list[Node]:
    """Build the summary of a page: a sentence, and a line of reasons if there are any."""
    nodes = [el("p", said, cls="answer-said")]
    return [*nodes, el("p", why, cls="answer-why")] if why else nodes


def nothing(titles: Mapping[str, str], *contents: str) -> dict[str, Props]:
    """Return panels and contents without data, for a reason stated in a message above."""
    found: dict[str, Props] = {name: {"nodes": ()} for name in contents}
    for name, title in titles.items():
        found[name] = {"view": {"title": title, "body": messages.hint().body, "empty": True}}
    return found


def waiting(panels: Iterable[str], answer: str) -> dict[str, Props]:
    """Return panels without a view, which show their grey shapes, and those of the `answer`."""
    found: dict[str, Props] = {name: {"view": None} for name in panels}
    found[answer] = {"nodes": (skeletons.lines(2),)}
    return found


def table(found: TableData, by: Dimension, selection: Selection, sort: str = "cost") -> Props:
    """Return the props of a `CostTable` of values of `by`."""
    return {
        "columns": found.columns,
        "rows": found.rows,
        "total": found.total,
        "sort": sort,
        "noun": breakdown.noun(by),
        "download": files_of(selection),
        "of": selection.search,
    }


def compared_with(period: str, *options: Component) -> Component:
    """Build the controls of a comparison: the other period, and options for it."""
    versus = html.Span("vs", className="versus")
    return html.Div(
        [versus, PeriodPicker(period, "Compared with"), *options], className="compared-with"
    )


def control_props(
    page: str,
    answers: PageAnswers,
    context: ViewContext,
    offered: Sequence[Dimension] = components.ALWAYS_OFFERED,
) -> PageContent:
    """Return the props of the controls. `offered` are filters with a button."""
    selection, labels = answers.selection, context.labels
    choice = answers.choice
    complete = [snapshot.complete_to for snapshot in answers.snapshots]
    complete_to = max(complete).isoformat() if complete else ""
    status = components.status(answers.progress, context.is_priced)
    return {
        f"{page}-period": components.period(selection, choice, answers.today, complete_to),
        f"{page}-filters": components.filters(
            selection,
            labels,
            choice,
            answers.currency,
            answers.value_counts,
            answers.keys,
            offered,
        ),
        f"{page}-options": {"nodes": (components.costs(selection),)},
        f"{page}-status": {"nodes": status},
        f"{page}-trail": {"nodes": components.trail(selection, labels)},
    }


def message_area(page: str) -> Component:
    """Build the component for messages about the whole page."""
    return Content(f"{page}-messages", className="messages", live=True)


def footer(page: str) -> Component:
    return Content(f"{page}-footer", className="foot")


def data_through(answers: PageAnswers) -> list[Node]:
    """Show in the footer through which day there is data."""
    if not answers.snapshots:
        return []
    through = max(snapshot.complete_to for snapshot in answers.snapshots)
    return [through_day(through)]


def tab_title(reading: PageAnswers, labels: Labels) -> str:
    """Return `RDS · us-east-1, N. Virginia · 30 days`, for tabs, history and bookmarks."""
    rules = reading.selection.filters
    chosen = [labels.chosen(rule) for rule in rules]
    return " · ".join([*chosen, formatting.period_name(reading.choice)])


def browser_title(chosen: str, page: str, payer: str) -> str:
    """Return `RDS · 30 days · Overview · acme – CloudSense`."""
    parts = filter(None, [chosen, page, payer])
    return f"{' · '.join(parts)} – CloudSense"
