"""The Anomalies page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.anomalies.answers import answers, questions
from cloudsense.web.pages.anomalies.combined import JOIN
from cloudsense.web.pages.anomalies.download import download
from cloudsense.web.pages.anomalies.layout import ACTIONS, NAME, layout
from cloudsense.web.pages.anomalies.view import content
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.page_frame import tab_title

ANOMALIES = Page(
    name=NAME,
    title="Anomalies",
    icon="anomalies",
    layout=layout,
    questions=questions,
    answers=answers,
    view=content,
    download=download,
    actions=ACTIONS,
    join=JOIN,
    tab_title=tab_title,
)
