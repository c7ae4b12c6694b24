"""Several payers on the page: one at a time by the address, or all together."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from endpoint import ACCESS_DENIED, DATA_UNAVAILABLE, EXPIRED, Endpoint, Hang, Refusal
from endpoint.server import WHO
from two_payers import ACME, FAILURES, KEYS, NORDLICHT, OURS, THEIRS, credentials, fail, two_payers
from webclient import NOON, Clock, Dashboard, Screen, nodes_of, settings
from xlsx import sheets

from cloudsense.bootstrap import PayerServices, alert_centers, open_payers
from cloudsense.figures.nodes import text as text_of
from cloudsense.web.app import create_app
from cloudsense.web.pages.anomalies.page import ANOMALIES
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.budgets.page import BUDGETS
from cloudsense.web.pages.data.page import DATA
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.queries.combined import CombinedAnswers
from cloudsense.web.queries.page_reader import Terms
from cloudsense.web.state.selection import Selection

OWN = {"": ACME, "payer=acme": ACME, "payer=nordlicht": NORDLICHT}
"""By what an address says of the payer, the account that it is about."""
MEMBERS = {ACME: sorted(OURS.account_names), NORDLICHT: sorted(THEIRS.account_names)}


class Site(Dashboard):
    """A dashboard of two payers behind the endpoint."""

    def __init__(self, aws: Endpoint, folder: Path, **given: Any) -> None:
        self.clock = Clock(NOON)
        self.aws = aws
        common = {"profile": ("acme", "nordlicht"), "cache_dir": folder / "cache"}
        chosen = settings(**common | given)
        self.books: tuple[PayerServices, ...] = open_payers(chosen, self.clock)
        alert_centers(chosen, self.books, self.clock)
        self.app = create_app(chosen, {each.payer: each.ledger for each in self.books})
        self.http = self.app.server.test_client()

    def get(self, path: str) -> Any:
        return self.http.get(path)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _seconds: None))
    monkeypatch.setattr("cloudsense.aws.explorer.sleep", lambda _seconds: None)
    with two_payers(monkeypatch, tmp_path, NOON.date()) as endpoint:
        yield endpoint


@pytest.fixture
def site(aws: Endpoint, tmp_path: Path) -> Site:
    return Site(aws, tmp_path)


def total(screen: Screen) -> float:
    """Of the table's last row."""
    return float(screen.parts["cost-table"]["total"]["cells"]["cost"]["sort"])


def costs(screen: Screen) -> dict[str, float]:
    return {row.get("title", row["name"]): float(row["cells"]["cost"]["sort"]) for row in screen.rows}


def payers_of(screen: Screen) -> dict[str, str]:
    return {each["name"]: each["href"] for each in screen.header["payers"]}


def test_nothing_of_one_payer_is_ever_shown_or_paid_as_the_others(site: Site) -> None:
    pages = [f"page={page.name}" for page in PAGES]
    for words, account in [*OWN.items()] * 2:
        for search in (f"?{words}&by=account", f"?{words}&{pages.pop()}" if pages else f"?{words}"):
            asked = len(site.aws.asked())
            screen = site.read(search)
            keys = {request.access_key for request in site.aws.asked()[asked:]}
            assert keys <= {key for key, owner in site.aws.accounts.items() if owner == account}
            assert screen.header["account"]["number"] == account
            name = "nordlicht" if account == NORDLICHT else "acme"
            assert f"· {name} – CloudSense" in screen.status["title"]
            assert f"{name} · CloudSense" in screen.slot("footer")
            others = {ACME, NORDLICHT, *MEMBERS[ACME], *MEMBERS[NORDLICHT]} - {account, *MEMBERS[account]}
            assert not [other for other in others if other in screen.text]
            links = screen.header["links"].values()
            assert all(words in href if words else "payer" not in href for href in links)
    for each in site.books:
        identity = each.ledger.identity(None)
        assert identity
        paid = [one for one in site.aws.asked() if site.aws.accounts[one.access_key] == identity.account]
        assert each.ledger.spent().today == len(paid)


