"""What `cloudsense check` and `cloudsense digest` do. They print nothing themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cloudsense.alerts import digest_formats, formats
from cloudsense.alerts.allowance import Allowance
from cloudsense.alerts.center import AlertCenter
from cloudsense.alerts.check import Check, check
from cloudsense.alerts.digest import Frequency, digest
from cloudsense.alerts.events import events_of, of_payer
from cloudsense.alerts.notifier import Delivery
from cloudsense.config import parsers
from cloudsense.config.options import Format
from cloudsense.costs.names import quoted
from cloudsense.errors import UsageError
from cloudsense.formatting import clock as at
from cloudsense.ledger.api_spend import PRICE, Spending

NOTHING = Decimal(0)

OnProblem = Callable[[str], None]
"""Receives a line about what went wrong."""


@dataclass(frozen=True)
class CheckOptions:
    """How a check is made, and what it may cost."""

    form: Format
    most: Decimal | None
    """Dollars; None: what the questions take, within the daily limit."""

    @classmethod
    def understand(cls, options: Mapping[str, Any]) -> CheckOptions:
        """The options by name, as they were typed. Raises UsageError."""
        form = options["format"]
        if options["cached"]:
            return cls(form, NOTHING)
        text = options["max_spend"]
        return cls(form, dollars(text) if text else None)

    def left(self, spending: Spending) -> Decimal | None:
        """Of `most`, after what this process has paid."""
        if self.most is None:
            return None
        return max(NOTHING, self.most - PRICE * spending.own)


def dollars(text: str) -> Decimal:
    """Raises UsageError."""
    try:
        return parsers.dollars(text)
    except ValueError:
        raise UsageError(
            f"--max-spend: {quoted(text)} is not valid.",
            remedy="Use an amount in dollars such as 0.05; 0 asks nothing.",
        ) from None


def run(
    options: CheckOptions, center: AlertCenter, spending: Spending, on_problem: OnProblem
) -> tuple[str, int]:
    """What to print, and the exit code: 1 if something is wrong or could not be found out, or if
    an alert did not arrive. Raises CloudSenseError if nothing could be found out at all."""
    budgets = center.judged()
    before = spending.own
    allowance = Allowance(center.ledger, "check", options.left(spending))
    identity = allowance.identity()
    today = center.ledger.clock().date()
    allowance.cap(spending, identity, today)
    found = check(allowance, identity, budgets, today)
    hide = center.hide_account
    events = of_payer(center.payer, events_of(found, hide))
    deliveries = center.notifier.tell(events)
    for line in problems(found, deliveries):
        on_problem(line)
    requests = spending.own - before
    text = formats.written(found, options.form, hide, requests, deliveries)
    has_failed = found.failed or any(delivery.problem for delivery in deliveries)
    return text, int(has_failed)


def problems(found: Check, deliveries: list[Delivery]) -> list[str]:
    """What went wrong, a line each."""
    lines = formats.problems(found)
    if stale := found.overview.problem:
        loaded = f"data from {at(found.overview.fetched_at)}"
        lines.insert(0, f"{loaded}, newer data could not be loaded: {stale.sentence}")
    for delivery in deliveries:
        if why := delivery.problem:
            lines.append(f"alert to {delivery.target.name}: {why}.")
    return lines


def run_digest(
    frequency: Frequency, center: AlertCenter, _spending: Spending, on_problem: OnProblem
) -> tuple[str, int]:
    """The digest where no target gets it, and the exit code: 1 if one did not."""
    budgets = center.judged()
    allowance = Allowance(center.ledger, "digest")
    identity = allowance.identity()
    today = center.ledger.clock().date()
    found = digest(allowance, identity, budgets, frequency, today)
    if not center.notifier.targets:
        return digest_formats.text(found, center.hide_account), 0
    event = digest_formats.event(found, center.hide_account)
    deliveries = center.notifier.tell(of_payer(center.payer, [event]))
    for line in problems(found.check, deliveries):
        on_problem(line)
    return "", int(any(delivery.problem for delivery in deliveries))
