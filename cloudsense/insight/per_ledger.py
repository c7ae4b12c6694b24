"""Data that modules keep for each ledger, for as long as the ledger exists."""

from __future__ import annotations

from typing import TypeVar
from weakref import WeakKeyDictionary

from cloudsense.ledger.ledger import Ledger

T = TypeVar("T")


class PerLedger(WeakKeyDictionary[Ledger, T]):
    """Values by ledger. Payers, each with a ledger, share nothing in it."""