def test_switching_keeps_the_days_and_not_the_filters(site: Site) -> None:
    screen = site.read("?period=7d&page=changes&region=us-east-1&metric=amortized")
    assert payers_of(screen) == {
        "acme": "?period=7d&page=changes&metric=amortized",
        "nordlicht": "?payer=nordlicht&period=7d&page=changes&metric=amortized",
        "All payers": "?payer=all&period=7d&page=changes&metric=amortized",
    }
    elsewhere = site.read("?period=7d&page=data")
    assert payers_of(elsewhere)["All payers"] == "?payer=all&period=7d&page=data"
    assert [each["here"] for each in screen.header["payers"]] == [True, False, False]
    assert site.read("?payer=nordlicht").header["home"] == "?payer=nordlicht"


def test_payers_that_cannot_be_are_refused_and_free(site: Site) -> None:
    for search in ("?payer=Acme", "?payer=acme&payer=nordlicht", "?payer=%00", "?payer=" + "x" * 900):
        screen = site.look(search)
        assert "payer" in screen.notices or "control characters" in screen.notices
        for button in ("update", "retry"):
            site.press(button, search)
        assert site.get(f"/costs.csv{search}").status_code == 400
        assert site.get(f"/price{search}").text == ""
    assert not site.aws.requests


def test_an_update_is_of_one_payer(site: Site) -> None:
    for words in OWN:
        site.look(f"?page=data&{words}")
    site.press("update", "?payer=nordlicht")
    site.read("?payer=nordlicht")
    assert {request.access_key for request in site.aws.asked()} == {KEYS["nordlicht"]}


def test_notes_are_by_account_whatever_the_order_of_payers(site: Site, tmp_path: Path) -> None:
    site.read("?page=anomalies")
    order = {"do": "add-day-note", "question": "2026-11-20", "text": "our migration", "at": 1}
    site.order(order, "?page=anomalies")
    assert "our migration" in site.read("?page=anomalies").text
    assert "our migration" not in site.read("?page=anomalies&payer=nordlicht").text
    assert "our migration" in (tmp_path / "cache" / f"remarks-{ACME}.json").read_text()


def test_one_whose_login_ended_is_told_by_its_name(site: Site) -> None:
    site.aws.fail(EXPIRED, float("inf"), operation=WHO, key=KEYS["nordlicht"])
    screen = site.look("?payer=nordlicht")
    assert screen.notices.startswith("nordlicht: The AWS credentials have expired.")
    assert site.read().header["account"]["number"] == ACME
    assert site.get("/readyz").status_code == 200


def test_all_together_are_added(site: Site) -> None:
    ours, theirs = site.read("?by=region"), site.read("?payer=nordlicht&by=region")
    paid = site.aws.pages
    both = site.read("?payer=all&by=region")
    assert site.aws.pages == paid, "it asks what the two ask"
    assert total(both) == pytest.approx(total(ours) + total(theirs), abs=1e-6)
    for region, cost in costs(both).items():
        assert cost == pytest.approx(costs(ours).get(region, 0) + costs(theirs).get(region, 0), abs=1e-6)
    said = both.slot("trail")
    assert "2 payers together" in said
    assert said.count("Reconciled to the cent") == 2
    for text in (ACME, NORDLICHT, f"${total(ours):,.2f}", f"${total(theirs):,.2f}"):
        assert text in said
    assert both.header["account"] is None
    members = json.dumps(site.read("?payer=all&by=account").rows)
    assert all(member in members for account in (ACME, NORDLICHT) for member in MEMBERS[account])
    file = site.get("/costs.csv?payer=all&by=region")
    assert (file.status_code, "us-east-1" in file.text) == (200, True)
    assert "cloudsense-all-" in file.headers["Content-Disposition"]
    page = site.get("/page.html?payer=all&by=region").text
    assert "<dt>Payers</dt><dd>acme, nordlicht</dd>" in page
    assert "<dt>Account</dt>" not in page
    for kind in ("costs.xlsx", "page.xlsx"):
        first, *_ = sheets(site.get(f"/{kind}?payer=all&by=region").data)
        notes = dict(row[:2] for row in first.rows[: first.rows.index([])])
        assert notes["Payers"] == "acme, nordlicht"
        assert "Account" not in notes, "it is not one account's costs"


