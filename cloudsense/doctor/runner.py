"""Runs all checks in order; a failed one does not keep the others from running."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cloudsense.aws.diagnostics import Probes
from cloudsense.aws.responsibility import Who
from cloudsense.clock import Clock
from cloudsense.config.payers import payers
from cloudsense.config.settings import Settings
from cloudsense.doctor import alerts, free_checks, machine, paid_checks, shared
from cloudsense.doctor.check import Check, Status, failed, from_error, skipped
from cloudsense.doctor.paid_checks import PaidRequests, Tell
from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Group:
    """Checks that are made together; `names` in the order in which they come."""

    names: tuple[str, ...]
    checks: Callable[[], Iterable[Check]]
    needs: tuple[str, ...] = ()
    """Checks that must not have failed."""


def examine(settings: Settings, clock: Clock, tell: Tell, pay: bool = False) -> Iterator[Check]:
    """Every check, as soon as it is made; with `pay` also those that AWS charges for. Raises
    nothing."""
    done: dict[str, Check] = {}
    for group in _groups(settings, clock, tell, pay):
        for check in _run(group, done, settings.demo):
            done[check.name] = check
            yield check


def _groups(settings: Settings, clock: Clock, tell: Tell, pay: bool) -> tuple[Group, ...]:
    limits = settings.connect_timeout.total_seconds(), settings.read_timeout.total_seconds()
    payer = payers(settings)[0]
    probes = Probes(payer.profile, payer.region, *limits)
    hide = settings.hide_account
    paid_requests = PaidRequests(settings, clock, tell)
    settled = (free_checks.CREDENTIALS, free_checks.REGION, free_checks.ENDPOINT, free_checks.PROXY)
    known = (*settled, free_checks.IDENTITY)
    paid_names = (*paid_checks.COSTS, paid_checks.TAGS)
    last = [Group(paid_names, paid_checks.not_paid, known)]
    if pay:
        last = [
            Group(paid_checks.COSTS, lambda: paid_checks.costs(probes, paid_requests), known),
            Group((paid_checks.TAGS,), lambda: paid_checks.tags(probes, paid_requests), known),
        ]
    return (
        Group((machine.VERSION,), machine.versions),
        Group((machine.CACHE,), lambda: _folder(settings)),
        Group((shared.REDIS,), lambda: shared.redis(settings.cache)),
        Group((alerts.BUDGETS,), lambda: alerts.budgets(settings)),
        Group((alerts.NOTIFY,), lambda: alerts.notify(settings)),
        Group((free_checks.CREDENTIALS,), lambda: free_checks.credentials(probes)),
        Group((free_checks.REGION,), lambda: free_checks.region(probes)),
        Group(
            (free_checks.ENDPOINT, free_checks.PROXY),
            lambda: free_checks.endpoint_and_proxy(probes),
        ),
        Group(
            (free_checks.IDENTITY, free_checks.PARTITION, free_checks.CLOCK),
            lambda: free_checks.identity(probes, clock, hide),
            settled,
        ),
        Group((free_checks.PAYER,), lambda: free_checks.payer(probes, hide), known),
        Group(
            (alerts.FILTERS,),
            lambda: alerts.filters(settings, clock),
            (*known, machine.CACHE, alerts.BUDGETS),
        ),
        *last,
    )


def _folder(settings: Settings) -> Iterable[Check]:
    if settings.cache:
        return (skipped(machine.CACHE, "not used because of --cache"),)
    return machine.cache_folder(settings.cache_dir)


def _run(group: Group, done: Mapping[str, Check], demo: bool) -> Iterator[Check]:
    failed_names = {name for name, check in done.items() if check.status is Status.FAILED}
    if demo and group.names != (machine.VERSION,):
        yield from _skipped(group.names, "--demo: no requests to AWS, no cache")
    elif any(name in failed_names for name in group.needs):
        yield from _skipped(group.names, "skipped until the above is fixed")
    else:
        yield from _results(group, done)


def _results(group: Group, done: Mapping[str, Check]) -> Iterator[Check]:
    """The checks; if one cannot be made, why, and the rest of the group as skipped."""
    made = 0
    try:
        for check in group.checks():
            yield check
            made += 1
        return
    except CloudSenseError as error:
        problem = from_error(group.names[made], error)
    except Exception as error:
        log.debug("the check of %s failed", group.names[made], exc_info=True)
        what = f"The check itself failed ({type(error).__name__})."
        problem = failed(
            group.names[made], what, Who.YOU, "Run it again with --debug, and report the problem."
        )
    yield _once(problem, done)
    rest = group.names[made + 1 :]
    yield from _skipped(rest, f"unknown without {problem.name}")


def _once(problem: Check, done: Mapping[str, Check]) -> Check:
    """The problem; where an earlier check has the same one, a reference to it."""
    for check in done.values():
        if check.what == problem.what:
            return skipped(problem.name, f"unknown, for the same reason as {check.name}")
    return problem


def _skipped(names: Iterable[str], why: str) -> Iterator[Check]:
    return (skipped(name, why) for name in names)
