"""Rectangles as large as their weights, that fill the whole and don't overlap."""

from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense.figures.squarified import Rectangle, squarified

SIZES = st.floats(0.01, 1e4)
WEIGHTS = st.lists(st.floats(1e-6, 1e9), min_size=1, max_size=80).map(lambda weights: sorted(weights, reverse=True))
ALMOST = 1e-9


@given(WEIGHTS, SIZES, SIZES)
@example([1.0], 1.0, 1.0)
@example([1.0] * 80, 1.0, 1.0)
@example([1e9, *[1e-6] * 79], 1.0, 1.0)
@example([6, 6, 4, 3, 2, 2, 1], 6.0, 4.0)
def test_areas_are_as_weights_within_the_whole_and_apart(weights: list[float], width: float, height: float) -> None:
    whole = Rectangle(0.0, 0.0, width, height)
    found = squarified(weights, whole)
    assert len(found) == len(weights)
    scale = width * height / sum(weights)
    slack_x, slack_y = ALMOST * width, ALMOST * height
    for weight, one in zip(weights, found, strict=True):
        assert abs(one.width * one.height - weight * scale) <= ALMOST * width * height
        assert one.width >= 0
        assert one.height >= 0
        assert -slack_x <= one.left
        assert one.left + one.width <= width + slack_x
        assert -slack_y <= one.top
        assert one.top + one.height <= height + slack_y
    area = sum(one.width * one.height for one in found)
    assert abs(area - width * height) <= 1e-6 * width * height, "and so they fill the whole"
    for n, one in enumerate(found):
        for other in found[:n]:
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
            assert across <= slack_x or down <= slack_y


def test_they_are_near_to_squares() -> None:
    found = squarified([6, 6, 4, 3, 2, 2, 1], Rectangle(0.0, 0.0, 6.0, 4.0))
    longest = max(max(one.width / one.height, one.height / one.width) for one in found)
    assert longest < 3


def test_without_weights_there_are_none() -> None:
    assert squarified([], Rectangle(0.0, 0.0, 1.0, 1.0)) == ()
