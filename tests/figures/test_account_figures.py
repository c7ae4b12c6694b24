"""What the Accounts page says and draws: sentences for any number and sign of accounts, the map, the bars."""

from datetime import date

import pytest
from drawn import into, known_to_the_browser
from frames import compared, table

from cloudsense.costs.account_budgets import AccountBudget
from cloudsense.costs.accounts import AccountCosts
from cloudsense.costs.budget_standing import State
from cloudsense.costs.period import choose
from cloudsense.figures import account_map, account_table
from cloudsense.figures.account_map import MapStyle
from cloudsense.figures.account_words import AccountWords
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.nodes import Node, text
from cloudsense.figures.view import View

TODAY = date(2026, 11, 23)
CHOICE = choose("30d", TODAY)
STYLE = MapStyle("USD", str, into, "?page=accounts")


def costs_of(now: dict[str, float], before: dict[str, float] | None = None) -> AccountCosts:
    costs = table(CHOICE.period, {name: amount / 30 for name, amount in now.items()})
    if before is None:
        return AccountCosts.of(costs, None)
    earlier = table(CHOICE.before, {name: amount / 30 for name, amount in before.items()})
    return AccountCosts.of(costs, compared(costs, earlier, CHOICE))


def said(costs: AccountCosts, filtered: bool = False) -> tuple[str, str]:
    words = AccountWords(costs, CHOICE, CHOICE, "USD", str, filtered)
    return text(words.answer), text(words.why)


def test_the_sentence_and_one_line_of_why() -> None:
    now = {"prod": 900.0, "data": 600.0, **{f"sandbox-{n}": 2.0 for n in range(10)}}
    answer, why = said(costs_of(now, {"prod": 1000.0, "data": 450.0, **{f"sandbox-{n}": 2.0 for n in range(10)}}))
    assert answer == "12 accounts cost $1,520.00 in 30 days, +$50.00. 2 of them make 90%."
    assert why == "data changed most, +$150.00. 10 accounts cost less than $5 each, together $20.00."
    answer, why = said(costs_of(now))
    assert answer == "12 accounts cost $1,520.00 in 30 days. 2 of them make 90%."
    assert why == "10 accounts cost less than $5 each, together $20.00."


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({}, "No account has costs in 30 days."),
        ({"prod": 30.0}, "prod cost $30.00 in 30 days."),
        ({"prod": -30.0}, "prod comes to −$30.00 in 30 days."),
        ({"prod": 50.0, "data": 50.0}, "2 accounts cost $100.00 in 30 days."),
        ({"prod": 95.0, "data": 5.0}, "2 accounts cost $100.00 in 30 days. One of them makes 90%."),
        (
            {"prod": 95.0, "data": 5.0, "credits": -200.0},
            "3 accounts come to −$100.00 in 30 days. One of them makes 90% of what is above zero.",
        ),
        ({"a": -5.0, "b": -10.0}, "2 accounts come to −$15.00 in 30 days. None of them is above zero."),
    ],
)
def test_no_account_one_and_negative_ones(now: dict[str, float], expected: str) -> None:
    assert said(costs_of(now))[0] == expected


def test_one_account_is_told_what_the_page_is_for() -> None:
    assert "An organization's accounts are listed here." in said(costs_of({"prod": 30.0}))[1]
    assert "match the filters" in said(costs_of({"prod": 30.0}), filtered=True)[1]
    assert "credits is below zero: −$200.00." in said(costs_of({"prod": 95.0, "credits": -200.0}))[1]


def nodes(view: View) -> list[Node]:
    found: list[Node] = []

    def walk(node: Node | str) -> None:
        if not isinstance(node, str):
            found.append(node)
            for child in node.get("x", ()):
                walk(child)

    for node in view.body:
        walk(node)
    return found


def tiles(view: View) -> list[Node]:
    return [node for node in nodes(view) if node["t"] == "li" and "top" in node.get("a", {})]


