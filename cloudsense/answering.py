"""What `report`, `changes` and `anomalies` answer, for one payer or all. Nothing is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cloudsense import bootstrap
from cloudsense.clock import Clock
from cloudsense.config.payers import ALL, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.names import visible
from cloudsense.errors import UsageError
from cloudsense.report.combined import one_of
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
        several = [payer.name for payer in payers(self.settings)]
        if given["payer"] == ALL and len(several) > 1:
            return self._of_all(command, request, several)
        books = bootstrap.open_books(
            self.settings, self.clock, command.asked_by, ask=self.ask, payer=given["payer"] or ""
        )
        return self._said(command, self._asking(command, request, books)())

    def _of_all(self, command: CostsCommand[Any, Any], request: Any, names: list[str]) -> Said:
        if command.combine is None:
            raise UsageError(
                f"`cloudsense {command.asked_by}` answers for one payer at a time.",
                remedy=f"Use {one_of(names)}.",
            )
        books = bootstrap.open_payers(self.settings, self.clock, command.asked_by, ask=self.ask)
        asking = {each.payer.name: self._asking(command, request, each) for each in books}
        found = command.combine(asking)
        said = self._said(command, found)
        lacking = []
        for name, why in found.missing.items():
            lacking.append(f"the costs of {visible(name)} are missing. {why}")
        return Said(said.text, (*said.warnings, *lacking), int(bool(lacking)))

    def _asking(
        self, command: CostsCommand[Any, Any], request: Any, books: bootstrap.Books
    ) -> Callable[[], Any]:
        def ask() -> Any:
            return command.ask(books.ledger, request, self.tell, lambda: books.spending.own)

        return ask

    def _said(self, command: CostsCommand[Any, Any], found: Any) -> Said:
        text = command.written(found, self.settings.hide_account)
        return Said(text, tuple(command.warnings(found)))
