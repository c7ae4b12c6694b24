"""What a link costs is said before it is followed."""

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from webclient import Dashboard, PaidSource, Screen, choices_of, demo, nodes_of, paid, small_book, spoken

from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.ledger.api_spend import PAGE_PRICE, Progress
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages import render
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.queries import link_prices
from cloudsense.web.queries.link_price_labels import MOST_ALONE, NEVER_OPENED, tag, tagged
from cloudsense.web.queries.link_prices import LinkPriceCache, LinkPrices
from cloudsense.web.queries.link_prices import link_prices as prices_now
from cloudsense.web.queries.questions import Questions
from cloudsense.web.state.selection import Selection

KEPT = (
    "",
    "?period=7d",
    "?period=14d",
    "?period=this-month",
    "?metric=blended",
    "?by=charge-type",
    "?chart=pie",
)


def prices(dashboard: Dashboard) -> LinkPrices:
    return LinkPrices(dashboard.ledger, questions_of)


def price(dashboard: Dashboard, href: str) -> Decimal:
    return prices(dashboard).of(href).pages * PAGE_PRICE


def menu(screen: Screen, name: str) -> dict[str, str]:
    """The choices of a menu with their prices."""
    menus = [node["p"] for node in nodes_of(screen.parts) if node["t"] == "menu"]
    (found,) = [choices_of(one) for one in menus if one["id"] == f"menu-{name}"]
    return {choice["label"]: choice.get("price", "") for choice in found}


@pytest.fixture
def dashboard() -> Dashboard:
    dashboard = paid()
    dashboard.read()
    return dashboard


@pytest.mark.parametrize("href", KEPT)
def test_what_is_kept_costs_nothing(dashboard: Dashboard, href: str) -> None:
    assert price(dashboard, href or "?") == 0


@pytest.mark.parametrize(
    "href",
    [
        "?period=90d",
        "?period=2026-03",
        "?by=region",
        "?by=account",
        "?charges=usage",
        "?service=Amazon+Relational+Database+Service",
        "?service=Amazon+Simple+Storage+Service&by=region",
        "?region=us-east-1",
    ],
)
def test_the_price_is_what_is_paid(dashboard: Dashboard, href: str) -> None:
    said = price(dashboard, href)
    before = len(dashboard.payments())
    dashboard.read(href)
    assert said == Decimal(len(dashboard.payments()) - before) / 100 > 0
    assert price(dashboard, href) == 0


@pytest.mark.parametrize("href", ["", "?nonsense=1", "?period=1999-01", "https://example.com/", "?service="])
def test_what_is_no_address_has_no_price(dashboard: Dashboard, href: str) -> None:
    assert price(dashboard, href) == 0 or href == ""


