"""Many people at once, and a long day: errors, purchases, waiting, memory. CloudSense runs in a
process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crowd import PLACES, Kind, Wait, crowd, purchases, quantile
from endpoint import Endpoint, environment, organization
from visitor import Visitor

from benchmarks import memory

PEOPLE, SECONDS, THINKS = 50, 60, 1.0
LATENCY = 0.3
"""Seconds that the local Cost Explorer takes for a page."""
ARRIVING = 10
"""Seconds in which the crowd comes, and nothing is cached."""
VIEWS = (0, 200, 1000)


def measure() -> Iterator[tuple[str, str]]:
    """A crowd for a minute, then a thousand views."""
    with (
        Endpoint(organization(accounts=12, services=24, regions=4), latency=LATENCY) as aws,
        _running(aws) as server,
    ):
        before = server.processor_seconds
        met = crowd(server.url, PEOPLE, SECONDS, THINKS)
        milliseconds = (server.processor_seconds - before) * 1000 / len(met.waits)
        yield f"{PEOPLE} people, {SECONDS} s: requests", f"{len(met.waits)}"
        yield "errors", f"{len(met.errors)} {met.errors[:1] or ''}"
        bought = purchases(aws)
        most = max(bought.values())
        yield "questions x months bought, pages", f"{len(bought)}, {aws.pages}"
        yield (
            "most purchases of one month of a question",
            f"{most} {bought.most_common(1) if most > 1 else ''}",
        )
        yield "waited, all", _waited(met.waits)
        for kind in Kind:
            yield f"  {kind}", _waited([wait for wait in met.waits if wait.kind is kind])
        yield f"  in the first {ARRIVING} s", _waited([w for w in met.waits if w.at < ARRIVING])
        yield "  later", _waited([w for w in met.waits if w.at >= ARRIVING])
        yield "processor time a request", f"{milliseconds:.1f} ms"
    with (
        Endpoint(organization(accounts=12, services=24, regions=4)) as aws,
        _running(aws) as server,
    ):
        visitor, done = Visitor(server.url), 0
        for _ in range(2):
            for place in PLACES:
                visitor.read(place)
        for views in VIEWS:
            for number in range(done, views):
                visitor.look(PLACES[number % len(PLACES)])
            done = views
            yield f"memory after {views} views", f"{server.memory:.0f} MB"
        visitor.close()


def _waited(waits: Sequence[Wait]) -> str:
    """Their number, and how long half, 95% and all of them took at most."""
    if not waits:
        return "none"
    shares = (quantile(waits, share) * 1000 for share in (0.5, 0.95, 1))
    times = "{:.0f} ms, {:.0f} ms, {:.0f} ms".format(*shares)
    return f"p50, p95, slowest of {len(waits)}: {times}"


class _Server:
    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self._status = Path(f"/proc/{pid}/status")
        self._stat = Path(f"/proc/{pid}/stat")

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        return memory.read(self._status, "VmRSS")

    @property
    def processor_seconds(self) -> float:
        """Of all threads, in user and system mode."""
        _, _, after_name = self._stat.read_text().rpartition(")")
        user, system = after_name.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _running(aws: Endpoint) -> Iterator[_Server]:
    """CloudSense as its command serves it, with a cache folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "cloudsense",
            "--no-browser",
            "--port",
            "0",
            "--spend-limit",
            "99",
        ]
        command += ["--cache-dir", folder]
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "CLOUDSENSE_"))
        }
        env = clean | environment(aws)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
        ) as process:
            assert process.stdout
            found = re.search(r"http://localhost:(\d+)", process.stdout.readline())
            assert found, "CloudSense did not start"
            try:
                yield _Server(f"http://127.0.0.1:{found[1]}", process.pid)
            finally:
                process.terminate()
