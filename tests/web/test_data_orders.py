"""The Data page and its orders, as Dash carries them."""

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from drawn import known_to_the_browser
from webclient import Clock, Dashboard, PaidSource, demo, nodes_of, paid, spoken

from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import USAGE_ONLY
from cloudsense.errors import CredentialsError, UnavailableError
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.purchasing.command_results import Outcome
from cloudsense.web.commands import Command
from cloudsense.web.pages.data import command_messages
from cloudsense.web.pages.data.cache_table import price, question
from cloudsense.web.state.labels import Labels

DATA = "?page=data"


@pytest.fixture
def dashboard() -> Dashboard:
    """Somebody has looked at the overview; ten minutes later."""
    dashboard = paid()
    dashboard.read()
    dashboard.clock.pass_by(minutes=10)
    dashboard.source.fetched.clear()
    return dashboard


def order(do: str, query: CostQuery = OVERVIEW, month: str = "2026-11", at: int = 1) -> dict[str, Any]:
    """As a button of the page gives it."""
    about = {} if do == "history" else {"question": query.name, "month": month}
    return {"do": do, **about, "at": at}


def carry_out(dashboard: Dashboard, order: dict[str, Any]) -> None:
    assert dashboard.order(order, DATA).status_code == 200


def fetched(dashboard: Dashboard, *wanted: CostQuery) -> bool:
    """Whether exactly this was asked, once nothing is on its way any more."""
    dashboard.read(DATA)
    return dashboard.source.fetched == list(wanted)


def buttons(dashboard: Dashboard, search: str = DATA) -> Iterator[dict[str, str]]:
    for node in nodes_of(dashboard.look(search).parts["data-inventory"]["nodes"]):
        if "data-do" in node.get("a", {}):
            yield node["a"]


def test_opening_it_buys_nothing_and_says_whose_it_is(dashboard: Dashboard) -> None:
    for source in (dashboard, paid()):
        pages = source.ledger.spent().today
        screen = source.look(DATA)
        assert "111122223333" in screen.slot("account")
        assert screen.views == {}
        assert source.source.fetched == []
        assert source.ledger.spent().today == pages


def test_what_was_bought_is_listed_with_its_months_and_prices(dashboard: Dashboard) -> None:
    said = dashboard.look(DATA).slot("inventory")
    assert "Services and charge types" in said
    assert "Usage types" in said
    renewals = [a for a in buttons(dashboard) if a["data-do"] == "renew"]
    assert {a["data-question"] for a in renewals} >= {OVERVIEW.name, TOTAL.name}
    assert all(re.match(r"Refresh about \$0\.01: .+, [A-Z][a-z]{2} 202[56]$", a["aria-label"]) for a in renewals)
    assert f"{dashboard.ledger.spent().today} paid requests (" in said


def test_the_rest_of_the_address_is_kept_for_the_way_back(dashboard: Dashboard) -> None:
    nav = dashboard.look("?page=data&period=7d&service=Amazon+RDS&chart=line").header["links"]
    rest = "period=7d&service=Amazon+RDS"
    assert nav.pop("overview") == f"?{rest}&chart=line"
    assert nav == {name: f"?{rest}&page={name}&chart=line" for name in nav}
    assert dashboard.read("?period=7d").header["links"]["data"] == "?period=7d&page=data"


def test_before_anything_was_bought() -> None:
    dashboard = paid()
    assert "No data is cached yet" in dashboard.look(DATA).slot("inventory")
    assert [a["data-do"] for a in buttons(dashboard)] == ["history"]


def test_nobody_sees_it_without_credentials() -> None:
    dashboard = paid()
    dashboard.source.stranger = CredentialsError("No AWS credentials were found.")
    screen = dashboard.look(DATA)
    assert screen.status["closed"]
    assert "data-inventory" not in screen.parts
    carry_out(dashboard, order("history"))
    assert dashboard.source.fetched == []


def test_the_demo_lists_what_it_reckoned_and_names_no_price() -> None:
    dashboard = demo()
    dashboard.read()
    said = dashboard.look(DATA).slot("inventory")
    assert "The demo makes no paid requests." in said
    assert "$" not in said
    assert "Services and charge types" in said
    carry_out(dashboard, order("forget", month="2026-10"))
    assert "2026-10" not in {a.get("data-month") for a in buttons(dashboard) if a.get("data-question") == OVERVIEW.name}


def test_renew_buys_one_month_of_one_question(dashboard: Dashboard) -> None:
    carry_out(dashboard, order("renew"))
    assert fetched(dashboard, OVERVIEW)
    payment = dashboard.ledger.inventory()
    assert payment
    assert payment.days[-1].pages["update"] == 1


def test_forget_forgets_and_buys_nothing(dashboard: Dashboard) -> None:
    carry_out(dashboard, order("forget"))
    assert (OVERVIEW.name, "2026-11") not in {(a.get("data-question"), a.get("data-month")) for a in buttons(dashboard)}
    assert fetched(dashboard)
    dashboard.read()
    assert fetched(dashboard, OVERVIEW)


