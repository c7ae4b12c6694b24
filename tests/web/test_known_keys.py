"""Tag keys, cost categories and values that the controls offer: what asking costs, and what is known without."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import pytest
from test_filter_values import bought, values
from webclient import Dashboard, Screen, demo, nodes_of, paid

from cloudsense.costs.dimension import DIMENSIONS, FILTER_ONLY, GROUPED_ON_REQUEST, Dimension, Kind
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.errors import AccessError, MemberAccountError
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.web.queries.known_keys import known_keys, list_question
from cloudsense.web.state.selection import Selection

NO_TAGS = MemberAccountError("Tags are kept from member accounts.", remedy="Use another profile.")


@pytest.fixture
def dashboard() -> Dashboard:
    """The first page is cached."""
    dashboard = paid()
    dashboard.read()
    return dashboard


def bar(screen: Screen, page: str = "overview") -> dict[str, Any]:
    found: dict[str, Any] = screen.parts[f"{page}-filters"]
    return found


def more(screen: Screen) -> list[str]:
    return [each["dimension"] for each in bar(screen)["more"]]


def find(screen: Screen, kind: str = "tag") -> dict[str, str]:
    (found,) = [each for each in bar(screen)["finds"] if each["kind"] == kind]
    return found


def by_menu(screen: Screen) -> dict[str, Any]:
    tools = screen.views["table"]["tools"]
    (menu,) = [node["p"] for node in nodes_of(tools) if node.get("t") == "menu"]
    return menu


def press(dashboard: Dashboard, kind: str = "tag", part: str = "overview-filters") -> Screen:
    order = {f"{part}.action": {"do": "find-keys", "question": kind, "at": 1}}
    answer = dashboard.call("navigator.revision", order, {"navigator.address": ""})
    assert answer.status_code == 200, answer.text
    return dashboard.read()


def test_every_dimension_can_be_added_as_a_filter(dashboard: Dashboard) -> None:
    offered = set(more(dashboard.read()))
    shown = {each["dimension"] for each in bar(dashboard.read())["filters"]}
    assert offered | shown == {*DIMENSIONS} - {*WITHIN_SERVICES}
    within = more(dashboard.read("?service=AWS+Lambda"))
    assert {*WITHIN_SERVICES} <= set(within)


def test_keys_are_asked_for_by_a_button_with_its_price_only(dashboard: Dashboard) -> None:
    screen = dashboard.read()
    assert find(screen) == {
        "kind": "tag",
        "title": "Tag",
        "state": "unknown",
        "label": "Find tag keys (about 1¢)",
        "message": "",
    }
    assert by_menu(screen)["finds"] == bar(screen)["finds"]
    values(dashboard, "tag:team")
    dashboard.read("?page=changes")
    assert dashboard.source.listed == []
    before = len(dashboard.payments())
    found = press(dashboard)
    assert find(found)["state"] == "listed"
    tags = [name for name in more(found) if name.startswith("tag:")]
    assert tags == ["tag:aws:createdBy", "tag:cost-center", "tag:Env", "tag:env", "tag:team"]
    assert find(found, "cost-category")["state"] == "unknown"
    assert [payment.question for payment in dashboard.payments()].count("list of tag") == 1
    assert len(dashboard.payments()) == before + 1
    press(dashboard)
    assert len(dashboard.source.listed) == 1, "it is known for the day"
    dashboard.clock.pass_by(days=1)
    assert find(dashboard.read())["state"] == "unknown"


def test_the_menu_of_groupings_has_the_keys_and_finds_them(dashboard: Dashboard) -> None:
    screen = press(dashboard, "cost-category", part="table")
    choices = {each["label"]: each for each in by_menu(screen)["choices"]}
    assert choices["Cost category Stage"]["href"] == "?by=cost-category%3AStage"
    assert choices["Cost category Stage"]["price"] == "from 1¢"
    assert by_menu(screen)["typed_base"] == "?"
    assert by_menu(dashboard.read("?by=region&service=Tax"))["typed_base"] == "?service=Tax"


def test_a_key_in_the_address_or_of_a_cached_answer_is_known(dashboard: Dashboard) -> None:
    assert "Tag team" in {each["label"] for each in by_menu(dashboard.read("?by=tag:team"))["choices"]}
    elsewhere = dashboard.read("?tag:env=prod")
    assert {"Tag env", "Tag team"} <= {each["label"] for each in by_menu(elsewhere)["choices"]} | {"Tag env"}
    assert "tag:team" in more(dashboard.read()), "its costs are cached"
    assert [each["label"] for each in bar(elsewhere)["filters"]][-1] == "Tag env"
    assert dashboard.source.listed == []


def test_in_the_demo_keys_are_known_at_once() -> None:
    screen = demo().read()
    assert [each["state"] for each in bar(screen)["finds"]] == ["listed", "listed"]
    assert {"tag:team", "tag:Env", "cost-category:Stage"} <= set(more(screen))


def test_a_refusal_is_said_and_everything_else_stays(dashboard: Dashboard) -> None:
    dashboard.source.refusal = NO_TAGS
    screen = press(dashboard)
    assert find(screen)["state"] == "failed"
    assert find(screen)["message"] == NO_TAGS.sentence
    assert not screen.notices
    dashboard.clock.pass_by(hours=9)
    assert find(dashboard.read())["state"] == "failed"
    assert find(screen, "cost-category")["state"] == "unknown"


@pytest.mark.parametrize("question", ["", "dimension", "service", "tag:team"])
def test_a_forged_order_lists_nothing(dashboard: Dashboard, question: str) -> None:
    press(dashboard, question)
    assert dashboard.source.listed == []


def test_values_of_a_tag_come_with_their_costs_and_those_without_first(dashboard: Dashboard) -> None:
    found = values(dashboard, "tag:team")
    assert (found["state"], found["price"]) == ("price", "from 1¢")
    rows = bought(dashboard, "tag:team")["rows"]
    assert rows[0][:2] == ["", "No tag: team"]
    costs = [row[4] for row in rows[1:]]
    assert costs == sorted(costs, reverse=True)
    assert len(costs) > 3
    paid_for = len(dashboard.payments())
    dashboard.read("?by=tag:team", load="typed")
    assert values(dashboard, "tag:team")["rows"] == rows
    assert dashboard.source.listed == []
    grouped = [query for query in dashboard.source.fetched if Dimension.tag("team") in query.group_by]
    assert len(grouped) == len(dashboard.payments()) - paid_for + 1


def test_the_filter_of_a_key_leads_to_its_costs(dashboard: Dashboard) -> None:
    state = values(dashboard, "tag:team")["filter"]
    assert (state["label"], state["chosen"]) == ("Tag team", [])
    assert state["include_href"] == "?tag:team=%1A"
    inside = state["include_href"].replace("%1A", "")
    (team,) = bar(dashboard.read(inside))["filters"][3:]
    assert team["chosen"] == [{"value": "", "name": "No tag: team"}]
    assert "filter" not in values(dashboard, "tag:team", inside)


@pytest.mark.parametrize("word", ["tag:Team", "tag:a b$c", "tag:🦊", "cost-category:Cost center"])
def test_a_typed_key_is_taken_as_it_is(dashboard: Dashboard, word: str) -> None:
    state = values(dashboard, word)["filter"]
    assert state["label"].endswith(word.partition(":")[2])
    assert state["include_href"] == f"?{quote_plus(word, safe=':')}=%1A"


@pytest.mark.parametrize("word", ["tag:", "tag:a!", "tag:\n", f"tag:{'k' * 129}", "cost-category:", "Tag:team"])
def test_what_is_no_key_is_refused_before_anything_is_asked(dashboard: Dashboard, word: str) -> None:
    wanted = {"overview-filters.wanted": {"dimension": word, "at": 1, "buy": True}}
    answer = dashboard.call("overview-filters.values", wanted, {"navigator.address": ""})
    assert answer.status_code == 400


@pytest.mark.parametrize("dimension", sorted(FILTER_ONLY | GROUPED_ON_REQUEST))
def test_names_alone_are_listed_where_costs_are_not_grouped(dashboard: Dashboard, dimension: Dimension) -> None:
    before = len(dashboard.payments())
    found = values(dashboard, dimension.value)
    assert (found["state"], found["price"]) == ("price", "≈1¢")
    assert bought(dashboard, dimension.value)["state"] == "ready"
    assert values(dashboard, dimension.value, "?period=7d")["state"] == "ready"
    assert len(dashboard.payments()) == before + 1
    assert [question.of for question in dashboard.source.listed] == [dimension]


def test_where_costs_take_many_requests_the_names_are_offered(dashboard: Dashboard) -> None:
    dashboard.source.pages = 30
    dashboard.read("?by=tag:team")
    dashboard.source.pages = 1
    found = values(dashboard, "tag:team", "?period=2026-03")
    assert (found["state"], found["price"]) == ("price", "≈1¢")
    assert "Only names are listed." in found["message"]
    rows = bought(dashboard, "tag:team", "?period=2026-03")["rows"]
    assert rows[0][:2] == ["", "No tag: team"]
    assert {row[4] for row in rows} == {None}
    assert [question.of for question in dashboard.source.listed] == [Dimension.tag("team")]


def test_hidden_accounts_stay_hidden_in_lists() -> None:
    dashboard = paid(hide_account=True)
    dashboard.read()
    rows = bought(dashboard, "payer-account")["rows"]
    assert not [row for row in rows if any(character.isdigit() for character in row[0])]


def test_a_failed_list_is_a_sentence(dashboard: Dashboard) -> None:
    dashboard.source.refusal = AccessError("Not allowed.", remedy="Allow ce:GetDimensionValues.")
    found = bought(dashboard, "scope")
    assert (found["state"], found["message"]) == ("failed", "Not allowed. Allow ce:GetDimensionValues.")


def test_kinds_are_those_of_the_address() -> None:
    assert [each["kind"] for each in bar(demo().read())["finds"]] == [Kind.TAG, Kind.COST_CATEGORY]


def test_many_clicks_are_one_request(dashboard: Dashboard) -> None:
    dashboard.source.gate.clear()
    order = {"overview-filters.action": {"do": "find-keys", "question": "tag", "at": 1}}
    try:
        for _ in range(3):
            dashboard.call("navigator.revision", order, {"navigator.address": ""})
        waiting = dashboard.look()
        assert waiting.busy, "the page looks again by itself"
        assert find(waiting)["state"] == "asking"
    finally:
        dashboard.source.gate.set()
    assert find(dashboard.read())["state"] == "listed"
    assert len(dashboard.source.listed) == 1


def test_nothing_is_listed_beyond_the_limit(dashboard: Dashboard) -> None:
    dashboard.spending.limit = Decimal(0)
    screen = press(dashboard)
    assert (find(screen)["label"], find(screen)["message"]) == (
        "",
        "The daily limit does not allow a request for tag keys.",
    )
    assert dashboard.source.listed == []
    assert bought(dashboard, "scope")["state"] == "failed"
    assert dashboard.source.listed == []


def test_a_list_outlives_a_restart(dashboard: Dashboard) -> None:
    store = Store.in_memory()
    for _ in range(2):
        ledger = Ledger(dashboard.source, store, Spending(), dashboard.clock)
        assert ledger.identity(10)
        ledger.value_lists.ask(list_question(ledger, Kind.TAG), 10)
        (tags, _categories) = known_keys(ledger, Selection())
        assert (tags.listed, len(tags.dimensions)) == (True, 5)
    assert len(dashboard.source.listed) == 1


def test_changes_by_a_tag_that_came_later_say_so() -> None:
    screen = demo().read("?page=changes&by=tag:cost-center&period=2026-04&against=2026-03")
    assert "Tag cost-center has values from Apr 1, 2026 on" in screen.views["movers"]["sentence"]