@pytest.mark.parametrize(("fault", "operation"), [(EXPIRED, WHO), (ACCESS_DENIED, "GetCostAndUsage")])
def test_one_that_fails_leaves_the_other_standing(site: Site, fault: Any, operation: str) -> None:
    site.aws.fail(fault, float("inf"), operation=operation, key=KEYS["nordlicht"])
    both = site.read("?payer=all")
    assert total(both) == total(site.read(""))
    assert "These costs do not include nordlicht" in both.slot("trail")
    assert both.slot("trail").count("nordlicht") == 2, "once as missing, once in its row"
    assert both.can_retry
    assert site.get("/costs.csv?payer=all").status_code == 502
    site.aws.heal()
    site.press("retry", "?payer=all")
    assert "do not include" not in site.read("?payer=all").slot("trail")


@pytest.mark.parametrize("why", FAILURES)
def test_each_failure_is_told_with_the_payer(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, why: str
) -> None:
    file = fail(monkeypatch, tmp_path, aws, why)
    site = Site(aws, tmp_path, config=file, profile=()) if file else Site(aws, tmp_path)
    ours = site.read("?page=accounts")
    assert ours.header["account"]["number"] == ACME
    for search in ("?payer=nordlicht", "?payer=nordlicht&page=explore"):
        screen = site.read(search)
        assert screen.notices.startswith(FAILURES[why].partition(". ")[0])
        assert screen.header["account"] is None
        assert screen.can_retry
    assert FAILURES[why].removeprefix("nordlicht: ") in site.read("?payer=all").slot("trail")
    assert FAILURES[why].removeprefix("nordlicht: ") in panel(site.read("?page=accounts"))[1]
    assert {request.access_key for request in site.aws.asked()} == {KEYS["acme"]}


def test_a_payer_that_becomes_another_account_says_so(aws: Endpoint, site: Site, tmp_path: Path) -> None:
    third = "888899990000"
    aws.accounts["AKIDTHIRD"] = third
    aws.books = {**aws.books, third: OURS}
    before = site.read("?payer=nordlicht")
    credentials(tmp_path / "credentials", {**KEYS, "nordlicht": "AKIDTHIRD"})
    site.press("retry", "?payer=nordlicht")
    after = site.read("?payer=nordlicht")
    assert after.header["account"]["number"] == third
    said = f"nordlicht: the credentials changed from account {NORDLICHT} to {third}."
    assert said in after.notices
    assert said in site.read("?payer=all").notices
    assert said not in site.read("").notices
    assert total(after) != total(before)
    credentials(tmp_path / "credentials", KEYS)
    site.press("retry", "?payer=nordlicht")
    again = site.read("?payer=nordlicht")
    assert (total(again), again.notices) == (total(before), "")


def test_a_member_account_loses_only_what_has_tags(site: Site) -> None:
    kept = Refusal("AccessDeniedException", "Linked account doesn't have access to cost allocation tags.")
    has_tags = lambda asked: '"TAG"' in json.dumps(asked) or '"Tags"' in json.dumps(asked)  # noqa: E731
    site.aws.fail(kept, float("inf"), key=KEYS["nordlicht"], asked=has_tags)
    said = "nordlicht: The management account hides cost allocation tags from its member accounts."
    ours = site.read("?by=tag:team")
    both = site.read("?payer=all&by=tag:team")
    assert (total(both), both.notices) == (total(ours), "")
    assert said.removeprefix("nordlicht: ") in both.slot("trail")
    for search in ("page=explore&by=tag:team&by=service", "page=changes&by=tag:team", "page=accounts&tag:team=web"):
        assert said in site.read(f"?payer=nordlicht&{search}").notices
    assert said in str(site.read("?payer=nordlicht&by=tag:team").views["table"])
    for search in ("", "&page=explore&by=account&by=region", "&page=accounts"):
        assert not site.read(f"?payer=nordlicht{search}").notices
    asked = [one for one in site.aws.asked() if has_tags(one.parameters) and one.access_key == KEYS["nordlicht"]]
    assert len(asked) == 1, "the refusal holds for all of them for a day"


def test_nobody_left_standing(site: Site) -> None:
    site.aws.fail(EXPIRED, float("inf"), operation=WHO)
    screen = site.read("?payer=all")
    assert "The costs could not be loaded for any payer." in screen.notices
    assert screen.notices.count("have expired") == 2


