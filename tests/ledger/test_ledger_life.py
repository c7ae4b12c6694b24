"""A ledger's life at random: whatever happened, what it shows without a warning was true, and nothing is paid twice."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import product

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from ledger_bench import (
    BY_REGION,
    EC2,
    IN_EUROPE,
    LINES,
    REGIONAL_USAGE,
    S3,
    SERVICES,
    USAGE,
    Bench,
    close,
    exact,
    rows_of,
    shown,
    usage,
)

from cloudsense.costs.frame import Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period, choose
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.demo.book import Book
from cloudsense.errors import CloudSenseError, UnavailableError

UNWITNESSED = (OVERVIEW, IN_EUROPE)
QUESTIONS = (*UNWITNESSED, usage(EC2), usage(S3), usage(EC2, S3), USAGE, BY_REGION, REGIONAL_USAGE.about((EC2,)))
PERIODS = ("7d", "30d", "90d", "this-month", "last-month")
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=25),
    timedelta(hours=1),
    timedelta(hours=7),
    timedelta(hours=25),
    timedelta(days=9),
)


def fresh_by_rule(month: Month, seen: datetime, estimated: bool, now: datetime) -> bool:
    """The rule once more, in other words."""
    following = month.plus(1).first
    if seen.date() < following:
        return now - seen < timedelta(hours=1)
    return (not estimated and seen.date() >= following.replace(day=10)) or now - seen < timedelta(days=1)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench.at("2026-10-28 12:00")
        self.source, self.clock = self.bench.source, self.bench.clock
        self.history: defaultdict[tuple[str, date], list[tuple[datetime, int]]] = defaultdict(list)

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: timedelta) -> None:
        self.clock.now += pause

    @rule(service=st.sampled_from(SERVICES), ago=st.integers(0, 12) | st.integers(0, 40))
    def aws_restates_a_day(self, service: str, ago: int) -> None:
        today = self.clock().date()
        day = today - timedelta(ago)
        settled_on = Month.of(day).plus(1).first.replace(day=10)
        if today < settled_on:
            self.source.restate(service, day)
            self.history[service, day].append((self.clock(), self.source.versions[service, day]))

    @rule()
    def the_next_request_fails(self) -> None:
        self.source.failures = [UnavailableError("No answer.")]

    @rule()
    def a_restart(self) -> None:
        self.bench.restart()

    @rule(query=st.sampled_from(QUESTIONS), words=st.sampled_from(PERIODS))
    def someone_asks(self, query: CostQuery, words: str) -> None:
        period = choose(words, self.clock().date()).period
        expected = self.lacking(query, period)
        failing = bool(self.source.failures)
        self.source.bought()
        snapshot = self.ask(query, period)
        bought = self.source.bought()
        if snapshot and not snapshot.stale:
            self.was_true(snapshot)
            if not failing:
                assert query not in UNWITNESSED or bought == expected
                assert all(about == OVERVIEW or about in self.related(query) for about, _ in bought)
        again = self.ask(query, period)
        assert self.source.bought() == []
        if failing:
            self.source.failures = []
            self.bench.ledger.retry()
        else:
            assert again
            assert again.problem is None

    @rule(query=st.sampled_from(QUESTIONS), words=st.sampled_from(PERIODS))
    @precondition(lambda self: not self.source.failures)
    def someone_updates(self, query: CostQuery, words: str) -> None:
        period = choose(words, self.clock().date()).period
        self.bench.ledger.update([(query, period)], 10)
        self.source.bought()
        snapshot = self.ask(query, period)
        assert snapshot
        assert self.source.bought() == []
        if any(self.unsettled(month) for month in period.months):
            assert snapshot.fetched_at >= self.clock() - timedelta(seconds=15)
        self.was_true(snapshot)

    @invariant()
    def the_clock_ticks(self) -> None:
        self.clock.on(seconds=1)

    def ask(self, query: CostQuery, period: Period) -> Snapshot | None:
        try:
            answer = self.bench.ledger.costs(query, period, 10)
        except CloudSenseError:
            return None
        assert answer.progress is None
        return answer.snapshot

    def related(self, query: CostQuery) -> set[CostQuery]:
        services = [(EC2,), (S3,), (EC2, S3)]
        return {query, *(usage(*some) for some in services)} if query.services and query in QUESTIONS else {query}

    def unsettled(self, month: Month) -> bool:
        return self.clock().date() < month.plus(1).first.replace(day=10)

    def lacking(self, query: CostQuery, period: Period) -> list[tuple[CostQuery, Period]]:
        """What has to be bought of a question that is its own witness, going by what the source gave so far."""
        known = {}
        for given in self.source.finished:
            if given.query == query:
                for month in given.period.months:
                    known[month] = given
        now, tomorrow, runs = self.clock(), self.clock().date() + ONE_DAY, []
        for month in period.months:
            given, end = known.get(month), min(month.period.end, tomorrow)
            asked_to = min(end, period.end)
            reaches = given is not None and given.period.end >= asked_to
            if reaches and fresh_by_rule(month, given.at, self.source.estimated(month, given.at), now):
                continue
            if runs and runs[-1].end == month.first:
                runs[-1] = Period(runs[-1].start, end)
            else:
                runs.append(Period(month.first, end))
        return [(query, run) for run in runs]

    def was_true(self, snapshot: Snapshot) -> None:
        """Every day shows what was true of it at some moment since the snapshot's time."""
        seen, query = shown(snapshot), snapshot.query
        if close(seen, exact(self.source, query, snapshot.period)):
            return
        for day in snapshot.period.dates:
            rows = {key: amounts for key, amounts in seen.items() if key[0] == day}
            assert any(close(rows, truth) for truth in self.truths(query, day, snapshot.fetched_at)), day

    def truths(self, query: CostQuery, day: date, since: datetime):
        for versions in product(*(self.versions(service, day, since) for service in SERVICES)):
            matrix = self.source.matrix(day, dict(zip(SERVICES, versions, strict=True)))
            exists = np.ones(len(LINES), dtype=bool)
            yield rows_of(Book(LINES, lambda _, m=matrix, e=exists: (m, e)), query, Period(day, day + ONE_DAY))

    def versions(self, service: str, day: date, since: datetime) -> list[int]:
        """The one that stood at `since`, and all later ones."""
        changes = [(datetime.min.replace(tzinfo=since.tzinfo), 0), *self.history[service, day]]
        before = [version for at, version in changes if at <= since]
        return [before[-1], *(version for at, version in changes if at > since)]


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
