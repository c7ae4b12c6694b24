"""File of Explore's pivot table, with every row."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.pivot import Pivot
from cloudsense.figures import sheet
from cloudsense.figures.pivot_table import pivot_file
from cloudsense.figures.sheet import FileColumn
from cloudsense.figures.table_data import TableState
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import Download, notes_of
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.pages.explore.measures import Measured
from cloudsense.web.state import table_parameters


def download(answers: ExploreAnswers, state: TableState, context: ViewContext) -> Download:
    """Return every row in the order of the page. The file can't be sorted or searched."""
    table_parameters.refuse(state)
    measured = Measured.of(answers, answers.spans)
    pivot = measured.pivot
    named: list[FileColumn] = []
    for dimension in pivot.dimensions:
        named += _columns(dimension)
    names = _Names(answers, pivot, context)
    table = pivot_file(measured.shown, named, names.of, measured.file_unit)
    period = answers.choice.period
    by = "-".join(map(formatting.slug, pivot.dimensions))
    name = f"explore-{by}-{period.start}-{period.last}"
    made = answers.snapshot.fetched_at
    return Download(name, "Explore", table, notes_of(answers.selection, period, made), made)


def _columns(of: Dimension) -> list[FileColumn]:
    titles = formatting.dimension(of), "Account name"
    return list(map(FileColumn, sheet.columns(of), titles))


class _Names:
    """Text columns for the values of a line."""

    def __init__(self, answers: ExploreAnswers, pivot: Pivot, context: ViewContext) -> None:
        hide = context.options.hide_account
        values = [pivot.groups.names]
        if pivot.has_parts:
            values.append(pivot.by_second.names)
        spelled = answers.all_spellings
        self._known = [
            sheet.names(of, each, answers.accounts, hide, spelled)
            for of, each in zip(pivot.dimensions, values, strict=True)
        ]

    def of(self, *values: str) -> list[str]:
        pairs = zip(self._known, values, strict=True)
        return [text for known, value in pairs for text in known[value]]