def test_the_same_account_twice_is_shown_once(aws: Endpoint, site: Site, tmp_path: Path) -> None:
    credentials(tmp_path / "credentials", {"acme": KEYS["acme"], "nordlicht": KEYS["acme"]})
    both = site.read("?payer=all")
    assert total(both) == total(site.read(""))
    assert "These credentials belong to the same AWS account as acme." in both.slot("trail")
    assert "nordlicht: " not in both.slot("trail"), "its name is not said twice"
    assert "the same AWS account" in site.read("?payer=nordlicht").notices


def test_a_member_account_is_added_once(aws: Endpoint, site: Site) -> None:
    aws.payer, aws.units = ACME, {NORDLICHT: "Workloads"}
    for page in ("", "&page=accounts", "&page=changes"):
        both = site.read(f"?payer=all{page}")
        shown = json.dumps(both.parts)
        assert "1 payer together" in shown, page
        assert "A member account of acme: included in its costs, not added again" in shown, page
        assert not both.notices
    assert total(site.read("?payer=all")) == total(site.read(""))


def test_opening_all_payers_buys_no_more_than_opening_one(aws: Endpoint, site: Site) -> None:
    aws.fail(Hang(0.2), operation=WHO, key=KEYS["nordlicht"])
    screen = site.read("?payer=all", load="own")
    assert aws.pages == 0, "the two cost six cents together, whichever is known first"
    assert "Ask AWS (from 6¢)" in screen.notices
    site.read("?payer=all")
    assert aws.pages == 6


def test_currencies_are_never_added(site: Site) -> None:
    site.aws.currencies = {NORDLICHT: "EUR"}
    for page in ("", "&page=accounts", "&page=changes"):
        screen = site.read(f"?payer=all{page}")
        assert "The payers are billed in EUR and USD." in screen.notices
        assert "acme costs $" in screen.notices
        assert "nordlicht costs €" in screen.notices
        assert f'"?payer=nordlicht{page}"' in json.dumps(screen.nodes("messages"))
        assert site.get(f"/costs.csv?payer=all{page}").status_code == 502


