"""Anomalies that AWS reports beside those found in cached costs: one event is one row."""

from datetime import date, timedelta

import pytest

from cloudsense.costs.anomalies.anomaly import Anomaly, DetectedBy, Key, State
from cloudsense.costs.anomalies.reported import Report, RootCause, anomaly_of, joined
from cloudsense.costs.query import Dimension

RDS = "Amazon Relational Database Service"
COMPLETE = date(2026, 11, 21)
SERVICE: Key = ((Dimension.SERVICE, RDS),)
USAGE_TYPE: Key = (*SERVICE, (Dimension.USAGE_TYPE, "InstanceUsage:db.r6g.large"))
ACCOUNT: Key = ((Dimension.ACCOUNT, "444455556666"),)


def ours(key: Key = SERVICE, first: int = 12, last: int = 14) -> Anomaly:
    days = last - first + 1
    first_day, last_day = date(2026, 11, first), date(2026, 11, last)
    return Anomaly(key, first_day, last_day, State.OVER, 300.0, 100.0, (200.0 / days,) * days)


def theirs(
    about: str = RDS, first: int = 13, last: int | None = 13, name: str = "a1", causes: tuple[RootCause, ...] = ()
) -> Report:
    end = date(2026, 11, last) if last else None
    return Report(name, date(2026, 11, first), end, about, 500.0, 100.0, causes)


def cause(service: str = RDS, account: str = "444455556666", impact: float = 400.0) -> RootCause:
    return RootCause(service, "InstanceUsage", "us-west-2", account, impact)


@pytest.mark.parametrize(
    ("anomaly", "report"),
    [
        (ours(), theirs()),
        (ours(USAGE_TYPE), theirs()),
        (ours(ACCOUNT), theirs("444455556666")),
        (ours(ACCOUNT), theirs(causes=(cause(),))),
        (ours(), theirs("444455556666", causes=(cause(),))),
        (ours(), theirs("team-blue", causes=(cause(),))),
        (ours(), theirs(first=14, last=None)),
    ],
)
def test_the_same_service_or_account_on_the_same_day_is_one_event(anomaly: Anomaly, report: Report) -> None:
    known, others = joined([anomaly], [report], COMPLETE)
    assert others == []
    assert [each.source for each in known] == [DetectedBy.BOTH]
    assert (known[0].id, known[0].impact) == (anomaly.id, anomaly.impact), "our figures, and mutes hold"


@pytest.mark.parametrize(
    ("anomaly", "report"),
    [
        (ours(), theirs("AWS Glue")),
        (ours(), theirs(first=15, last=16)),
        (ours(ACCOUNT), theirs("777788889999")),
        (ours(ACCOUNT), theirs()),
    ],
)
def test_others_are_listed_beside_ours(anomaly: Anomaly, report: Report) -> None:
    known, (other,) = joined([anomaly], [report], COMPLETE)
    assert known == [anomaly]
    assert other.source is DetectedBy.AWS
    assert (other.actual, other.expected, other.impact) == (500.0, 100.0, 400.0)
    assert other.id != anomaly.id


def test_what_two_monitors_report_is_one_row_the_largest() -> None:
    small = theirs("444455556666", causes=(cause(impact=10.0),), name="a2")
    _, others = joined([], [Report(**{**vars(small), "actual": 110.0}), theirs()], COMPLETE)
    assert [each.impact for each in others] == [400.0]


def test_an_anomaly_goes_on_without_an_end_or_with_the_last_complete_day() -> None:
    assert anomaly_of(theirs(last=None), COMPLETE).state is State.GOING_ON
    assert anomaly_of(theirs(last=None), COMPLETE).last == COMPLETE
    assert anomaly_of(theirs(last=21), COMPLETE).going_on
    assert anomaly_of(theirs(last=22), COMPLETE).going_on
    assert not anomaly_of(theirs(last=20), COMPLETE).going_on
    new = Report(**{**vars(theirs(last=None)), "expected": 0.0})
    assert anomaly_of(new, COMPLETE).state is State.NEW


def test_its_key_causes_and_days() -> None:
    made = anomaly_of(theirs("team-blue", causes=(cause(impact=30.0), cause("AWS Glue", impact=70.0))), COMPLETE)
    assert made.key == ((Dimension.SERVICE, "AWS Glue"),)
    assert [(each.key[0][0], each.impact) for each in made.causes] == [
        (Dimension.USAGE_TYPE, 100.0),
        (Dimension.REGION, 100.0),
        (Dimension.ACCOUNT, 100.0),
    ]
    assert len(made.excess) == (made.last - made.first + timedelta(days=1)).days


def test_a_service_that_aws_renamed_is_the_same() -> None:
    glue = ours(((Dimension.SERVICE, "Amazon OpenSearch Service"),))
    known, others = joined([glue], [theirs("Amazon Elasticsearch Service")], COMPLETE)
    assert others == []
    assert known[0].source is DetectedBy.BOTH
