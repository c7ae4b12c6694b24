"""Where a wide answer takes many pages, the smallest question that will do is asked, and the numbers are the same."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from webclient import THIRTY_DAYS, Dashboard, exact, paid

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.query import CostQuery, Dimension, Filter
from cloudsense.demo.catalog import ACCOUNTS, PAYER
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.queries.link_prices import link_prices

BY_ACCOUNT = CostQuery((Dimension.ACCOUNT,))
SERVICES_BY_ACCOUNT = CostQuery((Dimension.SERVICE, Dimension.ACCOUNT))
SERVICES_BY_REGION = CostQuery((Dimension.SERVICE, Dimension.REGION))
MINE = ACCOUNTS[PAYER]


@pytest.fixture
def dashboard() -> Dashboard:
    dashboard = paid()
    dashboard.read()
    return dashboard


def price(dashboard: Dashboard, href: str) -> str:
    return link_prices(dashboard.ledger, questions_of).tag_of(href)


def total(amount: float) -> str:
    return f"${amount:,.2f} in "


def test_as_long_as_nobody_knows_how_many_accounts_there_are_they_are_asked_for_by_themselves(
    dashboard: Dashboard,
) -> None:
    screen = dashboard.read("?by=account")
    assert BY_ACCOUNT in dashboard.source.fetched
    assert SERVICES_BY_ACCOUNT not in dashboard.source.fetched
    assert screen.sentence("total").startswith(total(exact()))
    assert "Reconciled to the cent" in screen.slot("footer")
    assert "No EC2" not in screen.sentence("families")


def test_an_account_is_opened_by_what_it_costs_and_reconciled_with_its_row(dashboard: Dashboard) -> None:
    dashboard.read("?by=account")
    href = f"?account={MINE}"
    said, before = price(dashboard, href), len(dashboard.payments())
    screen = dashboard.read(href)
    assert screen.sentence("total").startswith(total(exact(THIRTY_DAYS, "unblended", account(MINE))))
    assert "Reconciled to the cent" in screen.slot("footer")
    paid_pages = len(dashboard.payments()) - before
    assert said.endswith(f"{paid_pages}¢")


@pytest.mark.parametrize("search", ["?by=account", "?page=explore&by=account", f"?page=explore&account={MINE}"])
def test_the_first_address_of_all_is_no_dearer(search: str) -> None:
    dashboard = paid()
    dashboard.read(search)
    assert dashboard.source.fetched
    assert SERVICES_BY_ACCOUNT not in dashboard.source.fetched


def test_what_is_learned_while_an_answer_loads_buys_no_other_one(
    dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, come = dashboard.source, threading.Event()
    fetch = source.fetch

    def slow(identity: Identity, query: CostQuery, *others: Any) -> Fetched:
        if Dimension.REGION in query.group_by:
            assert come.wait(10)
        return fetch(identity, query, *others)

    monkeypatch.setattr(source, "fetch", slow)
    assert dashboard.look("?by=region").busy
    source.pages = 3
    dashboard.read("?by=account")
    dashboard.look("?by=region")
    source.pages = 1
    come.set()
    dashboard.read("?by=region")
    assert [query for query in source.fetched if Dimension.REGION in query.group_by] == [SERVICES_BY_REGION]


def account(number: str) -> Filter:
    return Filter(Dimension.ACCOUNT, (number,))


def test_an_account_that_does_not_occur_is_not_asked_for(dashboard: Dashboard) -> None:
    dashboard.read("?by=account")
    before = len(dashboard.payments())
    screen = dashboard.read("?account=999988887777")
    assert "No costs of account" in screen.notices
    assert len(dashboard.payments()) == before


def test_what_was_asked_in_its_smallest_form_stays_so(dashboard: Dashboard) -> None:
    dashboard.read("?by=account")
    dashboard.read(f"?account={MINE}")
    dashboard.clock.pass_by(hours=2)
    dashboard.source.fetched.clear()
    dashboard.read("?by=account")
    assert SERVICES_BY_ACCOUNT not in dashboard.source.fetched


def test_a_wide_answer_of_many_pages_is_not_bought_a_second_time(dashboard: Dashboard) -> None:
    dashboard.source.pages = 30
    dashboard.read("?by=region")
    assert SERVICES_BY_REGION in dashboard.source.fetched, "nobody knew"
    dashboard.source.pages = 1
    dashboard.source.fetched.clear()
    screen = dashboard.read("?by=region&period=2026-03")
    assert SERVICES_BY_REGION not in dashboard.source.fetched
    assert CostQuery((Dimension.REGION,)) in dashboard.source.fetched
    assert screen.rows


def test_what_is_kept_wide_is_shown_from_it(dashboard: Dashboard) -> None:
    dashboard.read("?by=region")
    before = len(dashboard.payments())
    screen = dashboard.read("?region=us-east-1")
    assert len(dashboard.payments()) == before
    assert screen.sentence("total").startswith(
        total(exact(THIRTY_DAYS, "unblended", Filter(Dimension.REGION, ("us-east-1",))))
    )


def test_a_link_is_priced_by_what_would_be_asked(dashboard: Dashboard) -> None:
    before = len(dashboard.payments())
    said = price(dashboard, "?by=account")
    dashboard.read("?by=account")
    assert said == f"from {len(dashboard.payments()) - before}¢"
    assert price(dashboard, "?by=account") == ""
    assert Decimal(len(dashboard.payments()) - before) == 1


def test_what_will_not_fit_under_the_limit_is_not_begun() -> None:
    dashboard = paid()
    dashboard.source.pages = 6
    dashboard.read()
    bought = len(dashboard.payments())
    dashboard.spending.limit = Decimal(bought + 3) / 100
    screen = dashboard.read("?period=2026-03")
    assert len(dashboard.payments()) == bought
    assert "this one costs about $0.0" in screen.text


def test_a_service_of_an_account_takes_no_list_of_accounts(dashboard: Dashboard) -> None:
    dashboard.read("?by=account")
    href = dashboard.read(f"?account={MINE}").rows[0]["href"]
    assert "&service=" in href
    dashboard.source.fetched.clear()
    said, before = price(dashboard, href), len(dashboard.payments())
    screen = dashboard.read(href)
    assert screen.rows
    assert all(Dimension.ACCOUNT not in query.group_by for query in dashboard.source.fetched)
    assert said.endswith(f"{len(dashboard.payments()) - before}¢")
    assert len(dashboard.payments()) - before == 1


@pytest.mark.parametrize("search", ["account=999988887777", "service=EC2+-+Other&usage-type=Nonsense&by=region"])
def test_nonsense_costs_no_more_than_its_own_empty_answer(dashboard: Dashboard, search: str) -> None:
    before = len(dashboard.payments())
    screen = dashboard.read(f"?{search}")
    assert "No costs match the filters in this period." in screen.notices
    assert screen.rows == []
    assert len(dashboard.payments()) == before + 1


def test_the_price_covers_all_that_the_page_asks(dashboard: Dashboard) -> None:
    """The two months of the tiles and the day's first check, too."""
    for search in ("period=2026-03", "period=2026-05&by=region", "service=Amazon+Simple+Storage+Service"):
        dashboard.clock.pass_by(days=1)
        said, before = price(dashboard, f"?{search}"), len(dashboard.payments())
        dashboard.read(f"?{search}")
        assert said.endswith(f"{len(dashboard.payments()) - before}¢"), search
