"""What Explore says of costs without a tag or outside a cost category."""

from __future__ import annotations

import pytest

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.pivot_facts import Untagged
from cloudsense.figures.explore_words import untagged
from cloudsense.figures.nodes import text

TAG, CATEGORY = Dimension.tag("team"), Dimension.cost_category("Stage")


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (TAG, ("has no team tag.", "What to tag first: by service", "Show only untagged")),
        (CATEGORY, ("has no Stage value.", "What to assign first: by service", "Show only those without")),
    ],
)
def test_tags_are_set_and_categories_assigned(by: Dimension, said: tuple[str, ...]) -> None:
    found = Untagged(by, 12.5, 0.25)
    nodes = untagged(found, "?only", "?by=service", str, lambda amount: f"${amount:.2f}")
    shown = " ".join(text(node) for node in nodes)
    assert "25% of these costs, $12.50," in shown
    assert all(each in shown for each in said)
