"""What explains an anomaly, and its sentence in the field's words."""

from datetime import date, timedelta

import numpy as np
import pytest

from cloudsense import formatting
from cloudsense.alerts import sentences
from cloudsense.alerts.check import Unusual
from cloudsense.costs.anomalies.anomaly import Anomaly, State
from cloudsense.costs.anomalies.explain import Cause, causes, days_needed
from cloudsense.costs.anomalies.series import usage_series
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.regions import region_of
from cloudsense.figures.anomaly_words import Explanation, quantity, sentence

NAT, GP3 = "USW2-NatGateway-Bytes", "EBS:VolumeUsage.gp3"
SERVICE = "EC2 - Other"
FIRST = date(2026, 11, 12)
ANOMALY = Anomaly(((Dimension.SERVICE, SERVICE),), FIRST, FIRST, State.OVER, 370.0, 100.0, (270.0,))


def frame(*, charge_type: str | None = None) -> CostFrame:
    """Ten weeks of NAT gateway traffic and volumes; on the day of the anomaly 6,000 GB more."""
    days = list(Period(date(2026, 9, 10), date(2026, 11, 19)).dates) * 2
    half = len(days) // 2
    gigabytes = [1000.0 + 6000.0 * (day == FIRST) for day in days[:half]]
    costs = [0.045 * amount for amount in gigabytes] + [55.0] * half
    keys = {Dimension.SERVICE: [SERVICE] * len(days), Dimension.USAGE_TYPE: [NAT] * half + [GP3] * half}
    dimensions = [Dimension.SERVICE, Dimension.USAGE_TYPE]
    if charge_type:
        keys[Dimension.CHARGE_TYPE] = [charge_type] * len(days)
        dimensions.append(Dimension.CHARGE_TYPE)
    metrics = dict.fromkeys(METRICS, costs)
    units = ["GB"] * half + ["GB-Mo"] * half
    return CostFrame.build(dimensions, days, keys, metrics, [*gigabytes, *([3.0] * half)], units)


def label(dimension: Dimension, value: str) -> str:
    return formatting.label(dimension, value)


def test_the_usage_type_that_rose_explains_all_of_it() -> None:
    (cause,) = causes(ANOMALY, frame(), Dimension.USAGE_TYPE, Metric.UNBLENDED)
    assert cause.key == ((Dimension.USAGE_TYPE, NAT),)
    assert cause.impact == pytest.approx(270)
    assert (cause.quantity, cause.unit) == (pytest.approx(6000), "GB")


def test_the_sentence_has_amount_cause_and_region() -> None:
    why = Explanation(usage_types=causes(ANOMALY, frame(), Dimension.USAGE_TYPE, Metric.UNBLENDED))
    assert sentence(ANOMALY, why, label, "USD") == "6.0 TB more through NAT gateways in us-west-2."


def test_without_an_explanation_the_sentence_tells_dollars() -> None:
    said = sentence(ANOMALY, Explanation(), label, "EUR")
    assert said == "EC2 – Other cost €270.00 more than expected (+270%)."


def test_a_region_and_an_account_are_named_where_they_are_alone() -> None:
    region = Cause(((Dimension.REGION, "eu-west-1"),), 270.0)
    account = Cause(((Dimension.ACCOUNT, "111122223333"),), 270.0)
    one = Explanation(regions=[region], accounts=[account])
    assert sentence(ANOMALY, one, label, "USD").endswith(" in eu-west-1, in 111122223333.")
    two = Explanation(regions=[region, region], accounts=[account, account])
    assert "in eu-west-1" not in sentence(ANOMALY, two, label, "USD")


def test_an_unknown_usage_type_goes_by_its_service() -> None:
    cause = Cause(((Dimension.USAGE_TYPE, "USE1-Whatever"),), 270.0, 240.0, "Hrs")
    why = Explanation(usage_types=[cause])
    assert sentence(ANOMALY, why, label, "USD") == "240 hours more of EC2 – Other in us-east-1."


def test_a_rise_in_cost_with_less_usage_is_told_in_money() -> None:
    cause = Cause(((Dimension.USAGE_TYPE, "NatGateway-Bytes"),), 270.0, -5.0, "GB")
    assert sentence(ANOMALY, Explanation(usage_types=[cause]), label, "USD") == "$270.00 more for NAT gateway data."


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (6100.0, "GB", "6.1 TB"),
        (30.0, "GB", "30 GB"),
        (0.25, "GB", "250 MB"),
        (2.5e6, "GB", "2.5 PB"),
        (345.2, "Hrs", "345 hours"),
        (1.0, "Hrs", "1 hour"),
        (3.8e6, "Requests", "3.8 million requests"),
        (7.0, "Unheard-of", ""),
        (7.0, "N/A", ""),
    ],
)
def test_quantities_are_written_as_people_do(amount: float, unit: str, said: str) -> None:
    assert quantity(amount, unit) == said


@pytest.mark.parametrize(
    ("usage_type", "region"),
    [("USW2-NatGateway-Bytes", "us-west-2"), ("EU-BoxUsage:t3.medium", "eu-west-1"), ("BoxUsage:t3.medium", "")],
)
def test_a_usage_type_may_name_its_region(usage_type: str, region: str) -> None:
    assert region_of(usage_type) == region


def test_the_four_weeks_before_are_needed() -> None:
    needed = days_needed(ANOMALY)
    assert (needed.start, needed.last) == (FIRST - timedelta(days=28), FIRST)


@pytest.mark.parametrize("charge_type", ["Credit", "Refund", "Tax", "Support", "Recurring", "SavingsPlanRecurringFee"])
def test_what_is_no_usage_has_no_series(charge_type: str) -> None:
    period = Period(date(2026, 9, 10), date(2026, 11, 19))
    costs = frame(charge_type=charge_type)
    assert usage_series(costs, [Dimension.SERVICE], Metric.UNBLENDED, period, period.last).keys == ()


def test_series_have_every_day_and_exact_sums() -> None:
    period = Period(date(2026, 9, 10), date(2026, 11, 19))
    made = usage_series(frame(), [Dimension.SERVICE], Metric.UNBLENDED, period, date(2026, 11, 17))
    assert made.keys == (((Dimension.SERVICE, SERVICE),),)
    assert (made.costs.shape, made.complete, made.last) == ((1, 70), 69, date(2026, 11, 17))
    assert made.costs.sum() == pytest.approx(frame().data["unblended"].sum(), abs=1e-9)
    assert np.isfinite(made.costs).all()


def test_alerts_are_in_the_currency_of_the_bill() -> None:
    said = sentences.unusual(Unusual(ANOMALY, Explanation(), "EUR"), label)
    assert said.count("€270.00") == 2
    assert "$" not in said
