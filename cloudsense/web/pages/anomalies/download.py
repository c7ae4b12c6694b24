"""The list of anomalies as a file."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind
from cloudsense.figures.table_data import TableState
from cloudsense.ledger.api_spend import Progress
from cloudsense.web.pages.anomalies import words
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers
from cloudsense.web.pages.anomalies.context import AnomalyContext, context_of
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import Download, notes_of
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.state import table_parameters

KEYS = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.ACCOUNT)
COLUMNS = (
    FileColumn("id", "Id"),
    *(FileColumn(key.value.replace("-", "_"), formatting.dimension(key)) for key in KEYS),
    FileColumn("first", "First day"),
    FileColumn("last", "Last day"),
    FileColumn("state", "State"),
    FileColumn("muted", "Muted"),
    FileColumn("source", "Found by"),
    FileColumn("actual", "Actual", Kind.AMOUNT),
    FileColumn("expected", "Expected", Kind.AMOUNT),
    FileColumn("impact", "Impact", Kind.AMOUNT),
    FileColumn("sentence", "Sentence"),
)


def download(answers: AnomalyAnswers, state: TableState, context: ViewContext) -> Download:
    """Return all listed anomalies, in the order of the page.

    Raises Waiting without the overview, and AddressError if the file is to be sorted or searched,
    or if the anomaly of the address is unknown.
    """
    table_parameters.refuse(state)
    if answers.watch is None:
        raise Waiting(answers.progress or Progress(0))
    opened = answers.selection.anomaly
    if opened and answers.watch.find(opened) is None:
        raise no_anomaly(opened)
    shown = context_of(answers, answers.watch, context)
    hide_account = context.options.hide_account
    lines = [_line(shown, anomaly, hide_account) for anomaly in answers.listed]
    columns = [*COLUMNS]
    if answers.payers:
        columns.insert(0, FileColumn("payer", "Payer"))
        lines = [[each.payer, *line] for each, line in zip(answers.listed, lines, strict=True)]
    made = answers.watch.snapshot.fetched_at
    period = answers.choice.period
    name = f"anomalies-{period.start}-{period.last}"
    notes = notes_of(answers.selection, period, made)
    return Download(name, "Anomalies", FileTable(columns, lines), notes, made)


def no_anomaly(identifier: str) -> AddressError:
    """Return the error for an address with an unknown anomaly."""
    said = f"There is no anomaly “{visible(identifier[:40])}”."
    return AddressError(said, remedy="Remove “anomaly” from the address.")


def _line(shown: AnomalyContext, anomaly: Anomaly, hide_account: bool) -> list[Cell]:
    key: list[Cell] = []
    for dimension in KEYS:
        value = anomaly.value(dimension)
        is_account = dimension is Dimension.ACCOUNT
        key.append(formatting.account(value, hide_account) if is_account else value)
    return [
        anomaly.id,
        *key,
        anomaly.first,
        anomaly.last,
        anomaly.state.value,
        "yes" if anomaly in shown.muted else "no",
        anomaly.source.value,
        anomaly.actual,
        anomaly.expected,
        anomaly.impact,
        words.sentence(shown, anomaly),
    ]
