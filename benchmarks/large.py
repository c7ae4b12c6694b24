"""An organization of 500 accounts: memory, views and progress."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from endpoint import Endpoint, environment, organization

from benchmarks import memory
from benchmarks.requests import START, Clock, look

THIRTEEN_MONTHS = "?period=2025-11-01..2026-11-22"
VIEWS = {
    "13 months": THIRTEEN_MONTHS,
    "90 days": "?period=90d",
    "30 days": "?",
    "changes, services": "?page=changes&period=2026-10",
    "changes, accounts": "?page=changes&period=2026-10&by=account",
    "changes, regions": "?page=changes&period=2026-10&by=region",
    "changes, usage types": "?page=changes&period=2026-10&by=usage-type",
    "explore, services by day": "?page=explore&granularity=daily",
    "explore, accounts by day": "?page=explore&by=account&period=2026-10&granularity=daily",
}


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures; the dashboard runs in a process of its own, so that its memory is its
    own."""
    book = organization(accounts=500, services=60, regions=20)
    with (
        Endpoint(book, page_size=5000, today=START.date()) as endpoint,
        tempfile.TemporaryDirectory() as folder,
    ):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_dashboard, args=(theirs, environment(endpoint), Path(folder))
        )
        process.start()
        while (line := ours.recv()) is not None:
            yield line
        process.join()
        yield "pages bought", f"{endpoint.pages}"


def _dashboard(out: Connection, variables: dict[str, str], folder: Path) -> None:
    from cloudsense.aws.explorer import AwsSource
    from cloudsense.figures.nodes import text
    from cloudsense.ledger.api_spend import Spending
    from cloudsense.ledger.ledger import Ledger
    from cloudsense.ledger.storage.store import Store
    from cloudsense.web.pages.render import Renderer
    from cloudsense.web.queries.page_reader import Terms
    from cloudsense.web.state.app_options import AppOptions

    os.environ.update(variables)
    ledger = Ledger(AwsSource(), Store.in_folder(folder), Spending(), Clock())
    renderer = Renderer(ledger, AppOptions())
    status = renderer.render(THIRTEEN_MONTHS, Terms(3)).content.get("overview-status", {})
    said = "".join(map(text, status.get("nodes", ())))
    out.send(("said while many pages are on their way", said[:60]))
    started = time.perf_counter()
    look(renderer, THIRTEEN_MONTHS)
    out.send(("13 months by service, bought", f"{time.perf_counter() - started:.1f} s"))
    for name, search in VIEWS.items():
        look(renderer, search)
        times = []
        for _ in range(7):
            begun = time.perf_counter()
            Renderer(ledger, AppOptions()).render(search)  # drawn anew
            times.append((time.perf_counter() - begun) * 1000)
        out.send((f"view once kept, {name}", f"{sorted(times)[3]:.0f} ms"))
    out.send(("memory of the dashboard, at most", f"{memory.peak():.0f} MB"))
    out.send(None)
