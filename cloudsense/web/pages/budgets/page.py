"""The Budgets page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.base import Page
from cloudsense.web.pages.budgets.answers import answers, questions
from cloudsense.web.pages.budgets.combined import JOIN
from cloudsense.web.pages.budgets.layout import ACTIONS, NAME, layout
from cloudsense.web.pages.budgets.table import download
from cloudsense.web.pages.budgets.view import content

BUDGETS = Page(
    name=NAME,
    title="Budgets",
    icon="budgets",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    has_controls=False,
    actions=ACTIONS,
    join=JOIN,
)
