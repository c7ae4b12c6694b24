"""A Redis that lost what it held gets it back from whoever has it at hand; what was forgotten stays forgotten."""

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
from cloudsense.ledger.api_spend import Payment, Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage import tombstones
from cloudsense.ledger.storage.redis.connection import GENERATION, Server
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import RedisLocks
from cloudsense.ledger.storage.redis.store import SharedStore

AUTUMN = span("2026-08-01", "2026-10-20")
AUGUST, SEPTEMBER, OCTOBER = (Month(2026, month) for month in (8, 9, 10))
TODAY = date(2026, 10, 20)
LIMIT = Decimal("0.05")


class Process(Bench):
    """One of several on one Redis: its own connections and memory, the others' source and clock."""

    server: Server

    @classmethod
    def on(cls, redis: RedisProcess, other: Process | None = None) -> Process:
        bench: Process = cls.at("2026-10-20 12:00")  # type: ignore[assignment]
        if other:
            bench.source, bench.clock = other.source, other.clock
        bench.server = Server(redis.url, wait=0.3, rest=0.1)
        locks = RedisLocks(bench.server)
        bench.store = SharedStore(bench.server)
        bench.spending = Spending(RedisJournal(bench.server, locks), LIMIT)
        bench.ledger = Ledger(bench.source, bench.store, bench.spending, bench.clock, locks=locks)
        bench.ledger.identity(None)
        bench.server.look()
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
    monkeypatch.setattr(tombstones, "A_FEW", 0)
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


def lose(redis: RedisProcess, how: str) -> None:
    """Everything, by command or with a start from nothing."""
    if how == "flush":
        redis.client.flushall()
    else:
        redis.kill()
        redis.start()
    assert redis.client.keys("*") == []


def test_it_is_forgotten_by_the_other_too(one: Process, other: Process) -> None:
    one.forget(SEPTEMBER)
    assert not other.has(SEPTEMBER)
    assert other.has(AUGUST)
    assert other.ledger.kept(OVERVIEW, SEPTEMBER.period).snapshot is None
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


@pytest.mark.parametrize("how", ["flush", "start"])
def test_whoever_has_it_at_hand_writes_it_back_and_nobody_pays_again(
    one: Process, redis: RedisProcess, how: str
) -> None:
    kept, before = entries(redis), shown(one.ask(OVERVIEW, AUTUMN))
    lose(redis, how)
    one.server.look()
    assert entries(redis) == kept
    assert all(redis.client.ttl(name) > 300 * 86_400 for name in kept)
    third = Process.on(redis, one)
    assert third.buys(OVERVIEW, AUTUMN) == []
    assert shown(third.ask(OVERVIEW, AUTUMN)) == before


def test_an_older_state_is_made_up_to_what_is_known(one: Process, redis: RedisProcess) -> None:
    """Redis writes its snapshots minutes apart, and comes back with the last one."""
    redis.client.config_set("save", "3600 1")
    redis.client.save()
    one.clock.on(hours=2)
    one.updates(OVERVIEW, AUTUMN)
    kept = entries(redis)
    redis.kill()
    redis.start()
    assert len(entries(redis)) == len(kept), "it came back with nothing"
    assert entries(redis) != kept
    one.server.look()
    assert entries(redis) == kept
    third = Process.on(redis, one)
    assert third.spending.spent(MINE.account, TODAY) == one.spending.spent(MINE.account, TODAY)
    assert third.buys(OVERVIEW, AUTUMN) == []


def test_once_and_not_with_every_look(one: Process, redis: RedisProcess) -> None:
    redis.client.flushall()
    one.server.look()
    redis.client.delete(*entries(redis))
    one.server.look()
    assert entries(redis) == {}


@pytest.mark.parametrize("older_first", [True, False])
def test_the_newest_of_several_copies_stays(
    one: Process, other: Process, redis: RedisProcess, older_first: bool
) -> None:
    one.clock.on(hours=2)
    one.source.restate("Amazon RDS", "2026-10-19")
    one.ask(OVERVIEW, AUTUMN)
    kept = entries(redis)
    redis.client.flushall()
    for process in (other, one) if older_first else (one, other):
        process.server.look()
    assert entries(redis) == kept
    assert_exact(Process.on(redis, one).ask(OVERVIEW, AUTUMN), one.source)


