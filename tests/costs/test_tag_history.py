"""Since when costs have a tag: for any days with and without values."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import Period
from cloudsense.costs.query import Filter
from cloudsense.costs.questions import Focus
from cloudsense.costs.tag_history import TagHistory, tag_history
from cloudsense.figures.tag_words import since_when

TEAM, STAGE = Dimension.tag("team"), Dimension.cost_category("Stage")
START = date(2025, 12, 1)
YEAR = Period(START, date(2026, 12, 1))
LATE = "Tag team has values from Apr 1, 2026 on; earlier costs are untagged."
rows = st.lists(st.tuples(st.integers(-5, 370), st.sampled_from(["", "web", "$", "Web"])), max_size=30)


def framed(found: list[tuple[int, str]], of: Dimension = TEAM) -> CostFrame:
    days = [START + timedelta(days=number) for number, _ in found]
    amounts = {name: [1.0] * len(found) for name in METRICS}
    return CostFrame.build(
        (of,), days, {of: [value for _, value in found]}, amounts, [0.0] * len(found), ["Hrs"] * len(found)
    )


@given(rows)
def test_the_first_day_with_a_value_and_whether_costs_came_before(found: list[tuple[int, str]]) -> None:
    known = tag_history(framed(found), TEAM, YEAR)
    within = [(number, value) for number, value in found if 0 <= number < YEAR.days]
    valued = [number for number, value in within if value]
    if not within:
        assert known is None
        return
    first = START + timedelta(days=min(valued)) if valued else None
    is_late = bool(valued) and min(number for number, _ in within) < min(valued)
    assert known == TagHistory(first, is_late)


def test_other_dimensions_have_no_such_history() -> None:
    assert tag_history(framed([(0, "web")]), Dimension.tag("Team"), YEAR) is None
    assert tag_history(framed([(0, "")], Dimension.REGION), Dimension.REGION, YEAR) is None


@pytest.mark.parametrize(
    ("found", "of", "said"),
    [
        (
            [(0, ""), (121, "web")],
            TEAM,
            "Tag team has values from Apr 1, 2026 on; earlier costs are untagged.",
        ),
        ([(0, "web"), (1, "")], TEAM, ""),
        ([(5, "web")], TEAM, ""),
        ([(0, "")], TEAM, "No cost of this period has tag team. Keys are case-sensitive."),
        ([(0, "")], STAGE, "No cost of this period has cost category Stage."),
        ([], TEAM, ""),
    ],
)
def test_what_is_said(found: list[tuple[int, str]], of: Dimension, said: str) -> None:
    assert since_when(framed(found, of), Focus(of), YEAR) == [said] * bool(said)


@pytest.mark.parametrize("rule", [Filter(TEAM, ("",)), Filter(Dimension.SERVICE, ("AWS Lambda",))])
def test_filtered_costs_say_nothing_of_the_others(rule: Filter) -> None:
    for found in ([(0, "")], [(0, ""), (121, "web")]):
        assert since_when(framed(found), Focus(TEAM, (rule,)), YEAR) == []
