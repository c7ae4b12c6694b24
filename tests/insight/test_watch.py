"""Anomalies in what is cached: nothing is bought for them, and each is listed once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from cloudsense.costs.anomalies.gates import DEFAULT_GATES
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.source import Meter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.organization import CAPABILITIES, DemoSource, _frame
from cloudsense.insight import explanation, remarks
from cloudsense.insight import watch as watching
from cloudsense.insight.history import cached_history
from cloudsense.insight.watch import watch
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.ledger.storage.text_document import FileDocument

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
HISTORY = CAPABILITIES.history(TODAY)
EC2_OTHER = "EC2 - Other"
SPIKE = date(2026, 11, 12)


def ledger(first: date = HISTORY.start, **more: object) -> Ledger:
    """Of the demo organization, with the overview from `first` on in the cache."""
    made = Ledger(DemoSource(lambda: TODAY), Store.in_memory(), Spending(), lambda: NOW, **more)  # type: ignore[arg-type]
    assert made.identity(5)
    made.costs(OVERVIEW, Period(first, TOMORROW), 30)
    return made


def test_nothing_is_known_without_the_overview() -> None:
    empty = Ledger(DemoSource(lambda: TODAY), Store.in_memory(), Spending(), lambda: NOW)
    assert empty.identity(5)
    assert watch(empty) is None
    assert remarks.noticed(empty) is None


def test_the_planted_spike_is_found_and_what_it_does_not_know_is_not_judged() -> None:
    seen = watch(ledger())
    assert seen
    assert SPIKE in {each.first for each in seen.anomalies(DEFAULT_GATES)}
    assert seen.judged_from == HISTORY.start + timedelta(days=28)
    short = watch(ledger(date(2026, 10, 1)))
    assert short
    assert short.judged_from == date(2026, 10, 29)
    assert all(each.last >= date(2026, 10, 29) for each in short.anomalies(DEFAULT_GATES))
    assert SPIKE in {each.first for each in short.anomalies(DEFAULT_GATES)}


def test_less_than_four_weeks_are_too_short() -> None:
    seen = watch(ledger(date(2026, 11, 1)))
    assert seen
    assert seen.is_too_short
    assert seen.anomalies(DEFAULT_GATES) == []


def test_a_gap_in_the_cached_months_ends_the_history() -> None:
    made = ledger(date(2026, 10, 1))
    made.costs(OVERVIEW, Period(date(2026, 7, 1), date(2026, 8, 1)), 30)
    seen = watch(made)
    assert seen
    assert seen.snapshot.period.start == date(2026, 10, 1)


def test_it_is_found_again_only_when_something_else_is_cached() -> None:
    made = ledger(date(2026, 10, 1))
    first = watch(made)
    assert watch(made) is first
    made.costs(OVERVIEW, Period(date(2026, 9, 1), TOMORROW), 30)
    assert watch(made) is not first


def test_cached_usage_types_are_watched_and_the_same_is_listed_once() -> None:
    made = ledger()
    before = watch(made)
    about = Filter(Dimension.SERVICE, (EC2_OTHER,))
    query = CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE), (about,))
    made.costs(query, Period(HISTORY.start, TOMORROW), 30)
    seen = watch(made)
    assert before
    assert seen
    assert len(seen.findings) == 2
    assert seen.series_count > before.series_count
    spikes = [each for each in seen.anomalies(DEFAULT_GATES) if each.first == SPIKE]
    assert [each.key for each in spikes] == [((Dimension.SERVICE, EC2_OTHER),)]


def test_only_answers_that_changed_are_put_together_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ledger(date(2026, 9, 1))
    period = Period(date(2026, 9, 1), TOMORROW)
    ec2, rds = (
        CostQuery(watching.BY_USAGE_TYPE, (Filter(Dimension.SERVICE, (name,)),))
        for name in (EC2_OTHER, "Amazon Relational Database Service")
    )
    made.costs(ec2, period, 30)
    put_together: list[CostQuery] = []

    def noted(ledger: Ledger, query: CostQuery, *months: Any) -> Any:
        put_together.append(query)
        return cached_history(ledger, query, *months)

    monkeypatch.setattr(watching, "cached_history", noted)

    def looked_at() -> set[CostQuery]:
        put_together.clear()
        seen = watch(made)
        assert seen
        assert len(seen.findings) == len({query for query, _ in made.bought()} & {OVERVIEW, ec2, rds})
        return set(put_together)

    assert looked_at() == {OVERVIEW, ec2}
    made.costs(rds, period, 30)
    assert looked_at() == {OVERVIEW, rds}, "nothing about EC2 has changed"
    made.costs(ec2, Period(date(2026, 8, 1), TOMORROW), 30)
    assert looked_at() == {OVERVIEW, ec2}
    assert looked_at() == set()


def test_what_is_noticed_is_the_same_until_something_changes() -> None:
    made = ledger(date(2026, 9, 1))
    first = remarks.noticed(made)
    assert remarks.noticed(made) is first
    remarks.add_day_note(made, SPIKE, "migration")
    assert remarks.noticed(made) is not first


@pytest.mark.parametrize(
    ("rules", "is_left"),
    [
        ((), True),
        ((Filter(Dimension.SERVICE, (EC2_OTHER,)),), True),
        ((Filter(Dimension.SERVICE, (EC2_OTHER,), exclude=True),), False),
        ((Filter(Dimension.SERVICE, ("AWS Lambda",)),), False),
        ((Filter(Dimension.SERVICE, (EC2_OTHER,)), Filter(Dimension.REGION, ("us-east-1",))), False),
    ],
)
def test_a_selection_has_the_anomalies_of_its_services(rules: tuple[Filter, ...], is_left: bool) -> None:
    found = remarks.noticed(ledger(date(2026, 9, 1)))
    assert found
    (spike,) = (each for each in found.anomalies if each.first == SPIKE)
    assert (spike in found.about(rules).anomalies) is is_left
    assert found.about(rules).notes == found.notes


class BookSource(DemoSource):
    """A book instead of the demo organization."""

    def __init__(self, book: Book) -> None:
        super().__init__(lambda: TODAY)
        self._book = book

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        return Fetched(_frame(query, self._book.sums(query, period.dates)), period, "USD", 0)


def flat_service_with_a_spike() -> Book:
    """What one usage type costs more on the day, the other one costs less."""
    common = {Dimension.SERVICE: "Amazon RDS", Dimension.CHARGE_TYPE: "Usage"}
    lines = [Line(common | {Dimension.USAGE_TYPE: name}, "Hrs") for name in ("up", "down")]

    def amounts(day: date) -> tuple[np.ndarray, np.ndarray]:
        shift = 90 if day == SPIKE else 0
        matrix = np.array([[(100 + shift) * SCALE], [(100 - shift) * SCALE]], dtype=np.int64)
        return matrix.repeat(len(COLUMNS), axis=1), np.ones(2, dtype=bool)

    return Book(lines, amounts)


def test_a_flat_service_can_hide_the_spike_of_one_usage_type() -> None:
    made = Ledger(BookSource(flat_service_with_a_spike()), Store.in_memory(), Spending(), lambda: NOW)
    assert made.identity(5)
    made.costs(OVERVIEW, Period(date(2026, 9, 1), TOMORROW), 30)
    seen = watch(made)
    assert seen
    assert seen.anomalies(DEFAULT_GATES) == []
    query = CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE), (Filter(Dimension.SERVICE, ("Amazon RDS",)),))
    made.costs(query, Period(date(2026, 9, 1), TOMORROW), 30)
    seen = watch(made)
    assert seen
    (spike,) = seen.anomalies(DEFAULT_GATES)
    assert spike.value(Dimension.USAGE_TYPE) == "up"
    assert spike.impact == pytest.approx(90)


def test_what_explains_it_is_read_from_the_cache_and_priced_before() -> None:
    made = ledger()
    seen = watch(made)
    assert seen
    (anomaly,) = [each for each in seen.anomalies(DEFAULT_GATES) if each.first == SPIKE]
    asked = explanation.questions(made, seen.snapshot, anomaly)
    assert set(asked) == {Dimension.USAGE_TYPE, Dimension.REGION, Dimension.ACCOUNT}
    assert explanation.cached_answers(made, asked) == {}
    for query, period in asked.values():
        made.costs(query, period, 30)
    why = explanation.explanation(anomaly, explanation.cached_answers(made, asked), seen.metric)
    assert why.usage_types[0].unit == "GB"
    assert [cause.value(Dimension.REGION) for cause in why.regions] == ["us-east-1"]
    assert why.usage_types[0].impact == pytest.approx(anomaly.impact, rel=0.1)


def test_muted_ones_are_not_heard_of(tmp_path: object) -> None:
    made = ledger(remarks=FileDocument(tmp_path / "remarks.json"))  # type: ignore[operator]
    noticed = remarks.noticed(made)
    assert noticed
    (anomaly,) = [each for each in noticed.since(SPIKE) if each.first == SPIKE]
    remarks.mute_anomaly(made, anomaly)
    remarks.add_note(made, anomaly, "migration to eu-west-1")
    remarks.add_note(made, anomaly, "   ")
    again = remarks.noticed(made)
    assert again
    assert anomaly not in again.since(SPIKE)
    (note,) = again.notes
    assert (note.day, note.text) == (SPIKE, "migration to eu-west-1")
    (mute,) = remarks.remarks_of(made).mutes
    remarks.remove(made, mute.id)
    assert anomaly in remarks.noticed(made).since(SPIKE)  # type: ignore[union-attr]
