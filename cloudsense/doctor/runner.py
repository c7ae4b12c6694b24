"""Runs all checks in order; a failed one does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from cloudsense.aws.account_claims import Claims
from cloudsense.aws.diagnostics import Probes
from cloudsense.aws.payer_role import Role
from cloudsense.aws.responsibility import Who
from cloudsense.clock import Clock
from cloudsense.config.payers import Payer, payers
from cloudsense.config.settings import Settings
from cloudsense.costs.names import visible, without_name
from cloudsense.doctor import alerts, free_checks, machine, paid_checks
from cloudsense.doctor.check import Check, Status, failed, from_error, skipped
from cloudsense.doctor.paid_checks import PaidRequests, Tell
from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)

COMMON = (machine.VERSION, machine.CACHE, machine.REDIS, alerts.NOTIFY)
"""Checks that do not depend on the payer."""


@dataclass(frozen=True)
class Group:
    """Checks that run together; `names` are in order."""

    names: tuple[str, ...]
    checks: Callable[[], Iterable[Check]]
    needs: tuple[str, ...] = ()
    """Checks that must not have failed before."""

    def of(self, payer: str) -> Group:
        """The group for one of several payers, with its name in the names of checks."""

        def checks() -> Iterator[Check]:
            for check in self.checks():
                what = without_name(check.what, payer)
                yield replace(check, name=_name(check.name, payer), what=what)

        names = tuple(_name(name, payer) for name in self.names)
        needs = tuple(_name(name, payer) for name in self.needs)
        return Group(names, checks, needs)


def _name(check: str, payer: str) -> str:
    if check in COMMON:
        return check
    return f"{check} ({visible(payer)})"


def examine(settings: Settings, clock: Clock, tell: Tell, pay: bool = False) -> Iterator[Check]:
    """Every check as soon as it is made; with `pay` also those that AWS charges for. Raises
    SettingsError for invalid payers."""
    done: dict[str, Check] = {}
    for group in _groups(settings, clock, tell, pay):
        for check in _run(group, done, settings.demo):
            done[check.name] = check
            yield check


def _groups(settings: Settings, clock: Clock, tell: Tell, pay: bool) -> Iterator[Group]:
    yield Group((machine.VERSION,), machine.versions)
    yield Group((machine.CACHE,), lambda: _folder(settings))
    yield Group((machine.REDIS,), lambda: machine.redis(settings.cache))
    known = payers(settings)
    several = len(known) > 1
    for payer in known:
        budgets = Group((alerts.BUDGETS,), partial(alerts.budgets, settings, payer))
        yield budgets.of(payer.name) if several else budgets
    yield Group((alerts.NOTIFY,), lambda: alerts.notify(settings))
    paid_requests = PaidRequests(settings, clock, tell) if pay else None
    claims = Claims()
    for payer in known:
        for group in _of_payer(settings, clock, payer, claims, paid_requests):
            yield group.of(payer.name) if several else group


def _of_payer(
    settings: Settings,
    clock: Clock,
    payer: Payer,
    claims: Claims,
    paid_requests: PaidRequests | None,
) -> Iterator[Group]:
    probes = _probes(settings, payer)
    hide = settings.hide_account
    settled = (free_checks.CREDENTIALS, free_checks.REGION, free_checks.ENDPOINT, free_checks.PROXY)
    known = (*settled, free_checks.IDENTITY)

    def claim() -> Iterator[Check]:
        claims.claim(payer.name, probes.identity)
        yield from free_checks.payer(probes, hide)

    yield Group((free_checks.CREDENTIALS,), lambda: free_checks.credentials(probes))
    yield Group((free_checks.REGION,), lambda: free_checks.region(probes))
    yield Group(
        (free_checks.ENDPOINT, free_checks.PROXY), lambda: free_checks.endpoint_and_proxy(probes)
    )
    yield Group(
        (free_checks.IDENTITY, free_checks.PARTITION, free_checks.CLOCK),
        lambda: free_checks.identity(probes, clock, hide),
        settled,
    )
    yield Group((free_checks.PAYER,), claim, known)
    yield Group(
        (alerts.FILTERS,),
        lambda: alerts.filters(settings, clock, payer),
        (*known, machine.CACHE, alerts.BUDGETS),
    )
    if paid_requests is None:
        yield Group((*paid_checks.COSTS, paid_checks.TAGS), paid_checks.not_paid, known)
        return
    needs = (*known, free_checks.PAYER)
    costs = partial(paid_checks.costs, probes, paid_requests)
    tags = partial(paid_checks.tags, probes, paid_requests)
    yield Group(paid_checks.COSTS, costs, needs)
    yield Group((paid_checks.TAGS,), tags, needs)


def _probes(settings: Settings, payer: Payer) -> Probes:
    limits = settings.connect_timeout.total_seconds(), settings.read_timeout.total_seconds()
    role = Role(payer.role_arn, payer.external_id) if payer.role_arn else None
    return Probes(payer.profile, payer.region, *limits, role)


def _folder(settings: Settings) -> Iterable[Check]:
    if settings.cache:
        return (skipped(machine.CACHE, "not used because of --cache"),)
    return machine.cache_folder(settings.cache_dir)


def _run(group: Group, done: Mapping[str, Check], demo: bool) -> Iterator[Check]:
    failed_names = {name for name in done if done[name].status is Status.FAILED}
    if demo and group.names != (machine.VERSION,):
        yield from _skipped(group.names, "--demo: no requests to AWS, no cache")
    elif any(name in failed_names for name in group.needs):
        yield from _skipped(group.names, "skipped until the above is fixed")
    else:
        yield from _results(group, done)


def _results(group: Group, done: Mapping[str, Check]) -> Iterator[Check]:
    """Checks of a group; if one raises an error, its problem, and the remaining ones as skipped."""
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
    """The problem, or a reference to an earlier check with the same one."""
    for check in done.values():
        if check.what == problem.what:
            return skipped(problem.name, f"unknown, for the same reason as {check.name}")
    return problem


def _skipped(names: Iterable[str], why: str) -> Iterator[Check]:
    return (skipped(name, why) for name in names)
