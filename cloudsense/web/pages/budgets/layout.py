"""The components of the Budgets page, empty."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.components.chart import CHART_CONFIG, NO_FIGURE
from cloudsense.web.kit import BudgetForm, Content, CostChart, CostTable, Panel
from cloudsense.web.pages.base import Part
from cloudsense.web.pages.frame import footer, message_area

NAME = "budgets"
ANSWER = "budget-answer"
BURN_UP, CHART, FRAME = "burn-up", "burn-up-chart", "burn-up-frame"
LIST, TABLE = "budget-list", "budget-table"
EDIT, FORM = "budget-edit", "budget-form"
AWS = "aws-budgets"
TARGETS = "alert-targets"
PARTS = (
    Part(ANSWER, ("nodes",)),
    Part(BURN_UP, ("view",)),
    Part(FRAME, ("label", "priced")),
    Part(CHART, ("figure",)),
    Part(LIST, ("view",)),
    Part(TABLE, ("columns", "rows", "sort", "noun", "download", "of")),
    Part(AWS, ("nodes",)),
    Part(EDIT, ("view",)),
    Part(
        FORM,
        (
            "values",
            "filters",
            "amount_label",
            "currency",
            "of",
            "original",
            "digest",
            "cancel",
            "editable",
        ),
    ),
    Part(TARGETS, ("view",)),
)
ACTIONS = (FORM, TARGETS)
"""The components whose buttons do something."""


def layout() -> list[Component]:
    """The answer, then burn-up and list beside the form and the targets."""
    main = html.Div([_burn_up(), _list(), Content(AWS)], className="budgets-main")
    side = html.Div([_edit(), _targets()], className="budgets-side")
    answer = Content(ANSWER, className="budgets-answer", nodes=[skeletons.lines(2)])
    grid = html.Div([main, side], className="budgets-panels")
    return [message_area(NAME), answer, grid, footer(NAME)]


def _burn_up() -> Component:
    graph = dcc.Graph(
        id=CHART, config=CHART_CONFIG, figure=NO_FIGURE, className="chart", responsive=True
    )
    look, skeleton = "panel burn-up", [skeletons.chart()]
    return Panel(BURN_UP, "Burn-up", CostChart(FRAME, graph), className=look, skeleton=skeleton)


def _list() -> Component:
    return Panel(LIST, "Budgets", CostTable(TABLE), skeleton=[skeletons.table()])


def _edit() -> Component:
    return Panel(EDIT, "New budget", BudgetForm(FORM), skeleton=[skeletons.lines()])


def _targets() -> Component:
    return Panel(TARGETS, "Alerts", skeleton=[skeletons.lines(2)])
