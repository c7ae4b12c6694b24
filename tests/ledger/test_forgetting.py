"""What one process forgets is forgotten by every other one with the same folder, and nothing else is bought for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_bench import EC2, S3, Bench, assert_exact, span, usage

from cloudsense.costs.period import Month
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.inventory import Kept
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage import tombstones
from cloudsense.ledger.storage.journal import FileJournal, MemoryJournal
from cloudsense.ledger.storage.store import FORGOTTEN, Store
from cloudsense.ledger.storage.tombstones import Forgotten

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
    monkeypatch.setattr(tombstones, "A_FEW", 0)
    return Two(tmp_path)


def find(ledger: Ledger, query: CostQuery, month: Month) -> Kept | None:
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
    assert two.other.ledger.kept(asked, SEPTEMBER.period).snapshot is None
    assert find(two.other.ledger, asked, SEPTEMBER) is None
    assert two.other.ledger.revision != before
    assert two.other.ledger.kept(asked, AUGUST.period).snapshot
    joined = two.other.ledger._snapshots._frames.values()
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
    journal = two.other.store.forgotten
    looks: list[int] = []
    news = journal.news
    monkeypatch.setattr(journal, "news", lambda: [looks.append(1), news()][1])
    monkeypatch.setattr(tombstones, "A_FEW", 60)
    forget(two.one, OVERVIEW, SEPTEMBER)
    for _ in range(20):
        assert two.other.ledger.costs(OVERVIEW, AUTUMN, None).snapshot
    assert looks == []
    monkeypatch.setattr(tombstones, "A_FEW", 0)
    assert find(two.other.ledger, OVERVIEW, SEPTEMBER) is None


def test_what_came_back_into_the_store_by_mistake_stays_forgotten(two: Two, tmp_path: Path) -> None:
    files = {path: path.read_bytes() for path in (tmp_path / "costs").iterdir()}
    forget(two.one, OVERVIEW, SEPTEMBER)
    for path, content in files.items():  # an old copy of the folder, say
        path.write_bytes(content)
    third = two.process()
    third.source, third.clock = two.one.source, two.one.clock
    third.restart()
    assert third.buys(OVERVIEW, AUTUMN) == [(OVERVIEW, SEPTEMBER.period)]
    assert two.one.buys(OVERVIEW, AUTUMN) == []


GARBAGE = {
    "empty": "",
    "cut": "{",
    "list": "[]",
    "number": "7",
    "text": '"x"',
    "no id": '{"forgotten": "x"}',
    "list lifted": '{"lifted": []}',
    "deep": "[" * 200_000,
    "list forgotten": '{"lifted": "x"}\n{"forgotten": ["a"], "id": "x"}',
}


@pytest.mark.parametrize("line", GARBAGE.values(), ids=GARBAGE)
def test_garbage_lines_are_ignored(two: Two, tmp_path: Path, line: str) -> None:
    with (tmp_path / "costs" / FORGOTTEN).open("a") as file:
        file.write(line + "\n")
    forget(two.one, OVERVIEW, SEPTEMBER)
    assert find(two.other.ledger, OVERVIEW, SEPTEMBER) is None
    assert_exact(two.other.ask(OVERVIEW, AUTUMN), two.other.source)


def test_a_folder_that_cannot_be_written_forgets_here_all_the_same(
    two: Two, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_line: str) -> None:
        raise OSError

    monkeypatch.setattr(two.one.store.forgotten, "add", full)
    forget(two.one, OVERVIEW, SEPTEMBER)
    assert find(two.one.ledger, OVERVIEW, SEPTEMBER) is None
    assert "cannot record that a month was deleted" in caplog.text


@given(st.data())
def test_lines_may_come_twice_and_in_any_order(data: st.DataObject) -> None:
    first = Forgotten(MemoryJournal())
    for name in data.draw(st.lists(st.sampled_from("ab"), max_size=6)):
        first.lift(name) if name in first else first.add(name)
    lines = first._journal.news()
    second = MemoryJournal()
    for line in data.draw(st.permutations(lines + lines[: len(lines) // 2])):
        second.add(line)
    other = Forgotten(second)
    assert other.news(True) == {json.loads(line)["forgotten"] for line in lines if "forgotten" in line}
    assert [name in other for name in "ab"] == [name in first for name in "ab"]


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
