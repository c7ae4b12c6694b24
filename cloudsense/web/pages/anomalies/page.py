"""The Anomalies page as a row of the registry."""

from __future__ import annotations

from cloudsense.web.pages.anomalies.answers import questions, read
from cloudsense.web.pages.anomalies.combined import JOIN
from cloudsense.web.pages.anomalies.download import download
from cloudsense.web.pages.anomalies.layout import ACTIONS, NAME, PARTS, layout
from cloudsense.web.pages.anomalies.view import content
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.page_frame import control_parts, frame_parts, tab_title

ANOMALIES = Page(
    name=NAME,
    title="Anomalies",
    icon="anomalies",
    layout=layout,
    parts=(*control_parts(NAME), *frame_parts(NAME), *PARTS),
    questions=questions,
    read=read,
    view=content,
    download=download,
    actions=ACTIONS,
    join=JOIN,
    tab_title=tab_title,
)