def test_what_cannot_be_combined_says_so_and_links_to_each(
    aws: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As for a page that somebody adds without a `join`."""
    assert all(page.join for page in PAGES)
    monkeypatch.setitem(BUDGETS.__dict__, "join", None)
    site = Site(aws, tmp_path)
    screen = site.look("?page=budgets&payer=all")
    assert "shows one payer at a time" in screen.notices
    links = json.dumps(screen.nodes("messages"))
    assert '"?page=budgets"' in links
    assert '"?payer=nordlicht&page=budgets"' in links
    assert site.get("/costs.csv?page=budgets&payer=all").status_code == 400
    for button in ("update", "retry"):
        site.press(button, "?page=budgets&payer=all")
    assert not site.aws.asked()
    assert payers_of(site.look("?page=budgets"))["All payers"] == "?payer=all"


def accounts(screen: Screen) -> dict[str, dict[str, Any]]:
    return {row["note"].partition(" · ")[0]: row for row in screen.parts["accounts-table"]["rows"]}


def test_the_accounts_of_all_are_one_list_with_their_payers(site: Site) -> None:
    page = "?page=accounts&period=last-month"
    addresses = {"acme": page, "nordlicht": f"{page}&payer=nordlicht"}
    site.read("?payer=all")  # with which the totals come
    apart = {name: accounts(site.read(address)) for name, address in addresses.items()}
    paid = site.aws.pages
    screen = site.read(f"{page}&payer=all")
    assert site.aws.pages == paid, "it asks what the two ask"
    both = accounts(screen)
    assert both.keys() == apart["acme"].keys() | apart["nordlicht"].keys()
    for name, own in apart.items():
        for number, row in own.items():
            assert both[number]["cells"]["payer"]["text"] == name
            assert both[number]["href"] == row["href"], "it leads to the account at its payer"
            assert both[number]["cells"]["cost"] == row["cells"]["cost"]
            assert both[number]["cells"]["change"] == row["cells"]["change"]
    said = screen.slot("trail")
    assert "2 payers together" in said
    assert said.count("Reconciled to the cent") == 2
    head, *lines = csv.reader(site.get(f"/costs.csv{page}&payer=all").text.splitlines())
    assert sorted(line[head.index("payer")] for line in lines) == ["acme"] * 2 + ["nordlicht"] * 3


@pytest.mark.parametrize("by", ["service", "account"])
def test_changes_of_all_are_those_of_each_added(site: Site, by: str) -> None:
    """Of whole months; else charges of single days are left out, and these are told by all costs together."""

    def rows(payer: str) -> dict[str, dict[str, float]]:
        screen = site.read(f"?page=changes&period=last-month&by={by}&payer={payer}")
        table = screen.parts["movers-table"]
        found = {row["id"]: row for row in [*table["rows"], {"id": "", **table["total"]}]}
        return {
            name: {key: row["cells"][key]["sort"] or 0.0 for key in ("before", "now", "change")}
            for name, row in found.items()
        }

    ours, theirs = rows("acme"), rows("nordlicht")
    paid = site.aws.pages
    both = rows("all")
    assert site.aws.pages == paid
    assert both.keys() == ours.keys() | theirs.keys()
    for name, row in both.items():
        for key, amount in row.items():
            parts = (of.get(name, {}).get(key, 0.0) for of in (ours, theirs))
            assert amount == pytest.approx(sum(parts), abs=1e-6)


@pytest.mark.parametrize("page", ["accounts", "changes"])
def test_one_that_fails_leaves_the_others_on_every_page(site: Site, page: str) -> None:
    site.aws.fail(EXPIRED, float("inf"), operation=WHO, key=KEYS["nordlicht"])
    screen = site.read(f"?page={page}&payer=all")
    assert "These costs do not include nordlicht" in screen.slot("trail")
    assert "nordlichtThe AWS credentials have expired." in screen.slot("trail")
    assert screen.can_retry
    assert site.get(f"/costs.csv?page={page}&payer=all").status_code == 502


def test_periods_that_cannot_be_compared_have_no_costs_of_zero(site: Site) -> None:
    changes = site.read("?page=changes&payer=all&period=12m")
    assert "no earlier days to compare with" in changes.notices
    assert "0.00" not in changes.slot("trail")
    listed = site.read("?page=accounts&payer=all&period=12m")
    assert "no earlier days to compare with" in listed.notices
    assert len(accounts(listed)) == 5


@pytest.mark.parametrize("against", ["before", "year-ago"])
def test_accounts_of_a_payer_who_is_new_are_listed_with_the_others(site: Site, against: str) -> None:
    """AWS has no more of nordlicht than this month: all are shown, and none is compared."""
    lacking = {"key": KEYS["nordlicht"], "asked": lambda body: body["TimePeriod"]["Start"] < "2026-11-01"}
    site.aws.fail(DATA_UNAVAILABLE, float("inf"), **lacking)
    search = f"?page=accounts&period=this-month&against={against}"
    both = accounts(site.read(f"{search}&payer=all"))
    for payer, count in (("acme", 2), ("nordlicht", 3)):
        own = accounts(site.read(f"{search}&payer={payer}"))
        assert len(own) == count
        assert {key: row["cells"]["cost"] for key, row in own.items()} == {
            key: both[key]["cells"]["cost"] for key in own
        }
    assert site.get(f"/costs.csv{search}&payer=all").status_code == 200


def panel(screen: Screen) -> list[str]:
    """A text for each payer."""
    (section,) = screen.parts["accounts-payers"]["nodes"]
    items = next(node for node in section["x"] if node["t"] == "ul")["x"]
    return ["|".join(map(text_of, item["x"])) for item in items]


def test_the_panel_says_how_each_payer_stands(site: Site) -> None:
    site.aws.fail(EXPIRED, 1, operation=WHO, key=KEYS["nordlicht"])
    site.look("?payer=nordlicht")
    ours, theirs = panel(site.read("?page=accounts"))
    assert ours.startswith(f"acme {ACME}|$")
    assert ours.endswith("|Checked by AWS STS on Nov 23, 12:00 UTC · profile acme|2 accounts · USD")
    assert theirs.startswith("nordlicht |–|The AWS credentials have expired.")
    site.aws.heal()
    site.press("retry", "?payer=nordlicht")
    site.read("?payer=nordlicht&period=7d&page=accounts")
    ours, theirs = panel(site.read("?period=7d&page=accounts"))
    assert theirs.startswith(f"nordlicht {NORDLICHT}|$")
    assert theirs.endswith("|3 accounts · USD")
    links = json.dumps(site.read("?period=7d&page=accounts").parts["accounts-payers"])
    assert '"?payer=nordlicht&period=7d&page=accounts"' in links
    paid = site.aws.pages
    site.read("?page=accounts&region=us-east-1")
    assert {one.access_key for one in site.aws.asked()[paid:]} <= {KEYS["acme"]}, "the panel buys nothing"


def test_pickers_of_all_add_the_costs_of_each(site: Site) -> None:
    both = site.read("?payer=all&by=region")
    state = {"navigator.address": "?payer=all"}
    wanted = {"overview-filters.wanted": {"dimension": "region", "at": 1}}
    found = site.call("overview-filters.values", wanted, state).json["response"]["overview-filters"]["values"]
    assert found["state"] == "ready"
    assert {row[0]: row[4] for row in found["rows"]} == pytest.approx(costs(both))


def pivot(screen: Screen) -> dict[str, list[float]]:
    """The amounts of Explore's table by group, part and column."""
    shown = screen.parts["explore-table"]
    found = {"": shown["total"]["values"]}
    for group in shown["groups"]:
        found[group["id"]] = group["values"]
        found |= {f"{group['id']} {part['id']}": part["values"] for part in group.get("parts", ())}
    return found


def run(site: Site, search: str) -> Screen:
    """What Explore shows after *Run*."""
    site.read(search, load="own")
    site.press("ask", search)
    return site.read(search)


EXPLORED = (
    "?page=explore&by=tag:team&by=service&period=30d",
    "?page=explore&by=account&period=last-month&granularity=daily",
    "?page=explore&by=service&period=7d&tag:team!=web",
)


@pytest.mark.parametrize("search", EXPLORED)
def test_explore_adds_the_costs_of_all(site: Site, search: str) -> None:
    ours, theirs = pivot(run(site, search)), pivot(run(site, f"{search}&payer=nordlicht"))
    paid = site.aws.pages
    screen = site.read(f"{search}&payer=all")
    assert site.aws.pages == paid
    both = pivot(screen)
    assert both.keys() == ours.keys() | theirs.keys()
    for name, amounts in both.items():
        nothing = [0.0] * len(amounts)
        parts = zip(ours.get(name, nothing), theirs.get(name, nothing), strict=True)
        assert amounts == pytest.approx([sum(pair) for pair in parts], abs=2e-6)
    assert "2 payers together" in screen.slot("payers")
    assert "Cached, no cost" in screen.slot("run")
    assert "payer=all" in json.dumps(screen.parts["explore-table"]["opens"])
    assert site.get(f"/costs.csv{search}&payer=all").status_code == 200


def test_a_view_of_all_payers_can_be_saved(site: Site) -> None:
    search = "?page=explore&by=region&payer=all"
    site.order({"do": "save-view", "text": "All regions", "at": 1}, search)
    for payer in ("all", "nordlicht"):
        screen = site.read(f"?page=explore&payer={payer}")
        (menu,) = [node["p"] for node in screen.nodes("views") if node["t"] == "saved-views"]
        assert menu["views"] == [{"name": "All regions", "href": "?payer=all&by=region&page=explore"}]
    site.order({"do": "remove-view", "text": "All regions", "at": 2}, search)
    assert "All regions" not in json.dumps(site.read(search).nodes("views"))


def test_explore_of_all_asks_by_run_alone_at_the_price_of_all(site: Site) -> None:
    search = "?page=explore&by=tag:team&period=7d"
    site.read("?payer=all")
    paid = site.aws.pages
    screen = site.read(f"{search}&payer=all", load="own")
    assert site.aws.pages == paid
    assert "explore-table" not in screen.parts
    assert "Region" in screen.slot("groups"), "the question can be changed before it is asked"
    assert "Choose Run to load them (from 2¢)" in screen.notices
    assert "from 2¢" in screen.slot("run")
    assert screen.slot("payers").count("Not cached") == 2
    pivot(run(site, f"{search}&payer=all"))
    assert site.aws.pages == paid + 2


def test_explore_of_all_leaves_out_who_fails_and_says_what_none_can_answer(site: Site) -> None:
    search = "?page=explore&by=service&period=7d&payer=all"
    site.aws.fail(ACCESS_DENIED, float("inf"), operation="GetCostAndUsage", key=KEYS["nordlicht"])
    ours, both = run(site, "?page=explore&by=service&period=7d"), run(site, search)
    assert pivot(both) == pivot(ours)
    assert "These costs do not include nordlicht" in both.slot("payers")
    assert both.can_retry
    assert site.get(f"/costs.csv{search}").status_code == 502
    old = site.read("?page=explore&payer=all&granularity=hourly&period=2026-10")
    assert "hours" in old.notices
    assert "no payer" not in old.notices
    assert "Region" in old.slot("groups")


def test_hours_of_all_are_added(aws: Endpoint, tmp_path: Path) -> None:
    aws.hourly = True
    site = Site(aws, tmp_path)
    search = "?page=explore&granularity=hourly&period=2026-11-20..2026-11-21&by=region"
    ours, theirs = pivot(run(site, search)), pivot(run(site, f"{search}&payer=nordlicht"))
    both = pivot(site.read(f"{search}&payer=all"))
    for n, amount in enumerate(both[""]):
        assert amount == pytest.approx(ours[""][n] + theirs[""][n], abs=2e-6)
    assert len(both[""]) == 48


@pytest.mark.parametrize("page", ["overview", "changes", "explore"])
def test_keys_are_found_for_all_at_the_price_of_all(site: Site, page: str) -> None:
    search = f"?page={page}&payer=all"
    site.aws.tags = {"team": ["web"]}
    before = json.dumps(site.read(search).parts, ensure_ascii=False)
    assert "Find tag keys (about 2¢)" in before
    site.order({"do": "find-keys", "question": "tag", "at": 1}, search)
    after = json.dumps(site.read(search).parts)
    assert "Find tag keys" not in after
    asked = [one.access_key for one in site.aws.requests if one.operation == "GetTags"]
    assert sorted(asked) == sorted(KEYS.values())


def test_opening_all_spends_no_more_unasked_than_opening_a_page(site: Site) -> None:
    screen = site.read("?payer=all", load="another-site")
    assert "Ask AWS" in json.dumps(screen.nodes("messages"))
    assert not site.aws.asked()


def test_cached_data_of_all_is_side_by_side(site: Site) -> None:
    site.read("?period=90d")
    site.aws.fail(EXPIRED, 1, operation=WHO, key=KEYS["nordlicht"])
    search = "?payer=all&page=data"
    screen = site.read(search)
    assert "nordlichtThe AWS credentials have expired." in screen.slot("inventory")
    assert screen.can_retry
    site.press("retry", search)
    paid = site.aws.pages
    screen = site.read(search)
    assert f"acme{ACME}{paid} paid requests ($0.0{paid}) in the last 14 days" in screen.slot("inventory")
    assert f"nordlicht{NORDLICHT}0 paid requests ($0.00)" in screen.slot("inventory")
    own = site.read("?page=data")
    queries, _, months = own.slot("inventory").partition(" queries, ")
    assert f"acme{queries[-1]} queries, {months.split()[0]} months: " in screen.slot("inventory")
    assert "nordlicht0 queries, 0 months" in screen.slot("inventory")
    buttons = {node["a"].get("data-do") for node in nodes_of(screen.parts) if "a" in node}
    assert not buttons & {"renew", "forget", "history"}
    site.press("history", search)
    assert site.aws.pages == paid
    lines = [site.get(f"/costs.csv{at}").text.splitlines()[1:] for at in (search, "?page=data")]
    assert lines[0] == [f'"acme",{line}' for line in lines[1]]
    assert not screen.header["update"]["shown"]


@pytest.mark.parametrize("page", [ANOMALIES, BUDGETS, DATA], ids=lambda page: str(page.name))
def test_a_payer_whose_account_is_not_known_yet_leaves_the_others(site: Site, page: Page[Any]) -> None:
    ledger = site.books[0].ledger
    assert ledger.identity(None)
    selection = Selection(page=page.name, payer="all")
    join = page.join
    assert join
    found = CombinedAnswers(selection, {"acme": page.read(ledger, selection, Terms(5.0)), "nordlicht": None}, join)
    assert found.waits
    assert found.so_far is not None
    assert list(found.so_far.payers) == ["acme"]
