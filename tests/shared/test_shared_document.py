"""Mutes and notes in Redis: everybody sees them, and nobody's is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from redis_process import RedisProcess

from cloudsense.errors import StoreError
from cloudsense.ledger.storage.redis.connection import PREFIX, RedisServer
from cloudsense.ledger.storage.redis.document import RedisDocument
from cloudsense.ledger.storage.redis.locks import RedisLocks
from cloudsense.ledger.storage.text_document import REMARKS


def document(redis: RedisProcess) -> RedisDocument:
    """As a process of its own has it."""
    server = RedisServer(redis.url)
    return RedisDocument(server, RedisLocks(server), REMARKS)


def test_what_one_writes_all_read(redis: RedisProcess) -> None:
    one, other = document(redis), document(redis)
    assert one.read() == ""
    one.change(lambda text: f"{text}ä")
    assert other.read() == "ä"


def test_what_is_no_text_is_left_alone(redis: RedisProcess) -> None:
    own = document(redis)
    key = f"{PREFIX}{REMARKS}"
    own._server.client.set(key, b"f\xfcr")
    with pytest.raises(StoreError, match="not UTF-8 text"):
        own.change(lambda text: f"{text}x")
    assert own._server.client.get(key) == b"f\xfcr"


def test_nothing_is_lost_if_several_write_at_once(redis: RedisProcess) -> None:
    def add(own: RedisDocument) -> None:
        for _ in range(5):
            own.change(lambda text: f"{text}x")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, [document(redis) for _ in range(3)]))
    assert document(redis).read() == "x" * 15


def test_while_redis_is_away_nothing_can_be_read_or_changed(redis: RedisProcess) -> None:
    own = document(redis)
    own.change(lambda _: "old")
    redis.kill()
    with pytest.raises(StoreError):
        own.read()
    with pytest.raises(StoreError):
        own.change(lambda _: "new")
