"""Slow answers, failures, and whose costs they are."""

import logging
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from ledger_bench import (
    EC2,
    IN_EUROPE,
    MINE,
    OTHER,
    RDS,
    S3,
    Bench,
    assert_exact,
    close,
    day,
    exact,
    shown,
    span,
    usage,
)

from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    ThrottledError,
    UnavailableError,
)
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer

PERIOD = span("2026-09-15", "2026-10-20")
EXPIRED = CredentialsError("Your AWS session has expired.", remedy="Run aws sso login.")
SOON = 0.05
"""Seconds of patience, where the source is held up."""


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench.at("2026-10-20 12:00")
    yield bench
    for gate in (bench.source.gate, bench.source.identity_gate):
        if gate:
            gate.set()


def held_up(bench: Bench) -> threading.Event:
    bench.source.gate = threading.Event()
    return bench.source.gate


def snapshot_of(answer: Answer) -> dict[tuple[object, ...], tuple[int, ...]]:
    return shown(answer.snapshot)


def test_a_slow_source_tells_of_its_pages_first(bench: Bench) -> None:
    bench.source.pages = 12
    gate = held_up(bench)
    assert bench.ledger.costs(OVERVIEW, PERIOD, 0).snapshot is None
    until = time.monotonic() + 5
    while (answer := bench.ledger.costs(OVERVIEW, PERIOD, SOON)).progress != Progress(13):
        assert time.monotonic() < until
    assert answer == Answer(None, Progress(13))
    assert answer.progress
    assert answer.progress.dollars == Decimal("0.13")
    gate.set()
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)
    assert bench.ledger.costs(OVERVIEW, PERIOD).progress is None
    assert len(bench.source.asked) == 1


def test_older_numbers_are_shown_while_newer_ones_are_on_their_way(bench: Bench) -> None:
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.source.restate(EC2, "2026-10-10")
    bench.clock.on(hours=2)
    gate = held_up(bench)
    answer = bench.ledger.costs(OVERVIEW, PERIOD, SOON)
    assert snapshot_of(answer) == before
    assert answer.snapshot is not None
    assert answer.snapshot.problem is None
    assert answer.progress is not None
    gate.set()
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)
    assert len(bench.source.asked) == 2


def test_an_update_is_under_way_while_good_numbers_are_shown(bench: Bench) -> None:
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.source.restate(EC2, "2026-10-10")
    bench.clock.on(minutes=10)
    gate = held_up(bench)
    bench.ledger.update([(OVERVIEW, PERIOD)])
    answer = bench.ledger.costs(OVERVIEW, PERIOD, SOON)
    assert answer.progress is not None
    assert snapshot_of(answer) == before
    gate.set()
    bench.ledger.update([(OVERVIEW, PERIOD)], None)
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)
    assert len(bench.source.asked) == 2


def test_an_update_that_ends_during_a_look_is_not_missed(bench: Bench) -> None:
    """Old numbers with no progress would stay on the screen for a minute."""
    bench.ask(OVERVIEW, PERIOD)
    bench.source.restate(EC2, "2026-10-10")
    bench.clock.on(minutes=10)
    gate = held_up(bench)
    bench.ledger.update([(OVERVIEW, PERIOD)])
    snapshot = bench.ledger._shared.snapshots.of

    def slowly(*asked: Any) -> Any:
        made = snapshot(*asked)
        gate.set()
        bench.ledger.update([(OVERVIEW, PERIOD)], None)
        return made

    bench.ledger._shared.snapshots.of = slowly  # type: ignore[method-assign]
    answer = bench.ledger.costs(OVERVIEW, PERIOD)
    assert answer.snapshot
    assert answer.snapshot.fetched_at < bench.clock()
    assert answer.progress is not None


@pytest.mark.parametrize("query", [OVERVIEW, usage(EC2), IN_EUROPE])
def test_a_failure_keeps_the_older_numbers(bench: Bench, query: CostQuery) -> None:
    before = shown(bench.ask(query, PERIOD))
    bench.source.restate(EC2, "2026-10-10")
    seen = bench.clock()
    bench.clock.on(hours=2)
    problem = ThrottledError("Cost Explorer is throttling requests.")
    bench.source.failures = [problem]
    answer = bench.ledger.costs(query, PERIOD, None)
    assert snapshot_of(answer) == before
    assert answer.snapshot
    assert (str(answer.snapshot.problem), answer.snapshot.stale, answer.progress) == (str(problem), True, None)
    assert answer.snapshot.fetched_at == seen
    assert answer.snapshot.complete_to == day("2026-10-18")
    bench.source.bought()
    bench.clock.on(seconds=29)
    assert str(bench.ledger.costs(query, PERIOD, None).snapshot.problem) == str(problem)  # type: ignore[union-attr]
    assert bench.source.bought() == []
    bench.clock.on(seconds=1)
    assert bench.buys(query, PERIOD)