def test_update_history_asks_for_the_total(dashboard: Dashboard) -> None:
    before = dashboard.ledger.spent().today
    carry_out(dashboard, order("history"))
    assert fetched(dashboard)
    assert dashboard.ledger.spent().today == before + 1


@pytest.mark.parametrize("do", ["renew", "forget"])
@pytest.mark.parametrize(
    ("query", "month"),
    [
        (OVERVIEW, "2026-01"),
        (OVERVIEW, "2031-01"),
        (OVERVIEW, "../../x"),
        (CostQuery((Dimension.SERVICE, Dimension.OPERATION)), "2026-11"),
    ],
)
def test_what_is_not_listed_is_not_ordered(dashboard: Dashboard, do: str, query: CostQuery, month: str) -> None:
    before = list(buttons(dashboard))
    carry_out(dashboard, order(do, query, month))
    assert fetched(dashboard)
    assert list(buttons(dashboard)) == before


@pytest.mark.parametrize(
    "body",
    ["renew", {}, {"do": "renew"}, order("renew") | {"more": 1}, order("renew") | {"do": "buy"},
     order("renew") | {"question": ["x"]}, order("renew") | {"at": "1"}, order("renew") | {"do": ["renew"]}],
    ids=str,
)  # fmt: skip
def test_orders_that_the_page_does_not_give_are_refused(dashboard: Dashboard, body: object) -> None:
    assert Command.parse(body) is None
    assert dashboard.order(body, DATA).status_code == 400


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.com"}, {"Sec-Fetch-Site": "cross-site"}], ids=str)
@pytest.mark.parametrize("do", ["renew", "forget", "history"])
def test_other_sites_order_nothing(dashboard: Dashboard, do: str, headers: dict[str, str]) -> None:
    before = list(buttons(dashboard)), dashboard.ledger.spent()
    assert dashboard.order(order(do), DATA, **headers).status_code == 403
    assert fetched(dashboard)
    assert (list(buttons(dashboard)), dashboard.ledger.spent()) == before


def test_update_does_nothing_on_this_page(dashboard: Dashboard) -> None:
    dashboard.clock.pass_by(hours=2)
    dashboard.press("update", DATA)
    assert fetched(dashboard)


def test_a_renewal_under_way_says_what_it_costs(dashboard: Dashboard) -> None:
    dashboard.source.gate.clear()
    carry_out(dashboard, order("renew"))
    while "page 1" not in (screen := dashboard.look(DATA)).notices:
        time.sleep(0.01)
    assert screen.notices == "Asking AWS: page 1, $0.01 so far"
    assert screen.busy
    dashboard.source.gate.set()
    assert fetched(dashboard, OVERVIEW)


def test_a_renewal_that_fails_says_why(dashboard: Dashboard) -> None:
    dashboard.source.failing = lambda query: UnavailableError("AWS is away.")
    carry_out(dashboard, order("renew"))
    assert fetched(dashboard, OVERVIEW)
    screen = dashboard.look(DATA)
    assert "AWS is away." in screen.notices
    assert screen.can_retry
    assert (OVERVIEW.name, "2026-11") in {(a.get("data-question"), a.get("data-month")) for a in buttons(dashboard)}


def after(dashboard: Dashboard, do: str, query: CostQuery = OVERVIEW) -> str:
    """What the page says once an order has ended."""
    carry_out(dashboard, order(do, query))
    while (screen := dashboard.look(DATA)).busy:
        time.sleep(0.005)
    return screen.notices


NOVEMBER = "Services and charge types, Nov 2026"


def test_what_came_of_a_renewal_is_said_and_of_the_next_one_right_after_it(dashboard: Dashboard) -> None:
    assert after(dashboard, "renew") == f"{NOVEMBER}: refreshed for $0.01."
    dashboard.clock.pass_by(seconds=14)
    assert after(dashboard, "renew") == f"{NOVEMBER}: refreshed a moment ago, nothing bought."
    assert dashboard.source.fetched == [OVERVIEW]
    dashboard.clock.pass_by(minutes=1)
    assert dashboard.look(DATA).notices == ""


def test_what_was_paid_is_what_is_said(dashboard: Dashboard) -> None:
    before, dashboard.source.pages = dashboard.ledger.spent().today, 3
    said = after(dashboard, "renew")
    assert said == f"{NOVEMBER}: refreshed for ${(dashboard.ledger.spent().today - before) / 100:.2f}."
    assert "$0.03" in said


def test_what_came_of_a_look_at_history_is_said(dashboard: Dashboard) -> None:
    looked = "Past months re-checked for $0.01: no cached month has changed."
    assert after(dashboard, "history") == looked
    paid = dashboard.ledger.spent()
    assert after(dashboard, "history") == "Past months were re-checked a moment ago, nothing bought."
    assert dashboard.ledger.spent() == paid


