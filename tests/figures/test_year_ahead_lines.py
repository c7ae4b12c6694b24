"""The two lines of a year ahead, in words and drawn."""

import pytest

from cloudsense.costs.period import Month
from cloudsense.costs.projection.year_ahead import year_ahead
from cloudsense.figures import year_ahead as lines
from cloudsense.figures.nodes import Node, text


def drawn(*per_day: float) -> Node:
    totals = {Month(2025, 11).plus(n): cost * Month(2025, 11).plus(n).period.days for n, cost in enumerate(per_day)}
    ahead = year_ahead(totals)
    assert ahead is not None
    return lines.details(ahead, "USD")


@pytest.mark.parametrize(
    ("per_day", "name"),
    [(range(10, 22), "Growth goes on"), (range(22, 10, -1), "Decline goes on"), ([10.0] * 12, "No growth so far")],
)
def test_both_lines_are_named_and_none_is_called_a_forecast(per_day: range | list[float], name: str) -> None:
    said = text(drawn(*per_day))
    assert "As now $" in said
    assert name in said
    assert "not a forecast" in said
    assert "likely" not in said.lower()


def test_lines_start_and_end_within_the_picture() -> None:
    node = drawn(*range(10, 22))
    (svg,) = [child for child in node["x"] if child["t"] == "svg"]
    assert svg["a"]["role"] == "img"
    assert svg["a"]["aria-label"].startswith("November 2026 – October 2027: as now $")
    for path in svg["x"]:
        numbers = [float(number) for point in path["a"]["d"].lstrip("M").split(" L") for number in point.split()]
        assert len(numbers) == 24
        assert min(numbers) >= 0
        assert max(numbers[0::2]) <= lines.WIDTH
        assert max(numbers[1::2]) <= lines.HEIGHT


def test_credits_above_costs_are_drawn_below_nothing() -> None:
    node = drawn(*[-10.0] * 12)
    assert "$" in text(node)
