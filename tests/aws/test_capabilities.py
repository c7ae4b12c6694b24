"""What Cost Explorer can be asked, and what it calls it."""

from datetime import date

import pytest

from cloudsense.aws.capabilities import COST_EXPLORER, DIMENSION_KEYS, METRIC_NAMES
from cloudsense.aws.cost_request import request
from cloudsense.costs.period import Period
from cloudsense.costs.query import DIMENSIONS, CostQuery, Dimension, Metric
from cloudsense.costs.source import Capabilities
from cloudsense.demo.organization import CAPABILITIES


def test_metrics_have_cost_explorers_names() -> None:
    assert {metric.value: name for metric, name in METRIC_NAMES.items()} == {
        "unblended": "UnblendedCost",
        "amortized": "AmortizedCost",
        "net-unblended": "NetUnblendedCost",
        "net-amortized": "NetAmortizedCost",
        "blended": "BlendedCost",
    }
    assert COST_EXPLORER.metrics == set(Metric)


def test_dimensions_have_cost_explorers_keys() -> None:
    named = {Dimension.ACCOUNT: "LINKED_ACCOUNT", Dimension.CHARGE_TYPE: "RECORD_TYPE"}
    assert set(DIMENSION_KEYS) == set(DIMENSIONS) - {Dimension.FAMILY}
    for dimension, key in DIMENSION_KEYS.items():
        assert key == named.get(dimension, dimension.value.upper().replace("-", "_"))


def test_a_question_of_three_dimensions_is_never_sent() -> None:
    day = Period(date(2026, 11, 1), date(2026, 11, 2))
    with pytest.raises(ValueError, match="2 dimensions at most"):
        request(CostQuery((Dimension.SERVICE, Dimension.REGION, Dimension.AZ)), day)


@pytest.mark.parametrize("source", [COST_EXPLORER, CAPABILITIES])
@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-23", "2025-10-01"),
        ("2026-11-01", "2025-10-01"),
        ("2026-12-31", "2025-11-01"),
        ("2026-01-31", "2024-12-01"),
        ("2028-02-29", "2027-01-01"),
    ],
)
def test_history_begins_13_months_before_this_month(source: Capabilities, today: str, first: str) -> None:
    day = date.fromisoformat(today)
    assert source.first_day(day) == date.fromisoformat(first)
    assert (source.history(day).start, source.history(day).last) == (source.first_day(day), day)
