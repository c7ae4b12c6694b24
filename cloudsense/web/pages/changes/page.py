"""The Changes page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.base import Page
from cloudsense.web.pages.changes import controls
from cloudsense.web.pages.changes.answers import answers, questions
from cloudsense.web.pages.changes.combined import JOIN
from cloudsense.web.pages.changes.download import download
from cloudsense.web.pages.changes.layout import AGAINST, MOVERS, NAME, layout
from cloudsense.web.pages.changes.view import content
from cloudsense.web.pages.page_frame import tab_title

CHANGES = Page(
    name=NAME,
    title="Changes",
    icon="changes",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    periods={AGAINST: controls.with_against},
    actions=(MOVERS,),
    join=JOIN,
    tab_title=tab_title,
)
