"""Work under way: each piece once, failures remembered for a while."""

import logging
import threading
from datetime import timedelta

import pytest
from ledger_bench import Clock

from cloudsense.errors import CloudSenseError, UnavailableError
from cloudsense.ledger.purchasing.jobs import BACKOFF, LONGEST_BACKOFF, THREADS, Job, Jobs, backoff

PROBLEM = UnavailableError("No answer.")


@pytest.fixture
def clock() -> Clock:
    return Clock.at("2026-10-20 12:00")


@pytest.fixture
def jobs(clock: Clock) -> Jobs:
    return Jobs(clock)


def fail(_job: Job) -> None:
    raise PROBLEM


def title(problem: CloudSenseError | None) -> str | None:
    return problem.title if problem else None


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


def failing(jobs: Jobs, topic: str = "topic", pages: int = 0) -> CloudSenseError:
    def work(job: Job) -> None:
        job.wasted_pages = pages
        raise PROBLEM

    with pytest.raises(UnavailableError) as caught:
        jobs.start(topic, topic, work).wait(10)
    return caught.value


def test_a_failure_is_remembered_for_a_while(jobs: Jobs, clock: Clock) -> None:
    failing(jobs)
    assert title(jobs.failure("topic")) == "No answer."
    assert jobs.failure("another") is None
    clock.now += BACKOFF - timedelta(seconds=1)
    assert title(jobs.failure("topic")) == "No answer."
    clock.now += timedelta(seconds=1)
    assert jobs.failure("topic") is None
    clock.now -= timedelta(days=1)  # set back: a failure in the future is none of late
    assert jobs.failure("topic") is None


def test_what_needs_a_restart_has_no_time(jobs: Jobs, clock: Clock) -> None:
    def work(job: Job) -> None:
        problem = UnavailableError("No answer.")
        problem.needs_restart = True
        raise problem

    with pytest.raises(UnavailableError) as caught:
        jobs.start("topic", "topic", work).wait(10)
    assert caught.value.retry_at is None
    assert caught.value.needs_restart


def test_a_topic_rests_twice_as_long_after_each_further_failure(jobs: Jobs, clock: Clock) -> None:
    rests = []
    for _ in range(9):
        problem = failing(jobs)
        assert problem.retry_at
        rests.append((problem.retry_at - clock.now).total_seconds())
        clock.now = problem.retry_at - timedelta(seconds=1)
        assert jobs.failure("topic")
        clock.now = problem.retry_at
        assert jobs.failure("topic") is None
    assert rests == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert backoff(10**6, 0) == LONGEST_BACKOFF
    assert failing(jobs, "another").retry_at == clock.now + BACKOFF


def test_a_success_makes_the_rest_short_again(jobs: Jobs, clock: Clock) -> None:
    for _ in range(2):
        failing(jobs)
        jobs.clear_backoff("topic")
    jobs.start("name", "topic", lambda job: None).wait(10)
    assert failing(jobs).retry_at == clock.now + BACKOFF


def test_what_rests_is_not_begun(jobs: Jobs, clock: Clock) -> None:
    problem = failing(jobs)
    begun: list[Job] = []
    with pytest.raises(UnavailableError) as caught:
        jobs.start("another name", "topic", begun.append).wait(10)
    assert (caught.value.retry_at, begun) == (problem.retry_at, [])
    clock.now += BACKOFF
    assert jobs.start("another name", "topic", begun.append).wait(10)
    assert len(begun) == 1


def test_what_was_dear_rests_long(jobs: Jobs, clock: Clock) -> None:
    problem = failing(jobs, pages=1)
    assert (problem.pages, problem.retry_at) == (1, clock.now + BACKOFF)
    problem = failing(jobs, "another", pages=200)
    assert problem.pages == 200
    assert problem.retry_at
    assert timedelta(hours=23) < problem.retry_at - clock.now < timedelta(days=1)


def test_a_failure_is_kept_without_the_frames_it_passed(jobs: Jobs) -> None:
    failing(jobs)
    for _ in range(3):
        problem = jobs.failure("topic")
        assert problem
        assert problem.__traceback__ is None
        with pytest.raises(UnavailableError):
            raise problem


def test_who_waits_for_a_turn_shares_the_failure(jobs: Jobs, clock: Clock) -> None:
    gate, turn, asked = threading.Event(), threading.Lock(), []

    def ask(job: Job) -> None:
        with turn, job.request("topic"):
            asked.append(job)
            gate.wait(10)
            raise PROBLEM

    waiting = [jobs.start(name, "topic", ask) for name in "abc"]
    gate.set()
    for job in waiting:
        with pytest.raises(UnavailableError):
            job.wait(10)
    assert len(asked) == 1
    problem = jobs.failure("topic")
    assert problem
    assert problem.retry_at == clock.now + BACKOFF


def test_failures_are_forgiven_by_topic_or_all_at_once(jobs: Jobs) -> None:
    def fail_all() -> None:
        for topic in "abc":
            failing(jobs, topic)

    fail_all()
    jobs.clear_backoff("a", "b")
    assert [title(jobs.failure(topic)) for topic in "abc"] == [None, None, "No answer."]
    fail_all()
    jobs.clear_backoff()
    assert [jobs.failure(topic) for topic in "abc"] == [None] * 3


def test_who_presses_often_does_not_make_cloudsense_ask_more_often_by_itself(jobs: Jobs, clock: Clock) -> None:
    for _ in range(20):
        problem = failing(jobs)
        jobs.clear_backoff("topic")
        assert jobs.failure("topic") is None
    assert problem.retry_at == clock.now + LONGEST_BACKOFF


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
