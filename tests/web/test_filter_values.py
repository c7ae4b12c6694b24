"""What the pickers show when they are opened: values with their costs, months with their prices."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_plus

import pytest
from test_any_name import book
from webclient import THIRTY_DAYS, Dashboard, demo, exact, paid, small_book, strictly

from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.query import DIMENSIONS, Dimension, Filter
from cloudsense.demo.catalog import ACCOUNTS
from cloudsense.errors import AddressError, ThrottledError
from cloudsense.web.state.account_references import PREFIX
from cloudsense.web.state.selection import PLACEHOLDER, QUOTED_PLACEHOLDER, Selection

EC2_OTHER = "EC2 - Other"
PRODUCTION = ACCOUNTS["production"]


@pytest.fixture
def dashboard() -> Dashboard:
    """The first page is cached."""
    dashboard = paid()
    dashboard.read()
    return dashboard


def values(dashboard: Dashboard, dimension: str, search: str = "", buy: bool = False) -> dict[str, Any]:
    """What the callback answers when the filter of a dimension is opened."""
    wanted: dict[str, object] = {"dimension": dimension, "at": 1} | ({"buy": True} if buy else {})
    answer = dashboard.call(
        "overview-filters.values", {"overview-filters.wanted": wanted}, {"navigator.address": search}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = strictly(answer.text)["response"]["overview-filters"]["values"]
    assert found["dimension"] == dimension
    return found


def bought(dashboard: Dashboard, dimension: str, search: str = "") -> dict[str, Any]:
    """The same once it is here."""
    return settled(dashboard, dimension, search, buy=True)


def settled(dashboard: Dashboard, dimension: str, search: str = "", buy: bool = False) -> dict[str, Any]:
    for _ in range(100):
        found = values(dashboard, dimension, search, buy)
        if found["state"] != "loading":
            return found
    raise AssertionError("the values never came")


def months(dashboard: Dashboard, search: str = "") -> dict[str, dict[str, str]]:
    """What the callback answers when the period is opened, by month."""
    answer = dashboard.call(
        "overview-period.months", {"overview-period.wanted": {"at": 1}}, {"navigator.address": search}
    )
    assert answer.status_code == 200, answer.text
    found = strictly(answer.text)["response"]["overview-period"]["months"]
    return {month["month"]: month for month in found}


@pytest.mark.parametrize("search", ["", "?period=7d", "?charge-type=Tax", "?charge-type!=Credit&period=last-month"])
@pytest.mark.parametrize("dimension", ["service", "charge-type"])
def test_what_a_cached_answer_holds_costs_nothing(dashboard: Dashboard, dimension: str, search: str) -> None:
    payments = dashboard.payments()
    found = values(dashboard, dimension, search)
    assert found["state"] == "ready"
    assert found["price"] == ""
    assert found["rows"]
    assert dashboard.payments() == payments


def test_values_fall_by_cost_and_add_up_to_the_total(dashboard: Dashboard) -> None:
    rows = values(dashboard, "service")["rows"]
    costs = [row[4] for row in rows]
    assert costs == sorted(costs, reverse=True)
    assert sum(costs) == pytest.approx(exact(), abs=1e-6)
    value, name, number, cost, amount = next(row for row in rows if row[0] == EC2_OTHER)
    assert (value, name, number) == (EC2_OTHER, "EC2 – Other", "")
    only = exact(THIRTY_DAYS, "unblended", Filter(Dimension.SERVICE, (EC2_OTHER,)))
    assert amount == pytest.approx(only, abs=1e-6)
    assert cost == f"${only:,.2f}"


@pytest.mark.parametrize("dimension", ["region", "account", "usage-type"])
@pytest.mark.parametrize("search", ["", "?period=2026-08", "?charge-type!=Credit"])
def test_what_is_not_cached_has_its_price_and_costs_about_that(
    dashboard: Dashboard, dimension: str, search: str
) -> None:
    within = f"{search or '?'}&service=Amazon+Simple+Storage+Service" if dimension == "usage-type" else search
    before = len(dashboard.payments())
    found = values(dashboard, dimension, within)
    if found["state"] == "ready":
        assert dimension == "usage-type", "usage types may be cached"
        return
    assert found["state"] == "price"
    assert found["rows"] == []
    said = re.fullmatch(r"(≈|from )(\d+)¢", found["price"])
    assert said
    assert len(dashboard.payments()) == before, "opening buys nothing"
    assert bought(dashboard, dimension, within)["rows"]
    pages = len(dashboard.payments()) - before
    assert pages == int(said[2])


def test_it_is_bought_once(dashboard: Dashboard) -> None:
    before = len(dashboard.payments())
    rows = bought(dashboard, "region")["rows"]
    paid_for = len(dashboard.payments())
    assert paid_for == before + 1
    assert bought(dashboard, "region")["rows"] == rows
    assert values(dashboard, "region")["rows"] == rows
    assert values(dashboard, "region", "?region=us-east-1")["rows"] == rows
    assert len(dashboard.payments()) == paid_for


@pytest.mark.parametrize(
    "search", ["?service=EC2+-+Other", "?service!=EC2+-+Other", "?service=EC2+-+Other&service=Tax"]
)
def test_a_filter_offers_all_its_values_whatever_it_is_set_to(dashboard: Dashboard, search: str) -> None:
    assert values(dashboard, "service", search)["rows"] == values(dashboard, "service")["rows"]


@pytest.mark.parametrize("sign", ["", "!"])
def test_values_are_those_within_the_other_filters(dashboard: Dashboard, sign: str) -> None:
    rows = values(dashboard, "charge-type", f"?service{sign}=EC2+-+Other")["rows"]
    rule = Filter(Dimension.SERVICE, (EC2_OTHER,), exclude=bool(sign))
    assert sum(row[4] for row in rows) == pytest.approx(exact(THIRTY_DAYS, "unblended", rule), abs=1e-6)


def test_costs_are_by_the_chosen_metric_and_charges(dashboard: Dashboard) -> None:
    rows = values(dashboard, "service", "?metric=amortized")["rows"]
    assert sum(row[4] for row in rows) == pytest.approx(exact(THIRTY_DAYS, "amortized"), abs=1e-6)


def test_choosing_a_value_leads_to_its_costs(dashboard: Dashboard) -> None:
    (service,) = [one for one in filters(dashboard, "") if one["dimension"] == "service"]
    for value, _, _, cost, _ in values(dashboard, "service")["rows"][:3]:
        href = service["include_href"].replace("%1A", value.replace(" ", "+"))
        assert Selection.parse(href).values(Dimension.SERVICE) == (value,)
        assert cost in dashboard.read(href).sentence("total")


def filters(dashboard: Dashboard, search: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dashboard.read(search).parts["overview-filters"]["filters"]
    return found


def test_the_sum_of_what_is_selected_is_in_the_currency_of_the_bill(dashboard: Dashboard) -> None:
    assert dashboard.read().parts["overview-filters"]["currency"] == "$"


def test_a_renamed_service_is_one_value_by_the_name_that_was_chosen() -> None:
    old, new = "Amazon Elasticsearch Service", "Amazon OpenSearch Service"
    dashboard = paid(small_book({old: 2.0, new: 1.0, "AWS Lambda": 5.0}))
    dashboard.read()
    for chosen in (old, new):
        search = f"?service={chosen.replace(' ', '+')}"
        rows = {row[1]: row for row in values(dashboard, "service", search)["rows"]}
        assert set(rows) == {"Lambda", "OpenSearch"}
        assert (rows["OpenSearch"][0], rows["OpenSearch"][3]) == (chosen, "$90.00")
        (service,) = [one for one in filters(dashboard, search) if one["dimension"] == "service"]
        assert service["chosen"] == [{"value": chosen, "name": "OpenSearch"}]


def test_accounts_have_their_name_and_their_id() -> None:
    rows = {row[0]: row for row in values(demo(), "account")["rows"]}
    assert rows[PRODUCTION][1:3] == ["production", PRODUCTION]


def test_hidden_accounts_are_offered_by_reference() -> None:
    dashboard = demo(hide_account=True)
    found = values(dashboard, "account")
    assert len(found["rows"]) == len(values(demo(), "account")["rows"])
    for value, name, number, _, _ in found["rows"]:
        assert value.startswith(PREFIX)
        assert re.fullmatch(r"•••• \d{4}", name)
        assert number == ""
    assert not [number for number in ACCOUNTS.values() if number in str(found)]
    value, _, _, cost, _ = found["rows"][0]
    assert cost in dashboard.read(f"?account={value}").sentence("total")


def test_what_no_address_can_hold_is_not_offered() -> None:
    dashboard = paid(book(Dimension.REGION, ["", "a\nb", "plain"]))
    assert [row[0] for row in bought(dashboard, "region")["rows"]] == ["plain"]


def test_in_the_demo_everything_is_ready() -> None:
    for dimension in DIMENSIONS:
        service = "?service=EC2+-+Other" if dimension in (Dimension.FAMILY, Dimension.USAGE_TYPE) else ""
        found = settled(demo(), dimension.value, service)
        assert (found["state"], found["price"]) == ("ready", ""), dimension


def test_a_failure_is_a_sentence(dashboard: Dashboard) -> None:
    dashboard.source.failing = lambda query: ThrottledError("AWS is busy.", remedy="Wait a minute.")
    found = bought(dashboard, "region")
    assert (found["state"], found["message"], found["rows"]) == ("failed", "AWS is busy. Wait a minute.", [])


def test_what_is_on_its_way_is_said_to_be(dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloudsense.web.ops.wait_slots.PATIENCE", 0.05)
    dashboard.source.gate.clear()
    try:
        assert values(dashboard, "region", buy=True)["state"] == "loading"
        assert values(dashboard, "region", buy=True)["state"] == "loading"
    finally:
        dashboard.source.gate.set()
    assert bought(dashboard, "region")["state"] == "ready"
    assert len([query for query in dashboard.source.fetched if Dimension.REGION in query.group_by]) == 1


def test_nothing_is_bought_before_anybody_is_known_to_ask() -> None:
    dashboard = paid()
    found = values(dashboard, "region")
    assert found["state"] == "price"
    assert dashboard.source.fetched == []


@pytest.mark.parametrize("search", ["?nonsense=1", "?page=nowhere&period=%00"])
def test_an_address_that_cannot_be_changes_nothing(dashboard: Dashboard, search: str) -> None:
    wanted = {"overview-filters.wanted": {"dimension": "region", "at": 1}}
    answer = dashboard.call("overview-filters.values", wanted, {"navigator.address": search})
    assert (answer.status_code, strictly(answer.text)["response"]) == (200, {})


def test_a_period_before_history_is_refused_with_a_sentence(dashboard: Dashboard) -> None:
    found = values(dashboard, "region", "?period=2019-01")
    assert found["state"] == "failed"
    assert found["message"].endswith(".")


def test_every_month_of_the_history_is_offered(dashboard: Dashboard) -> None:
    found = months(dashboard)
    assert list(found) == sorted(found)
    assert (min(found), max(found), len(found)) == ("2025-10", "2026-11", 14)


def test_cached_months_have_no_price(dashboard: Dashboard) -> None:
    found = months(dashboard)
    assert found["2026-11"]["price"] == ""
    assert found["2026-10"]["price"] == ""
    assert found["2026-03"]["price"].endswith("¢")
    before = len(dashboard.payments())
    dashboard.read("?period=2026-03")
    assert found["2026-03"]["price"] == f"≈{len(dashboard.payments()) - before}¢"
    assert months(dashboard)["2026-03"]["price"] == ""


def test_months_are_priced_within_the_selection(dashboard: Dashboard) -> None:
    selected = "?by=region&service=EC2+-+Other"
    dashboard.read(f"{selected}&period=2026-03")
    assert months(dashboard, selected)["2026-03"]["price"] == ""
    assert months(dashboard, selected)["2026-04"]["price"] != ""


def test_opening_the_months_buys_nothing(dashboard: Dashboard) -> None:
    payments = dashboard.payments()
    for search in ("", "?by=account", "?service=EC2+-+Other"):
        months(dashboard, search)
    assert dashboard.payments() == payments
    assert {month["price"] for month in months(demo()).values()} == {""}


def templates(dashboard: Dashboard, search: str) -> list[str]:
    """Every address in which the browser fills in a value."""
    screen = dashboard.read(search)
    shown = screen.parts["overview-filters"]
    added = [values(dashboard, each["dimension"], search)["filter"] for each in shown["more"][:3]]
    states = [*shown["filters"], *added]
    chart = screen.figure.get("layout", {}).get("meta", {}).get("open")
    return [
        *(state[kind] for state in states for kind in ("include_href", "exclude_href")),
        screen.parts["overview-period"]["template"],
        screen.parts["budget-field"]["template"],
        *([chart] if chart else []),
    ]


@pytest.mark.parametrize("value", ["%1A", "=%1A", "__VALUE__", "__PERIOD__", "__BUDGET__", "{value}", "{}"])
@pytest.mark.parametrize("sign", ["", "!"])
def test_no_value_is_taken_for_the_place_of_one(dashboard: Dashboard, sign: str, value: str) -> None:
    found = templates(dashboard, f"?region{sign}={quote_plus(value)}")
    assert len(found) >= 10
    for template in found:
        assert template.count(QUOTED_PLACEHOLDER) == 1
        assert f"={QUOTED_PLACEHOLDER}" in template


def test_no_address_and_no_value_that_can_be_filtered_holds_the_sign_of_the_place() -> None:
    assert not can_be_filtered(Dimension.REGION, f"a{PLACEHOLDER}")
    with pytest.raises(AddressError):
        Selection.parse(f"?region={QUOTED_PLACEHOLDER}")


def total_of(dashboard: Dashboard, search: str, dimension: str) -> int | None:
    (state,) = [one for one in filters(dashboard, search) if one["dimension"] == dimension]
    return state.get("total")


def test_several_values_are_so_many_of_all(dashboard: Dashboard) -> None:
    rows = values(dashboard, "service")["rows"]
    two = "&".join(f"service={quote_plus(row[0])}" for row in rows[:2])
    assert total_of(dashboard, f"?{two}", "service") == len(rows) > 2
    assert total_of(dashboard, f"?{two}&service=Nothing+of+the+kind", "service") == len(rows) + 1


@pytest.mark.parametrize("search", ["?service=AWS+Lambda", "?service!=AWS+Lambda&service!=EC2+-+Other"])
def test_all_values_are_counted_only_where_it_is_said(dashboard: Dashboard, search: str) -> None:
    assert total_of(dashboard, search, "service") is None


def test_how_many_values_there_are_is_not_bought(dashboard: Dashboard) -> None:
    some = f"?account={PRODUCTION}&account={ACCOUNTS['staging']}"
    dashboard.read(some)
    payments = len(dashboard.payments())
    assert total_of(dashboard, some, "account") is None
    assert len(dashboard.payments()) == payments
    values(dashboard, "account", some, buy=True)
    assert total_of(dashboard, some, "account") == len(ACCOUNTS)


@pytest.mark.parametrize("page", ["overview", "changes", "explore", "accounts"])
def test_each_page_says_of_how_many_values_some_are_chosen(page: str) -> None:
    search = "?period=30d&service=Amazon+Relational+Database+Service&service=Amazon+Simple+Storage+Service"
    made = demo()
    made.read(search)
    (service,) = (
        each
        for each in made.read(f"{search}&page={page}").parts[f"{page}-filters"]["filters"]
        if each["dimension"] == "service"
    )
    assert service["total"] == 40
