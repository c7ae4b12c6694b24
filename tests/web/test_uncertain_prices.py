"""What is said of a price that may be far too low."""

from __future__ import annotations

import math

import pytest

from cloudsense.web.components.messages import may_cost_more
from cloudsense.web.queries.link_prices import Price


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (Price(1, 1), ""),
        (Price(3, 6), ""),
        (Price(3, 7), "It may cost up to about 7¢."),
        (Price(1, 140), "It may cost up to about $1.40."),
        (Price(1, math.inf), "How many pages AWS needs is not known, so it may cost much more."),
    ],
)
def test_it_says_how_much_more_it_may_be(price: Price, said: str) -> None:
    assert may_cost_more(price) == said
