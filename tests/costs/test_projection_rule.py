"""What the rule expects of the days ahead: levels, weekdays, steps, growth, spikes, idle services."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.projection.misses import likely, past_misses
from cloudsense.costs.projection.rule import WINDOW, expected

Cost = Callable[[int], float]


def foreseen(cost: Cost, ahead: int = 28, known: int = WINDOW) -> np.ndarray:
    """Of a series of which day 0 is the first one ahead, and `known` days before it are known."""
    window = [cost(day) if day >= -known else np.nan for day in range(-WINDOW, 0)]
    return expected(np.array([window]), ahead)[0]


def came(cost: Cost, ahead: int = 28) -> np.ndarray:
    return np.array([cost(day) for day in range(ahead)])


def office(day: int) -> float:
    return 30.0 if day % 7 in (5, 6) else 100.0


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("known", [7, 10, 14, 27, 33, 70])
def test_weekdays_are_known_after_a_week(known: int, sign: int) -> None:
    assert foreseen(lambda day: sign * office(day), known=known) == pytest.approx(sign * came(office))


def test_a_step_of_last_week_is_the_new_level() -> None:
    assert foreseen(lambda day: office(day) * (3 if day >= -7 else 1)) == pytest.approx(3 * came(office))


def test_what_stopped_a_week_ago_does_not_go_on() -> None:
    assert foreseen(lambda day: 10.0 if day < -7 else 0.0) == pytest.approx(0)


def test_steady_growth_goes_on_for_a_month() -> None:
    days = foreseen(lambda day: 1000.0 + day, ahead=60)
    weeks = days[:56].reshape(8, 7).mean(axis=1)
    assert weeks[:4] == pytest.approx(1003 + 7 * np.arange(4), rel=1e-4)
    assert weeks[5:] == pytest.approx(1030, rel=1e-4)


def test_a_step_weeks_ago_is_no_growth() -> None:
    assert foreseen(lambda day: 20.0 if day >= -35 else 10.0) == pytest.approx(20)


def test_spikes_do_not_come_back() -> None:
    assert foreseen(lambda day: 5000.0 if day in (-9, -30) else office(day)) == pytest.approx(came(office))


def test_what_comes_every_other_day_is_no_spike() -> None:
    days = foreseen(lambda day: 100.0 if day % 2 else 0.0)
    assert days.sum() == pytest.approx(28 * 50, rel=0.05)


def test_an_idle_service_is_expected_at_its_mean() -> None:
    days = foreseen(lambda day: 70.0 if day % 14 == 3 else 0.0)
    assert days.sum() == pytest.approx(2 * 70)


def test_an_idle_service_that_has_stopped_stays_idle() -> None:
    assert foreseen(lambda day: 70.0 if day % 14 == 3 and day < -30 else 0.0).sum() == 0


@pytest.mark.parametrize("known", [0, 1, 2, 6])
def test_a_few_days_are_their_mean(known: int) -> None:
    assert foreseen(lambda _day: 10.0, known=known) == pytest.approx(10.0 if known else 0.0)


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=WINDOW, max_size=WINDOW), st.integers(0, WINDOW))
def test_costs_never_become_credits_nor_credits_costs(costs: list[float], unknown: int) -> None:
    for values in (np.abs(costs), -np.abs(costs)):
        window = values.copy()
        window[:unknown] = np.nan
        days = expected(window[None], 92)
        assert np.isfinite(days).all()
        assert (days >= 0).all() if values.sum() >= 0 else (days <= 0).all()


def test_rows_do_not_depend_on_each_other() -> None:
    rows = np.random.default_rng(1).gamma(2, 50, (9, WINDOW))
    rows[3, :60] = np.nan
    together = expected(rows, 31)
    for n, row in enumerate(rows):
        assert expected(row[None], 31)[0] == pytest.approx(together[n])


def test_misses_know_nothing_of_what_came_later() -> None:
    net = np.random.default_rng(2).gamma(9, 10, 200)
    before = past_misses(net, 20)
    later = np.concatenate([net, [1e9] * 7])
    assert past_misses(later, 20)[1:] == pytest.approx(before[: len(before) - 1 + (len(before) < 16)])


def test_the_range_is_a_little_wider_than_what_four_of_five_misses_do_not_exceed() -> None:
    net = np.random.default_rng(3).gamma(9, 10, 300)
    days = expected(net[None, -WINDOW:], 20)[0]
    ranges = likely(net, days, 0)
    assert (ranges.mornings, ranges.guessed) == (16, False)
    ordered = np.sort(past_misses(net, 20)[:, -1])
    wider = 1 + 0.25 * 20 / 31  # the days ahead of the mornings overlap
    assert ordered[12] <= ranges.band[-1] / days.sum() / wider <= ordered[13]
    assert (np.diff(ranges.band) >= 0).all()