def test_of_hundreds_that_cost_the_same_some_have_a_tile() -> None:
    view = account_map.view(costs_of({f"a{n:03}": 1.0 for n in range(500)}).billed, STYLE, draws_bars=False)
    names = [text(tile["x"][0]["x"][0]) for tile in tiles(view)]
    assert sorted(names) == ["488 others", *(f"a{n:03}" for n in range(12))]


def test_the_map_has_a_tile_an_account_and_one_for_the_small_ones() -> None:
    now = {"up": 500.0, "down": 300.0, "same": 200.0, "new": 100.0, **{f"s{n}": 0.5 for n in range(40)}, "credit": -9.0}
    before = {"up": 400.0, "down": 400.0, "same": 195.0, **{f"s{n}": 0.5 for n in range(40)}, "credit": -9.0}
    view = account_map.view(costs_of(now, before).billed, STYLE, draws_bars=False)
    shown = {text(tile["x"][0]["x"][0]): tile for tile in tiles(view)}
    assert list(shown) == ["up", "down", "same", "new", "40 others"]
    looks = [tile["c"] for tile in shown.values()]
    assert looks == ["tile-up", "tile-down", "tile-same", "tile-up", "tile-same"]
    areas = [float(t["a"]["w"].rstrip("%")) * float(t["a"]["h"].rstrip("%")) for t in shown.values()]
    assert sum(areas) == pytest.approx(1e4, rel=1e-4)
    assert areas[0] / areas[2] == pytest.approx(2.5, rel=1e-3)
    links = [tile["x"][0]["a"]["href"] for tile in shown.values()]
    assert links == [*map(into, ["up", "down", "same", "new"]), "?page=accounts"]
    assert shown["up"]["x"][0]["a"]["title"] == "up: $500.00 +25%"
    assert "Not drawn: 1 account below zero, −$9.00." in "".join(map(text, view.body))
    tags, is_drawn = known_to_the_browser()
    for node in nodes(view):
        assert node["t"] in tags
        assert all(map(is_drawn, node.get("a", {})))


def test_bars_have_the_largest_and_the_sum_of_the_others() -> None:
    view = account_map.view(costs_of({f"a{n:02}": 100.0 - n for n in range(20)}).billed, STYLE, draws_bars=True)
    items = [node for node in nodes(view) if node["t"] == "li"]
    assert [text(item["x"][0]) for item in items] == [*(f"a{n:02}" for n in range(12)), "8 others"]
    assert text(items[-1]["x"][2]) == f"${sum(100.0 - n for n in range(12, 20)):.2f}"


def test_a_map_needs_costs_above_zero() -> None:
    for now in ({}, {"credit": -5.0}):
        view = account_map.view(costs_of(now).billed, STYLE, draws_bars=False)
        assert tiles(view) == []
        assert text(view.body[0]) == "No account has costs above zero."


def test_the_budget_has_a_column_where_any_account_has_one() -> None:
    costs = costs_of({"prod": 300.0, "data": 100.0}, {"prod": 300.0, "gone": 10.0})
    style = RowStyle("USD", str, into=into)
    plain = account_table.table(costs, {}, TODAY, style, {})
    assert [column["key"] for column in plain.columns] == ["name", "cost", "share", "change", "trend"]
    assert [row["name"] for row in plain.rows] == ["prod", "data", "gone"]
    exceeded = AccountBudget("x", 200.0, 250.0, 300.0, State.EXCEEDED)
    likely = AccountBudget("y", 200.0, 150.0, 220.0, State.PROJECTED_OVER)
    both = account_table.table(costs, {"prod": exceeded, "data": likely}, TODAY, style, {"prod": "Workloads / Prod"})
    assert both.rows[0]["note"] == "Workloads / Prod"
    assert both.columns[-1]["title"] == "Nov budget"
    cells = [row["cells"]["budget"] for row in both.rows]
    assert [cell["text"] for cell in cells] == ["125%", "75%", ""]
    assert [cell.get("role") for cell in cells] == ["up", "warn", None]
    assert cells[-1]["sort"] is None, "so that it is sorted last"
