"""Layout of the Budgets page, without data."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from cloudsense.web.components import skeletons
from cloudsense.web.kit import BudgetForm, Content, CostTable
from cloudsense.web.pages.page_frame import chart_panel, footer, message_area, panel

NAME = "budgets"
ANSWER = "budget-answer"
BURN_UP = "burn-up"
LIST, TABLE = "budget-list", "budget-table"
EDIT, FORM = "budget-edit", "budget-form"
AWS = "aws-budgets"
TARGETS = "alert-targets"
ACTIONS = (FORM, TARGETS)
"""Components with buttons that run commands."""


def layout() -> list[Component]:
    """Build the summary, then burn-up and list next to the form and the targets."""
    budgets = [_burn_up(), _list(), Content(AWS)]
    main = html.Div(budgets, className="budgets-main")
    side = html.Div([_edit(), _targets()], className="budgets-side")
    return [
        message_area(NAME),
        Content(ANSWER, className="budgets-answer", nodes=[skeletons.lines(2)]),
        html.Div([main, side], className="budgets-panels"),
        footer(NAME),
    ]


def _burn_up() -> Component:
    return chart_panel(BURN_UP, "Burn-up", skeletons.chart(), "burn-up")


def _list() -> Component:
    return panel(LIST, "Budgets", skeletons.table(), CostTable(TABLE))


def _edit() -> Component:
    return panel(EDIT, "New budget", skeletons.lines(), BudgetForm(FORM))


def _targets() -> Component:
    return panel(TARGETS, "Alerts", skeletons.lines(2))
