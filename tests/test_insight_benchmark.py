"""The bounds of `python -m benchmarks insight`, on a few organizations."""

import numpy as np
import pytest

from benchmarks.insight import detection
from benchmarks.insight.organizations import Kind, make
from cloudsense.costs.anomalies.rules import ALL_RULES, Rule

SEEDS = range(20_000, 20_008)
"""Neither tuned with nor judged by."""


@pytest.fixture(scope="module")
def score() -> detection.Score:
    return detection.score(SEEDS)


def test_clear_spikes_and_steps_are_found_by_the_next_day(score: detection.Score) -> None:
    assert score.planted["clear"] > 20
    assert score.share("clear") >= 0.93, "97 % on many seeds"


def test_drifts_are_found_within_five_weeks(score: detection.Score) -> None:
    assert score.planted[Kind.DRIFT] > 5
    assert score.share(Kind.DRIFT) >= 0.9


def test_false_alarms_are_rare(score: detection.Score) -> None:
    assert score.false_a_month <= 0.6
    assert detection.score(SEEDS, events=False).false_a_month <= 0.6


def test_without_a_rule_more_alarms_are_false(score: detection.Score) -> None:
    without = detection.score(SEEDS, ALL_RULES - {Rule.IDLE})
    assert without.false_alarms > 2 * score.false_alarms


def test_an_organization_is_determined_by_its_seed() -> None:
    assert np.array_equal(make(7).costs, make(7).costs)
    assert not np.array_equal(make(7).costs, make(8).costs)
    assert make(7, events=False).events == ()
