"""The table on the screen as a file."""

from __future__ import annotations

import csv
import io

from flask import Response

from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import words
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.spending import Progress
from cloudsense.web.reading import Reading, Waiting, read
from cloudsense.web.selection import Selection

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def csv_answer(ledger: Ledger, search: str, patience: float, hide_account: bool) -> Response:
    """All rows of the breakdown, with amounts to ten decimals, or a sentence why not. It buys nothing."""
    try:
        reading = read(ledger, Selection.parse(search), patience, buy=False)
        if reading is None:
            raise Waiting(Progress(0))
        text = to_csv(reading, hide_account)
    except AddressError as problem:
        return Response(problem.sentence, 400, mimetype="text/plain")
    except CloudSenseError as problem:
        return Response(problem.sentence, 502, mimetype="text/plain")
    except Waiting:
        said = "Not all of this is known yet. Open it in CloudSense first, then download it."
        return Response(said, 503, mimetype="text/plain", headers={"Retry-After": "2"})
    period = reading.choice.period
    name = f"cloudsense-{reading.focus.by.value}-{period.start}-{period.last}.csv"
    return Response(text, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def to_csv(reading: Reading, hide_account: bool) -> str:
    """The rows as CSV, by falling cost; a cell that a spreadsheet would take for a formula is quoted."""
    hidden = hide_account and reading.focus.by is Dimension.ACCOUNT
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    currency = reading.snapshot.currency
    writer.writerow([reading.focus.by.value, f"cost_{currency}", f"before_{currency}", f"change_{currency}"])
    for row in reading.rows:
        amounts = [row.cost, row.before, row.change]
        name = words.account(row.name, hide=True) if hidden else quoted(row.name)
        writer.writerow([name, *("" if a is None else f"{a:z.10f}" for a in amounts)])
    return out.getvalue()


def quoted(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
