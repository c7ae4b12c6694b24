"""Check of a Redis shared by several processes: whether it is reachable and keeps its data."""

from __future__ import annotations

from collections.abc import Iterator

from cloudsense.aws.responsibility import Who
from cloudsense.doctor.check import Check, ok, skipped, warning
from cloudsense.ledger.storage import redis as shared

REDIS = "redis"


def redis(url: str | None) -> Iterator[Check]:
    """Checks of a Redis; writes nothing. Raises SettingsError, and StoreError
    if it is unreachable."""
    if not url:
        yield skipped(REDIS, "not used; the cache is in the cache folder")
        return
    shared.require()
    from cloudsense.ledger.storage.redis.connection import RedisServer

    facts = RedisServer(url).facts()
    name = f"Redis {facts.version}"
    if facts.evicts:
        what = f"{name} evicts data, including payments, when its memory is full."
        yield warning(REDIS, what, Who.YOU, "Set its maxmemory-policy to noeviction.")
    elif not facts.persistent:
        what = (
            f"{name} does not write each change to disk: payments and cached data are lost when "
            "it stops."
        )
        yield warning(REDIS, what, Who.YOU, "Start it with --appendonly yes.")
    else:
        yield ok(REDIS, f"{name}, persistent")
