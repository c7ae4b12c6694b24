"""Answers of `report`, `changes` and `anomalies`, for one payer or all. Nothing is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cloudsense import bootstrap
from cloudsense.clock import Clock
from cloudsense.config.payers import ALL, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.names import visible, without_name
from cloudsense.report import by_payer
from cloudsense.report.combined import ask_each
from cloudsense.report.command import CostsCommand

Tell = Callable[[str], None]
"""Receives a line of progress."""


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
    tell: Tell

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
        tell: Tell,
    ) -> Callable[[], Any]:
        def paid() -> int:
            return books.spending.pages_paid_here

        return partial(command.ask, books.ledger, request, tell, paid)

    def _said(self, command: CostsCommand[Any, Any], found: Any) -> CommandOutput:
        text = command.written(found, self.settings.hide_account)
        return CommandOutput(text, tuple(command.warnings(found)))
