"""CloudSense really served, on a clock that stands still until a test moves it, and books to serve it from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from background import running
from endpoint import organization
from playwright.sync_api import BrowserContext, Page
from screen import money

from cloudsense import server as serving
from cloudsense.alerts.center import attach
from cloudsense.bootstrap import alert_center, aws_tools, open_payer
from cloudsense.config.settings import read
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery, Filter, Metric
from cloudsense.demo.book import COLUMNS, SCALE, Book, Row
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.app import create_app

NewContext = Callable[..., BrowserContext]
"""A profile of its own, with these options."""
Tab = Callable[..., Page]
"""A page in a profile with these options; other tests use it, too."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()


class Clock:
    """Stands still."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        """As timedelta: `move(hours=2)`."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class Site:
    """A CloudSense that answers."""

    url: str
    clock: Clock
    ledger: Ledger


@contextmanager
def served(clock: Clock, *switches: str, **values: str) -> Iterator[Site]:
    """CloudSense with these settings on a free port, put together as the command does it."""
    flags = {name: ["yes"] for name in switches} | {name: [value] for name, value in values.items()}
    settings = read(flags, {})
    books = open_payer(settings, clock)
    ledger = books.ledger
    attach(ledger, alert_center(settings, books, clock))
    app = create_app(settings, ledger, aws_tools=aws_tools())
    server = serving.listen(app.server, "127.0.0.1", 0)
    with running(server) as port:
        yield Site(f"http://127.0.0.1:{port}", clock, ledger)


class Changing(Book):
    """A small organization that can begin late and grow dearer while it is looked at."""

    def __init__(self, since: date = date.min) -> None:
        self._book = organization(accounts=3, services=6, regions=2)
        self.account_names = self._book.account_names
        self.since = since
        self.factor = 1

    def rows(self, query: CostQuery, period: Period) -> Iterator[Row]:
        for row in self._book.rows(query, period):
            if row.day >= self.since:
                yield Row(row.day, row.keys, tuple(self.factor * amount for amount in row.amounts), row.unit)


def total(book: Book, first: str, last: str, *where: Filter, metric: Metric = Metric.UNBLENDED) -> Decimal:
    """What the book says that the days from `first` to `last`, both included, cost: exactly."""
    period = Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    column = COLUMNS.index(metric.value)
    amount = sum(row.amounts[column] for row in book.rows(CostQuery((), where), period))
    return Decimal(amount) / SCALE


def open_again(book: Changing, factor: int) -> str:
    """The 30 days once the numbers of the open month, and of no other, have been replaced."""
    book.factor = 1
    before = total(book, "2026-10-24", "2026-10-31")
    book.factor = factor
    return money(before + total(book, "2026-11-01", "2026-11-22"))


Serve = Callable[..., Site]
"""`served`, ended with the test."""
