"""The projection and the budget are those of what is on the screen, and say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from webclient import NOON, Clock, Dashboard, PaidSource, Screen, demo, exact, is_waiting, nodes_of, paid, spoken

from cloudsense.costs.amounts import parse_amount
from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.source import Meter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.organization import organization

SO_FAR = Period(date(2026, 11, 1), date(2026, 11, 24))
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOT_USAGE = Filter(Dimension.CHARGE_TYPE, ("Credit", "Refund", "Tax"), exclude=True)
UNKNOWN = "Not cached for this selection: open This month."


def an_account() -> str:
    """One of those that have EC2."""
    query = CostQuery((Dimension.ACCOUNT,), (Filter(Dimension.SERVICE, ("EC2 - Other",)),))
    return max(row.keys[0] for row in organization(NOON.date()).rows(query, SO_FAR))


ACCOUNT = an_account()
OF_ACCOUNT = Filter(Dimension.ACCOUNT, (ACCOUNT,))
RDS = Filter(Dimension.SERVICE, ("Amazon Relational Database Service",))


def money(amount: float) -> str:
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"


def remembered(screen: Screen) -> str:
    """The amount that the browser keeps for the selection."""
    return str(screen.parts["budget-field"]["remember"]["amount"])


def so_far(screen: Screen) -> str:
    """The actual costs of this month that the projection's sentence tells of."""
    found = re.search(r": (\S+) so far", screen.sentence("month"))
    assert found, screen.sentence("month")
    return found[1]


@pytest.mark.parametrize(
    ("search", "where"),
    [
        ("?", ()),
        (f"?account={ACCOUNT}", (OF_ACCOUNT,)),
        (f"?account={ACCOUNT}&by=charge-type", (OF_ACCOUNT,)),
        ("?service=Amazon+Relational+Database+Service", (RDS,)),
        (f"?service=EC2+-+Other&account={ACCOUNT}", (Filter(Dimension.SERVICE, ("EC2 - Other",)), OF_ACCOUNT)),
        ("?charge-type=Credit", (Filter(Dimension.CHARGE_TYPE, ("Credit",)),)),
        ("?region=us-east-1", (Filter(Dimension.REGION, ("us-east-1",)),)),
    ],
)
@pytest.mark.parametrize("make", [demo, paid])
def test_a_projection_is_that_of_the_selection(
    make: Callable[[], Dashboard], search: str, where: tuple[Filter, ...]
) -> None:
    screen = make().read(search)
    assert so_far(screen) == money(exact(SO_FAR, "unblended", *where))
    title = screen.views["month"]["title"]
    assert title == "November, projected" + (" · this selection" if where else "")
    assert screen.sentence("month").startswith("November, this selection: " if where else "November: ")


def test_what_is_used_of_a_budget_is_what_the_selection_costs() -> None:
    spent = exact(SO_FAR, "unblended", OF_ACCOUNT)
    screen = paid().read(f"?account={ACCOUNT}&budget=6000")
    assert screen.sentence("budget").startswith(
        f"{spent / 60:.1f}% of the November budget of $6,000 for this selection is used ({money(spent)})."
    )
    assert screen.views["budget"]["title"] == "Monthly budget · this selection"


def test_a_projection_of_a_selection_buys_nothing() -> None:
    dashboard = paid()
    dashboard.read(f"?account={ACCOUNT}&period=this-month")
    bought = list(dashboard.source.fetched)
    dashboard.read(f"?account={ACCOUNT}&period=this-month&budget=500")
    dashboard.read(f"?account={ACCOUNT}&period=7d")
    assert dashboard.source.fetched == bought
    assert sum(query == OVERVIEW for query in bought) == 1