def test_what_is_forgotten_is_said_to_be(dashboard: Dashboard) -> None:
    only = Filter(Dimension.SERVICE, ("EC2 - Other",))
    kept = CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE), (only,))
    for _ in range(2):  # a second click finds nothing and changes nothing
        assert after(dashboard, "forget", kept) == "Usage types (EC2 – Other), Nov 2026: deleted from the cache."


def test_a_renewal_that_fails_does_not_stand_beside_the_last_one_that_did_not(dashboard: Dashboard) -> None:
    assert ": refreshed for" in after(dashboard, "renew")
    dashboard.clock.pass_by(seconds=20)
    dashboard.source.failing = lambda query: UnavailableError("AWS is away.")
    said = after(dashboard, "renew")
    assert "AWS is away." in said
    assert NOVEMBER not in said


def test_the_demo_speaks_of_no_money() -> None:
    dashboard = demo()
    dashboard.read()
    dashboard.clock.pass_by(minutes=10)
    assert after(dashboard, "renew") == f"{NOVEMBER}: refreshed."
    said = after(dashboard, "renew")
    assert said == f"{NOVEMBER}: refreshed a moment ago, nothing changed."
    assert "Past months re-checked: no cached month has changed." in after(dashboard, "history")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ((1, 2), "Past months re-checked for $0.02: 1 had changed and was refreshed."),
        ((2, 3), "Past months re-checked for $0.03: 2 had changed and were refreshed."),
        ((0, 2), "Past months re-checked for $0.02: no cached month has changed."),
    ],
)
def test_changes_in_history_in_words(outcome: tuple[int, int], said: str) -> None:
    months, pages = outcome
    assert (
        command_messages.said(Outcome(("history", OVERVIEW, None), Clock().now, months, pages), Labels(), paid=True)
        == said
    )


def test_a_month_costs_its_share_of_a_page_and_the_sum_is_the_dollars_paid(dashboard: Dashboard) -> None:
    inventory = dashboard.ledger.inventory()
    assert inventory
    amounts = [kept.dollars for kept in inventory.cached]
    assert any(0 < amount < Decimal("0.01") for amount in amounts)
    screen = dashboard.look(DATA)
    assert f"{price(sum(amounts, Decimal()))} paid for them" in screen.slot("inventory")
    assert price(sum(amounts, Decimal())) == f"${dashboard.ledger.spent().dollars_today:.2f}"
    costs = [
        "".join(spoken(n["x"])) for n in nodes_of(screen.parts["data-inventory"]["nodes"]) if n.get("c") == "number"
    ]
    assert "<$0.01" in costs
    assert not [cost for cost in costs if not re.fullmatch(r"Cost|<\$0\.01|\$\d+\.\d\d", cost)]
    assert "$0.00" not in costs


@pytest.mark.parametrize(
    ("pages", "said"),
    [(0, "$0.00"), (0.2, "<$0.01"), (1 / 3 + 1 / 3 + 1 / 3 - 1e-12, "$0.01"), (1, "$0.01"), (2.4, "$0.02")],
)
def test_prices_in_words(pages: float, said: str) -> None:
    assert price(PAGE_PRICE * Decimal(pages)) == said


def test_the_browser_can_draw_all_of_it(dashboard: Dashboard) -> None:
    tags, is_drawn = known_to_the_browser()
    for node in nodes_of(dashboard.look(DATA).parts["data-inventory"]["nodes"]):
        assert node["t"] in tags
        assert all(map(is_drawn, node.get("a", {})))


def test_hidden_accounts_stay_hidden() -> None:
    clock = Clock()
    dashboard = Dashboard(PaidSource(clock), clock, hide_account=True)
    account = dashboard.source.identity().account
    dashboard.read(f"?account={account}&by=usage-type")
    screen = dashboard.look(DATA)
    assert not re.search(r"\d{12}", screen.slot("inventory") + screen.slot("account"))
    assert "••••" in screen.slot("inventory")
    labels = [a["aria-label"] for a in buttons(dashboard) if "aria-label" in a]
    assert not re.search(r"\d{12}", " ".join(labels))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (OVERVIEW, ("Services and charge types", "the overview")),
        (TOTAL, ("The account's total", "used for reconciliation")),
        (CostQuery((Dimension.SERVICE, Dimension.REGION)), ("Services and regions", "all costs")),
        (
            CostQuery((Dimension.SERVICE, Dimension.USAGE_TYPE), (Filter(Dimension.SERVICE, ("Amazon RDS",)),)),
            ("Usage types", "RDS"),
        ),
        (
            CostQuery((Dimension.AZ,), (Filter(Dimension.CHARGE_TYPE, ("Tax",), exclude=True),)),
            ("Availability Zones", "without Tax"),
        ),
        (CostQuery((Dimension.SERVICE, Dimension.REGION), (USAGE_ONLY,)), ("Services and regions", "usage only")),
    ],
)
def test_questions_in_words(query: CostQuery, said: tuple[str, str]) -> None:
    assert question(query, Labels()) == said
