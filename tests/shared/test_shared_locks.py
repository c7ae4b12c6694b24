"""Locks in Redis: one holder, who may die, fall asleep, or find Redis gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
from redis_process import RedisProcess

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.redis.connection import RedisServer
from cloudsense.ledger.storage.redis.locks import RedisLocks, holding
from cloudsense.ledger.storage.redis.store import SharedStore

HOLDER = """
import sys, time
from cloudsense.ledger.storage.redis.locks import RedisLocks
from cloudsense.ledger.storage.redis.connection import RedisServer
with RedisLocks(RedisServer(sys.argv[1]), 1.0).hold("q"):
    print("held", flush=True)
    time.sleep(60)
"""
LOCK = "cloudsense:lock:q"


def locks(redis: RedisProcess, expiry: float = 5.0) -> RedisLocks:
    return RedisLocks(RedisServer(redis.url), expiry)


def test_one_holder_at_a_time(redis: RedisProcess) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(own: RedisLocks) -> None:
        for _ in range(3):
            with own.hold("q"):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.002)
                inside.pop()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [locks(redis) for _ in range(4)]))
    assert most == [1] * 12
    assert redis.client.keys("cloudsense:lock:*") == []


def test_a_holder_that_lives_keeps_its_lock_however_long_it_takes(redis: RedisProcess) -> None:
    with locks(redis, 0.3).hold("q"):
        token = redis.client.get(LOCK)
        time.sleep(0.8)
        assert redis.client.get(LOCK) == token
    assert redis.client.get(LOCK) is None


def test_whoever_is_killed_holds_nobody_up_for_long(redis: RedisProcess) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, redis.url], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        time.sleep(1.2)  # longer than it would last without being kept
        assert redis.client.get(LOCK)
        os.kill(other.pid, signal.SIGKILL)
    before = time.monotonic()
    with locks(redis).hold("q"):
        assert time.monotonic() - before < 4


def seen(hour: int, by: str) -> dict[str, object]:
    return {"seen": f"2026-10-20T{hour}:00:00+00:00", "by": by}


def test_whoever_lost_its_lock_gets_no_other_and_overwrites_nothing_newer(redis: RedisProcess) -> None:
    slow, quick = locks(redis, 0.4), locks(redis)
    old, new = SharedStore(RedisServer(redis.url)), SharedStore(RedisServer(redis.url))
    with slow.hold("q"):
        redis.client.delete(LOCK)  # as if it had run out while this process slept
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_write, quick, new).result()
        old.set("entry", seen(10, "slow"))
        assert new.get("entry") == seen(11, "quick")
        held = holding()
        assert held
        until = time.monotonic() + 5
        while not held.problem:
            assert time.monotonic() < until
            time.sleep(0.01)
        with pytest.raises(StoreError), slow.hold("journal"):
            pass
    with slow.hold("q"):
        old.set("entry", seen(12, "slow"))
    assert new.get("entry") == seen(12, "slow")


@pytest.mark.parametrize("there", [b"\xff[", b"[]", b'{"seen": 7}', b'{"seen": "2999-01-01T00:00:00+00:00"}'])
def test_what_is_damaged_or_from_the_future_gives_way(redis: RedisProcess, there: bytes) -> None:
    store = SharedStore(RedisServer(redis.url))
    redis.client.set("cloudsense:entry", there)
    store.set("entry", seen(10, "one"))
    assert store.get("entry") == seen(10, "one")


def test_of_two_that_write_at_once_the_one_that_was_seen_later_stays(redis: RedisProcess) -> None:
    stores = [SharedStore(RedisServer(redis.url)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: stores[n % 4].set("entry", seen(10 + n % 7, "x")), range(40)))
    assert stores[0].get("entry") == seen(16, "x")


def test_a_lost_lock_is_seen_before_anything_more_is_paid(redis: RedisProcess) -> None:
    own = locks(redis, 60)
    with own.hold("q"):
        with own.hold("journal"):
            pass
        redis.client.delete(LOCK)  # long before it would be renewed
        with pytest.raises(StoreError) as refusal, own.hold("journal"):
            pass
    assert "lost during a purchase" in refusal.value.title


def _write(own: RedisLocks, store: SharedStore) -> None:
    with own.hold("q"):
        store.set("entry", seen(11, "quick"))


def test_the_lock_of_somebody_else_is_not_given_back(redis: RedisProcess) -> None:
    with locks(redis).hold("q"):
        redis.client.set(LOCK, "another one's")
    assert redis.client.get(LOCK) == b"another one's"


@pytest.mark.parametrize("end", ["kill", "freeze"])
def test_without_redis_there_is_no_lock_and_no_waiting(redis: RedisProcess, end: str) -> None:
    server = RedisServer(redis.url, wait=0.3, backoff=0.5)
    own, started = RedisLocks(server), Event()
    with ThreadPoolExecutor(1) as pool:
        with own.hold("held"):
            waits = pool.submit(_hold, RedisLocks(server), "held", started)
            assert started.wait(5)
            getattr(redis, end)()
            with pytest.raises(StoreError):
                waits.result(2)
        before = time.monotonic()
        for _ in range(20):
            with pytest.raises(StoreError), own.hold("q"):
                pass
        assert time.monotonic() - before < 4  # waiting each time would take six seconds
    redis.start() if end == "kill" else redis.thaw()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with suppress(StoreError), own.hold("q"):
            return
        time.sleep(0.05)
    pytest.fail("it did not recover")


def _hold(own: RedisLocks, name: str, started: Event) -> None:
    started.set()
    with own.hold(name):
        pass
