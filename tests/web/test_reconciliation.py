"""What is on the screen is checked against a whole that was asked for by itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from webclient import Dashboard, paid, small_book

from cloudsense.costs.frame import CostFrame, Fetched
from cloudsense.costs.query import TOTAL, CostQuery, Dimension
from cloudsense.errors import AccessError

WELL = "Reconciled to the cent"


def distorted(dashboard: Dashboard, change: Callable[[CostQuery, CostFrame], CostFrame]) -> Dashboard:
    """Cost Explorer's answers are changed on the way."""
    fetch = dashboard.source.fetch

    def fetched(identity: object, query: CostQuery, *asked: object) -> object:
        answer = fetch(identity, query, *asked)
        return replace(answer, frame=change(query, answer.frame))

    dashboard.source.fetch = fetched
    return dashboard


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?period=90d",
        "?by=region",
        "?by=account",
        "?charges=usage",
        "?by=account&charges=usage",
        "?metric=net-amortized",
        "?service=EC2+-+Other",
        "?service=EC2+-+Other&by=region",
        "?region=us-east-1",
        "?period=2026-11-03",
    ],
)
def test_all_is_well(search: str) -> None:
    screen = paid().read(search)
    assert WELL in screen.slot("footer")
    assert screen.notices == ""


def test_a_region_of_a_service_is_compared_with_the_list_it_was_chosen_from() -> None:
    """A page that is opened at such an address does not buy the list for that."""
    dashboard = paid()
    chosen = "?service=Amazon+Relational+Database+Service&region=us-east-1"
    assert WELL not in dashboard.read(chosen).slot("footer")
    dashboard = paid()
    dashboard.read("?service=Amazon+Relational+Database+Service&by=region")
    assert WELL in dashboard.read(chosen).slot("footer")


def test_it_buys_one_page_a_day() -> None:
    dashboard = paid()
    for search in ("", "?period=7d", "?by=region", "?charges=usage"):
        dashboard.read(search)
    for _ in range(3):
        dashboard.clock.pass_by(hours=1, minutes=1)
        dashboard.read()
    assert "total" in {paid.question for paid in dashboard.payments()}
    assert [paid.question for paid in dashboard.payments()].count("total") == 1


def without(kind: str) -> Callable[[CostQuery, CostFrame], CostFrame]:
    """A grouping by region lacks a service's charges."""
    return lambda query, frame: (
        frame.only(Dimension.SERVICE, (kind,), exclude=True) if Dimension.REGION in query.group_by else frame
    )


def test_what_a_grouping_leaves_out_is_named() -> None:
    screen = distorted(paid(), without("Tax")).read("?by=region")
    assert WELL not in screen.slot("footer")
    assert "less than the account's total" in screen.notices
    assert "Cost Explorer leaves Tax out when it groups by region." in screen.notices
    assert "Affected days: Nov 1" in screen.notices
    assert screen.sentence("total").startswith("$"), "it never stands in the way of the costs"


def test_without_a_likely_reason_it_says_what_to_do() -> None:
    screen = distorted(paid(), without("Amazon Relational Database Service")).read("?by=region")
    assert "less than the account's total" in screen.notices
    assert "To load it again, choose Update." in screen.notices


def test_a_part_that_is_no_sum_of_its_parts() -> None:
    def lose(query: CostQuery, frame: CostFrame) -> CostFrame:
        if Dimension.USAGE_TYPE not in query.group_by or not len(frame):
            return frame
        dearest = frame.data[frame.data["day"] == "2026-11-10"]["unblended"].idxmax()
        return CostFrame(frame.data.drop(index=dearest).reset_index(drop=True), frame.dimensions)

    screen = distorted(paid(), lose).read("?service=EC2+-+Other")
    assert "less than the service's total" in screen.notices


def test_days_that_changed_after_the_total_was_asked_for_are_no_difference() -> None:
    dashboard, later = paid(), False

    def grow(query: CostQuery, frame: CostFrame) -> CostFrame:
        if query == TOTAL or not later:
            return frame
        data = frame.data.copy()
        data.loc[data["day"] == "2026-11-22", "unblended"] *= 1.5
        return CostFrame(data, frame.dimensions)

    distorted(dashboard, grow).read()
    later = True
    dashboard.clock.pass_by(hours=2)
    screen = dashboard.read()
    assert f"{WELL} except 1 day" in screen.slot("footer")
    assert re.fullmatch(r"\d anomalies, \+\$[\d.]+ so far", screen.notices), "half as much again is unusual"


def test_without_a_total_nothing_is_said() -> None:
    dashboard = paid()
    dashboard.read()
    cached = dashboard.ledger.snapshot
    dashboard.ledger.snapshot = lambda query, period: None if query == TOTAL else cached(query, period)
    screen = dashboard.read("?period=14d")
    assert WELL not in screen.slot("footer")
    assert screen.notices == ""


def test_days_after_the_total_was_asked_for_are_not_called_reconciled() -> None:
    dashboard = paid(small_book({"AWS Lambda": 2.0}))
    dashboard.clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    dashboard.read("?period=this-month")
    answer = dashboard.source._answer

    def refusing(query: CostQuery, *asked: Any) -> Fetched:
        if query == TOTAL:
            raise AccessError("AWS says no.")
        fetched: Fetched = answer(query, *asked)
        return fetched

    dashboard.source._answer = refusing
    dashboard.clock.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    footer = dashboard.read("?period=this-month").slot("footer")
    assert f"{WELL} through Nov 10" in footer
    assert WELL not in dashboard.read("?period=7d").slot("footer")
