"""Explore as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.base import Page
from cloudsense.web.pages.explore.answers import answers, questions
from cloudsense.web.pages.explore.combined import JOIN
from cloudsense.web.pages.explore.download import download
from cloudsense.web.pages.explore.layout import GROUPS, NAME, RUN, VIEWS, layout
from cloudsense.web.pages.explore.view import content
from cloudsense.web.pages.page_frame import tab_title

EXPLORE = Page(
    name=NAME,
    title="Explore",
    icon="explore",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    groups_by_two=True,
    runs_on_click=True,
    actions=(GROUPS, RUN, VIEWS),
    join=JOIN,
    tab_title=tab_title,
)