def test_a_failure_without_older_numbers_is_raised_and_rests(bench: Bench) -> None:
    bench.source.failures = [AccessError("Denied."), AccessError("Denied again.")]
    for _ in range(3):
        with pytest.raises(AccessError, match=r"Denied\."):
            bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert len(bench.source.bought()) == 1
    bench.clock.on(seconds=31)
    for seconds in (0, 59):
        bench.clock.on(seconds=seconds)
        with pytest.raises(AccessError, match="Denied again"):
            bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert len(bench.source.bought()) == 1
    bench.clock.on(seconds=1)
    assert bench.buys(OVERVIEW, PERIOD)


def test_who_waits_for_an_answer_that_breaks_does_not_pay_for_another(bench: Bench) -> None:
    bench.source.gate = threading.Event()
    bench.source.failures = [BrokenAnswerError("Broken."), BrokenAnswerError("Broken again.")]
    periods = [PERIOD, span("2026-09-01", "2026-10-20"), span("2026-10-01", "2026-10-20")]
    for period in periods:
        assert bench.ledger.costs(OVERVIEW, period, 0).progress
    bench.source.gate.set()
    for period in periods:
        with pytest.raises(BrokenAnswerError, match=r"Broken\."):
            bench.ledger.costs(OVERVIEW, period, None)
    assert len(bench.source.bought()) == 1


def test_a_question_that_rests_is_not_asked_on_behalf_of_another(bench: Bench) -> None:
    bench.ask(OVERVIEW, PERIOD)
    before = shown(bench.ask(usage(EC2), PERIOD))
    bench.clock.on(hours=2)
    bench.source.bought()
    bench.source.failures = [BrokenAnswerError("Broken.")]
    for query in (OVERVIEW, usage(EC2)):
        answer = bench.ledger.costs(query, PERIOD, None)
        assert answer.snapshot
        assert str(answer.snapshot.problem) == "Broken."
    assert snapshot_of(answer) == before
    assert len(bench.source.bought()) == 1


@pytest.mark.parametrize("button", ["update", "retry"])
def test_a_person_may_try_again_at_once(bench: Bench, button: str) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.clock.on(hours=1)
    bench.source.failures = [UnavailableError("No answer.")]
    assert bench.ledger.costs(OVERVIEW, PERIOD, None).snapshot.stale  # type: ignore[union-attr]
    if button == "update":
        bench.ledger.update([(OVERVIEW, PERIOD)], None)
    else:
        bench.ledger.retry()
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)


def test_an_update_that_fails_replaces_nothing(bench: Bench) -> None:
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.source.restate(EC2, "2026-10-10")
    bench.clock.on(minutes=10)
    bench.source.pages = 3
    bench.source.failures = [UnavailableError("No answer.")]
    bench.ledger.update([(OVERVIEW, PERIOD)], None)
    answer = bench.ledger.costs(OVERVIEW, PERIOD)
    assert answer.snapshot
    assert shown(answer.snapshot) == before
    assert answer.snapshot.stale
    bench.restart()
    assert shown(bench.ask(OVERVIEW, PERIOD)) == before
    assert len(bench.source.asked) == 2


def test_what_came_before_a_failure_is_not_paid_again(bench: Bench) -> None:
    bench.ask(OVERVIEW, span("2026-08-01", "2026-08-31"))
    bench.source.bought()
    bench.source.on_fetch = lambda asked: bench.source.failures.append(UnavailableError("No answer."))
    with pytest.raises(UnavailableError):
        bench.ledger.costs(OVERVIEW, span("2026-07-01", "2026-10-20"), None)
    bench.source.on_fetch, bench.source.failures = lambda asked: None, []
    bench.source.bought()
    bench.ledger.retry()
    assert bench.buys(OVERVIEW, span("2026-07-01", "2026-10-20")) == [(OVERVIEW, span("2026-09-01", "2026-10-20"))]


