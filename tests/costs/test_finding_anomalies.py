"""Which days cost more than expected: planted events, and everything that must not be taken for one."""

from datetime import date, timedelta

import numpy as np
import pytest

from cloudsense.costs.anomalies.anomaly import Anomaly, SeriesSet, State, find
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.query import Dimension

START = date(2026, 3, 2)
"""A Monday."""
DAYS = 180
WEEK = np.array([1.0, 1.02, 1.01, 1.03, 0.98, 0.5, 0.45])


def usual(level: float = 100.0, days: int = DAYS, noise: float = 0.03, seed: int = 1) -> np.ndarray:
    """A service with weekends."""
    random = np.random.default_rng(seed)
    return level * WEEK[np.arange(days) % 7] * (1 + noise * random.standard_normal(days))


def series(*costs: np.ndarray, complete: int | None = None, start: date = START) -> SeriesSet:
    keys = tuple(((Dimension.SERVICE, f"service {n}"),) for n in range(len(costs)))
    return SeriesSet(keys, start, np.array(costs), len(costs[0]) if complete is None else complete)


def found(
    *costs: np.ndarray, complete: int | None = None, start: date = START, falls: bool = False, dollars: float = 20.0
) -> list[Anomaly]:
    gates = Gates(dollars, falls=falls)
    return find(series(*costs, complete=complete, start=start)).passing(gates)


def day(number: int) -> date:
    return START + timedelta(days=number)


def test_business_as_usual_is_no_anomaly() -> None:
    assert found(*(usual(seed=seed, noise=0.1) for seed in range(20)), falls=True) == []


def test_a_spike_is_found_on_its_day_with_what_it_cost_above() -> None:
    costs = usual()
    expected = costs[120]
    costs[120] += 80
    (spike,) = found(costs)
    assert (spike.first, spike.last, spike.state) == (day(120), day(120), State.OVER)
    assert spike.impact == pytest.approx(80, abs=15)
    assert spike.expected == pytest.approx(expected, abs=15)
    assert spike.actual == costs[120]
    assert sum(spike.excess) == pytest.approx(spike.impact)


def test_a_step_goes_on_and_is_the_new_level_after_two_weeks() -> None:
    costs = usual()
    costs[120:] += 60
    (early,) = found(costs[:125])
    assert (early.first, early.last, early.state) == (day(120), day(124), State.GOING_ON)
    (step,) = found(costs)
    assert (step.first, step.last, step.state) == (day(120), day(133), State.NEW_LEVEL)
    assert step.id == early.id


def test_back_on_the_new_level_nothing_is_unusual_and_the_old_one_would_be_a_fall() -> None:
    costs = usual()
    costs[100:] *= 2
    assert [each.last for each in found(costs)] == [day(113)]
    back = costs.copy()
    back[160:] /= 2
    assert [each.impact < 0 for each in found(back, falls=True) if each.first > day(120)] == [True]


def test_a_slow_rise_is_found_within_five_weeks() -> None:
    costs = usual(noise=0.02)
    rise = 1 + 0.5 * np.clip((np.arange(DAYS) - 100) / 30, 0, 1)
    anomalies = found(costs * rise)
    assert anomalies
    assert min(each.first for each in anomalies) < day(135)


def test_growth_of_a_year_is_no_anomaly() -> None:
    growth = 1.7 ** (np.arange(DAYS) / 365)
    assert found(usual() * growth, usual(seed=2) / growth) == []


def test_fees_of_the_first_are_known_from_the_second_time_on() -> None:
    costs = usual()
    firsts = [n for n in range(DAYS) if day(n).day == 1]
    costs[firsts] += 900
    assert found(costs) == []
    costs[firsts[-1]] += 900
    assert [each.first for each in found(costs)] == [day(firsts[-1])]


def test_a_new_service_is_new_and_expected_after_two_weeks() -> None:
    costs = np.zeros(DAYS)
    costs[120:] = 12.0
    (young,) = found(costs[:125])
    assert (young.state, young.expected, young.share) == (State.NEW, 0.0, None)
    assert young.impact == 60
    (old,) = found(costs)
    assert (old.first, old.last, old.state) == (day(120), day(133), State.NEW_LEVEL)


def test_a_service_that_comes_back_after_months_is_new_again() -> None:
    costs = np.zeros(DAYS)
    costs[:40] = 12.0
    costs[150:] = 12.0
    (again,) = [each for each in found(costs[:160]) if each.first > day(100)]
    assert (again.first, again.state) == (day(150), State.NEW)
    assert (again.actual, again.expected) == (pytest.approx(120), pytest.approx(0, abs=1e-6))


