"""The burn-up chart: a place for every day, the budget across, and a mark where it is crossed."""

from datetime import date, timedelta

import pytest

from cloudsense.costs.period import Month
from cloudsense.costs.projection.burn_up import BurnUp
from cloudsense.figures.burn_up import BudgetLine, figure

PERIOD = Month(2026, 11).period
DAYS = list(PERIOD.dates)
ACTUAL = tuple((day, 10.0 * n) for n, day in enumerate(DAYS[:21], 1))
AHEAD = tuple((day, 10.0 * n) for n, day in enumerate(DAYS[20:], 21))


def lines(crossing: date | None = None, crossed: bool = False) -> BurnUp:
    low = tuple((day, amount - 5) for day, amount in AHEAD[1:])
    high = tuple((day, amount + 5) for day, amount in AHEAD[1:])
    return BurnUp(ACTUAL, AHEAD, (ACTUAL[-1], *low), (ACTUAL[-1], *high), crossing, crossed)


def test_each_line_has_a_place_for_every_day() -> None:
    made = figure(lines(), BudgetLine(400, "USD", PERIOD))
    even, low, high, actual, projected = made["data"]
    assert {len(trace[axis]) for trace in made["data"] for axis in "xy"} == {30}
    assert (even["y"][-1], low["y"][-1], high["y"][-1]) == (400, 295, 305)
    assert actual["y"][20] == projected["y"][20] == 210
    assert (actual["y"][21], projected["y"][19]) == (None, None)


def test_what_is_said_beside_the_pointer() -> None:
    said = figure(lines(), BudgetLine(400, "USD", PERIOD))["layout"]["meta"]
    assert (said["totals"][20], said["remarks"][20]) == ("$210.00", "")
    assert (said["totals"][29], said["remarks"][29]) == ("$300.00", "likely $295.00 – $305.00")


@pytest.mark.parametrize(("crossed", "word"), [(True, "exceeded Nov 12"), (False, "crosses Nov 12")])
def test_the_day_on_which_the_amount_is_crossed(crossed: bool, word: str) -> None:
    layout = figure(lines(date(2026, 11, 12), crossed), BudgetLine(115, "USD", PERIOD))["layout"]
    across, down = layout["shapes"]
    assert (across["y0"], across["y1"], down["x0"], down["y1"]) == (115, 115, 11, 115)
    assert [note["text"].strip() for note in layout["annotations"]] == ["Budget $115", word]


def test_a_budget_above_everything_is_on_the_chart() -> None:
    axis = figure(lines(), BudgetLine(1000, "USD", PERIOD))["layout"]["yaxis"]
    assert axis["range"][1] >= 1000
    assert DAYS[-1] == PERIOD.end - timedelta(days=1)
