"""Days that the account's total is requested for. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from cloudsense.costs.period import Month, Period
from cloudsense.ledger.cache.entry import Entry

AUDIT_EVERY = timedelta(days=28)
"""Interval between two requests for all history, if that takes more than one page."""


def span(whole: Period, known: Collection[Entry], first: Month, now: datetime) -> Period:
    """All of history: with one row a day it costs no more than a single day.

    If it took more than one page before, it is requested every four weeks, and in between only from
    `first` on.
    """
    pages = sum(entry.pages for entry in known)
    oldest = min((entry.seen for entry in known), default=now)
    if pages <= 1 or now - oldest > AUDIT_EVERY:
        return whole
    return Period(first.first, whole.end)
