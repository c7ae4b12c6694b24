"""The table on the screen, or the list of what is kept, as a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from flask import Response

from cloudsense.costs.analysis import Row
from cloudsense.costs.query import Filter
from cloudsense.costs.questions import spellings_in
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import sheet
from cloudsense.figures.sheet import Cell
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.inventory import Inventory, Kept
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.pages.data import cache_table
from cloudsense.web.queries.page_data import Reading, Waiting
from cloudsense.web.queries.reader import read
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Page, Selection

LONGEST_NAME = 100
"""Characters of a file's name that say what is chosen."""
AMOUNTS = ("cost", "compared", "before", "change")


def csv_answer(ledger: Ledger, search: str, patience: float, options: AppOptions) -> Response:
    """What the page of an address lists, as CSV, or a sentence why not. It buys nothing."""
    try:
        selection = Selection.parse(search, options.references)
        if selection.page is Page.DATA:
            name, text = _kept(ledger, patience, options)
        else:
            name, text = _costs(ledger, selection, patience, options)
    except AddressError as problem:
        return Response(problem.sentence, 400, mimetype="text/plain")
    except CloudSenseError as problem:
        return Response(problem.sentence, 502, mimetype="text/plain")
    except Waiting:
        said = "Not all of this data is loaded yet. Open this page in CloudSense, then download the file."
        return Response(said, 503, mimetype="text/plain", headers={"Retry-After": "2"})
    disposition = f'attachment; filename="cloudsense-{name}.csv"'
    return Response(sheet.MARK + text, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _costs(ledger: Ledger, selection: Selection, patience: float, options: AppOptions) -> tuple[str, str]:
    reading = read(ledger, selection, patience, most=0)
    if reading is None:
        raise Waiting(Progress(0))
    labels = Labels(reading.accounts, options.hide_account)
    return file_name(reading, labels), to_csv(reading, labels)


def _kept(ledger: Ledger, patience: float, options: AppOptions) -> tuple[str, str]:
    identity = ledger.identity(patience)
    inventory = ledger.inventory() if identity else None
    if identity is None or inventory is None:
        raise Waiting(Progress(0))
    labels = Labels(ledger.account_names(identity), options.hide_account)
    return f"data-{ledger.clock().date()}", inventory_csv(inventory, labels, ledger.paid)


def file_name(reading: Reading, labels: Labels) -> str:
    """`region-rds-2026-10-29-2026-11-27`: by what, of what, when."""
    chosen = "-".join(_plain(labels, rule) for rule in reading.selection.filters)[:LONGEST_NAME]
    period = reading.choice.period
    parts = [reading.focus.by.value, chosen.strip("-"), str(period.start), str(period.last)]
    return "-".join(filter(None, parts))


def _plain(labels: Labels, rule: Filter) -> str:
    """What is chosen in letters and digits that every system takes in a file's name."""
    decomposed = unicodedata.normalize("NFKD", labels.chosen(rule))
    name = decomposed.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-") or rule.dimension.value


def to_csv(reading: Reading, labels: Labels) -> str:
    """The rows of the breakdown, by falling cost, with amounts to ten decimals."""
    by, currency = reading.focus.by, reading.snapshot.currency
    rows = reading.listed
    spellings = spellings_in(reading.snapshot.frame)
    names = sheet.names(by, [row.name for row in rows], labels.accounts, labels.hide_account, spellings)
    columns = [*sheet.columns(by), *(f"{name}_{currency}" for name in AMOUNTS)]
    lines = [[*names[row.name], *_amounts(row)] for row in rows]
    return sheet.written([columns, *lines])


def _amounts(row: Row) -> list[Cell]:
    compared = None if row.change is None else row.compared
    sides = [compared.now, compared.before, compared.amount] if compared else [None] * 3
    return [row.cost, *sides]


def inventory_csv(inventory: Inventory, label: cache_table.Label, paid: bool) -> str:
    """A line for each cached month of a query, with its share of the pages that were paid for it."""
    columns = ["question", "costs", "month", "state", "last_seen", "bought", "pages", "paid_USD"]
    return sheet.written([columns, *(list(_month(kept, label, paid)) for kept in inventory.kept)])


def _month(kept: Kept, label: cache_table.Label, paid: bool) -> Iterator[Cell]:
    yield from cache_table.question(kept.query, label)
    yield from (str(kept.month), cache_table.standing(kept), kept.seen.isoformat(timespec="seconds"))
    yield from (kept.bought, kept.pages, kept.dollars) if paid else (None, None, None)
