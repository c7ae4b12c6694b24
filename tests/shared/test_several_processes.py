"""Two dashboards in processes of their own: what one paid for both have, and neither pays twice or too much."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from endpoint import Endpoint, organization
from redis_process import RedisProcess
from replicas import Client, replicas

SEARCHES = ("", "?period=90d", "?by=region", "?by=account", "?period=last-month&by=region", "?period=7d&chart=line")
MORE = tuple(f"?by={word}" for word in ("operation", "instance-type", "purchase-type", "az", "platform", "tenancy"))


@contextmanager
def aws() -> Iterator[Endpoint]:
    with Endpoint(organization(accounts=2, services=4, regions=2)) as endpoint:
        endpoint.latency = 0.1
        yield endpoint


def purchases(endpoint: Endpoint) -> Counter[str]:
    """How often each page of each question was asked for."""
    return Counter(json.dumps(request.parameters, sort_keys=True) for request in endpoint.asked())


def payments(lines: list[str]) -> int:
    """Lines of payments without those struck out."""
    found = [json.loads(line) for line in lines]
    return sum("id" in line for line in found) - sum("free" in line for line in found)


def in_redis(redis: RedisProcess) -> Callable[[], list[str]]:
    return lambda: [line.decode() for line in redis.client.lrange("cloudsense:spending", 0, -1)]


def wait_for(come: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not come():
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.mark.parametrize("where", ["redis", "folder"])
def test_twenty_four_clients_of_two_processes(where: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if where == "redis":
        redis = request.getfixturevalue("redis")
        argv, lines = ("--cache", redis.url), in_redis(redis)
    else:
        argv, lines = ("--cache-dir", str(tmp_path / "kept")), (tmp_path / "kept" / "spending.jsonl").read_text
        lines = (lambda read: lambda: read().splitlines())(lines)
    with aws() as endpoint, replicas(endpoint, 2, *argv, "--spend-limit", "0.10") as addresses:
        wishes = [(list(addresses)[n % 2], SEARCHES[n // 2 % len(SEARCHES)]) for n in range(24)]
        with ThreadPoolExecutor(24) as pool:
            screens = list(pool.map(lambda wish: Client(wish[0]).rested(wish[1]), wishes))
        seen = {
            search: {s.sentence("table") for (_, at), s in zip(wishes, screens, strict=True) if at == search}
            for search in SEARCHES
        }
        assert {search: len(found) for search, found in seen.items()} == dict.fromkeys(SEARCHES, 1)
        assert set(purchases(endpoint).values()) == {1}
        assert payments(lines()) == endpoint.pages
        with ThreadPoolExecutor(12) as pool:
            both = [(address, search) for address in addresses for search in MORE]
            screens = list(pool.map(lambda wish: Client(wish[0]).rested(wish[1]), both))
        assert any("Daily limit of $0.10 reached" in screen.text for screen in screens)
        assert set(purchases(endpoint).values()) == {1}
        assert payments(lines()) == endpoint.pages <= 10


def test_redis_dies_in_the_middle_and_comes_back(redis: RedisProcess) -> None:
    with aws() as endpoint, replicas(endpoint, 2, "--cache", redis.url) as addresses:
        one, two = map(Client, addresses)
        before = one.rested().sentence("table")
        redis.kill()
        pages = endpoint.pages
        started = time.monotonic()
        assert one.rested().sentence("table") == before
        screen = two.rested()
        assert time.monotonic() - started < 10
        assert "Redis cannot be reached" in screen.text
        assert "makes no paid requests" in screen.text
        assert one.http.get("/healthz").status_code == 200
        one.press("update")
        assert "Redis cannot be reached" in one.rested().text
        assert one.rested().sentence("table") == before
        assert endpoint.pages == pages
        redis.start()  # `two` has nothing in memory
        wait_for(lambda: two.press("retry") and "Redis" not in two.rested().text)
        assert two.rested().sentence("table") == before
        assert endpoint.pages == pages
        one.press("update")
        assert "Redis" not in one.rested().text
        assert payments(in_redis(redis)()) == endpoint.pages
