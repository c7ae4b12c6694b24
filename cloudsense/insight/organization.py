"""Organizational units of accounts, from AWS Organizations: free, read when a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

from cloudsense.clock import Clock
from cloudsense.insight.free_reads import FreeReader, LastRead
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.ledger import Ledger

AGE = timedelta(hours=1)
NO_PERMISSION = (
    "Organizational units are not shown. To show them, allow organizations:ListRoots, "
    "ListOrganizationalUnitsForParent and ListAccountsForParent. Reading them is free."
)

Units: TypeAlias = Mapping[str, str]
"""Unit such as `Workloads / Prod` by account id."""

_readers: PerLedger[FreeReader[Units]] = PerLedger()


def attach(ledger: Ledger, read: Callable[[], Units] | None, clock: Clock) -> None:
    """Registers the reader for pages of this ledger; `read` raises CloudSenseError."""
    reader = FreeReader(read, clock, "Organizational units", NO_PERMISSION, AGE)
    _readers[ledger] = reader


def units_of(ledger: Ledger) -> LastRead[Units] | None:
    """Units of accounts; None without a reader, or before the first result."""
    reader = _readers.get(ledger)
    return reader.look() if reader else None
