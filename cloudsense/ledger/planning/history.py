"""Which days the account's total is asked for. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from cloudsense.costs.period import Month, Period
from cloudsense.ledger.cache.entry import Entry

AUDIT_EVERY = timedelta(days=28)
"""How often all of history is looked at, where that takes more than one page."""


def span(whole: Period, known: Collection[Entry], first: Month, now: datetime) -> Period:
    """All of history: it has one row a day, and so costs no more than a single day.

    Where that took more than one page before, it is asked for every four weeks, and in between from
    `first` on.
    """
    pages = sum(entry.pages for entry in known)
    oldest = min((entry.seen for entry in known), default=now)
    if pages <= 1 or now - oldest > AUDIT_EVERY:
        return whole
    return Period(first.first, whole.end)