@pytest.mark.parametrize("problem", [RuntimeError("secret"), KeyError("secret"), MemoryError()])
def test_what_nobody_expected_becomes_a_sentence(
    bench: Bench, problem: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    bench.source.failures = [problem]
    with caplog.at_level(logging.CRITICAL), pytest.raises(CloudSenseError) as caught:
        bench.ledger.costs(OVERVIEW, PERIOD, None)
    assert "secret" not in caught.value.sentence
    assert caught.value.remedy
    bench.clock.on(seconds=31)
    assert bench.buys(OVERVIEW, PERIOD)


@pytest.mark.parametrize("first", ["2026-09-25", "2026-10-25"])
def test_a_kept_month_that_ends_too_early_is_no_part_of_an_answer(bench: Bench, first: str) -> None:
    """October was seen on the 20th, then November came and AWS is out of reach: its last days are not $0."""
    bench.ask(OVERVIEW, span("2026-09-01", "2026-10-20"))
    bench.clock.set("2026-11-05 12:00")
    bench.ask(OVERVIEW, span("2026-11-01", "2026-11-05"))
    bench.clock.on(hours=2)
    bench.source.failures = [UnavailableError("No answer.")] * 2
    with pytest.raises(UnavailableError):
        bench.ledger.costs(OVERVIEW, span(first, "2026-11-05"), None)
    answer = bench.ledger.costs(OVERVIEW, span("2026-10-01", "2026-10-31"), None)
    assert answer.snapshot
    assert (answer.snapshot.stale, answer.snapshot.complete_to) == (True, day("2026-10-18"))


@pytest.mark.parametrize("never", ["2026-10-21", "2026-10-23"])
def test_a_day_that_was_never_bought_is_not_zero(bench: Bench, never: str) -> None:
    bench.ask(OVERVIEW, span("2026-10-01", "2026-10-20"))
    bench.clock.set("2026-10-25 12:00")
    bench.source.failures = [UnavailableError("No answer.")]
    with pytest.raises(UnavailableError):
        bench.ledger.costs(OVERVIEW, span(never, never), None)


def test_nothing_kept_is_shown_before_it_is_known_whose_it_is(bench: Bench) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.source.renew()
    bench.restart()
    bench.source.identity_gate = threading.Event()
    assert bench.ledger.identity(SOON) is None
    assert bench.ledger.costs(OVERVIEW, PERIOD, SOON) == Answer(None, Progress(0))
    bench.source.identity_gate.set()
    assert bench.ledger.identity(None) == MINE
    bench.source.bought()
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)
    assert bench.source.bought() == []


def test_nothing_kept_is_shown_if_nobody_knows_whose_it_is(bench: Bench) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.source.renew()
    bench.source.refusal = EXPIRED
    bench.restart()
    for _ in range(2):
        with pytest.raises(CredentialsError):
            bench.ledger.identity(None)
        with pytest.raises(CredentialsError):
            bench.ledger.costs(OVERVIEW, PERIOD, None)
    bench.source.refusal = None
    bench.clock.on(seconds=31)
    assert bench.ask(OVERVIEW, PERIOD).identity == MINE


def test_expired_credentials_leave_the_older_numbers_and_the_sentence(bench: Bench) -> None:
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.clock.on(hours=2)
    bench.source.failures, bench.source.refusal = [EXPIRED], EXPIRED
    bench.source.on_fetch = lambda asked: bench.source.renew()
    for _ in range(4):
        answer = bench.ledger.costs(OVERVIEW, PERIOD, None)
        assert answer.snapshot
        assert shown(answer.snapshot) == before
        assert str(answer.snapshot.problem) == str(EXPIRED)
        assert bench.ledger.identity(None) == MINE
        bench.clock.on(seconds=20)
    assert len(bench.source.bought()) == 2  # the first purchase, and one that was refused
    bench.ledger.retry()
    assert str(bench.ledger.costs(OVERVIEW, PERIOD, None).snapshot.problem) == str(EXPIRED)  # type: ignore[union-attr]
    bench.source.refusal, bench.source.on_fetch = None, lambda asked: None
    bench.ledger.retry()
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)


