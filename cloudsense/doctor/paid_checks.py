"""Checks that Cost Explorer charges for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from cloudsense.aws.diagnostics import Probes
from cloudsense.aws.responsibility import Who, blame
from cloudsense.bootstrap import open_payer
from cloudsense.clock import Clock
from cloudsense.config.settings import Settings
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.source import Meter
from cloudsense.doctor.check import Check, Status, from_error, ok, skipped, warning
from cloudsense.errors import AccessError, CloudSenseError, NoDataError
from cloudsense.formatting import count
from cloudsense.ledger.api_spend import PAGE_PRICE, Register, Spending
from cloudsense.ledger.payments import Payment

PERMISSION, ENABLED, DATA, TAGS = "ce:GetCostAndUsage", "cost-explorer", "data", "tags"
COSTS = (PERMISSION, ENABLED, DATA)
DOLLARS = PAGE_PRICE * 2
TAG_DAYS = timedelta(days=30)

Answer = TypeVar("Answer")
Tell = Callable[[str], None]
"""Receives a line of progress."""


class PaidRequests:
    """Makes paid requests, announces each, and records it together with those of the dashboard."""

    def __init__(self, settings: Settings, clock: Clock, tell: Tell) -> None:
        self._settings = settings
        self._clock = clock
        self._tell = tell

    @property
    def today(self) -> date:
        return self._clock().date()

    @cached_property
    def _spending(self) -> Spending:
        return open_payer(self._settings, self._clock).spending

    def ask(
        self, what: str, period: Period, account: str, ask: Callable[[Period, Meter], Answer]
    ) -> Answer:
        """Result of `ask`. Nothing is announced or requested beyond the spending limit."""
        self._spending.allow(account, self.today, 1)
        span = f"{period.start}..{period.last}"
        self._tell(f"asking Cost Explorer for {what}, about ${PAGE_PRICE}")
        payment = Payment(self._clock().isoformat(), account, what, span, "doctor")
        return ask(period, Register(self._spending, lambda: payment))


def not_paid() -> Iterator[Check]:
    for name in (*COSTS, TAGS):
        yield skipped(name, "not checked.", f"Add --paid to check it, about ${DOLLARS}.")


def costs(probes: Probes, paid_requests: PaidRequests) -> Iterator[Check]:
    """Checks of permission, activation and data, with one request about yesterday."""
    day = Period(paid_requests.today - ONE_DAY, paid_requests.today)
    try:
        account = probes.identity.account
        found: bool | NoDataError = paid_requests.ask(
            "yesterday's costs", day, account, probes.costs
        )
    except NoDataError as lack:
        found = lack
    except AccessError as denial:
        yield from _denied(denial)
        return
    yield ok(PERMISSION, "allowed")
    yield ok(ENABLED, "enabled")
    yield _data(found, day.start)


def _data(found: bool | NoDataError, day: date) -> Check:
    if isinstance(found, NoDataError):
        return from_error(DATA, found)
    if not found:
        return warning(
            DATA,
            f"No costs of {day} yet.",
            Who.AWS,
            "Costs can take a day to appear. Check again tomorrow.",
        )
    return ok(DATA, f"costs of {day} found")


def _denied(denial: AccessError) -> Iterator[Check]:
    """Checks after a denial: the permission is missing, or Cost Explorer is not enabled."""
    if blame(denial) in (Who.OWNER, Who.PAYER):
        yield skipped(PERMISSION, "unknown while Cost Explorer is not enabled")
        yield from_error(ENABLED, denial)
    else:
        yield from_error(PERMISSION, denial)
        yield skipped(ENABLED, "unknown without the permission")
    yield skipped(DATA, "unknown without an answer")


def tags(probes: Probes, paid_requests: PaidRequests) -> Iterator[Check]:
    """Check of the permission to list tags. At worst a warning, as only lists need it."""
    days = Period(paid_requests.today - TAG_DAYS, paid_requests.today)
    try:
        number = paid_requests.ask("tags", days, probes.identity.account, probes.tags)
    except AccessError as denial:
        what = "Cost allocation tags cannot be listed (ce:GetTags)."
        who = blame(denial)
        how = "Allow ce:GetTags, or type the keys: costs by tag do not need the list."
        if who is Who.PAYER:
            how = denial.remedy
        yield warning(TAGS, what, who, how)
    except CloudSenseError as problem:
        yield replace(from_error(TAGS, problem), status=Status.WARNING)
    else:
        yield ok(TAGS, f"{count(number, 'cost allocation tag key')}")
