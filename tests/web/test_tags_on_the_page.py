"""Costs by tag on the page: the rows add up, what nobody tagged is there, and a member account loses tags only."""

from __future__ import annotations

import pytest
from webclient import demo, exact, paid

from cloudsense.costs.query import Dimension
from cloudsense.errors import MemberAccountError
from cloudsense.web.state.selection import Selection


def cost(row: dict[str, object]) -> float:
    return float(row["cells"]["cost"]["sort"])  # type: ignore[index]


@pytest.mark.parametrize("by", ["tag:team", "tag:env", "tag:Env", "tag:cost-center", "cost-category:Stage"])
def test_rows_add_up_to_the_total_of_the_account(by: str) -> None:
    screen = demo().read(f"?by={by}")
    assert sum(map(cost, screen.rows)) == pytest.approx(exact(), abs=0.005)
    untagged = [row for row in screen.rows if row["name"].startswith("No ")]
    assert len(untagged) == 1
    assert not screen.notices


def test_the_row_of_what_nobody_tagged_leads_to_its_costs() -> None:
    dashboard = demo()
    (row,) = [row for row in dashboard.read("?by=tag:team").rows if row["name"] == "No tag: team"]
    selection = Selection.parse(row["href"])
    assert [(rule.dimension.value, rule.values) for rule in selection.filters] == [("tag:team", ("",))]
    inside = dashboard.read(row["href"])
    assert sum(map(cost, inside.rows)) == pytest.approx(cost(row), abs=0.005)
    others = dashboard.read("?tag:team!=&by=service")
    assert sum(map(cost, others.rows)) == pytest.approx(exact() - cost(row), abs=0.005)


def test_a_list_by_tag_is_one_question_of_its_own() -> None:
    """Not by service, too: there may be thousands of values."""
    dashboard = paid()
    dashboard.read("?by=tag:team")
    about_tags = [query.name for query in dashboard.source.fetched if Dimension.tag("team") in query.group_by]
    assert about_tags == ["tag:team"]


def test_two_dimensions_are_for_other_pages() -> None:
    screen = demo().read("?by=tag:team&by=service")
    assert "The page Overview groups by one dimension." in screen.notices


def test_a_member_account_loses_only_tags() -> None:
    dashboard = paid()
    refused = MemberAccountError("Cost allocation tags are kept from member accounts.", remedy="Use another profile.")
    has_tags = lambda query: any(dimension.key for dimension in query.group_by)  # noqa: E731
    dashboard.source.failing = lambda query: refused if has_tags(query) else None
    lost = dashboard.read("?by=tag:team")
    assert not lost.notices
    assert "kept from member accounts" in str(lost.views["table"]["body"])
    assert f"${exact():,.2f}" in lost.sentence("total")
    asked = len(dashboard.source.fetched)
    dashboard.clock.pass_by(hours=9)
    dashboard.read("?by=tag:team")
    assert not [query for query in dashboard.source.fetched[asked:] if query.named_kinds], "not within a day"
    filtered = dashboard.read("?tag:team=web&by=tag:team")
    assert "kept from member accounts" in filtered.notices
    screen = dashboard.read("?by=service")
    assert not screen.notices
    assert len(screen.rows) > 10
