"""A Redis that is restarted has everything; one that was emptied is a cold cache; what was deleted stays deleted."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ledger_bench import MINE, Bench, assert_exact, shown, span
from redis_process import RedisProcess

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import SpendingLimitError, StoreError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.cache import memory_cache
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.redis.connection import RedisServer
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import RedisLocks
from cloudsense.ledger.storage.redis.store import SharedStore

AUTUMN = span("2026-08-01", "2026-10-20")
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, month) for month in (8, 9, 10))
TODAY = date(2026, 10, 20)
LIMIT = Decimal("0.05")


class Process(Bench):
    """One of several on one Redis: its own connections and memory, the others' source and clock."""

    server: RedisServer

    @classmethod
    def on(cls, redis: RedisProcess, other: Process | None = None) -> Process:
        bench: Process = cls.at("2026-10-20 12:00")  # type: ignore[assignment]
        if other:
            bench.source, bench.clock = other.source, other.clock
        bench.server = RedisServer(redis.url, wait=0.3, backoff=0.1)
        locks = RedisLocks(bench.server)
        bench.store = SharedStore(bench.server)
        bench.spending = Spending(RedisJournal(bench.server, locks), LIMIT)
        bench.ledger = Ledger(bench.source, bench.store, bench.spending, bench.clock, locks=locks)
        bench.ledger.identity(None)
        return bench

    def forget(self, month: Month) -> None:
        stock = self.ledger.inventory()
        assert stock
        kept = stock.find(OVERVIEW.name, str(month))
        assert kept
        self.ledger.forget(kept)

    def has(self, month: Month) -> bool:
        stock = self.ledger.inventory()
        assert stock
        return bool(stock.find(OVERVIEW.name, str(month)))


@pytest.fixture
def one(redis: RedisProcess, monkeypatch: pytest.MonkeyPatch) -> Process:
    monkeypatch.setattr(memory_cache, "RECHECK_SECONDS", 0)
    one = Process.on(redis)
    one.ask(OVERVIEW, AUTUMN)
    return one


@pytest.fixture
def other(redis: RedisProcess, one: Process) -> Process:
    other = Process.on(redis, one)
    other.ask(OVERVIEW, AUTUMN)
    return other


def entries(redis: RedisProcess) -> dict[bytes, Any]:
    return {name: json.loads(redis.client.get(name)) for name in redis.client.keys("cloudsense:costs:*")}


def test_it_is_forgotten_by_the_other_too(one: Process, other: Process) -> None:
    one.forget(SEPTEMBER)
    assert not other.has(SEPTEMBER)
    assert other.has(AUGUST)
    assert other.ledger.cached(OVERVIEW, SEPTEMBER.period).snapshot is None
    assert other.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
    assert one.buys(OVERVIEW, AUTUMN) == []


def test_nothing_is_forgotten_while_redis_is_away(one: Process, other: Process, redis: RedisProcess) -> None:
    redis.kill()
    one.forget(SEPTEMBER)
    stock = one.ledger.inventory()
    assert stock
    assert isinstance(stock.problem, StoreError)
    assert one.has(SEPTEMBER)
    assert other.has(SEPTEMBER)
    redis.start()
    time.sleep(0.15)
    one.forget(SEPTEMBER)
    assert (one.has(SEPTEMBER), other.has(SEPTEMBER)) == (False, False)


def test_a_redis_that_is_restarted_has_everything(one: Process, redis: RedisProcess) -> None:
    kept, before = entries(redis), shown(one.ask(OVERVIEW, AUTUMN))
    one.forget(SEPTEMBER)
    redis.kill()
    redis.start()
    time.sleep(0.15)
    third = Process.on(redis, one)
    assert len(entries(redis)) == len(kept) - 1
    assert all(redis.client.ttl(name) > 300 * 86_400 for name in entries(redis))
    assert third.spending.spent(MINE.account, TODAY) == one.spending.spent(MINE.account, TODAY)
    assert [process.has(SEPTEMBER) for process in (one, third)] == [False, False]
    assert third.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
    assert shown(third.ask(OVERVIEW, AUTUMN)) == before
    assert one.buys(OVERVIEW, AUTUMN) == []


def test_an_emptied_redis_is_a_cold_cache(one: Process, other: Process, redis: RedisProcess) -> None:
    """Nothing is bought until somebody asks; whoever has it in memory asks for nothing."""
    before = shown(one.ask(OVERVIEW, AUTUMN))
    one.source.bought()
    redis.client.flushall()
    assert shown(one.ask(OVERVIEW, AUTUMN)) == shown(other.ask(OVERVIEW, AUTUMN)) == before
    assert one.source.bought() == []
    third = Process.on(redis, one)
    assert third.ledger.cached(OVERVIEW, AUTUMN).snapshot is None
    assert third.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, AUTUMN)]
    assert Process.on(redis, one).buys(OVERVIEW, AUTUMN) == []


def test_an_emptied_redis_does_not_make_numbers_older(one: Process, other: Process, redis: RedisProcess) -> None:
    redis.client.flushall()
    one.clock.on(hours=2)
    one.source.restate("Amazon RDS", "2026-10-19")
    one.ask(OVERVIEW, AUTUMN)
    kept = entries(redis)
    other.ask(OVERVIEW, AUTUMN)
    assert kept.items() <= entries(redis).items()
    assert_exact(other.ask(OVERVIEW, AUTUMN), one.source)
    assert_exact(Process.on(redis, one).ask(OVERVIEW, AUTUMN), one.source)


def test_what_was_deleted_does_not_come_back_from_an_emptied_redis(
    one: Process, other: Process, redis: RedisProcess
) -> None:
    one.forget(SEPTEMBER)
    assert not other.has(SEPTEMBER)
    redis.client.flushall()
    third = Process.on(redis, one)
    assert [process.has(SEPTEMBER) for process in (one, other, third)] == [False] * 3
    assert entries(redis) == {}


def test_the_daily_limit_holds_for_whoever_has_read_the_payments(one: Process, redis: RedisProcess) -> None:
    spent = one.spending.spent(MINE.account, TODAY).today
    redis.client.flushall()
    assert one.spending.spent(MINE.account, TODAY).today == spent == 2
    for _ in range(3):
        pay(one)
    with pytest.raises(SpendingLimitError):
        pay(one)


def pay(process: Process) -> None:
    with process.spending.page(Payment("2026-10-20T12:00:00+00:00", MINE.account, "q", "p")):
        pass
