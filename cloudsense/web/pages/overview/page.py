"""The Overview's row of the registry."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.frame import control_parts, frame_parts
from cloudsense.web.pages.overview.download import download
from cloudsense.web.pages.overview.layout import NAME, PARTS, layout
from cloudsense.web.pages.overview.view import content
from cloudsense.web.queries.page_data import OverviewAnswers
from cloudsense.web.queries.page_questions import page_questions
from cloudsense.web.queries.reader import read
from cloudsense.web.state.labels import Labels


def tab_title(reading: OverviewAnswers, labels: Labels) -> str:
    """`RDS · us-east-1, N. Virginia · 30 days`, for tabs, history and bookmarks."""
    rules = reading.selection.filters
    chosen = [labels.chosen(rule) for rule in rules]
    return " · ".join([*chosen, formatting.period_name(reading.choice)])


OVERVIEW = Page(
    name=NAME,
    title="Overview",
    icon="overview",
    layout=layout,
    parts=(*control_parts(NAME), *frame_parts(NAME), *PARTS),
    questions=page_questions,
    read=read,
    view=content,
    download=download,
    actions=("tiles",),
    tab_title=tab_title,
)
