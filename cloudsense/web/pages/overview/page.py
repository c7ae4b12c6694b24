"""The Overview as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.base import Page
from cloudsense.web.pages.overview.combined import JOIN
from cloudsense.web.pages.overview.download import download, more_tables
from cloudsense.web.pages.overview.layout import NAME, layout
from cloudsense.web.pages.overview.questions import questions
from cloudsense.web.pages.overview.reader import answers
from cloudsense.web.pages.overview.view import content
from cloudsense.web.pages.page_frame import tab_title

OVERVIEW = Page(
    name=NAME,
    title="Overview",
    icon="overview",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    more_tables=more_tables,
    actions=("tiles", "table"),
    join=JOIN,
    tab_title=tab_title,
)
