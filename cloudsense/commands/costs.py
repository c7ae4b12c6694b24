"""Answers of `report`, `changes` and `anomalies`, for one payer or all. Nothing is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from cloudsense import bootstrap
from cloudsense.clock import Clock
from cloudsense.config.payers import ALL, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import visible, without_name
from cloudsense.ledger.ledger import Ledger
from cloudsense.report import (
    anomalies,
    anomaly_formats,
    answer,
    by_payer,
    changes_answer,
    changes_formats,
    combined,
    formats,
    request,
)
from cloudsense.report.answer import OnProgress
from cloudsense.report.combined import ask_each


class FromSnapshots(Protocol):
    """Answer that was made from snapshots of the ledger."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]: ...


Request = TypeVar("Request")
Result = TypeVar("Result", bound=FromSnapshots)


@dataclass(frozen=True)
class CostsCommand(Generic[Request, Result]):
    """Steps of a command: parse its options, ask the ledger, write the answer."""

    asked_by: str
    """Requester of payments (see `ledger.payments.Payment`)."""
    understand: Callable[[Mapping[str, Any], date, date], Request]
    """Parses options, given today (UTC) and the first day of the history. Raises AddressError."""
    ask: Callable[[Ledger, Request, OnProgress, Callable[[], int]], Result]
    """Asks the ledger. Raises CloudSenseError."""
    written: Callable[[Result, bool], str]
    """Writes an answer, with account ids hidden or not; without a final line break."""
    combine: Callable[[Mapping[str, Callable[[], Result]]], Result] | None = None
    """Combines the answers of several payers; None to write them one after the other."""

    def warnings(self, found: Result) -> list[str]:
        """Warnings about data that could not be updated."""
        stale = [snapshot for snapshot in found.snapshots if snapshot.stale]
        return list(map(formats.warning, stale))


REPORT = CostsCommand("report", request.understand, answer.ask, formats.written, combined.ask_all)
CHANGES = CostsCommand(
    "changes", request.understand_changes, changes_answer.ask, changes_formats.written
)
ANOMALIES = CostsCommand("anomalies", anomalies.understand, anomalies.ask, anomaly_formats.written)


@dataclass(frozen=True)
class CommandOutput:
    """Output of a command."""

    text: str
    warnings: tuple[str, ...] = ()
    code: int = 0

    def lacking(self, missing: Mapping[str, str]) -> CommandOutput:
        """Output with warnings about missing payers."""
        if not missing:
            return self
        warnings = [*self.warnings]
        for name, problem in missing.items():
            why = without_name(problem, name)
            warnings.append(f"the costs of {visible(name)} are missing. {why}")
        return CommandOutput(self.text, tuple(warnings), code=1)


@dataclass(frozen=True)
class CostCommandRunner:
    """Runs a command over the payers and reports its progress."""

    settings: Settings
    clock: Clock
    ask: bootstrap.Ask | None
    """Asks for a multi-factor code."""
    tell: OnProgress

    def of(self, command: CostsCommand[Any, Any], given: Mapping[str, Any]) -> CommandOutput:
        """Answer to a command with the options `given`. Raises CloudSenseError."""
        today = self.clock().date()
        earliest = bootstrap.capabilities(self.settings).first_day(today)
        request = command.understand(given, today, earliest)
        payer = given["payer"] or ""
        if payer == ALL and len(payers(self.settings)) > 1:
            return self._of_all(command, request)
        books = bootstrap.open_payer(
            self.settings, self.clock, command.asked_by, ask=self.ask, payer=payer
        )
        found = self._asking(command, request, books, self.tell)()
        return self._said(command, found)

    def _of_all(self, command: CostsCommand[Any, Any], request: Any) -> CommandOutput:
        asking = {}
        for books in bootstrap.open_payers(
            self.settings, self.clock, command.asked_by, ask=self.ask
        ):
            name = books.payer.name
            asking[name] = self._asking(command, request, books, partial(self._tell_of, name))
        if command.combine is None:
            return self._one_by_one(command, request, asking)
        found = command.combine(asking)
        return self._said(command, found).lacking(found.missing)

    def _one_by_one(
        self, command: CostsCommand[Any, Any], request: Any, asking: Mapping[str, Callable[[], Any]]
    ) -> CommandOutput:
        answers, missing = ask_each(asking)
        texts: dict[str, str] = {}
        warnings: list[str] = []
        for name, found in answers.items():
            said = self._said(command, found)
            texts[name] = said.text
            warnings += said.warnings
        sentences = {name: problem.sentence for name, problem in missing.items()}
        text = by_payer.written(texts, sentences, request.format)
        return CommandOutput(text, tuple(warnings)).lacking(sentences)

    def _tell_of(self, payer: str, line: str) -> None:
        """Reports the progress of one of several payers."""
        self.tell(f"{visible(payer)}: {line}")

    def _asking(
        self,
        command: CostsCommand[Any, Any],
        request: Any,
        books: bootstrap.PayerServices,
        tell: OnProgress,
    ) -> Callable[[], Any]:
        def paid() -> int:
            return books.spending.pages_paid_here

        return partial(command.ask, books.ledger, request, tell, paid)

    def _said(self, command: CostsCommand[Any, Any], found: Any) -> CommandOutput:
        text = command.written(found, self.settings.hide_account)
        return CommandOutput(text, tuple(command.warnings(found)))