@pytest.mark.parametrize("noticed_by", ["costs", "identity"])
def test_numbers_that_are_still_fresh_tell_of_expired_credentials_too(bench: Bench, noticed_by: str) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.clock.on(minutes=50)
    bench.ask(IN_EUROPE, PERIOD)
    bench.clock.on(minutes=10)
    bench.source.refusal = EXPIRED
    if noticed_by == "costs":
        bench.source.failures = [EXPIRED]
        bench.source.on_fetch = lambda asked: bench.source.renew()
    else:
        bench.source.renew()
    assert str(bench.ledger.costs(OVERVIEW, PERIOD, None).snapshot.problem) == str(EXPIRED)  # type: ignore[union-attr]
    answer = bench.ledger.costs(IN_EUROPE, PERIOD, None)
    assert answer.snapshot
    assert str(answer.snapshot.problem) == str(EXPIRED)
    assert close(shown(answer.snapshot), exact(bench.source, IN_EUROPE, PERIOD))
    bench.source.refusal, bench.source.on_fetch = None, lambda asked: None
    bench.ledger.update([(OVERVIEW, PERIOD)], None)
    assert_exact(bench.ask(OVERVIEW, PERIOD), bench.source)
    assert_exact(bench.ask(IN_EUROPE, PERIOD), bench.source)


def test_what_is_kept_is_shown_without_asking(bench: Bench) -> None:
    assert bench.ledger.cached(OVERVIEW, PERIOD) == Answer(None)
    before = shown(bench.ask(OVERVIEW, PERIOD))
    bench.source.restate(EC2, "2026-10-10")
    bench.clock.on(days=1)
    bench.source.bought()
    assert snapshot_of(bench.ledger.cached(OVERVIEW, PERIOD)) == before
    assert bench.ledger.cached(IN_EUROPE, PERIOD) == Answer(None)
    assert bench.ledger.cached(OVERVIEW, span("2026-08-01", "2026-10-20")) == Answer(None)
    assert bench.source.bought() == []
    bench.source.failures = [UnavailableError("No answer.")]
    bench.ledger.update([(IN_EUROPE, PERIOD)], None)
    with pytest.raises(UnavailableError):
        bench.ledger.cached(IN_EUROPE, PERIOD)


def switch(bench: Bench) -> None:
    bench.source.who = OTHER
    bench.ledger.retry()


def test_another_account_never_sees_the_first_ones_numbers(bench: Bench) -> None:
    mine = exact(bench.source, OVERVIEW, PERIOD)
    bench.ask(OVERVIEW, PERIOD)
    switch(bench)
    theirs = bench.ask(OVERVIEW, PERIOD)
    assert theirs.identity == OTHER
    assert_exact(theirs, bench.source)
    assert not close(shown(theirs), mine)
    assert bench.source.asked[-1].account == OTHER.account
    assert bench.ledger.spent().today == 2
    bench.source.who = MINE
    bench.ledger.retry()
    bench.source.bought()
    assert close(shown(bench.ask(OVERVIEW, PERIOD)), mine)
    assert bench.source.bought() == []


def test_nothing_is_shown_while_new_credentials_are_validated(bench: Bench) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.source.identity_gate = threading.Event()
    switch(bench)
    assert bench.ledger.identity(SOON) is None
    assert bench.ledger.costs(OVERVIEW, PERIOD, SOON) == Answer(None, Progress(0))
    bench.source.identity_gate.set()
    assert bench.ledger.identity(None) == OTHER


def test_nothing_of_the_first_account_is_shown_while_the_seconds_is_bought(bench: Bench) -> None:
    bench.ask(OVERVIEW, PERIOD)
    bench.clock.on(hours=2)
    bench.source.who = OTHER
    bench.source.renew()  # behind the ledger's back: it learns of it when it buys
    gate = held_up(bench)
    answer = bench.ledger.costs(OVERVIEW, PERIOD, 0.3)
    assert answer.snapshot is None
    gate.set()
    assert bench.ask(OVERVIEW, PERIOD).identity == OTHER


def test_an_identity_asked_for_before_a_retry_says_nothing_about_the_time_after(bench: Bench) -> None:
    gate = bench.source.identity_gate = threading.Event()
    assert bench.ledger.identity(SOON) is None
    assert bench.source.asked_who == 1
    bench.source.identity_gate = None
    switch(bench)
    assert bench.ledger.identity(5) == OTHER
    gate.set()
    until = time.monotonic() + 5
    while bench.ledger._shared.jobs.about("identity"):
        assert time.monotonic() < until
    assert bench.ledger.identity(0) == OTHER
    assert bench.ask(usage(EC2, S3, RDS), PERIOD).identity == OTHER