def test_links_and_lists_say_it(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    assert "90 days≈2¢" in screen.slot("period")
    assert "30 days≈" not in screen.slot("period")
    priced = {label: price for label, price in menu(screen, "metric").items() if price}
    assert priced == {"Usage only": "≈1¢"}, "all metrics are in the same answer"
    assert menu(screen, "by")["Region"].startswith("from ")
    assert "≈¢: price of the AWS request that a link makes" in screen.slot("footer")
    assert screen.parts["cost-table"]["price_note"] == "≈1¢"
    assert not [row for row in screen.rows if row.get("price") == "≈1¢"], "said once for all rows"
    for panel in ("trend", "changes", "families"):
        assert screen.views[panel]["price_note"] == "links ≈1¢ each", panel


def test_what_was_opened_has_no_price_any_more(dashboard: Dashboard) -> None:
    dashboard.read("?period=90d")
    dashboard.read("?by=region")
    screen = dashboard.read()
    assert "90 days≈2¢" not in screen.slot("period")
    assert menu(screen, "by")["Region"] == ""
    assert menu(screen, "by")["Account"].startswith("from ")


def test_where_nothing_is_paid_nothing_has_a_price() -> None:
    screen = demo().read()
    assert "¢" not in screen.text


def test_prices_in_words() -> None:
    assert [tag(Decimal(text)) for text in ("0", "0.01", "0.10", "0.99", "1", "12.5")] == [
        "", "≈1¢", "≈10¢", "≈99¢", "≈$1.00", "≈$12.50",
    ]  # fmt: skip
    assert tag(Decimal("0.01"), known=False) == "from 1¢"


def test_at_the_limit_nothing_has_a_price() -> None:
    dashboard = paid()
    dashboard.spending.limit = Decimal("0.02")
    screen = dashboard.read()
    assert "Daily limit of $" in screen.text
    assert "¢" not in screen.slot("period") + screen.slot("options") + str(screen.views)
    assert "tries again" not in screen.text


def test_prices_are_worked_out_once_as_long_as_nothing_else_is_cached(dashboard: Dashboard) -> None:
    def now() -> LinkPrices:
        return prices_now(dashboard.ledger, questions_of)

    first = now()
    assert now() is first
    dashboard.read("?by=region")
    assert now() is not first
    second = now()
    dashboard.clock.pass_by(minutes=1)
    assert now() is not second


def test_links_that_draw_the_same_answers_share_a_price(dashboard: Dashboard) -> None:
    asked: list[str] = []

    def counted(ledger: Ledger, selection: Selection, today: date) -> Questions:
        asked.append(selection.search)
        return questions_of(ledger, selection, today)

    found = LinkPrices(dashboard.ledger, counted)
    hrefs = ("?by=region", "?by=region&chart=pie", "?by=region&metric=blended", "?by=region&granularity=weekly")
    assert len({found.tag_of(href) for href in hrefs}) == 1
    assert found.tag_of("?by=region&charges=usage")
    assert asked == ["?by=region", "?by=region&charges=usage"]


def test_what_takes_many_pages_is_not_bought_along_with_the_first_page() -> None:
    dashboard = paid()
    dashboard.source.pages = 30
    dashboard.read("?period=2026-10")
    assert "families" in dashboard.read("?period=2026-10").views
    asked = [query for query in dashboard.source.fetched if Dimension.USAGE_TYPE in query.group_by]
    assert len(asked) == 1, "how much it takes is not known before"
    screen = dashboard.read("?period=2026-09")
    assert len([query for query in dashboard.source.fetched if Dimension.USAGE_TYPE in query.group_by]) == 1
    assert "take many paid requests" in screen.sentence("families")
    (line,) = screen.views["families"]["body"]
    (link,) = line["x"]
    assert link["x"][0] == "Open EC2 and EBS"
    assert link["x"][1]["c"] == "cents"
    dashboard.read(link["a"]["href"])
    assert len([query for query in dashboard.source.fetched if Dimension.USAGE_TYPE in query.group_by]) == 2


def test_what_the_page_asks_for_anyway_costs_no_link_more() -> None:
    dashboard = paid()
    dashboard.source.gate.clear()
    dashboard.ledger.identity(None)
    try:
        screen = dashboard.look()
        assert "¢" not in "".join(spoken(screen.views["trend"]["tools"]))
        assert "Net amortized" in screen.slot("options")
        assert {label for label, price in menu(screen, "metric").items() if price} == {"Usage only"}
        assert "90 daysfrom" in screen.slot("period")
    finally:
        dashboard.source.gate.set()


def asked(dashboard: Dashboard, search: str) -> str:
    answer = dashboard.http.get(f"/price{search}", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.text


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("?period=2026-11-02..2026-11-20", ""),
        ("?period=2026-03-02..2026-03-20", "≈2¢"),
        ("?period=2026-03-02..2026-03-20&by=region", "from 3¢"),
        ("?period=2026-11-02..2027-11-20", ""),
        ("?nonsense=1", ""),
        ("", ""),
        ("?period=%00", ""),
        (f"?service={'x' * 5000}", ""),
    ],
)
def test_what_days_of_ones_own_cost_can_be_asked_for_at_no_cost(dashboard: Dashboard, search: str, said: str) -> None:
    payments, identified = dashboard.payments(), dashboard.source.identified
    assert asked(dashboard, search) == said
    assert dashboard.source.identified == identified
    assert dashboard.payments() == payments


def test_days_of_ones_own_cost_what_was_said(dashboard: Dashboard) -> None:
    before, search = len(dashboard.payments()), "?period=2026-03-02..2026-03-20"
    said = asked(dashboard, search)
    dashboard.read(search)
    assert said == f"≈{len(dashboard.payments()) - before}¢"
    assert asked(dashboard, search) == ""


def test_who_never_looked_asks_nothing_of_aws_by_asking_for_a_price() -> None:
    dashboard = paid()
    answer = dashboard.http.get("/price?period=90d")
    assert (answer.status_code, answer.text) == (503, "The account is not known yet."), "and not that it is free"
    assert dashboard.source.identified == 0
    dashboard.read()
    assert asked(dashboard, "?period=90d")
    assert asked(demo(), "?period=90d") == ""


def test_where_ec2_has_no_costs_its_usage_types_have_no_price() -> None:
    dashboard = paid(small_book({"Amazon Simple Storage Service": 3.0}))
    dashboard.read()
    before, search = len(dashboard.payments()), "?period=2026-03-02..2026-03-20"
    assert asked(dashboard, search) == "≈1¢"
    dashboard.read(search)
    assert len(dashboard.payments()) == before + 1


@dataclass
class Asking:
    """As much of a ledger as held prices look at."""

    is_asking: bool = False
    revision: int = 0


def test_prices_hold_for_two_seconds_while_aws_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, held = Asking(), LinkPriceCache()

    def seen(at: float, revision: int, is_asking: bool) -> object:
        ledger.revision, ledger.is_asking = revision, is_asking
        monkeypatch.setattr(link_prices.time, "monotonic", lambda: at)
        return held.revision(cast("Ledger", ledger))

    looks = [(0.0, 1, False), (0.1, 2, False), (0.2, 3, True), (2.0, 4, True), (2.2, 5, True), (2.3, 6, False)]
    assert [seen(*look) for look in looks] == [1, 2, 2, 2, 5, 6]


