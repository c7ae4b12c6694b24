"""Checks while the dashboard runs: once an hour by one process, and only if that is allowed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from paying import Counting
from receivers import WebHook, web_hook

from cloudsense.alerts.budget_store import MemoryBudgets
from cloudsense.alerts.center import AlertCenter
from cloudsense.alerts.hourly import HourlyCheck
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.alerts.targets import open_targets
from cloudsense.aws.capabilities import COST_EXPLORER
from cloudsense.config.settings import read
from cloudsense.costs.amounts import parse_amount
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import Meter
from cloudsense.demo.organization import DemoSource
from cloudsense.errors import SettingsError, UnavailableError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.ledger.storage.locks import FileLocks
from cloudsense.ledger.storage.store import Store
from cloudsense.server import checked

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXCEEDED = '[[budget]]\nname = "Small"\namount = 9000\n'
OREGON = '[[budget]]\nname = "Oregon"\namount = 50000\nwhere = ["region=us-west-2"]\n'


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class PaidSource(DemoSource):
    capabilities = COST_EXPLORER

    def __init__(self, clock: Clock) -> None:
        super().__init__(lambda: clock().date())
        self.problem: UnavailableError | None = None

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        if self.problem:
            raise self.problem
        with meter.page():
            return super().fetch(identity, query, period, Counting())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(clock: Clock) -> PaidSource:
    return PaidSource(clock)


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as found:
        yield found


def center(source: PaidSource, clock: Clock, folder: Path, url: str = "", text: str = EXCEEDED) -> AlertCenter:
    """Of one process; those of the same folder share what they know."""
    locks = FileLocks(folder)
    journal = FileJournal(folder / "spending.jsonl")
    ledger = Ledger(source, Store.in_folder(folder / "costs"), Spending(journal), clock, locks=locks)
    memory = Memory(FileJournal(folder / "alerts.jsonl", "alerts"))
    notifier = Notifier(open_targets([url] if url else []), memory, locks, clock)
    return AlertCenter(ledger, MemoryBudgets(text), notifier, locks, checks=True)


def paid(alerts: AlertCenter) -> int:
    return len(alerts.ledger._shared.spending.payments("111122223333", NOON.date()))


def test_one_process_checks_once_an_hour(source: PaidSource, clock: Clock, hook: WebHook, tmp_path: Path) -> None:
    one, other = (center(source, clock, tmp_path, hook.url()) for _ in range(2))
    assert [HourlyCheck(one).round(), HourlyCheck(other).round(), HourlyCheck(one).round()] == [True, False, False]
    titles = [body["title"] for body in hook.taken]
    assert titles == ["CloudSense: Budget Small is exceeded"]
    bought = paid(one)
    clock.now += timedelta(minutes=59)
    assert not HourlyCheck(other).round()
    clock.now += timedelta(minutes=1)
    assert [HourlyCheck(other).round(), HourlyCheck(one).round()] == [True, False]
    assert paid(one) == bought + 1, "the overview of the running month"
    assert len(hook.taken) == 1


class LateLocks:
    """By the time that the lock is there, another process has had its turn."""

    def __init__(self, other: AlertCenter) -> None:
        self.other = other

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        assert HourlyCheck(self.other).round()
        with self.other.locks.hold(name):
            yield


def test_whoever_waited_for_its_turn_finds_it_done(source: PaidSource, clock: Clock, tmp_path: Path) -> None:
    one, other = (center(source, clock, tmp_path) for _ in range(2))
    late = replace(one, locks=LateLocks(other))
    assert not HourlyCheck(late).round()
    assert paid(one) == 2


def test_it_judges_what_a_check_judges(source: PaidSource, clock: Clock, hook: WebHook, tmp_path: Path) -> None:
    alerts = center(source, clock, tmp_path, hook.url())
    assert HourlyCheck(replace(alerts, typed=parse_amount("90000"))).round()
    assert hook.taken == []
    clock.now += timedelta(hours=1)
    assert HourlyCheck(replace(alerts, typed=parse_amount("8000"))).round()
    assert "of $8,000 used" in hook.taken[0]["message"]


def test_without_permission_it_asks_nothing_and_sends_again(
    source: PaidSource, clock: Clock, hook: WebHook, tmp_path: Path
) -> None:
    hook.status = 503
    HourlyCheck(center(source, clock, tmp_path, hook.url())).round()
    hook.status = 200
    quiet = replace(center(source, clock, tmp_path, hook.url()), checks=False)
    bought = paid(quiet)
    clock.now += timedelta(minutes=1)
    assert not HourlyCheck(quiet).round()
    assert len(hook.taken) == 1
    clock.now += timedelta(days=1)
    assert not HourlyCheck(quiet).round()
    assert paid(quiet) == bought


def test_a_check_that_fails_waits_for_the_next_hour(
    source: PaidSource, clock: Clock, hook: WebHook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source.problem = UnavailableError("AWS cannot be reached.")
    alerts = center(source, clock, tmp_path, hook.url())
    assert not HourlyCheck(alerts).round()
    assert "alerts: AWS cannot be reached." in caplog.text
    source.problem = None
    alerts.ledger.retry()
    assert not HourlyCheck(alerts).round()
    clock.now += timedelta(hours=1)
    assert HourlyCheck(alerts).round()


def test_the_price_of_a_month(source: PaidSource, clock: Clock, tmp_path: Path) -> None:
    alerts = center(source, clock, tmp_path)
    assert alerts.price == "Hourly checks cost about $7.50 a month in Cost Explorer requests."
    with_filter = replace(alerts, budgets=MemoryBudgets(EXCEEDED + OREGON))
    assert "$14.70" in with_filter.price
    alerts.ledger.open_for = timedelta(hours=6)
    assert "$1.50" in alerts.price
    assert Decimal("7.50") == Decimal("0.01") * (24 * 30 + 30)


def test_checks_need_a_target() -> None:
    with pytest.raises(SettingsError, match="--check-hourly needs --notify"):
        checked(read({"check_hourly": ["yes"]}, {}))
