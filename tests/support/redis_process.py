"""A real redis-server on a loopback port, that a test can kill, freeze and bring back, empty as it then is."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError

PERSISTENT = ("--save", "", "--appendonly", "yes")


class RedisProcess:
    """Started at once; what it holds is gone when it ends, unless `options` say otherwise."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._options = options or ("--save", "", "--appendonly", "no")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}"
        self.client: Any = Redis(port=self.port)
        self.start()

    def start(self) -> None:
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        program = ["redis-server", *where, *self._options]
        self._process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < until
            time.sleep(0.01)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.client.close()
        self.kill()

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except ConnectionError:
            return False


@contextmanager
def redis_process(folder: Path, *options: str) -> Iterator[RedisProcess]:
    """Skips the test where there is no redis-server; on a CI machine it has to be there."""
    if not shutil.which("redis-server"):
        said = "no Redis is installed: `apt-get install redis-server`"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    process = RedisProcess(folder, *options)
    try:
        yield process
    finally:
        process.close()
