"""Output of `check` and `digest`, for one payer or each of several. Nothing is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cloudsense import bootstrap
from cloudsense.alerts.center import AlertCenter
from cloudsense.clock import Clock
from cloudsense.config.options import Format
from cloudsense.config.payers import ALL, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.names import visible, without_name
from cloudsense.errors import CloudSenseError, UsageError
from cloudsense.ledger.api_spend import Spending
from cloudsense.report import by_payer

OnProblem = Callable[[str], None]
Act = Callable[[AlertCenter, Spending, OnProblem], tuple[str, int]]
"""Action of a command for a payer: returns the text to print, and the exit code."""


@dataclass(frozen=True)
class AlertCommandRunner:
    """Runs the command `name` and reports its problems."""

    settings: Settings
    clock: Clock
    ask: bootstrap.Ask | None
    """Asks for a multi-factor code."""
    on_problem: OnProblem
    name: str
    form: Format = field(default=Format.TABLE)

    def of(self, act: Act, payer: str) -> tuple[str, int]:
        """Text and exit code. Raises CloudSenseError."""
        has_several = len(payers(self.settings)) > 1
        if payer == ALL and has_several:
            return self._of_each(act)
        books = bootstrap.open_payer(
            self.settings, self.clock, self.name, ask=self.ask, payer=payer
        )
        center = bootstrap.alert_center(self.settings, books, self.clock)
        return act(center, books.spending, self.on_problem)

    def _of_each(self, act: Act) -> tuple[str, int]:
        """Texts of all payers; one that fails does not stop the others."""
        settings, clock = self.settings, self.clock
        books = bootstrap.open_payers(settings, clock, self.name, ask=self.ask)
        centers = bootstrap.alert_centers(settings, books, clock)
        found, missing, codes = {}, {}, [0]
        for each, center in zip(books, centers, strict=True):
            name, spending = each.payer.name, each.spending
            spending.limit = settings.spend_limit  # an earlier payer may have lowered it
            try:
                found[name], code = act(center, spending, self.on_problem)
            except CloudSenseError as problem:
                missing[name] = problem.sentence
                code = 2 if isinstance(problem, UsageError) else 1
                why = without_name(problem.sentence, name)
                self.on_problem(f"{visible(name)} is missing. {why}")
            codes.append(code)
        return by_payer.written(found, missing, self.form), max(codes)