def test_what_was_bought_meanwhile_is_not_overwritten(one: Process, redis: RedisProcess) -> None:
    redis.client.flushall()
    one.clock.on(minutes=10)
    third = Process.on(redis, one)
    assert third.buys(OVERVIEW, OCTOBER.period) != []
    kept = entries(redis)
    one.server.look()
    assert kept.items() <= entries(redis).items()
    assert len(entries(redis)) > len(kept)


def test_what_was_forgotten_is_not_brought_back(one: Process, other: Process, redis: RedisProcess) -> None:
    one.forget(SEPTEMBER)
    assert not other.has(SEPTEMBER)
    redis.client.flushall()
    for process in (other, one, other):
        process.server.look()
    third = Process.on(redis, one)
    assert [process.has(SEPTEMBER) for process in (one, other, third)] == [False] * 3
    assert third.has(AUGUST)
    assert third.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
    assert other.buys(OVERVIEW, AUTUMN) == []


def test_whoever_had_not_heard_of_it_brings_nothing_back_either(
    one: Process, other: Process, redis: RedisProcess
) -> None:
    one.forget(SEPTEMBER)
    redis.client.flushall()  # before the other looked
    other.server.look()
    assert any(entry["covered"][0] == "2026-09-01" for entry in entries(redis).values())
    one.server.look()
    assert [process.has(SEPTEMBER) for process in (one, other, Process.on(redis, one))] == [False] * 3


def test_what_others_forgot_is_heeded_before_anything_is_written_back(
    one: Process, other: Process, redis: RedisProcess
) -> None:
    one.forget(SEPTEMBER)
    kept = entries(redis)
    redis.client.delete(GENERATION)
    other.server.look()
    assert entries(redis) == kept


def test_payments_come_back_before_anybody_asks(one: Process, redis: RedisProcess) -> None:
    """So that whoever starts afterwards keeps to what is left of the day."""
    spent = one.spending.spent(MINE.account, TODAY).today
    assert spent == 2
    redis.client.flushall()
    one.server.look()
    third = Process.on(redis, one)
    assert third.spending.spent(MINE.account, TODAY).today == spent
    for _ in range(3):
        pay(third)
    for each in (one, third):
        with pytest.raises(SpendingLimitError):
            pay(each)
    assert one.spending.spent(MINE.account, TODAY).today == 5


def test_what_was_paid_in_between_counts_with_both(one: Process, redis: RedisProcess) -> None:
    redis.client.flushall()
    third = Process.on(redis, one)
    pay(third)
    one.server.look()
    assert [each.spending.spent(MINE.account, TODAY).today for each in (one, third)] == [3, 3]


def pay(process: Process) -> None:
    with process.spending.page(Payment("2026-10-20T12:00:00+00:00", MINE.account, "q", "p")):
        pass


def test_a_redis_that_goes_away_while_it_is_written_back(
    one: Process, redis: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = entries(redis)
    redis.client.flushall()
    cache: Any = one.store._cache.cache
    restore, killed = cache.restore, []

    def dying(name: str, value: dict[str, Any]) -> None:
        if not killed:
            killed.append(name)
            redis.kill()
        restore(name, value)

    monkeypatch.setattr(cache, "restore", dying)
    with pytest.raises(StoreError):
        one.server.look()
    redis.start()
    time.sleep(0.15)
    one.server.look()
    assert entries(redis) == kept


def test_one_that_does_not_tell_of_its_start(one: Process, redis: RedisProcess) -> None:
    """Where INFO is not allowed only a loss of everything is noticed."""
    kept = entries(redis)
    redis.client.acl_setuser("default", commands=["-info"])
    one.server._generation = ""
    one.server.look()
    redis.client.flushall()
    one.server.look()
    assert entries(redis) == kept
    assert redis.client.exists(GENERATION)


def test_a_process_looks_by_itself(one: Process, redis: RedisProcess) -> None:
    kept = entries(redis)
    one.server.watch(0.02)
    lose(redis, "start")
    until = time.monotonic() + 5
    while entries(redis) != kept:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_garbage_gives_way(one: Process, redis: RedisProcess) -> None:
    kept = entries(redis)
    for name in kept:
        redis.client.set(name, b"\xff[")
    redis.client.delete(GENERATION)
    one.server.look()
    assert entries(redis) == kept
