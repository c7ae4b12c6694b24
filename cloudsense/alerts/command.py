"""Commands `cloudsense check` and `cloudsense digest`. They return what the command line prints."""

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
from cloudsense.alerts.events import events_of
from cloudsense.alerts.notifier import Delivery
from cloudsense.config import parsers
from cloudsense.config.options import Format
from cloudsense.costs.names import quoted
from cloudsense.errors import UsageError
from cloudsense.formatting import clock as at
from cloudsense.ledger.api_spend import PAGE_PRICE, Spending

NOTHING = Decimal(0)

OnProblem = Callable[[str], None]
"""Receives a line about a problem."""


@dataclass(frozen=True)
class CheckOptions:
    """Options of a check."""

    form: Format
    most: Decimal | None
    """Dollars; None for any price within the daily limit."""

    @classmethod
    def understand(cls, options: Mapping[str, Any]) -> CheckOptions:
        """Parses the options, by name. Raises UsageError."""
        form = options["format"]
        if options["cached"]:
            return cls(form, NOTHING)
        text = options["max_spend"]
        return cls(form, dollars(text) if text else None)

    def left(self, spending: Spending) -> Decimal | None:
        """Remaining part of `most` after the payments of this process."""
        if self.most is None:
            return None
        return max(NOTHING, self.most - PAGE_PRICE * spending.pages_paid_here)


def dollars(text: str) -> Decimal:
    """Amount in dollars. Raises UsageError."""
    try:
        return parsers.dollars(text)
    except ValueError:
        raise UsageError(
            f"--max-spend: {quoted(text)} is not valid.",
            remedy="Use an amount in dollars such as 0.05; 0 for no requests.",
        ) from None


def run(
    options: CheckOptions, center: AlertCenter, spending: Spending, on_problem: OnProblem
) -> tuple[str, int]:
    """Output and exit code: 1 if anything needs attention, could not be judged, or an alert was not
    delivered. Raises CloudSenseError if nothing could be judged."""
    budgets = center.judged()
    before = spending.pages_paid_here
    allowance = Allowance(center.ledger, "check", options.left(spending))
    identity = allowance.identity()
    today = center.ledger.clock().date()
    allowance.cap(spending, identity, today)
    found = check(allowance, identity, budgets, today)
    hide = center.hide_account
    deliveries = center.alert(events_of(found, hide))
    for line in problems(found, deliveries):
        on_problem(line)
    requests = spending.pages_paid_here - before
    text = formats.written(found, options.form, hide, requests, deliveries)
    has_failed = found.failed or any(delivery.problem for delivery in deliveries)
    return text, int(has_failed)


def problems(found: Check, deliveries: list[Delivery]) -> list[str]:
    """Problems, a line each."""
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
    """Text of the digest if there are no targets, and the exit code: 1 if a target
    did not get it."""
    budgets = center.judged()
    allowance = Allowance(center.ledger, "digest")
    identity = allowance.identity()
    today = center.ledger.clock().date()
    found = digest(allowance, identity, budgets, frequency, today)
    if not center.notifier.targets:
        return digest_formats.text(found, center.hide_account), 0
    event = digest_formats.event(found, center.hide_account)
    deliveries = center.alert([event])
    for line in problems(found.check, deliveries):
        on_problem(line)
    return "", int(any(delivery.problem for delivery in deliveries))