def test_what_is_not_kept_is_said_with_a_link_and_its_price() -> None:
    dashboard = paid()
    screen = dashboard.read(f"?account={ACCOUNT}&period=7d&budget=500")
    assert (screen.sentence("month"), screen.sentence("budget")) == (UNKNOWN, UNKNOWN)
    body = "".join(spoken(screen.views["month"]["body"]))
    assert re.fullmatch("–Not cached for this selection: open This month≈[12]¢", body)
    link = f"?period=this-month&account={ACCOUNT}&budget=500"
    links = [node["a"]["href"] for node in nodes_of(screen.views["month"]["body"]) if node["t"] == "a"]
    assert links == [link]
    assert so_far(dashboard.read(link)) == money(exact(SO_FAR, "unblended", OF_ACCOUNT))
    assert so_far(dashboard.read(f"?account={ACCOUNT}&period=7d&budget=500")) == money(
        exact(SO_FAR, "unblended", OF_ACCOUNT)
    )


@pytest.mark.parametrize("then", [date(2026, 10, 30), date(2026, 11, 2)])
def test_what_has_no_complete_day_of_this_month_does_not_tell_of_it(then: date) -> None:
    clock = Clock(datetime(then.year, then.month, then.day, 12, tzinfo=UTC))
    dashboard = Dashboard(PaidSource(clock), clock)
    assert so_far(dashboard.read(f"?account={ACCOUNT}&period=this-month"))
    clock.now = NOON
    screen = dashboard.read(f"?account={ACCOUNT}&period=2026-09")
    assert screen.sentence("month") == UNKNOWN


def test_older_answers_say_how_far_they_go() -> None:
    dashboard = paid()
    dashboard.read(f"?account={ACCOUNT}&period=this-month")
    dashboard.clock.pass_by(days=4)
    screen = dashboard.read(f"?account={ACCOUNT}&period=2026-09")
    assert "Data through Nov 21." in screen.sentence("month")


def test_while_it_is_on_its_way_the_projection_waits_like_all_else() -> None:
    dashboard = paid()
    dashboard.read()
    dashboard.source.gate.clear()
    try:
        screen = dashboard.look(f"?account={ACCOUNT}&budget=5")
        assert is_waiting(screen, "total")
        assert is_waiting(screen, "month")
        assert is_waiting(screen, "budget")
        assert screen.slot("status").startswith("Asking AWS")
    finally:
        dashboard.source.gate.set()


def test_a_filter_whose_values_do_not_occur_has_no_costs() -> None:
    screen = paid().read("?account=000000000042&period=this-month&budget=500")
    assert screen.sentence("month") == "No costs in this selection this month yet."
    assert screen.sentence("budget") == "0% of the November budget of $500 for this selection is used ($0.00)."


@pytest.mark.parametrize(
    ("search", "where"),
    [("", ()), (f"&account={ACCOUNT}", (OF_ACCOUNT,)), ("&charges=usage", (NOT_USAGE,))],
)
def test_a_whole_past_month_is_compared_with_the_budget_of_what_is_shown(
    search: str, where: tuple[Filter, ...]
) -> None:
    dashboard = paid()
    screen = dashboard.read(f"?period=last-month{search}&budget=5000")
    spent = exact(OCTOBER, "unblended", *where)
    used = f"{spent / 50:.1f}".removesuffix(".0")
    assert screen.sentence("budget").startswith(f"{used}% of the October budget of $5,000")
    assert money(spent) in screen.sentence("budget")
    assert screen.sentence("total").startswith(money(spent))


def test_the_budget_of_the_settings_is_that_of_the_account() -> None:
    dashboard = paid(budget=parse_amount("18000"))
    assert "of the November budget of $18,000 is used" in dashboard.read().sentence("budget")
    screen = dashboard.read(f"?account={ACCOUNT}")
    assert screen.sentence("budget") == "No budget for this selection. The account's budget is $18,000."
    assert screen.parts["budget-field"]["value"] == ""
    own = dashboard.read(f"?account={ACCOUNT}&budget=600")
    assert "of the November budget of $600 for this selection is used" in own.sentence("budget")
    assert own.parts["budget-field"] == {
        "value": "600",
        "template": f"?account={ACCOUNT}&budget=%1A",
        "cleared": f"?account={ACCOUNT}",
        "remember": {"scope": f"?account={ACCOUNT}", "amount": "600"},
    }


