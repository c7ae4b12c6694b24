"""What `report`, `changes` and `anomalies` come to, for one payer. It prints nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cloudsense import bootstrap
from cloudsense.clock import Clock
from cloudsense.config.settings import Settings
from cloudsense.report.command import CostsCommand

Tell = Callable[[str], None]
"""Receives a line of progress."""


@dataclass(frozen=True)
class Said:
    """What a command prints."""

    text: str
    warnings: tuple[str, ...] = ()
    code: int = 0


@dataclass(frozen=True)
class Answering:
    """Where a command asks, and whom it tells of its progress."""

    settings: Settings
    clock: Clock
    ask: bootstrap.Ask | None
    """For a multi-factor code."""
    tell: Tell

    def of(self, command: CostsCommand[Any, Any], given: Mapping[str, Any]) -> Said:
        """The answer to a command with the options `given`. Raises CloudSenseError."""
        today = self.clock().date()
        earliest = bootstrap.capabilities(self.settings).first_day(today)
        request = command.understand(given, today, earliest)
        asked_by, payer = command.asked_by, given["payer"]
        books = bootstrap.open_books(self.settings, self.clock, asked_by, ask=self.ask, payer=payer)
        spending = books.spending
        found = command.ask(books.ledger, request, self.tell, lambda: spending.own)
        text = command.written(found, self.settings.hide_account)
        return Said(text, tuple(command.warnings(found)))
