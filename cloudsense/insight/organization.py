"""The organizational units of accounts, from AWS Organizations: free, and only when somebody
looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias
from weakref import WeakKeyDictionary

from cloudsense.clock import Clock
from cloudsense.insight.free_reads import FreeReader, Seen
from cloudsense.ledger.ledger import Ledger

AGE = timedelta(hours=1)
NO_PERMISSION = (
    "Organizational units are not shown. To read them, allow organizations:ListRoots, "
    "ListOrganizationalUnitsForParent and ListAccountsForParent; that is free."
)

Units: TypeAlias = Mapping[str, str]
"""`Workloads / Prod` by account id."""

_readers: WeakKeyDictionary[Ledger, FreeReader[Units]] = WeakKeyDictionary()


def attach(ledger: Ledger, read: Callable[[], Units] | None, clock: Clock) -> None:
    """What pages find by their ledger; `read` raises CloudSenseError."""
    reader = FreeReader(read, clock, "Organizational units", NO_PERMISSION, AGE)
    _readers[ledger] = reader


def units_of(ledger: Ledger) -> Seen[Units] | None:
    """None where there is nothing to read, or nothing is known yet."""
    reader = _readers.get(ledger)
    return reader.look() if reader else None