def test_metric_and_charges_are_said_where_they_are_not_the_usual() -> None:
    spent = exact(SO_FAR, "amortized", NOT_USAGE)
    screen = demo().read("?metric=amortized&charges=usage&budget=20000")
    assert screen.sentence("month").startswith(f"November, amortized, usage only: {money(spent)} so far")
    assert f"is used ({money(spent)}, amortized, usage only)." in screen.sentence("budget")
    assert demo().read("?metric=unblended&charges=all").sentence("month").startswith("November: ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("18.000", "“18.000” can be read as 18 or 18,000. Write 18 or 18000."),
        ("%E2%82%AC50000", "The budget “€50000” is not in USD, the currency of the bill."),
        ("50000+EUR", "The budget “50000 EUR” is not in USD, the currency of the bill."),
        ("50k", "“50k” is not a valid amount. Enter a monthly amount such as 18000."),
    ],
)
def test_a_budget_that_is_not_understood_is_neither_used_nor_remembered(typed: str, said: str) -> None:
    screen = demo().read(f"?period=7d&budget={typed}")
    assert screen.sentence("budget").startswith(said)
    assert remembered(screen) == ""
    assert screen.sentence("total").startswith("$")


@pytest.mark.parametrize("typed", ["$20,000", "20000 USD", "US$20000"])
def test_the_currency_of_the_bill_may_be_written(typed: str) -> None:
    screen = demo().read(f"?budget={typed}")
    assert "of the November budget of $20,000 is used" in screen.sentence("budget")
    assert (screen.parts["budget-field"]["value"], remembered(screen)) == ("20000", "20000")


class InEuro(PaidSource):
    """The same amounts, billed in euro."""

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        return replace(super().fetch(identity, query, period, meter), currency="EUR")


def test_dollars_are_not_euro() -> None:
    clock = Clock()
    dashboard = Dashboard(InEuro(clock), clock, budget=parse_amount("$20000"))
    assert "is not in EUR, the currency of the bill" in dashboard.read().sentence("budget")
    assert "of the November budget of €20,000 is used" in dashboard.read("?budget=€20.000,00").sentence("budget")
    screen = dashboard.read(f"?account={ACCOUNT}")
    assert screen.sentence("budget") == "No budget for this selection."


def book(costs: Mapping[str, float], since: date = date.min) -> Book:
    """One service and account with these amounts a day by charge type."""
    lines = [
        Line(
            {
                Dimension.SERVICE: "Amazon EC2",
                Dimension.CHARGE_TYPE: name,
                Dimension.USAGE_TYPE: "Box",
                Dimension.ACCOUNT: ACCOUNT,
            },
            "Hrs",
        )
        for name in costs
    ]
    matrix = np.array([[round(cost * SCALE)] * len(COLUMNS) for cost in costs.values()], dtype=np.int64)
    present, absent = np.ones(len(lines), dtype=bool), np.zeros(len(lines), dtype=bool)
    return Book(lines, lambda day: (matrix, present if day >= since else absent))


