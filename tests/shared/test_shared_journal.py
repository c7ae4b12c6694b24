"""Payments in Redis: counted once by everybody, and still there after it was restarted."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from redis_process import RedisProcess

from cloudsense.errors import AccessError, SpendingLimitError, StoreError
from cloudsense.ledger.api_spend import Spending, Spent
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.redis.connection import RedisServer
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import RedisLocks

TODAY = date(2026, 10, 20)
LIST = "cloudsense:spending"


def spending(redis: RedisProcess, limit: str | None = None) -> Spending:
    server = RedisServer(redis.url, wait=0.3, backoff=0.1)
    return Spending(RedisJournal(server, RedisLocks(server)), Decimal(limit) if limit else None)


def pay(spending: Spending) -> None:
    with spending.page(Payment("2026-10-20T12:00:00+00:00", "1", "q", "p")):
        pass


def refused(spending: Spending, meanwhile: Callable[[], None] = lambda: None) -> None:
    def ask() -> None:
        with spending.page(Payment("2026-10-20T12:00:00+00:00", "1", "q", "p")):
            meanwhile()
            raise AccessError("no")

    with pytest.raises(AccessError):
        ask()


def today(spending: Spending) -> int:
    return spending.spent("1", TODAY).today


def test_everybody_counts_everybodys(redis: RedisProcess) -> None:
    one, two = spending(redis), spending(redis)
    pay(one)
    pay(two)
    refused(two)
    pay(one)
    assert [today(s) for s in (one, two, spending(redis))] == [3, 3, 3]
    assert (one.pages_paid_here, two.pages_paid_here) == (2, 1)


def test_the_limit_is_everybodys(redis: RedisProcess) -> None:
    one, two = spending(redis, "0.03"), spending(redis, "0.03")
    pay(one)
    pay(two)
    pay(one)
    for each in (one, two, spending(redis, "0.03")):
        with pytest.raises(SpendingLimitError):
            pay(each)
    assert today(one) == 3


@pytest.mark.parametrize("line", ["", "{", "[]", "7", "null", '{"at": 1}', "\udcff\x00"])
def test_garbage_lines_are_ignored(redis: RedisProcess, line: str) -> None:
    one = spending(redis)
    pay(one)
    redis.client.rpush(LIST, line.encode("utf-8", "surrogateescape"))
    pay(one)
    assert (today(one), today(spending(redis))) == (2, 2)


def test_a_redis_that_is_restarted_has_every_payment(redis: RedisProcess) -> None:
    one = spending(redis, "0.03")
    pay(one)
    refused(one)
    pay(one)
    redis.kill()
    with pytest.raises(StoreError):
        pay(one)
    redis.start()
    third = spending(redis, "0.03")
    assert today(third) == 2
    pay(third)
    time.sleep(0.1)
    for each in (one, third, spending(redis, "0.03")):
        with pytest.raises(SpendingLimitError):
            pay(each)
    assert [today(one), today(third)] == [3, 3]


def test_a_redis_that_was_emptied_starts_a_new_list(redis: RedisProcess) -> None:
    """What a process has read it still counts; nobody counts anything twice."""
    one = spending(redis)
    for _ in range(3):
        pay(one)
    assert today(one) == 3
    redis.client.flushall()
    assert today(one) == 3
    two = spending(redis)
    for _ in range(5):
        pay(two)
    assert (today(one), today(two)) == (8, 5)
    pay(one)
    assert (today(one), today(two)) == (9, 6)


def test_lines_that_are_there_twice_count_once(redis: RedisProcess) -> None:
    one = spending(redis)
    pay(one)
    refused(one)
    lines = redis.client.lrange(LIST, 0, -1)
    assert len(lines) == 3
    redis.client.rpush(LIST, *lines, *reversed(lines))
    assert [s.spent("1", TODAY) for s in (one, spending(redis))] == [Spent(1, 1)] * 2


def test_a_refusal_that_cannot_be_struck_out_stays_a_refusal(redis: RedisProcess) -> None:
    one = spending(redis)
    pay(one)
    refused(one, redis.kill)
    assert today(one) == 2
