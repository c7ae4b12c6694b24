"""Alerts of several processes that share a Redis: sent once, and not at all while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from receivers import WebHook, web_hook
from redis_process import RedisProcess

from cloudsense.alerts.events import Event
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Delivery, Notifier
from cloudsense.alerts.targets import open_targets
from cloudsense.ledger.storage.journal import ALERTS
from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import RedisLocks

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENT = Event("b", 80, "Budget b: 80% used", "…")


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as found:
        yield found


def notifier(redis: RedisProcess, url: str) -> Notifier:
    server = RedisServer(redis.url, wait=0.3, backoff=0.1)
    locks = RedisLocks(server)
    memory = Memory(RedisJournal(server, locks, f"{PREFIX}alerts", ALERTS))
    return Notifier(open_targets([url]), memory, locks, lambda: NOON)


def test_everybody_together_sends_once(redis: RedisProcess, hook: WebHook) -> None:
    ours = [notifier(redis, hook.url()) for _ in range(3)]
    found: list[Delivery] = []
    threads = [Thread(target=lambda one=one: found.extend(one.tell([EVENT]))) for one in ours]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(delivery.sent for delivery in found) == [0, 0, 1]
    assert [delivery.problem for delivery in found] == ["", "", ""]
    assert len(hook.taken) == 1


def test_nothing_is_sent_while_redis_is_away(redis: RedisProcess, hook: WebHook) -> None:
    ours = notifier(redis, hook.url())
    redis.kill()
    (delivery,) = ours.tell([EVENT])
    assert delivery.problem == "got nothing: Redis cannot be reached."
    assert hook.asked == 0