def on(today: date, costs: Mapping[str, float], since: date = date.min) -> Dashboard:
    clock = Clock(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    return Dashboard(PaidSource(clock, book(costs, since)), clock)


@pytest.mark.parametrize("search", ["?period=this-month", f"?period=this-month&account={ACCOUNT}"])
def test_credits_that_pay_all_usage_leave_nothing_to_pay(search: str) -> None:
    screen = on(date(2026, 11, 10), {"Usage": 10, "Credit": -10}).read(f"{search}&budget=100")
    assert "$0.00 so far, projected $0.00." in screen.sentence("month")
    assert "range" not in screen.sentence("month")
    assert "Projected: 0%, $100 under budget." in screen.sentence("budget")


EDGES: dict[tuple[date, str], tuple[str, str]] = {
    (date(2026, 11, 1), "?period=this-month"): (
        "November: $10.00 so far, projected $300.",
        "10% of the November budget of $100 is used ($10.00). Projected: 300%, $200 over budget."
        " The limit will be exceeded on Nov 11.",
    ),
    (date(2026, 11, 30), "?"): (
        "November: $300.00 so far, projected $300.",
        "300% of the November budget of $100 is used ($300.00). Projected: 300%, $200 over budget."
        " The limit was exceeded on Nov 11.",
    ),
    (date(2026, 12, 31), "?"): (
        "December: $310.00 so far, projected $310.",
        "310% of the December budget of $100 is used ($310.00). Projected: 310%, $210 over budget."
        " The limit was exceeded on Dec 11.",
    ),
    (date(2028, 2, 29), "?"): (
        "February: $290.00 so far, projected $290.",
        "290% of the February budget of $100 is used ($290.00). Projected: 290%, $190 over budget."
        " The limit was exceeded on Feb 11.",
    ),
}


@pytest.mark.parametrize(("edge", "said"), EDGES.items())
@pytest.mark.parametrize("selected", ["", f"&account={ACCOUNT}"])
def test_months_at_their_edges(edge: tuple[date, str], said: tuple[str, str], selected: str) -> None:
    today, search = edge
    screen = on(today, {"Usage": 10}).read(f"{search}&budget=100{selected}")
    month, budget = screen.sentence("month"), screen.sentence("budget")
    assert (_without_past(month).replace(", this selection", ""), budget.replace(" for this selection", "")) == said


def test_a_selection_of_which_two_months_are_cached_has_a_guess_for_a_range() -> None:
    screen = on(date(2026, 11, 2), {"Usage": 10}).read(f"?period=this-month&account={ACCOUNT}")
    assert screen.sentence("month") == (
        "November, this selection: $20.00 so far, projected $300, range $255 – $345."
        " The range is a guess: too little history."
    )


def test_the_account_is_projected_from_all_of_its_history() -> None:
    screen = on(date(2026, 11, 20), {"Usage": 10}).read("?period=this-month")
    assert screen.sentence("month") == f"November: $200.00 so far, projected $300.{PAST}"


PAST = " In the last 3 months the projection on this day was off by 0%, 0% and 0%."


def _without_past(sentence: str) -> str:
    """Without how far off earlier projections were, and the range of one that is a guess."""
    said = re.sub(r" In the last (month|3 months) the projection .*", "", sentence)
    return re.sub(r", range [^.]*\. The range is a guess: too little history", "", said)


@pytest.mark.parametrize("selected", ["", f"&account={ACCOUNT}"])
def test_a_month_that_has_just_ended(selected: str) -> None:
    screen = on(date(2026, 12, 1), {"Usage": 10}).read(f"?period=last-month&budget=100{selected}")
    budget = screen.sentence("budget").replace(" for this selection", "")
    assert budget == "300% of the November budget of $100 is used ($300.00). Data through Nov 29."
    assert screen.sentence("month") == (UNKNOWN if selected else f"December: $10.00 so far, projected $310.{PAST}")


def test_an_account_of_one_day() -> None:
    today = date(2026, 11, 10)
    screen = on(today, {"Usage": 7}, since=today).read("?period=this-month&budget=100")
    assert screen.sentence("month") == "November: $7.00 so far. No projection: no complete day yet."
    assert screen.sentence("budget") == "7% of the November budget of $100 is used ($7.00)."


def test_an_account_without_costs() -> None:
    screen = on(date(2026, 11, 10), {}).read("?budget=100")
    assert screen.sentence("month") == "No costs this month yet."
    assert screen.sentence("budget") == "0% of the November budget of $100 is used ($0.00)."


def test_credits_above_all_costs() -> None:
    screen = on(date(2026, 11, 10), {"Usage": 10, "Credit": -30}).read("?budget=100")
    assert screen.sentence("month") == (
        f"November: −$200.00 so far, projected −$600. Assumes that daily credits continue.{PAST}"
    )
    assert screen.sentence("budget") == (
        "0% of the November budget of $100 is used: credits exceed costs by $200.00. Projected: 0%, $700 under budget."
    )
