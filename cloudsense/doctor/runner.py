"""Everything looked at in turn; whatever comes of one look, the others are taken too."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cloudsense.aws.diagnostics import Probes
from cloudsense.aws.responsibility import Who
from cloudsense.clock import Clock
from cloudsense.config.settings import Settings
from cloudsense.doctor import free_checks, machine, paid_checks, shared
from cloudsense.doctor.check import Check, Status, bad, failed, skipped
from cloudsense.doctor.paid_checks import Cashier, Tell
from cloudsense.errors import CloudSenseError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Look:
    """Makes the checks of these names, in this order."""

    names: tuple[str, ...]
    checks: Callable[[], Iterable[Check]]
    needs: tuple[str, ...] = ()
    """Checks that must not have failed."""


def examine(settings: Settings, clock: Clock, tell: Tell, pay: bool = False) -> Iterator[Check]:
    """Every check, as soon as it is made; with `pay` also those that AWS charges for. Raises nothing."""
    done: dict[str, Check] = {}
    for look in _looks(settings, clock, tell, pay):
        for check in _taken(look, done, settings.demo):
            done[check.name] = check
            yield check


def _looks(settings: Settings, clock: Clock, tell: Tell, pay: bool) -> tuple[Look, ...]:
    limits = settings.connect_timeout.total_seconds(), settings.read_timeout.total_seconds()
    probes, hide = Probes(settings.profile, settings.region, *limits), settings.hide_account
    cashier = Cashier(settings, clock, tell)
    settled = (free_checks.CREDENTIALS, free_checks.REGION, free_checks.ENDPOINT, free_checks.PROXY)
    known = (*settled, free_checks.IDENTITY)
    asked = (
        Look(paid_checks.COSTS, lambda: paid_checks.costs(probes, cashier), known),
        Look((paid_checks.TAGS,), lambda: paid_checks.tags(probes, cashier), known),
    )
    return (
        Look((machine.VERSION,), machine.versions),
        Look((machine.CACHE,), lambda: _folder(settings)),
        Look((shared.REDIS,), lambda: shared.redis(settings.cache)),
        Look((free_checks.CREDENTIALS,), lambda: free_checks.credentials(probes)),
        Look((free_checks.REGION,), lambda: free_checks.region(probes)),
        Look((free_checks.ENDPOINT, free_checks.PROXY), lambda: free_checks.way(probes)),
        Look(
            (free_checks.IDENTITY, free_checks.PARTITION, free_checks.CLOCK),
            lambda: free_checks.who(probes, clock, hide),
            settled,
        ),
        Look((free_checks.PAYER,), lambda: free_checks.payer(probes, hide), known),
        *(asked if pay else (Look((*paid_checks.COSTS, paid_checks.TAGS), paid_checks.not_paid, known),)),
    )


def _folder(settings: Settings) -> Iterable[Check]:
    if settings.cache:
        return (skipped(machine.CACHE, "not used because of --cache"),)
    return machine.cache_folder(settings.cache_dir)


def _taken(look: Look, done: Mapping[str, Check], demo: bool) -> Iterator[Check]:
    if demo and look.names != (machine.VERSION,):
        yield from _skipped(look.names, "--demo: no requests to AWS, no cache")
    elif any(done[name].status is Status.FAILED for name in look.needs if name in done):
        yield from _skipped(look.names, "skipped until the above is fixed")
    else:
        yield from _made(look, done)


def _made(look: Look, done: Mapping[str, Check]) -> Iterator[Check]:
    """The checks; if one cannot be made, why, and that the rest of the look is not known."""
    made = 0
    try:
        for check in look.checks():
            yield check
            made += 1
        return
    except CloudSenseError as error:
        problem = failed(look.names[made], error)
    except Exception as error:
        log.debug("the check of %s failed", look.names[made], exc_info=True)
        what = f"The check itself failed ({type(error).__name__})."
        problem = bad(look.names[made], what, Who.YOU, "Run it again with --debug, and report the problem.")
    yield _once(problem, done)
    yield from _skipped(look.names[made + 1 :], f"unknown without {problem.name}")


def _once(problem: Check, done: Mapping[str, Check]) -> Check:
    """What was said above is not said again."""
    said = next((check.name for check in done.values() if check.what == problem.what), None)
    return skipped(problem.name, f"unknown, for the same reason as {said}") if said else problem


def _skipped(names: Iterable[str], why: str) -> Iterator[Check]:
    return (skipped(name, why) for name in names)
