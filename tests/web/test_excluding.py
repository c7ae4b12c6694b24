"""Filters that exclude values: everything but these is shown, and nothing is bought that is cached."""

import pytest
from webclient import THIRTY_DAYS, Dashboard, cost_of, demo, exact, paid

from cloudsense.costs.query import Dimension, Filter
from cloudsense.web.state.selection import Selection

EC2_OTHER = Filter(Dimension.SERVICE, ("EC2 - Other",), exclude=True)
VIRGINIA = Filter(Dimension.REGION, ("us-east-1",), exclude=True)
CREDITS = Filter(Dimension.CHARGE_TYPE, ("Credit",), exclude=True)


def total(cost: float) -> str:
    return f"${cost:,.2f}"


@pytest.mark.parametrize(
    ("search", "filters"),
    [
        ("?service!=EC2+-+Other", (EC2_OTHER,)),
        ("?service!=EC2+-+Other&by=region", (EC2_OTHER,)),
        ("?service!=EC2+-+Other&by=charge-type&charge-type!=Credit", (EC2_OTHER, CREDITS)),
        ("?service!=EC2+-+Other&region=eu-west-1", (EC2_OTHER, Filter(Dimension.REGION, ("eu-west-1",)))),
        ("?service!=EC2+-+Other&region!=us-east-1&by=account", (EC2_OTHER, VIRGINIA)),
        ("?region!=us-east-1", (VIRGINIA,)),
        ("?service!=EC2+-+Other&service!=Nope", (EC2_OTHER,)),
        ("?service!=EC2+-+Other&service=AWS+Lambda&by=region", (Filter(Dimension.SERVICE, ("AWS Lambda",)),)),
    ],
)
def test_the_total_is_that_of_all_other_costs(search: str, filters: tuple[Filter, ...]) -> None:
    screen = demo().read(search)
    assert total(exact(THIRTY_DAYS, "unblended", *filters)) in screen.sentence("total")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("?", "?service!=EC2+-+Other"),
        ("?", "?charge-type!=Credit&service!=Tax"),
        ("?by=region", "?by=region&region!=us-east-1"),
        ("?by=region", "?by=region&service!=EC2+-+Other"),
        ("?by=region", "?region!=us-east-1"),
        ("?service=AWS+Lambda&by=usage-type", "?service=AWS+Lambda&by=usage-type&service!=Tax"),
    ],
)
def test_what_a_cached_answer_holds_is_not_bought(first: str, then: str) -> None:
    dashboard = paid()
    dashboard.read(first)
    before = len(dashboard.payments())
    dashboard.read(then)
    assert len(dashboard.payments()) == before


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def test_the_trail_and_the_title_say_so(dashboard: Dashboard) -> None:
    screen = dashboard.read("?service!=EC2+-+Other&region=eu-west-1")
    assert "Service is not EC2 – Other" in screen.slot("trail")
    assert screen.status["title"].startswith("not EC2 – Other · eu-west-1, Ireland · ")


def test_rows_lead_on_with_the_exclusion(dashboard: Dashboard) -> None:
    rows = dashboard.read("?service!=EC2+-+Other&by=region").rows
    assert rows
    for row in rows:
        assert Selection.parse(row["href"]).filters[0] == EC2_OTHER
    assert cost_of(rows[0]) in dashboard.read(rows[0]["href"]).sentence("total")
