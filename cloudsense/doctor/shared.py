"""The Redis that several processes share: whether it answers, and whether it forgets."""

from __future__ import annotations

from collections.abc import Iterator

from cloudsense.aws.blame import Who
from cloudsense.doctor.check import Check, good, skipped, warning
from cloudsense.ledger import shared

REDIS = "redis"


def redis(url: str | None) -> Iterator[Check]:
    """Nothing is written. Raises SettingsError, and StoreError where it cannot be reached."""
    if not url:
        yield skipped(REDIS, "not used: what is kept lies in the cache folder")
        return
    shared.require()
    from cloudsense.ledger.shared.server import Server

    facts = Server(url).facts()
    name = f"Redis {facts.version}"
    if facts.evicts:
        what = f"{name} throws away what it holds when its memory is full, payments too."
        yield warning(REDIS, what, Who.YOU, "Set its maxmemory-policy to noeviction.")
    elif facts.persistent is False:
        what = f"{name} keeps nothing on disk: what was paid for is gone when it ends."
        yield warning(REDIS, what, Who.YOU, "Start it with --appendonly yes.")
    else:
        yield good(REDIS, f"{name} answers{', and keeps what it holds on disk' if facts.persistent else ''}")
