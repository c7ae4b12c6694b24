"""How many pages a fixed user's session buys, on a local Cost Explorer endpoint."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import sleep
from typing import Any

from endpoint import Endpoint, environment, organization

from cloudsense.aws.explorer import AwsSource
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.demo.book import Row
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.ledger.storage.store import Store
from cloudsense.web.commands import UPDATE, run
from cloudsense.web.pages.payer_renderers import Payers
from cloudsense.web.pages.render import Rendered, Renderer
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.app_options import AppOptions

START = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
RANGES = (
    "?",
    "?period=7d",
    "?period=14d",
    "?period=90d",
    "?period=this-month",
    "?period=last-month",
)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Refreshing:
    """A book as AWS shows it: refreshed three times a day, the last two days still coming in, the
    future empty."""

    book: Any
    clock: Clock

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        for row in self.book.rows(query, period):
            hundredths = self._complete(row.day)
            if hundredths:
                yield Row(
                    row.day, row.keys, tuple(a * hundredths // 100 for a in row.amounts), row.unit
                )

    def _complete(self, day: date) -> int:
        begun = datetime.combine(day, time(), UTC)
        refreshes = (self.clock() - begun) // timedelta(hours=8)
        return 0 if refreshes < 0 else min(100, 58 + 7 * refreshes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.book, name)


def look(renderer: Renderer | Payers, search: str) -> Rendered:
    """The page at an address, when all of it is there."""
    while True:
        rendered = renderer.render(search, Terms(60))
        if not rendered.status.get("busy"):
            return rendered
        sleep(0.02)


def rows(rendered: Rendered) -> list[Any]:
    """Of the breakdown, those that can be opened."""
    return [row for row in rendered.content["cost-table"]["rows"] if row["href"]]


def session(renderer: Renderer) -> None:
    """Every range, a month three months ago, a day five days ago, five services, EC2, a region and
    back, Update."""
    for search in (*RANGES, "?period=2026-08", "?period=2026-11-18"):
        look(renderer, search)
    others = [row["href"] for row in rows(look(renderer, "?")) if "EC2" not in row["name"]]
    for search in others[:5]:
        look(renderer, search)
    look(renderer, "?service=Amazon+Elastic+Compute+Cloud+-+Compute&service=EC2+-+Other")
    look(renderer, "?by=region")
    look(renderer, "?region=us-east-1")
    look(renderer, "?")
    run(renderer.ledger, UPDATE, "?")
    look(renderer, "?")


@contextmanager
def account(
    accounts: int, services: int, regions: int = 4, page_size: int = 5000
) -> Iterator[tuple[Endpoint, Clock, Callable[[], Renderer]]]:
    """An endpoint, the clock of its world, and a way to start CloudSense on one and the same
    folder."""
    clock = Clock()
    book = Refreshing(organization(accounts=accounts, services=services, regions=regions), clock)
    with (
        Endpoint(book, page_size=page_size, today=START.date()) as endpoint,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ.update(environment(endpoint))

        def start() -> Renderer:
            spending = Spending(FileJournal(Path(folder) / "spending.jsonl"))
            ledger = Ledger(AwsSource(), Store.in_folder(Path(folder) / "costs"), spending, clock)
            return Renderer(ledger, AppOptions())

        yield endpoint, clock, start


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    with account(12, 54) as (endpoint, clock, start):

        def bought(renderer: Renderer) -> str:
            before = endpoint.pages
            session(renderer)
            return f"{endpoint.pages - before} pages"

        started = start()
        yield "first session", bought(started)
        clock.now = START + timedelta(hours=1, minutes=5)
        yield "the same an hour later, within AWS's refresh", bought(started)
        clock.now = START + timedelta(hours=7)
        yield "the same after a refresh at AWS", bought(started)
        before, restarted = endpoint.pages, start()
        for search in RANGES:
            look(restarted, search)
        yield "all ranges after a restart within the hour", f"{endpoint.pages - before} pages"
    yield "three tabs opened at once, empty cache", f"{_tabs(3)} pages; one tab: {_tabs(1)}"
    yield from _quiet_hours()
    for accounts, services, regions in ((1, 20, 2), (12, 54, 4), (500, 60, 20)):
        name = (
            f"a month, three looks a working day, {accounts} account{'s' if accounts > 1 else ''}"
        )
        yield name, _month(accounts, services, regions)


def _month(accounts: int, services: int, regions: int) -> str:
    """November 2026: on each working day the overview in the morning, at noon and in the evening, a
    service at noon."""
    with account(accounts, services, regions) as (endpoint, clock, start):
        for day in range(1, 31):
            for hour in (8, 12, 17):
                clock.now = datetime(2026, 11, day, hour, 40, tzinfo=UTC)
                endpoint.today = clock.now.date()
                if endpoint.today.weekday() < 5:
                    renderer = start()
                    listed = rows(look(renderer, "?"))
                    if hour == 12:
                        look(renderer, listed[2]["href"])
        return f"{endpoint.pages} pages, ${endpoint.pages / 100:.2f}"


def _quiet_hours() -> Iterator[tuple[str, str]]:
    """Updates where the open month takes many pages: in an hour in which nothing moves, and after
    two days moved."""
    with account(12, 54, page_size=100) as (endpoint, clock, start):
        ledger, today = start().ledger, clock().date()
        open_month = [(OVERVIEW, Period(today.replace(day=1), today + ONE_DAY))]

        def bought() -> str:
            before = endpoint.pages
            ledger.update(open_month, None)
            return f"{endpoint.pages - before} pages"

        ledger.costs(*open_month[0], None)
        grouped = sum("GroupBy" in request.parameters for request in endpoint.asked())
        total = f"{grouped} pages, and {endpoint.pages - grouped} for the total of all history"
        yield "100 rows a page: the open month for the first time", total
        clock.now = START + timedelta(hours=1, minutes=5)
        yield "its update in a quiet hour", bought()
        clock.now = START + timedelta(hours=7)
        yield "its update after AWS changed the last two days", bought()


def _tabs(count: int) -> int:
    with account(12, 54) as (endpoint, _, start):
        endpoint.latency = 0.2
        renderer = start()
        threads = [threading.Thread(target=look, args=(renderer, "?")) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return endpoint.pages