def test_the_jobs_of_an_idle_service_are_no_news_but_a_much_larger_one_is() -> None:
    costs = np.full(DAYS, 0.1)
    costs[[12, 51, 66, 88, 104, 131]] = [60, 55, 62, 58, 60, 57]
    assert found(costs) == []
    costs[150] = 200
    assert [each.first for each in found(costs)] == [day(150)]


def test_what_came_three_times_in_eight_weeks_is_no_news() -> None:
    costs = usual()
    costs[[100, 111, 121, 132]] += 90
    assert {each.first for each in found(costs)} == {day(100), day(111), day(121)}


def test_what_comes_every_month_is_no_news_from_the_third_time_on() -> None:
    costs = usual(days=250)
    ends = [n for n in range(30, 250) if day(n + 2).day == 1]
    costs[ends] += 90
    costs[ends[-2]] -= 60
    assert {each.first for each in found(costs)} == {day(ends[0]), day(ends[1])}


def test_a_spike_does_not_hide_the_one_after_it() -> None:
    costs = usual()
    costs[[120, 140]] += [400, 60]
    assert {each.first for each in found(costs)} == {day(120), day(140)}


def test_falls_count_on_request_only() -> None:
    costs = usual()
    costs[120:123] *= 0.2
    assert found(costs) == []
    (fall,) = found(costs, falls=True)
    assert (fall.first, fall.last) == (day(120), day(122))
    assert fall.impact < -100


def test_an_incomplete_day_is_no_fall_and_may_be_a_rise() -> None:
    costs = usual()
    costs[-2:] = [40.0, 0.0]
    assert found(costs, complete=DAYS - 2, falls=True) == []
    costs[-2] = 400.0
    (rise,) = found(costs, complete=DAYS - 2)
    assert (rise.first, rise.state) == (day(DAYS - 2), State.GOING_ON)


def test_both_gates_have_to_be_passed() -> None:
    small, slight = usual(10.0), usual(1000.0, noise=0.001)
    small[120] += 15
    slight[120] *= 1.2
    assert found(small, slight) == []
    assert len(found(small, slight, dollars=10)) == 1
    findings = find(series(slight), percent=15)
    assert len(findings.passing(Gates(20, 15))) == 1


def test_the_default_gate_grows_with_the_account() -> None:
    assert series(usual(10.0)).default_dollars == 20
    assert series(np.full(DAYS, 2000.0)).default_dollars == pytest.approx(60)
    assert series(np.full(DAYS, 7286.0)).default_dollars == 210, "218.58, rounded down to two digits"


@pytest.mark.parametrize("days", [0, 1, 27, 28])
def test_a_young_account_has_no_anomalies(days: int) -> None:
    assert found(usual()[:days] if days else np.zeros(0), falls=True) == []


def test_nothing_at_all_has_no_anomalies() -> None:
    empty = SeriesSet((), START, np.zeros((0, DAYS)), DAYS)
    assert find(empty).anomalies == ()
    assert found(np.zeros(DAYS), falls=True) == []


def test_negative_costs_are_judged_like_others() -> None:
    costs = -usual()
    assert found(costs, falls=True) == []
    costs[120] -= 300
    assert [each.impact < 0 for each in found(costs, falls=True)] == [True]


def test_three_hundred_services_at_once_are_what_each_is_alone() -> None:
    costs = [usual(seed=seed, level=20 + seed) for seed in range(300)]
    costs[7][120] += 500
    costs[250][60:] *= 3
    together = found(*costs)
    assert {each.key[0][1] for each in together} == {"service 7", "service 250"}
    (alone,) = found(costs[7])
    (same,) = [each for each in together if each.key[0][1] == "service 7"]
    assert (same.first, same.last, same.state) == (alone.first, alone.last, alone.state)
    assert same.impact == pytest.approx(alone.impact)


def test_later_days_change_nothing_that_was_said() -> None:
    costs = usual()
    costs[100:110] += 70
    costs[150] += 300
    early, late = found(costs[:130]), found(costs)
    assert early
    assert set(early) <= set(late)


def test_an_id_stands_for_what_and_since_when() -> None:
    costs = usual()
    costs[120:] += 60
    first, other = found(costs, usual(seed=3) + np.where(np.arange(DAYS) >= 120, 60, 0))
    assert first.id != other.id
    assert len(first.id) == 12