NESTED = (("7d", "14d"), ("14d", "30d"), ("30d", "90d"), ("7d", "this-month"), ("last-month", "90d"))


@pytest.mark.parametrize("known", ["", "?by=account&period=7d", "?page=changes&by=usage-type&period=7d"])
@pytest.mark.parametrize("shown", ["", "&by=region", "&service=AWS+Lambda", "&page=changes", "&page=anomalies"])
def test_a_period_is_no_dearer_than_one_that_contains_it(known: str, shown: str) -> None:
    dashboard = paid()
    if known:
        dashboard.read(known)
    for inner, outer in NESTED:
        one, other = (prices(dashboard).of(f"?period={period}{shown}") for period in (inner, outer))
        assert (one.at_least, one.pages) <= (other.at_least, other.pages), (inner, outer)


def test_all_months_of_the_overview_are_one_request() -> None:
    dashboard = paid()
    dashboard.read("?period=7d&by=region")
    assert cast(PaidSource, dashboard.source).fetched.count(OVERVIEW) == 1


def test_a_page_that_waits_keeps_its_prices_until_its_answers_come(monkeypatch: pytest.MonkeyPatch) -> None:
    revisions = itertools.count()
    monkeypatch.setattr(render, "revision_of_prices", lambda _ledger: next(revisions))
    states: list[object] = []
    renderer = render.Renderer(cast("Ledger", None), cast("Any", None))
    for progress in (Progress(0), Progress(0), None, None):
        noted = SimpleNamespace(of=lambda state, _prices: states.append(state))
        drawn = SimpleNamespace(answers=SimpleNamespace(progress=progress), prices=noted)
        renderer._priced(cast("Any", drawn))
    assert states == [None, None, 0, 1]


def test_after_the_first_rows_prices_are_those_of_a_row_like_them() -> None:
    asked = []

    def tag_of(href: str) -> str:
        asked.append(href)
        return "" if href == "?row=3" else "≈1¢"

    rows = [{"href": f"?row={n}", "cells": {"rate": {"href": f"?rate={n}"}}} for n in range(500)]
    rows[400] = {"href": None, "cells": {"rate": {"text": ""}}}
    like = {"href": "?row=x", "cells": {"rate": {"href": "?rate=x"}}}
    found = tagged({"rows": rows, "like_rows": like}, tag_of)
    assert "like_rows" not in found
    assert found["price_note"] == "≈1¢"
    assert len(asked) == 2 * (MOST_ALONE + 1)
    assert found["rows"][3] == {**rows[3], "cells": {"rate": {"href": "?rate=3", "price": "≈1¢"}}}
    assert found["rows"][450]["cells"]["rate"]["price"] == "≈1¢"
    assert found["rows"][400] == rows[400], "without links there are no prices"
    asked.clear()
    assert tagged({"rows": rows[:150]}, tag_of)["rows"][149]["cells"]["rate"]["price"] == "≈1¢"
    assert len(asked) == 300, "each by itself where there is none like them"


def test_what_is_known_to_have_no_costs_is_free_for_an_hour() -> None:
    dashboard = paid()
    for search in ("?", "?by=region", "?by=tag:team", "?page=explore&period=30d&by=tag:team"):
        dashboard.press("ask", search)
        dashboard.read(search)
    before = len(dashboard.payments())
    for start, absent, there in (
        ("?", "service=Amazon+Braket", "service=AWS+Lambda"),
        ("?", "service=Amazon+Braket&region=us-east-1", "service=AWS+Lambda&region=us-east-1"),
        ("?", "region=eu-north-1", "region=us-east-1"),
        ("?", "tag:team=nobody", "tag:team=web"),
        ("?page=changes&", "service=Amazon+Braket", "service=AWS+Lambda"),
        ("?page=accounts&", "service=Amazon+Braket", "service=AWS+Lambda"),
        ("?page=explore&period=30d&", "tag:team=nobody", "tag:team=web"),
    ):
        assert price(dashboard, f"{start}by=account&{there}") > 0
        href = f"{start}by=account&{absent}"
        assert price(dashboard, href) == 0
        dashboard.press("ask", href)
        dashboard.read(href)
        assert len(dashboard.payments()) == before
    dashboard.clock.pass_by(minutes=61)
    assert price(dashboard, "?service=Amazon+Braket&by=account") == 2 * PAGE_PRICE, "it may have costs by now"


def test_a_value_that_nobody_opened_costs_what_the_rows_cost() -> None:
    dashboard = paid()
    dashboard.read("?by=tag:team")
    selection = Selection.parse("?by=tag:team")
    team = Dimension.tag("team")
    like = selection.into(team, [NEVER_OPENED])
    assert like
    rows = dashboard.read("?by=tag:team").parts["cost-table"]["rows"]
    assert len(rows) > 3
    assert {price(dashboard, row["href"]) for row in rows} == {price(dashboard, like)} != {Decimal(0)}
