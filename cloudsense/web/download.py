"""The table on the screen, or the list of what is kept, as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import words
from cloudsense.ledger.inventory import Inventory
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Progress
from cloudsense.web import stock
from cloudsense.web.asking import read
from cloudsense.web.labels import Labels
from cloudsense.web.reading import Reading, Waiting
from cloudsense.web.selection import Page, Selection

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_answer(ledger: Ledger, search: str, patience: float, hide_account: bool) -> Response:
    """What the page of an address lists, as CSV, or a sentence why not. It buys nothing."""
    try:
        selection = Selection.parse(search)
        if selection.page is Page.DATA:
            name, text = _kept(ledger, patience, hide_account)
        else:
            name, text = _costs(ledger, selection, patience, hide_account)
    except AddressError as problem:
        return Response(problem.sentence, 400, mimetype="text/plain")
    except CloudSenseError as problem:
        return Response(problem.sentence, 502, mimetype="text/plain")
    except Waiting:
        said = "Not all of this is known yet. Open it in CloudSense first, then download it."
        return Response(said, 503, mimetype="text/plain", headers={"Retry-After": "2"})
    disposition = f'attachment; filename="cloudsense-{name}.csv"'
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _costs(ledger: Ledger, selection: Selection, patience: float, hide_account: bool) -> tuple[str, str]:
    reading = read(ledger, selection, patience, most=0)
    if reading is None:
        raise Waiting(Progress(0))
    period = reading.choice.period
    return f"{reading.focus.by.value}-{period.start}-{period.last}", to_csv(reading, hide_account)


def _kept(ledger: Ledger, patience: float, hide_account: bool) -> tuple[str, str]:
    inventory = ledger.inventory() if ledger.identity(patience) else None
    if inventory is None:
        raise Waiting(Progress(0))
    text = inventory_csv(inventory, Labels(hide_account=hide_account), ledger.paid)
    return f"data-{ledger.clock().date()}", text


def to_csv(reading: Reading, hide_account: bool) -> str:
    """The rows of the breakdown, by falling cost, with amounts to ten decimals."""
    hidden = hide_account and reading.focus.by is Dimension.ACCOUNT
    currency = reading.snapshot.currency
    columns = ("cost", "compared", "before", "change")
    lines = [[reading.focus.by.value, *(f"{name}_{currency}" for name in columns)]]
    for row in reading.listed:
        compared = None if row.change is None else row.compared
        sides = [compared.now, compared.before, compared.amount] if compared else [None] * 3
        amounts = [row.cost, *sides]
        name = words.account(row.name, hide=True) if hidden else row.name
        lines.append([quoted(name), *("" if a is None else f"{a:z.10f}" for a in amounts)])
    return _written(lines)


def inventory_csv(inventory: Inventory, label: stock.Label, paid: bool) -> str:
    """A line for each month of a question that is kept, with its share of the pages that were paid for it."""
    lines = [["question", "costs", "month", "state", "last_seen", "bought", "pages", "paid_USD"]]
    for kept in inventory.kept:
        cost = [kept.bought, f"{kept.pages:.10f}", f"{kept.dollars:.10f}"] if paid else ["", "", ""]
        state, seen = stock.standing(kept), kept.seen.isoformat(timespec="seconds")
        told = [*stock.question(kept.query, label), str(kept.month), state, seen, *cost]
        lines.append([quoted(text) for text in told])
    return _written(lines)


def _written(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def quoted(text: str) -> str:
    """What a spreadsheet would take for a formula is made a text."""
    return f"'{text}" if text.startswith(FORMULA) else text
