"""Entries in Redis: JSON only, for everybody, and what happens while Redis is away."""

from __future__ import annotations

import json
import logging
import os
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from ledger_bench import EC2, Bench, shown, span, usage
from redis.exceptions import TimeoutError
from redis_process import RedisProcess

from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import SettingsError, StoreError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.redis.connection import RedisServer
from cloudsense.ledger.storage.redis.journal import RedisJournal
from cloudsense.ledger.storage.redis.locks import RedisLocks
from cloudsense.ledger.storage.redis.store import SharedStore

PERIOD = span("2026-09-10", "2026-10-20")
WHOLE = span("2026-09-01", "2026-10-20")


class SharedBench(Bench):
    """One process of several: its own connection, and nothing at hand."""

    url: str

    @classmethod
    def on(cls, url: str, text: str = "2026-10-20 12:00") -> SharedBench:
        cls.url = url
        return cls.at(text)  # type: ignore[return-value]

    def restart(self) -> None:
        server = RedisServer(self.url, wait=0.3, backoff=0.3)
        locks = RedisLocks(server)
        self.store, self.spending = SharedStore(server), Spending(RedisJournal(server, locks))
        self.ledger = Ledger(self.source, self.store, self.spending, self.clock, locks=locks)


@pytest.fixture
def bench(redis: RedisProcess) -> SharedBench:
    return SharedBench.on(redis.url)


def entries(redis: RedisProcess) -> list[bytes]:
    return sorted(redis.client.keys("cloudsense:costs:*"))


def test_what_one_process_bought_the_other_has(bench: SharedBench, redis: RedisProcess) -> None:
    assert bench.buys(OVERVIEW, PERIOD) == [(OVERVIEW, WHOLE)]
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == []
    for name in entries(redis):
        assert json.loads(redis.client.get(name))["schema"] == 1
        assert redis.client.ttl(name) > 300 * 86_400
        assert bench.store.has(name.decode().removeprefix("cloudsense:"))
    assert not bench.store.has("nothing")
    assert all(name.startswith(b"cloudsense:") for name in redis.client.keys("*"))


class Bomb:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.marker),)


@pytest.mark.parametrize("before", [b"", b"!"])
def test_a_planted_pickle_is_never_run(bench: SharedBench, redis: RedisProcess, tmp_path: Path, before: bytes) -> None:
    bench.ask(OVERVIEW, PERIOD)
    marker, planted = tmp_path / "it-ran", pickle.dumps(Bomb(tmp_path / "it-ran"))
    assert entries(redis)
    for name in entries(redis):
        redis.client.set(name, before + planted)
    redis.client.rpush("cloudsense:spending", before + planted)
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == [(OVERVIEW, WHOLE)]
    assert not marker.exists()
    pickle.loads(planted)
    assert marker.exists()  # the bomb was a real one


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"7", b"\xff", b"[" * 10**5])
def test_garbage_is_as_if_it_were_not_there(bench: SharedBench, redis: RedisProcess, content: bytes) -> None:
    bench.ask(OVERVIEW, PERIOD)
    for name in entries(redis):
        redis.client.set(name, content)
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == [(OVERVIEW, WHOLE)]


@pytest.mark.parametrize("end", ["kill", "freeze"])
def test_without_redis_the_page_goes_on_with_what_it_has_and_buys_nothing(
    bench: SharedBench, redis: RedisProcess, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.source.bought()
    getattr(redis, end)()
    assert shown(bench.ask(OVERVIEW, PERIOD)) == before
    assert not bench.store.has("generation")
    bench.clock.on(hours=2)
    with caplog.at_level(logging.INFO):
        started = time.monotonic()
        answer = bench.ledger.costs(OVERVIEW, PERIOD)
        for _ in range(10):
            assert bench.ledger.costs(OVERVIEW, PERIOD).snapshot
            with pytest.raises(StoreError):
                bench.ledger.costs(usage(EC2), PERIOD)
            bench.ledger.spent()
        assert time.monotonic() - started < 5  # waiting each time would take more than ten seconds
    assert shown(answer.snapshot) == before
    assert answer.snapshot
    assert isinstance(answer.snapshot.problem, StoreError)
    assert bench.source.bought() == []
    assert [record.getMessage() for record in caplog.records] == [
        "Redis cannot be reached. No paid requests until Redis is available."
    ]
    redis.start() if end == "kill" else redis.thaw()
    bench.clock.on(minutes=1)
    time.sleep(0.35)
    assert len(bench.buys(OVERVIEW, PERIOD)) == 1


def test_what_was_paid_while_redis_went_away_is_written_down_when_it_is_back(
    bench: SharedBench, redis: RedisProcess
) -> None:
    bench.source.pages, answer = 2, bench.source._answer

    def dying(*given: Any) -> Any:
        if given[-1] == 2:  # not the total, which is one page
            redis.kill()
        return answer(*given)

    bench.source._answer = dying  # type: ignore[method-assign]
    bench.ask(OVERVIEW, PERIOD)
    redis.start()
    time.sleep(0.35)
    bench.ledger.spent()
    assert len(entries(redis)) == 2 + 14, "two months, and the total of fourteen"
    bench.restart()
    assert bench.buys(OVERVIEW, PERIOD) == []


def silent(_name: str) -> None:
    raise TimeoutError


def test_whoever_cannot_see_what_is_there_buys_nothing(
    bench: SharedBench, redis: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.restart()
    bench.source.finished.clear()
    server = RedisServer(redis.url)
    monkeypatch.setattr(server.client, "get", silent)
    monkeypatch.setattr(bench.store._cache, "_server", server)  # locks and payments work
    monkeypatch.setattr(RedisServer, "_problem", lambda _self: None)
    with pytest.raises(StoreError):
        bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert bench.source.finished == []
    assert bench.spending.pages_paid_here == 0


def test_a_redis_that_takes_no_more(bench: SharedBench, redis: RedisProcess) -> None:
    redis.client.config_set("maxmemory", "1")
    with pytest.raises(StoreError) as refusal:
        bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert "rejected" in refusal.value.title
    assert bench.source.bought() == []


def test_a_wrong_password_is_said_and_not_repeated(bench: SharedBench, redis: RedisProcess) -> None:
    redis.client.config_set("requirepass", "right")
    SharedBench.url = f"redis://:hunter2@127.0.0.1:{redis.port}"
    bench.restart()
    with pytest.raises(StoreError) as refusal:
        bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert "password" in refusal.value.sentence
    assert "hunter2" not in refusal.value.sentence


@pytest.mark.parametrize("url", ["redis://h/?db=x", "redis://h?ssl_bogus=1", "rediss://h?ssl_cert_reqs=maybe"])
def test_an_address_that_the_library_refuses(url: str) -> None:
    with pytest.raises(SettingsError):
        RedisServer(url)
