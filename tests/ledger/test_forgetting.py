"""What one process forgets is forgotten by every other one with the same folder, and nothing else is bought for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_bench import EC2, RDS, S3, Bench, assert_exact, span, usage

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.cache import memory_cache
from cloudsense.ledger.inventory import CachedMonth
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.journal import FileJournal
from cloudsense.ledger.storage.store import GENERATION, Store

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
AUTUMN = span("2026-08-01", "2026-10-20")


class Two:
    """Two processes on one folder, and one source that they ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.one = self.process()
        self.other = self.process()
        self.other.source, self.other.clock = self.one.source, self.one.clock
        self.other.restart()
        for bench in (self.one, self.other):
            bench.ask(OVERVIEW, AUTUMN)
            bench.ask(usage(EC2, S3), AUTUMN)

    def process(self) -> Bench:
        bench = Bench.at("2026-10-20 12:00", Store.in_folder(self.folder / "costs"))
        bench.spending = Spending(FileJournal(self.folder / "spending.jsonl"))
        bench.restart()
        return bench


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr(memory_cache, "RECHECK_SECONDS", 0)
    return Two(tmp_path)


def find(ledger: Ledger, query: CostQuery, month: Month) -> CachedMonth | None:
    stock = ledger.inventory()
    assert stock
    return stock.find(query.name, str(month))


def forget(bench: Bench, query: CostQuery, month: Month) -> None:
    kept = find(bench.ledger, query, month)
    assert kept
    bench.ledger.forget(kept)


@pytest.mark.parametrize("asked", [OVERVIEW, usage(EC2)])
def test_it_is_forgotten_by_the_other_too(two: Two, asked: CostQuery) -> None:
    before = two.other.ledger.revision
    forget(two.one, asked, SEPTEMBER)
    assert two.other.ledger.cached(asked, SEPTEMBER.period).snapshot is None
    assert find(two.other.ledger, asked, SEPTEMBER) is None
    assert two.other.ledger.revision != before
    assert two.other.ledger.cached(asked, AUGUST.period).snapshot
    joined = two.other.ledger._shared.snapshots._frames.values()
    assert all((entry.query, entry.month) != (asked, SEPTEMBER) for one in joined for entry in one.entries)


def test_only_what_was_forgotten_is_bought_again_and_once(two: Two) -> None:
    forget(two.one, OVERVIEW, SEPTEMBER)
    assert two.other.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
    assert two.one.buys(OVERVIEW, AUTUMN) == []
    assert two.one.buys(usage(EC2, S3), AUTUMN) == two.other.buys(usage(EC2, S3), AUTUMN) == []
    assert find(two.one.ledger, OVERVIEW, SEPTEMBER)


def test_what_was_bought_again_can_be_forgotten_again(two: Two) -> None:
    for bench, another in ((two.one, two.other), (two.other, two.one), (two.one, two.other)):
        forget(bench, OVERVIEW, SEPTEMBER)
        assert find(another.ledger, OVERVIEW, SEPTEMBER) is None
        assert another.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
        assert bench.buys(OVERVIEW, AUTUMN) == []


def test_a_clock_that_was_set_back_buys_nothing_twice(two: Two) -> None:
    forget(two.one, OVERVIEW, SEPTEMBER)
    two.one.clock.on(minutes=-30)
    assert two.other.buys(OVERVIEW, SEPTEMBER.period) == [(OVERVIEW, SEPTEMBER.period)]
    assert two.one.buys(OVERVIEW, SEPTEMBER.period) == []


def test_it_is_looked_for_every_few_seconds_and_not_with_every_view(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    store = two.other.store
    looks: list[int] = []
    generation = store.generation
    monkeypatch.setattr(store, "generation", lambda: [looks.append(1), generation()][1])
    monkeypatch.setattr(memory_cache, "RECHECK_SECONDS", 60)
    forget(two.one, OVERVIEW, SEPTEMBER)
    for _ in range(20):
        assert two.other.ledger.costs(OVERVIEW, AUTUMN, None).snapshot
    assert looks == []
    monkeypatch.setattr(memory_cache, "RECHECK_SECONDS", 0)
    assert find(two.other.ledger, OVERVIEW, SEPTEMBER) is None


def test_nothing_else_is_read_again_without_a_deletion(two: Two) -> None:
    before = two.other.ask(OVERVIEW, AUTUMN)
    two.one.ask(usage(RDS), AUTUMN)
    assert two.other.ask(OVERVIEW, AUTUMN) is before
    forget(two.one, usage(RDS), SEPTEMBER)
    assert two.other.ask(OVERVIEW, AUTUMN) is not before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b'{"id": []}', b"[" * 100_000])
def test_a_damaged_generation_deletes_nothing(two: Two, tmp_path: Path, content: bytes) -> None:
    forget(two.one, OVERVIEW, SEPTEMBER)
    found = two.one.store._cache._get_filename(GENERATION)
    Path(found).write_bytes(content)
    assert find(two.one.ledger, OVERVIEW, AUGUST)
    assert find(two.other.ledger, OVERVIEW, AUGUST)
    assert_exact(two.other.ask(OVERVIEW, AUTUMN), two.other.source)


def test_a_folder_that_cannot_be_written_forgets_here_all_the_same(
    two: Two, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(two.one.store._cache, "set", lambda *_, **__: False)
    forget(two.one, OVERVIEW, SEPTEMBER)
    assert find(two.one.ledger, OVERVIEW, SEPTEMBER) is None
    assert "cannot cache" in caplog.text


def test_the_total_of_a_day_is_asked_for_once(two: Two) -> None:
    for today in ("2026-10-21", "2026-10-22"):
        before = len(two.one.source.totals)
        two.one.clock.set(f"{today} 12:00")
        days = span("2026-09-01", today)
        for bench in (two.one, two.other):
            bench.ask(OVERVIEW, days)
        two.one.clock.on(hours=2)
        for bench in (two.one, two.other):
            bench.ask(OVERVIEW, days)
        two.one.clock.on(hours=2)
        two.other.ask(OVERVIEW, days)
        assert len(two.one.source.totals) == before + 1
