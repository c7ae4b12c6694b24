"""What a dashboard shows that has run for long is what one shows that was started a moment ago on the same folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from webclient import Clock, PaidSource, framed

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.source import Meter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.errors import UnavailableError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.cache import memory_cache
from cloudsense.ledger.ledger import Answer, Ledger
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.ledger.storage.locks import FileLocks
from cloudsense.ledger.storage.store import Store
from cloudsense.web.commands import UPDATE, Command, run
from cloudsense.web.pages.overview.page import OVERVIEW
from cloudsense.web.pages.render import Rendered, Renderer
from cloudsense.web.queries import link_prices
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.selection import Selection

PLACES = (
    "?",
    "?period=7d&metric=amortized",
    "?period=this-month&charges=usage&chart=line",
    "?period=last-month&budget=100",
    "?period=2026-10-20..2026-11-24",
    "?by=region",
    "?by=region&charges=usage",
    "?service=Amazon+RDS",
    "?service=Amazon+RDS&by=region&budget=7",
    "?region=eu-west-1",
    "?service=Nothing+of+ours",
    "?budget=lots",
    "?page=data",
)
RETRY = Command("retry")
Content = dict[str, Any]
Action = tuple[str, int, str]
"""What is done, with which of several, and where."""
ACCOUNTS = ("111122223333", "999988887777")
CHARGES = ("Usage", "Usage", "Credit", "Tax")
LINES = [
    Line(
        {
            Dimension.SERVICE: service,
            Dimension.CHARGE_TYPE: CHARGES[n],
            Dimension.REGION: ("eu-west-1", "us-east-1")[n % 2],
            Dimension.USAGE_TYPE: f"BoxUsage:{n}",
        },
        "Hrs",
    )
    for service in ("Amazon RDS", "Amazon Elastic Compute Cloud - Compute", "AWS Lambda")
    for n in range(len(CHARGES))
]


class ChangingSource(PaidSource):
    """Costs of two accounts that AWS changes; days of this month and the one before are estimated."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.who = ACCOUNTS[0]
        self.now = clock
        self.versions: defaultdict[date, int] = defaultdict(int)
        self.away = False

    def identity(self) -> Identity:
        return Identity(self.who, f"arn:aws:iam::{self.who}:user/me")

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        if self.away:
            raise UnavailableError("AWS cannot be reached.")
        return super().fetch(identity, query, period, meter)

    def _answer(self, query: CostQuery, period: Period, pages: int) -> Fetched:
        rows = framed(Book(LINES, self._amounts), query, period)
        unsure = Month.of(self.now().date()).plus(-1).first
        estimated = frozenset(day for day in period.dates if day >= unsure)
        return Fetched(rows, period, "USD", pages, estimated)

    def _amounts(self, day: date) -> tuple[np.ndarray, np.ndarray]:
        seed = day.day + 7 * self.versions[day] + 100 * ACCOUNTS.index(self.who)
        cents = (np.arange(len(LINES) * len(COLUMNS)).reshape(len(LINES), -1) * 31 + seed) % 997 - 50
        return cents.astype(np.int64) * (SCALE // 100), np.full(len(LINES), day <= self.now().date())


@dataclass
class Process:
    """One that serves pages from `folder`."""

    folder: Path
    source: ChangingSource
    clock: Clock
    ledger: Ledger = field(init=False)
    renderer: Renderer = field(init=False)

    def __post_init__(self) -> None:
        spending = Spending(FileJournal(self.folder / "spending.jsonl"))
        costs = self.folder / "costs"
        self.ledger = Ledger(self.source, Store.in_folder(costs), spending, self.clock, locks=FileLocks(self.folder))
        self.renderer = Renderer(self.ledger, AppOptions())

    def read(self, search: str) -> Rendered:
        """What the page shows once nothing is on its way any more."""
        for _ in range(300):
            rendered = self.renderer.render(search, Terms(5))
            if not rendered.status.get("busy"):
                return rendered
            sleep(0.005)
        raise AssertionError("the page never came to rest")

    def press(self, order: Command, search: str) -> None:
        run(self.ledger, order, search)
        self.read(search)

    def order(self, do: Callable[[Ledger], Callable[..., None]], which: int) -> None:
        """Renew or forget one of what is kept."""
        self.read("?page=data")
        stock = self.ledger.inventory()
        if stock and stock.cached:
            do(self.ledger)(stock.cached[which % len(stock.cached)])
            self.read("?page=data")


class World:
    """A process that has run for long, and another one beside it."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.source = ChangingSource(self.clock)
        self.folder = folder
        self.old, self.neighbour = self.process(), self.process()

    def process(self) -> Process:
        return Process(self.folder, self.source, self.clock)

    def on(self, day: date, hour: int = 12) -> None:
        self.clock.now = datetime.combine(day, time(hour), UTC)

    def retry(self, place: str) -> None:
        self.old.press(RETRY, place)
        self.neighbour.press(RETRY, place)

    def compare(self, place: str) -> None:
        seen, bought = self.old.read(place), len(self.source.fetched)
        fresh = self.process().read(place)
        assert costs_of(seen) == costs_of(fresh)
        if not self.source.away:  # else one of them may remember a failure
            assert comparable(seen) == comparable(fresh)
            assert len(self.source.fetched) == bought, "what one process keeps the other one need not buy"


def costs_of(rendered: Rendered) -> Content:
    """All that is drawn but what may tell of a failure that only one remembers."""
    page = rendered.status["page"]
    told = {f"{page}-{part}" for part in ("messages", "status", "footer", "inventory")}
    return {name: props for name, props in rendered.content.items() if name not in told}


def comparable(rendered: Rendered) -> tuple[Content, object, object]:
    """Without what only the process can say that saw it: what came of an order, another account than before."""
    content = {name: props for name, props in rendered.content.items() if name != "data-messages"}
    notes = content.get("overview-messages", {}).get("nodes", ())
    others = [note for note in notes if "The credentials now lead to account" not in str(note)]
    return {**content, "overview-messages": {"nodes": others}}, rendered.status, rendered.header


@contextmanager
def world() -> Iterator[World]:
    with (
        TemporaryDirectory() as folder,
        patch.object(link_prices, "tag", lambda *_price: ""),  # an estimate goes by what a process has in memory
        patch.object(memory_cache, "RECHECK_SECONDS", 0),
    ):
        yield World(Path(folder))


def change(world: World, number: int, _place: str) -> None:
    world.source.versions[world.clock().date() - timedelta(number)] += 1


def forget_beside(world: World, number: int, place: str) -> None:
    world.neighbour.read(place)
    world.neighbour.order(lambda ledger: ledger.forget, number)


def change_accounts(world: World, number: int, place: str) -> None:
    world.source.who = ACCOUNTS[number % 2]
    world.retry(place)


def go_away(world: World, _number: int, _place: str) -> None:
    world.source.away = True


def come_back(world: World, _number: int, place: str) -> None:
    world.source.away = False
    world.retry(place)


ACTIONS: dict[str, Callable[[World, int, str], None]] = {
    "look": lambda world, number, place: None,
    "hours": lambda world, number, place: world.clock.pass_by(hours=number),
    "midnight": lambda world, number, place: world.on(world.clock().date() + ONE_DAY, hour=0),
    "month": lambda world, number, place: world.on(Month.of(world.clock().date()).plus(1).first),
    "change": change,
    "update": lambda world, number, place: world.old.press(UPDATE, place),
    "forget": lambda world, number, place: world.old.order(lambda ledger: ledger.forget, number),
    "renew": lambda world, number, place: world.old.order(lambda ledger: ledger.reload_month, number),
    "forget beside": forget_beside,
    "another account": change_accounts,
    "away": go_away,
    "back": come_back,
}
LIVES = st.lists(st.tuples(st.sampled_from(list(ACTIONS)), st.integers(0, 40), st.sampled_from(PLACES)), max_size=6)
A_LIFE = [
    ("look", 0, "?"),
    ("change", 3, "?"),
    ("update", 0, "?"),
    ("forget beside", 0, "?"),
    ("another account", 1, "?"),
    ("another account", 0, "?"),
    ("midnight", 0, "?"),
    ("away", 0, "?"),
    ("midnight", 0, "?"),
    ("back", 0, "?"),
    ("month", 0, "?"),
]


A_GROUPING = [
    ("renew", 11, "?period=this-month&charges=usage&chart=line"),
    ("update", 21, "?service=Amazon+RDS"),
    ("hours", 1, "?service=Amazon+RDS&by=region&budget=7"),
]
"""One that is cached in its narrow form: a process that does not know the account yet asks for the same."""
A_WIDE_ONE_BESIDE = [
    ("change", 6, "?period=last-month&budget=100"),
    ("back", 29, "?"),
    ("midnight", 11, "?period=2026-10-20..2026-11-24"),
    ("forget beside", 29, "?page=data"),
    ("renew", 6, "?service=Amazon+RDS"),
    ("forget beside", 19, "?service=Amazon+RDS&by=region&budget=7"),
]
"""Bought in its wide form by the process beside: the old one has no need of the narrow form."""


@given(LIVES)
@settings(max_examples=5, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # a shorter life is no easier to read
@example(A_LIFE)
@example(A_GROUPING)
@example(A_WIDE_ONE_BESIDE)
def test_nobody_can_tell_a_process_that_has_run_for_long_from_a_new_one(deeds: list[Action]) -> None:
    with world() as here:
        for what, number, place in deeds:
            ACTIONS[what](here, number, place)
            here.compare(place)


def test_no_page_has_the_costs_of_two_accounts() -> None:
    with world() as w:
        for account in (ACCOUNTS[1], ACCOUNTS[0]):
            w.source.who = account
            w.old.ledger.retry()
            w.old.read("?")
        ledger, asked = w.old.ledger, 0
        costs = ledger.costs

        def switching(*question: Any) -> Answer:
            """Somebody else presses *Try again* after the first question, and other credentials are found."""
            nonlocal asked
            asked += 1
            if asked == 2:
                w.source.who = ACCOUNTS[1]
                ledger.retry()
                ledger.identity(5)
            return costs(*question)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ledger, "costs", switching)
            answers = OVERVIEW.read(ledger, Selection.parse("?"), Terms(5))
        assert answers
        assert answers.of_one_account
        assert {one.identity for one in answers.snapshots} == {answers.identity}
