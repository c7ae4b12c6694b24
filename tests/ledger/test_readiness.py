"""Whether it could answer now, and how seldom anybody is asked that."""

import threading
from pathlib import Path
from time import monotonic

import pytest
from ledger_bench import Bench, span

from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import CredentialsError
from cloudsense.ledger.storage.store import Store

EXPIRED = CredentialsError("The AWS credentials have expired.")


@pytest.fixture
def bench() -> Bench:
    return Bench.at("2026-10-20 12:00")


def test_all_is_well_and_aws_is_asked_once_a_minute(bench: Bench) -> None:
    for _ in range(3):
        assert bench.ledger.lacking() == ()
    assert bench.source.asked_who == 1
    bench.clock.on(seconds=59)
    bench.ledger.lacking()
    assert bench.source.asked_who == 1
    bench.clock.on(seconds=1)
    assert bench.ledger.lacking() == ()
    assert bench.source.asked_who == 2
    assert bench.source.bought() == []


def test_credentials_that_expire_show_within_a_minute_and_so_do_new_ones(bench: Bench) -> None:
    assert bench.ledger.lacking() == ()
    bench.source.refusal = EXPIRED
    bench.clock.on(minutes=1)
    assert [bench.ledger.lacking() for _ in range(3)] == [("credentials",)] * 3
    assert bench.source.asked_who == 2
    bench.source.refusal = None
    bench.clock.on(minutes=1)
    assert bench.ledger.lacking() == ()


def test_the_page_forgets_nothing_over_it(bench: Bench) -> None:
    period = span("2026-10-01", "2026-10-20")
    bench.ask(OVERVIEW, period)
    bench.source.refusal = EXPIRED
    assert bench.ledger.lacking() == ("credentials",)
    asked = bench.source.asked_who
    assert bench.ask(OVERVIEW, period)
    assert bench.ledger.identity() == bench.source.who
    assert bench.source.asked_who == asked


def test_an_answer_that_does_not_come_holds_up_one_probe_and_for_a_while_what_was_known_holds(bench: Bench) -> None:
    assert bench.ledger.lacking() == ()
    bench.source.identity_gate = threading.Event()
    bench.clock.on(minutes=1)
    began = monotonic()
    assert bench.ledger.lacking(0.05) == ()
    waited = monotonic() - began
    bench.ledger.lacking(5)
    assert waited < 2
    assert monotonic() - began < 4
    bench.clock.on(minutes=1)
    assert bench.ledger.lacking(0.05) == ("credentials",)
    bench.source.identity_gate.set()


def test_a_store_that_fails(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "costs"
    bench.store = Store.in_folder(folder)
    bench.restart()
    assert bench.ledger.lacking() == ()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("no folder any more")
    bench.clock.on(minutes=1)
    assert bench.ledger.lacking() == ("store",)
    bench.source.refusal = EXPIRED
    bench.clock.on(minutes=1)
    assert bench.ledger.lacking() == ("credentials", "store")


def test_when_this_month_was_last_seen(bench: Bench) -> None:
    assert bench.ledger.last_seen() is None
    bench.ask(OVERVIEW, span("2026-09-01", "2026-10-20"))
    seen = bench.clock()
    bench.clock.on(hours=5)
    assert bench.ledger.last_seen() == seen
    bench.clock.set("2026-11-01 00:10")
    assert bench.ledger.last_seen() is None
