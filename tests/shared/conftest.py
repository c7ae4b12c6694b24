"""A Redis of each test's own that keeps its data, and what CloudSense makes of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis_process import PERSISTENT, RedisProcess, redis_process

sys.path += [str(Path(__file__).parents[1] / room) for room in ("ledger", "web")]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    with redis_process(tmp_path, *PERSISTENT) as process:
        yield process
