"""What a listener hears, and what the log says of what AWS is asked."""

import logging
from contextvars import ContextVar
from dataclasses import fields
from functools import partial

import pytest
from ledger_bench import Bench, span

from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import AccessError, CloudSenseError, UnansweredError
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.purchasing.jobs import Jobs

MONTHS = span("2026-09-01", "2026-10-20")


class Listener:
    """Hears every signal."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.signals = Signals()
        for signal in fields(self.signals):
            getattr(self.signals, signal.name).connect(partial(self.hear, signal.name), weak=False)

    def hear(self, name: str, _sender: object, asked: str = "", seconds: float = 0, kind: str = "") -> None:
        assert seconds >= 0
        self.heard.append(kind or f"{name} {asked}".strip())


CHECK = ("began", "paid", "ended costs")
"""The account's total is asked for first."""


@pytest.fixture
def bench() -> Bench:
    return Bench.at("2026-10-20 12:00")


@pytest.fixture
def listener(bench: Bench) -> Listener:
    listener = Listener()
    bench.ledger = Ledger(bench.source, bench.store, bench.spending, bench.clock, signals=listener.signals)
    return listener


def test_what_is_bought_and_what_is_kept(bench: Bench, listener: Listener) -> None:
    bench.source.pages = 2
    bench.ask(OVERVIEW, MONTHS)
    assert listener.heard == ["miss", *CHECK, "began", "paid", "paid", "ended costs"]
    listener.heard.clear()
    bench.ask(OVERVIEW, MONTHS)
    assert listener.heard == ["hit"]


def test_what_costs_nothing_is_not_paid(bench: Bench) -> None:
    bench.source.paid = False
    listener = Listener()
    bench.ledger = Ledger(bench.source, bench.store, bench.spending, bench.clock, signals=listener.signals)
    bench.ask(OVERVIEW, MONTHS)
    assert listener.heard == ["miss", *["began", "ended costs"] * 2]


def test_failures_by_their_kind(bench: Bench, listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
    bench.source.failures = [AccessError("AWS says no.", remedy="Ask.")]
    for _ in range(3):
        with pytest.raises(AccessError):
            bench.ledger.costs(OVERVIEW, MONTHS, None)
    assert listener.heard == ["miss", *CHECK, "began", "AccessError", "ended costs"]
    assert [(r.levelno, r.getMessage(), r.fields) for r in caplog.records] == [
        (logging.WARNING, "AWS: AWS says no.", {"asked": "costs", "kind": "AccessError"})
    ]


def test_a_question_about_ourselves(bench: Bench, listener: Listener) -> None:
    assert bench.ledger.lacking() == ()
    assert listener.heard == ["began", "ended identity"]


def test_work_on_other_threads_knows_for_whom_it_is(bench: Bench) -> None:
    name = ContextVar("name", default="nobody")
    name.set("jane")
    heard: list[str] = []
    Jobs(bench.clock).start("name", "topic", lambda _job: heard.append(name.get())).wait(10)
    assert heard == ["jane"]


@pytest.mark.parametrize(("failure", "paid"), [(AccessError("No."), 1), (UnansweredError("Lost."), 2)])
def test_a_page_whose_answer_was_lost_is_heard_of_as_paid(
    bench: Bench, listener: Listener, failure: CloudSenseError, paid: int
) -> None:
    bench.source.failures = [failure]
    with pytest.raises(CloudSenseError):
        bench.ledger.costs(OVERVIEW, MONTHS, None)
    assert listener.heard.count("paid") == paid == bench.spending.pages_paid_here
