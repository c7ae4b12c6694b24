"""Checks of budgets and alert targets. Nothing is bought, changed or sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloudsense.alerts.allowance import longest
from cloudsense.alerts.check import budget_questions, judge, overview_question
from cloudsense.alerts.targets import open_targets
from cloudsense.aws.responsibility import Who
from cloudsense.bootstrap import budget_store, open_payer
from cloudsense.clock import Clock
from cloudsense.config.payers import Payer
from cloudsense.config.settings import Settings
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import visible
from cloudsense.doctor.check import Check, ok, skipped, warning
from cloudsense.formatting import count, enumerated
from cloudsense.ledger.ledger import Ledger

BUDGETS, FILTERS, NOTIFY = "budgets", "budget-filters", "notify"
MOST_NAMES = 3


def budgets(settings: Settings, payer: Payer) -> Iterator[Check]:
    """Checks that a payer's file of budgets can be read, and written. Raises BudgetsError."""
    store = budget_store(settings, payer=payer)
    file = store.read()
    if not file.digest:
        yield ok(BUDGETS, f"none; {store.path} does not exist")
        return
    counted = count(len(file.budgets), "budget")
    found = f"{counted} in {store.path}"
    if store.writable:
        yield ok(BUDGETS, found)
    else:
        yield ok(BUDGETS, f"{found}, read-only: the page shows it and does not edit it")


def filters(settings: Settings, clock: Clock, payer: Payer) -> Iterator[Check]:
    """Checks that the filter of each budget of a payer matches
    cached costs. Raises CloudSenseError."""
    found = budget_store(settings, payer=payer).read().budgets
    filtered = [budget for budget in found if budget.filters]
    if not filtered:
        yield skipped(FILTERS, "no budget has a filter")
        return
    if not settings.cache and not settings.cache_dir.exists():
        yield skipped(FILTERS, "nothing is cached")
        return
    ledger = open_payer(settings, clock, "doctor", payer=payer.name).ledger
    ledger.identity(None)
    matches = [_matches(ledger, budget) for budget in filtered]
    without = []
    for budget, match in zip(filtered, matches, strict=True):
        if match is False:
            without.append(visible(budget.name))
    unknown = matches.count(None)
    if without:
        what = f"No costs match the filter of {_names(without)}."
        yield warning(FILTERS, what, Who.YOU, "Correct the filters, or remove these budgets.")
    elif unknown:
        counted = count(unknown, "budget")
        yield skipped(FILTERS, f"the costs of {counted} are not cached")
    else:
        yield ok(FILTERS, "each matches cached costs")


def _matches(ledger: Ledger, budget: Budget) -> bool | None:
    """Whether any costs match; None if they are not cached."""
    today = ledger.clock().date()
    found = budget_questions(ledger, [budget], today)
    if budget.in_overview:
        found = {overview_question(ledger, [budget], today): (budget,)}
    (query, _), *_ = found
    own = budget.own_days(today, ledger.capabilities.first_day(today))
    snapshot = longest(ledger, query, own)
    if snapshot is None:
        return None
    standing = judge(ledger, budget, snapshot, today).standing
    return not standing.matches_nothing if standing else None


def _names(names: Sequence[str]) -> str:
    shown = [f"“{name}”" for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(f"{len(names) - MOST_NAMES} more")
    return enumerated(shown)


def notify(settings: Settings) -> Iterator[Check]:
    """Checks that Apprise is installed and knows every URL. Raises SettingsError."""
    targets = open_targets(settings.notify)
    if targets:
        yield ok(NOTIFY, "; ".join(target.name for target in targets))
    elif settings.check_hourly:
        what = "--check-hourly needs --notify: the dashboard does not start."
        yield warning(NOTIFY, what, Who.YOU, "Set --notify to an Apprise URL.")
    else:
        yield skipped(NOTIFY, "not used; no alerts are sent")
