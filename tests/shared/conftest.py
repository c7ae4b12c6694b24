"""A Redis of each test's own, and what CloudSense makes of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis_process import RedisProcess, redis_process

sys.path += [str(Path(__file__).parents[1] / room) for room in ("ledger", "web")]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    with redis_process(tmp_path) as process:
        yield process
