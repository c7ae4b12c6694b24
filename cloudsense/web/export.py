"""The table on the screen, or the list of cached data, as a file."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from flask import Response

from cloudsense import formatting
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Dimension, Filter
from cloudsense.costs.questions import spellings_in
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import breakdown, sheet
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.cost_file import cost_file
from cloudsense.figures.sheet import Cell, FileColumn, FileTable, Kind
from cloudsense.figures.table_data import TableState, arranged
from cloudsense.figures.workbook import workbook
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.inventory import Inventory, Kept
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.pages.data import cache_table
from cloudsense.web.queries.page_data import Reading, Waiting
from cloudsense.web.queries.reader import read
from cloudsense.web.state import table_parameters
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

LONGEST_NAME = 100
"""Characters of a file's name that say what is chosen."""


class FileFormat(StrEnum):
    """What a table can be downloaded as."""

    CSV = "csv"
    XLSX = "xlsx"


MIME_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Download:
    """A table, and what a file says of it."""

    name: str
    """Of the file, without `cloudsense-` and its ending."""
    sheet: str
    table: FileTable
    notes: tuple[tuple[str, str], ...]
    """What stands above the table in an XLSX."""
    made: datetime

    def content(self, form: FileFormat) -> str | bytes:
        if form is FileFormat.XLSX:
            return workbook(self.sheet, self.table, self.notes, self.made)
        return sheet.MARK + sheet.csv_text(self.table)


def file_answer(ledger: Ledger, search: str, form: FileFormat, patience: float, options: AppOptions) -> Response:
    """What the page of an address lists, as a file, or a sentence why not. It buys nothing."""
    try:
        download = _download(ledger, search, patience, options)
    except AddressError as problem:
        return Response(problem.sentence, 400, mimetype="text/plain")
    except CloudSenseError as problem:
        return Response(problem.sentence, 502, mimetype="text/plain")
    except Waiting:
        said = "Not all of this data is loaded yet. Open this page in CloudSense, then download the file."
        return Response(said, 503, mimetype="text/plain", headers={"Retry-After": "2"})
    disposition = f'attachment; filename="cloudsense-{download.name}.{form}"'
    headers = {"Content-Disposition": disposition}
    return Response(download.content(form), mimetype=MIME_TYPES[form], headers=headers)


def _download(ledger: Ledger, search: str, patience: float, options: AppOptions) -> Download:
    state, rest = table_parameters.parse(search)
    selection = Selection.parse(rest, options.references)
    if selection.page == "data":
        return _cached_data(ledger, selection, patience, options)
    reading = read(ledger, selection, patience, most=0)
    if reading is None:
        raise Waiting(Progress(0))
    return costs(reading, state, options.hide_account)


def costs(reading: Reading, state: TableState, hide_account: bool) -> Download:
    """The rows of the breakdown that the table shows when it is sorted and searched like this."""
    by, snapshot = reading.focus.by, reading.snapshot
    labels = Labels(reading.accounts, hide_account, _known_values(reading))
    style = RowStyle(snapshot.currency, labels.of(by), partial(_title, reading))
    shown = breakdown.table(reading.listed, reading.table, reading.comparison, by, style)
    if shown.rows:
        table_parameters.check(state, [column["key"] for column in shown.columns])
    rows = [reading.listed[n] for n in arranged(shown, state)]
    spellings = spellings_in(snapshot.frame)
    names = sheet.names(by, [row.name for row in reading.listed], labels.accounts, hide_account, spellings)
    total = breakdown.total(reading.table, reading.comparison)
    table = cost_file(rows, total, names, by, snapshot.currency)
    return Download(file_name(reading, labels), "Costs", table, _notes(reading, state), snapshot.fetched_at)


def _title(reading: Reading, name: str) -> str:
    """A value as AWS spells it."""
    return ", ".join(map(visible, reading.spellings(name)))


def _known_values(reading: Reading) -> dict[Dimension, set[str]]:
    """Every value that the page may name: labels are unique among them."""
    known: defaultdict[Dimension, set[str]] = defaultdict(set)
    for snapshot in reading.snapshots:
        for dimension in snapshot.frame.dimensions:
            known[dimension].update(snapshot.frame.data[dimension.value].cat.categories)
    return known


def _notes(reading: Reading, state: TableState) -> tuple[tuple[str, str], ...]:
    selection, snapshot = reading.selection, reading.snapshot
    metric = selection.metric.value.replace("-", " ")
    charges = "usage only" if selection.charges is Charges.USAGE else "all charges"
    notes = [
        ("Period", formatting.days(reading.choice.period)),
        ("Metric", f"{metric}, {charges}"),
        ("As of", f"{snapshot.fetched_at:%Y-%m-%d %H:%M} UTC"),
        ("Address", selection.search),
    ]
    if state.find:
        notes.append(("Search", f"{state.find} (the total is of all rows)"))
    return tuple(notes)


def _cached_data(ledger: Ledger, selection: Selection, patience: float, options: AppOptions) -> Download:
    identity = ledger.identity(patience)
    inventory = ledger.inventory() if identity else None
    if identity is None or inventory is None:
        raise Waiting(Progress(0))
    labels = Labels(ledger.account_names(identity), options.hide_account)
    now = ledger.clock()
    notes = (("As of", f"{now:%Y-%m-%d %H:%M} UTC"), ("Address", selection.search))
    table = inventory_file(inventory, labels, ledger.paid)
    return Download(f"data-{now.date()}", "Cached data", table, notes, now)


def file_name(reading: Reading, labels: Labels) -> str:
    """`region-rds-2026-10-29-2026-11-27`: by what, of what, when."""
    chosen = "-".join(_plain(labels, rule) for rule in reading.selection.filters)[:LONGEST_NAME]
    period = reading.choice.period
    parts = [reading.focus.by.value, chosen.strip("-"), str(period.start), str(period.last)]
    return "-".join(filter(None, parts))


def _plain(labels: Labels, rule: Filter) -> str:
    """What is chosen in letters and digits that every system takes in a file's name."""
    decomposed = unicodedata.normalize("NFKD", labels.joined(rule.dimension, rule.values))
    name = decomposed.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-") or rule.dimension.value


INVENTORY = (
    FileColumn("question", "Query"),
    FileColumn("costs", "Costs"),
    FileColumn("month", "Month"),
    FileColumn("state", "State"),
    FileColumn("last_seen", "Last seen"),
    FileColumn("bought", "Bought"),
    FileColumn("pages", "Pages", Kind.AMOUNT),
    FileColumn("paid_USD", "Paid (USD)", Kind.AMOUNT),
)


def inventory_file(inventory: Inventory, label: cache_table.Label, paid: bool) -> FileTable:
    """A line for each cached month of a query, with its share of the pages that were paid for it."""
    return FileTable(INVENTORY, [list(_month(kept, label, paid)) for kept in inventory.kept])


def _month(kept: Kept, label: cache_table.Label, paid: bool) -> Iterator[Cell]:
    yield from cache_table.question(kept.query, label)
    yield from (str(kept.month), cache_table.standing(kept), kept.seen.isoformat(timespec="seconds"))
    yield from (kept.bought, kept.pages, kept.dollars) if paid else (None, None, None)
