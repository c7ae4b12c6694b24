"""Work under way: each piece once, failures remembered for a while."""

import logging
import threading
from datetime import timedelta

import pytest
from ledger_bench import Clock

from cloudsense.errors import CloudSenseError, UnavailableError
from cloudsense.ledger.jobs import REST, THREADS, Job, Jobs

PROBLEM = UnavailableError("No answer.")


@pytest.fixture
def clock() -> Clock:
    return Clock.at("2026-10-20 12:00")


@pytest.fixture
def jobs(clock: Clock) -> Jobs:
    return Jobs(clock)


def fail(_job: Job) -> None:
    raise PROBLEM


def test_who_asks_for_work_under_way_waits_for_it(jobs: Jobs) -> None:
    gate = threading.Event()
    first = jobs.start("name", "topic", lambda job: gate.wait(10))
    assert jobs.start("name", "topic", fail) is first
    assert jobs.about("topic") is first
    assert jobs.about("another") is None
    assert not first.wait(0.01)
    gate.set()
    assert first.wait(10)
    assert jobs.about("topic") is None
    assert jobs.start("name", "topic", lambda job: None) is not first


def test_only_so_many_at_once(jobs: Jobs) -> None:
    gate, running = threading.Event(), []

    def work(_job: Job) -> None:
        running.append(threading.get_ident())
        gate.wait(10)

    started = [jobs.start(n, n, work) for n in range(THREADS + 2)]
    assert not started[-1].wait(0.05)
    assert len(running) == THREADS
    gate.set()
    assert all(job.wait(10) for job in started)


def test_a_failure_is_remembered_for_a_while(jobs: Jobs, clock: Clock) -> None:
    with pytest.raises(UnavailableError):
        jobs.start("name", "topic", fail).wait(10)
    assert jobs.failure("topic") is PROBLEM
    assert jobs.failure("another") is None
    clock.now += REST - timedelta(seconds=1)
    assert jobs.failure("topic") is PROBLEM
    clock.now += timedelta(seconds=1)
    assert jobs.failure("topic") is None
    clock.now -= timedelta(days=1)  # set back: a failure in the future is none of late
    assert jobs.failure("topic") is None


def test_failures_are_forgiven_by_topic_or_all_at_once(jobs: Jobs) -> None:
    def fail_all() -> None:
        for topic in "abc":
            with pytest.raises(UnavailableError):
                jobs.start(topic, topic, fail).wait(10)

    fail_all()
    jobs.forgive("a", "b")
    assert [jobs.failure(topic) for topic in "abc"] == [None, None, PROBLEM]
    fail_all()
    jobs.forgive()
    assert [jobs.failure(topic) for topic in "abc"] == [None] * 3


def test_a_success_ends_the_failure_of_its_topic(jobs: Jobs) -> None:
    gate = threading.Event()
    slow = jobs.start("slow", "topic", lambda job: gate.wait(10))
    with pytest.raises(UnavailableError):
        jobs.start("quick", "topic", fail).wait(10)
    gate.set()
    assert slow.wait(10)
    assert jobs.failure("topic") is None


def test_what_nobody_expected_is_said_without_its_words(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    def explode(_job: Job) -> None:
        raise RuntimeError("arn:aws:iam::secret")

    with caplog.at_level(logging.INFO), pytest.raises(CloudSenseError) as caught:
        jobs.start("name", "topic", explode).wait(10)
    assert "RuntimeError" in caplog.text
    assert "secret" not in caught.value.sentence + caplog.text


def test_work_that_cannot_be_started_is_not_waited_for(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_thread(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(jobs._pool, "submit", no_thread)
        with pytest.raises(RuntimeError):
            jobs.start("name", "topic", lambda job: None)
    assert jobs.about("topic") is None
    assert jobs.start("name", "topic", lambda job: None).wait(10)
