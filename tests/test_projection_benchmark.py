"""The bounds of the projection on a few made-up organizations; the benchmark has many more, and real series."""

import numpy as np
import pytest

from benchmarks.insight.organizations import make
from benchmarks.insight.projection import DAYS, Both


@pytest.fixture(scope="module")
def judged() -> Both:
    both = Both()
    for seed in range(41_000, 41_005):
        organization = make(seed, DAYS)
        both.add(organization.start, organization.costs.sum(axis=0), mornings=(4, 14, 24))
        both.add(organization.start, organization.costs[0], mornings=(4, 14, 24))
    return both


def test_four_outcomes_of_five_lie_within_the_range(judged: Both) -> None:
    assert len(judged.new.misses) > 150
    assert 0.72 <= judged.new.coverage <= 0.9


def test_the_point_is_no_worse_than_that_of_the_rule_before(judged: Both) -> None:
    assert judged.new.weighted <= judged.old.weighted
    assert np.median(judged.new.misses) <= np.median(judged.old.misses)


def test_the_point_is_about_as_good_as_that_of_a_simple_rule_or_better(judged: Both) -> None:
    """Few months decide the mean here; the benchmark compares them on twenty times as many."""
    assert judged.new.weighted <= judged.simple.weighted
    assert judged.new.error <= 1.05 * judged.simple.error
