"""The Changes page's row of the registry."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.changes.answers import ChangesReading, questions, read
from cloudsense.web.pages.changes.download import download
from cloudsense.web.pages.changes.layout import NAME, PARTS, layout
from cloudsense.web.pages.changes.view import content
from cloudsense.web.pages.frame import control_parts, frame_parts
from cloudsense.web.state.labels import Labels


def tab_title(reading: ChangesReading, labels: Labels) -> str:
    """`RDS · October 2026`, for tabs, history and bookmarks."""
    chosen = [labels.chosen(rule) for rule in reading.selection.filters]
    return " · ".join([*chosen, formatting.period_name(reading.choice)])


CHANGES = Page(
    name=NAME,
    title="Changes",
    icon="changes",
    layout=layout,
    parts=(*control_parts(NAME), *frame_parts(NAME), *PARTS),
    questions=questions,
    read=read,
    view=content,
    download=download,
    tab_title=tab_title,
)
