"""The Budgets page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.base import Page
from cloudsense.web.pages.budgets.answers import questions, read
from cloudsense.web.pages.budgets.combined import JOIN
from cloudsense.web.pages.budgets.layout import ACTIONS, NAME, PARTS, layout
from cloudsense.web.pages.budgets.table import download
from cloudsense.web.pages.budgets.view import content
from cloudsense.web.pages.page_frame import frame_parts

BUDGETS = Page(
    name=NAME,
    title="Budgets",
    icon="budgets",
    layout=layout,
    parts=(*frame_parts(NAME), *PARTS),
    questions=questions,
    read=read,
    view=content,
    download=download,
    has_controls=False,
    actions=ACTIONS,
    join=JOIN,
)
