"""What the doctor says of a Redis."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from consultation import Doctor
from endpoint import Endpoint
from redis_process import RedisProcess, redis_process


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    with redis_process(tmp_path) as process:
        yield process


def test_without_a_redis_there_is_nothing_to_say(aws: Endpoint, doctor: Doctor) -> None:
    assert doctor().status("redis") == "skipped"


def test_a_redis_that_forgets_keeps_or_throws_away(aws: Endpoint, doctor: Doctor, redis: RedisProcess) -> None:
    said = doctor("--cache", redis.url)
    assert (said.code, said.status("redis"), said.status("cache-folder")) == (0, "warning", "skipped")
    assert "does not write each change to disk" in said.checks["redis"]["what"]
    redis.client.config_set("appendonly", "yes")
    check = doctor("--cache", redis.url).checks["redis"]
    assert check["status"] == "ok"
    assert check["what"].endswith(", persistent")
    redis.client.config_set("maxmemory-policy", "allkeys-lru")
    check = doctor("--cache", redis.url).checks["redis"]
    assert (check["status"], check["who"]) == ("warning", "you")
    assert "noeviction" in check["how"]
    assert redis.client.keys("*") == []


def test_a_redis_with_snapshots(aws: Endpoint, doctor: Doctor, redis: RedisProcess) -> None:
    """They are minutes apart."""
    redis.client.config_set("save", "3600 1")
    check = doctor("--cache", redis.url).checks["redis"]
    assert (check["status"], check["how"]) == ("warning", "Start it with --appendonly yes.")


def test_a_redis_that_cannot_be_reached(aws: Endpoint, doctor: Doctor, redis: RedisProcess) -> None:
    redis.client.config_set("requirepass", "right")
    said = doctor("--cache", f"redis://:hunter2@127.0.0.1:{redis.port}")
    assert (said.code, said.bad) == (1, ["redis"])
    assert "refused the login" in said.checks["redis"]["what"]
    redis.kill()
    said = doctor("--cache", f"redis://:hunter2@127.0.0.1:{redis.port}")
    assert (said.code, said.bad) == (1, ["redis"])
    assert "cannot be reached" in said.checks["redis"]["what"]
    assert said.checks["redis"]["who"] == "you"


def test_the_package_that_it_needs(aws: Endpoint, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    said = doctor("--cache", "redis://127.0.0.1:1")
    assert said.bad == ["redis"]
    assert "pip install 'cloudsense[redis]'" in said.checks["redis"]["how"]


def test_a_redis_that_answers_its_own_machine_only(aws: Endpoint, doctor: Doctor) -> None:
    """What a real one says to strangers can't be had over loopback."""

    def deny(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                stranger, _ = listening.accept()
                with stranger:
                    stranger.sendall(b"-DENIED Redis is running in protected mode because it is enabled.\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=deny, args=(listening,), daemon=True).start()
        said = doctor("--cache", f"redis://127.0.0.1:{listening.getsockname()[1]}")
        listening.shutdown(socket.SHUT_RDWR)
    assert said.bad == ["redis"]
    assert "protected mode" in said.checks["redis"]["what"]
