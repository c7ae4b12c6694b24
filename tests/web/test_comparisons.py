"""What the page compares, as a visitor reads it: one day up to which data is complete, nothing uneven."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from webclient import Dashboard, demo, paid, small_book

from cloudsense.costs.period import Month


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def test_one_day_up_to_which_data_is_complete(dashboard: Dashboard) -> None:
    screen = dashboard.read("?period=7d")
    assert "Data through Nov 21, 2026" in screen.slot("footer")
    assert "Costs of Nov 22 are incomplete." in screen.sentence("trend")
    assert "Nov 22 is incomplete and not compared." in screen.sentence("total")
    assert "Data through Aug 31, 2026" in dashboard.read("?period=2026-08").slot("footer")


@pytest.mark.parametrize("by", ["service", "region", "account"])
def test_tile_panel_and_table_speak_of_the_same_change(dashboard: Dashboard, by: str) -> None:
    screen = dashboard.read(f"?period=14d&by={by}")
    (amount,) = {
        screen.sentence("changes").removeprefix("Net +").removeprefix("Net −").partition(";")[0],
        screen.sentence("total").partition(": ")[2].partition(" ")[0],
    }
    changes = sum(row["cells"]["change"]["sort"] or 0 for row in screen.rows)
    assert f"{abs(changes):,.2f}" == amount.removeprefix("$")


def test_monthly_fees_are_named_apart(dashboard: Dashboard) -> None:
    screen = dashboard.read("?period=14d")
    assert "Monthly and one-time charges, not compared:" in screen.sentence("total")
    assert "Tax $0.00 (before: $" in screen.sentence("total")
    for panel in ("total", "changes", "table"):
        assert "no longer billed (was $99" not in json.dumps(screen.views[panel])


def test_what_credits_pay_for_is_not_nothing(dashboard: Dashboard) -> None:
    """The answer by usage type has charges and credits in one amount: zero."""
    screen = dashboard.read("?service=Amazon+Rekognition&period=last-month")
    assert "Credits pay for all $" in screen.notices
    assert "Credits pay for all $" in screen.sentence("trend")
    assert "No costs" not in screen.notices + screen.sentence("trend") + screen.sentence("table")
    usage = dashboard.read("?service=Amazon+Rekognition&period=last-month&charges=usage")
    assert len(usage.rows) == 1
    assert "Credits" not in usage.notices


def test_a_total_with_fees_is_not_said_to_be_the_same(dashboard: Dashboard) -> None:
    """The period has the fees, the days before have none: only the rest is compared."""
    sentence = dashboard.read("?period=2026-10-25..2026-11-07").sentence("total")
    assert "2026. Without monthly and one-time charges: $" in sentence
    assert "That is" not in sentence


def test_a_day_that_is_incomplete_has_no_change(dashboard: Dashboard) -> None:
    screen = dashboard.read("?period=2026-11-22")
    assert {row["cells"]["change"]["text"] for row in screen.rows} == {"not compared"}


@pytest.mark.parametrize(
    ("now", "period", "title", "said"),
    [
        ("2026-11-01T00:00:30Z", "this-month", "November so far", "Nov 1 is incomplete"),
        ("2027-02-28T00:00:30Z", "this-month", "February so far", "than Jan 1 – Jan 26"),
        ("2028-02-29T23:59:00Z", "this-month", "February so far", "than Jan 1 – Jan 27"),
        ("2026-12-31T12:00:00Z", "this-month", "December so far", "than Nov 1 – Nov 29"),
        ("2026-12-31T12:00:00Z", "2026-12-31", "Dec 31", "nothing to compare yet"),
        ("2027-03-31T12:00:00Z", "this-month", "March so far", "February has 28 days"),
    ],
)
def test_the_edges_of_months(now: str, period: str, title: str, said: str) -> None:
    dashboard = demo()
    dashboard.clock.now = datetime.fromisoformat(now)
    screen = dashboard.read(f"?period={period}")
    assert screen.views["total"]["title"] == f"Total, {title}"
    assert said in screen.sentence("total")


def test_february_is_compared_with_january_per_day() -> None:
    dashboard = paid(small_book({"Amazon Simple Storage Service": 100.0}))
    dashboard.clock.now = datetime(2027, 3, 15, tzinfo=UTC)
    screen = dashboard.read("?period=2027-02")
    assert Month(2027, 2).period.end == date(2027, 3, 1)
    assert "That is the same per day as January." in screen.sentence("total")
    assert "February has 28 days, January has 31: per day $0.00" in screen.sentence("total")
    assert "Net −$300.00" in screen.sentence("changes")


@pytest.mark.parametrize(
    "address",
    [
        "?period=2026-10",
        "?period=2026-10&by=account",
        "?period=14d",
        "?period=14d&against=2026-09-01..2026-09-14",
        "?period=2026-10&against=2026-08",
        "?period=2026-08&against=2026-10",
        "?period=this-month&against=2026-08",
        "?period=2026-10-05..2026-10-14&against=2026-07-01..2026-07-20",
    ],
)
def test_the_overview_and_changes_have_the_same_figures(dashboard: Dashboard, address: str) -> None:
    overview, changes = dashboard.read(address), dashboard.read(f"{address}&page=changes")
    listed = {row["name"]: row["cells"]["change"]["sort"] or 0 for row in overview.rows}
    moved = {row["name"]: row["cells"]["change"]["sort"] or 0 for row in changes.parts["movers-table"]["rows"]}
    assert listed == pytest.approx({name: moved.get(name, 0) for name in listed}, abs=0.005)


def test_the_panel_has_the_split_of_months_of_different_lengths(dashboard: Dashboard) -> None:
    said = json.dumps(dashboard.read("?period=2026-10").views["changes"], ensure_ascii=False)
    split = json.dumps(dashboard.read("?period=2026-10&page=changes").parts["why"], ensure_ascii=False)
    amounts = re.findall(r"(?:Usage|usage|rate|new|gone|charges) ([+−]\$[\d,.]+\d)", said)
    assert amounts
    assert all(amount in split for amount in amounts)


def test_days_far_away_are_asked_for_by_themselves() -> None:
    dashboard = paid(small_book({"Amazon Simple Storage Service": 100.0}))
    dashboard.read("?period=7d")
    before = len(dashboard.payments())
    screen = dashboard.read("?period=7d&against=2026-01-05..2026-01-11")
    assert screen.views["changes"]["note"] == "vs Jan 5 – Jan 10"
    assert len(dashboard.payments()) == before + 1  # January, and none of the months between


def test_periods_that_overlap_are_not_compared_and_the_costs_still_shown(dashboard: Dashboard) -> None:
    screen = dashboard.read("?period=2026-10&against=2026-10-05")
    assert "overlap" in screen.sentence("changes")
    assert screen.rows
    assert "change" not in screen.rows[0]["cells"]
