"""What the page's two buttons do: look at AWS again, and try everything afresh."""

from __future__ import annotations

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web import ids
from cloudsense.web.reading import read
from cloudsense.web.selection import Selection


def carry_out(ledger: Ledger, button: str, search: str) -> None:
    """`update`: buy the open months of what `search` shows again. `retry`: forget failures and credentials.

    What comes of it is seen when the page is read again.
    """
    if button == ids.RETRY:
        ledger.retry()
        return
    if button != ids.UPDATE:
        return
    try:
        selection, _ = Selection.lenient(search)
        reading = read(ledger, selection, patience=0)
    except CloudSenseError:
        ledger.retry()
        return
    if reading:
        ledger.update(reading.asked)
