"""The Budgets page: what it shows, what its form writes, and what it asks."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from receivers import WebHook, web_hook
from webclient import Dashboard, Screen, demo, paid, spoken

from cloudsense.alerts.budget_store import BudgetStore, MemoryBudgets
from cloudsense.alerts.center import AlertCenter, attach, center_of
from cloudsense.alerts.memory import Memory
from cloudsense.alerts.notifier import Notifier
from cloudsense.alerts.targets import open_targets
from cloudsense.costs.amounts import parse_amount
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Answer
from cloudsense.ledger.storage.journal import MemoryJournal
from cloudsense.ledger.storage.locks import ThreadLocks

BUDGETS = """\
# Agreed in spring.
[[budget]]
name = "Whole account"
amount = 19000   # USD

[[budget]]
name = "Databases"
amount = 2000
where = ["service=Amazon Relational Database Service"]
"""
OREGON = '\n[[budget]]\nname = "Oregon"\namount = 5000\nwhere = ["region=us-west-2"]\n'
PAGE = "?page=budgets"
FIELDS = {"every": "month", "where": "", "charges": "all", "metric": "unblended", "thresholds": "50, 80, 100"}


def dashboard(text: str = "", path: Path | None = None, *urls: str, **given: Any) -> Dashboard:
    made = paid(**given)
    store = BudgetStore(path) if path else MemoryBudgets(text)
    notifier = Notifier(open_targets(urls), Memory(MemoryJournal()), ThreadLocks(), made.clock, 5)
    attach(made.ledger, AlertCenter(made.ledger, store, notifier, ThreadLocks()))
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "budgets.toml"
    path.write_text(BUDGETS, encoding="utf-8")
    return path


@pytest.fixture
def hook() -> Iterator[WebHook]:
    with web_hook() as found:
        yield found


def said(screen: Screen) -> str:
    return "".join(spoken(screen.parts["budget-answer"]["nodes"]))


def rows(screen: Screen) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in screen.parts["budget-table"]["rows"]}


def send(made: Dashboard, do: str, screen: Screen, **fields: str) -> Any:
    """What the form's button sends, with the file and budget that it was opened on."""
    opened = screen.parts["budget-form"]
    hidden = {name: opened[name] for name in ("original", "digest")}
    form = json.dumps({**FIELDS, **(opened["values"] or {}), **hidden, **fields})
    action = {"do": do, "form": form, "at": 1}
    return made.call("navigator.revision", {"budget-form.action": action}, {"navigator.address": PAGE})


def preview(made: Dashboard, **fields: str) -> str:
    draft = {"form": json.dumps({**FIELDS, **fields}), "at": 1}
    answer = made.call("budget-form.preview", {"budget-form.draft": draft}, {})
    assert answer.status_code == 200, answer.text
    return "\n".join(spoken(answer.json["response"]["budget-form"]["preview"]))


def test_lists_each_budget_with_its_state_and_draws_the_first() -> None:
    screen = dashboard(BUDGETS).read(PAGE)
    assert said(screen).startswith("One of 2 budgets is exceeded and one more is projected over.")
    listed = rows(screen)
    assert list(listed) == ["Whole account", "Databases"]
    assert listed["Whole account"]["cells"]["spent"] | {"sort": 0} == {
        "text": "$14,662.32",
        "percent": "of $19,000",
        "sort": 0,
    }
    assert listed["Databases"]["cells"]["state"]["percent"] == "exceeded on Nov 20"
    assert listed["Databases"]["note"] == "service is RDS"
    assert screen.views["burn-up"]["title"] == "Whole account"
    shapes = screen.parts["burn-up-chart"]["figure"]["layout"]["shapes"]
    assert (shapes[0]["y0"], len(shapes)) == (19000.0, 2)


def test_a_file_with_a_mistake_is_not_an_empty_one(file: Path) -> None:
    file.write_text(BUDGETS + "amount = ", encoding="utf-8")
    screen = dashboard(path=file).read(PAGE)
    assert said(screen) == "The budgets could not be read."
    assert "budgets.toml is not valid TOML." in screen.notices
    assert screen.views["burn-up"]["sentence"] == "Nothing to draw yet."


def test_a_budget_of_the_address_is_drawn_and_edited() -> None:
    screen = dashboard(BUDGETS).read(f"{PAGE}&name=Databases")
    assert screen.views["burn-up"]["title"] == "Databases"
    assert screen.views["budget-edit"]["title"] == "Edit budget"
    form = screen.parts["budget-form"]
    assert form["original"] == "Databases"
    assert form["values"]["where"] == "service=Amazon Relational Database Service"


def test_without_budgets_it_offers_one_that_counts_what_the_address_does() -> None:
    screen = dashboard().read(f"{PAGE}&region=us-west-2&charges=usage")
    assert said(screen) == "No budgets yet."
    values = screen.parts["budget-form"]["values"]
    assert (values["where"], values["charges"], values["name"]) == ("region=us-west-2", "usage", "")


def test_saving_changes_the_lines_of_that_budget(file: Path) -> None:
    made = dashboard(path=file)
    screen = made.read(f"{PAGE}&name=Whole+account")
    assert send(made, "save-budget", screen, amount="21000").status_code == 200
    assert file.read_text(encoding="utf-8") == BUDGETS.replace("19000", "21000")
    after = made.read(PAGE)
    assert "“Whole account” was saved to budgets.toml." in after.notices
    assert rows(after)["Whole account"]["cells"]["spent"]["percent"] == "of $21,000"


def test_adding_and_removing(file: Path) -> None:
    made = dashboard(path=file)
    new = {"name": "Oregon", "amount": "5,000", "where": "region=us-west-2\n"}
    send(made, "save-budget", made.read(PAGE), **new)
    assert file.read_text(encoding="utf-8") == BUDGETS + OREGON
    send(made, "remove-budget", made.read(f"{PAGE}&name=Oregon"))
    assert file.read_text(encoding="utf-8").rstrip() == BUDGETS.rstrip()
    assert "“Oregon” was removed from budgets.toml." in made.read(PAGE).notices


def test_a_file_changed_on_disk_wins_and_that_is_said(file: Path) -> None:
    made = dashboard(path=file)
    screen = made.read(f"{PAGE}&name=Whole+account")
    by_hand = BUDGETS.replace("19000", "25000")
    file.write_text(by_hand, encoding="utf-8")
    send(made, "save-budget", screen, amount="21000")
    assert file.read_text(encoding="utf-8") == by_hand
    after = made.read(f"{PAGE}&name=Whole+account")
    assert "budgets.toml was changed on disk" in after.notices
    assert after.parts["budget-form"]["values"]["amount"] == "25000"


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": "x", "amount": ""}, "Enter an amount."),
        ({"name": "x", "amount": "18.000"}, "budget “x”, amount: “18.000” can be read as 18 or 18,000."),
        ({"name": "x", "amount": "1", "where": "colour=red"}, "where: Cannot filter by “colour”."),
        ({"name": "x", "amount": "1", "thresholds": "half"}, "thresholds: “half” is not a threshold."),
        ({"name": "x", "amount": "1", "thresholds": "9" * 5000}, "is not a threshold."),
        ({"name": "databases", "amount": "1"}, "already has a budget “databases”."),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(file: Path, fields: dict[str, str], wanted: str) -> None:
    made = dashboard(path=file)
    assert send(made, "save-budget", made.read(PAGE), **fields).status_code == 200
    assert wanted in made.read(PAGE).notices
    assert file.read_text(encoding="utf-8") == BUDGETS


def test_a_file_that_is_wrong_is_said_and_can_be_corrected(file: Path) -> None:
    file.write_text(BUDGETS.replace("19000", '"lots"'), encoding="utf-8")
    made = dashboard(path=file)
    screen = made.read(PAGE)
    assert "budgets.toml, budget “Whole account”, amount: “lots” is not a valid amount." in screen.notices
    assert screen.views["budget-edit"]["empty"]
    file.write_text(BUDGETS, encoding="utf-8")
    assert "is not a valid amount" not in made.read(PAGE).notices


def test_the_preview_has_three_months_and_the_lines() -> None:
    made = dashboard(BUDGETS)
    made.read(PAGE)
    bought = len(made.payments())
    text = preview(made, name="RDS", amount="1000", where="service=Amazon Relational Database Service")
    assert "Nov " in text
    assert "exceeded on Nov" in text
    assert '\n[[budget]]\nname = "RDS"\namount = 1000\nwhere = ["service=Amazon' in text
    unnamed = preview(made, where="service=Amazon Relational Database Service").split("\n")
    assert unnamed[-1] == "Enter a name and an amount."
    assert [line for line in unnamed if "$" in line] == [line for line in text.split("\n") if "$" in line][:3]
    assert "Cannot filter by “colour”" in preview(made, where="colour=red")
    text = preview(made, name="West", amount="1", where="region=us-west-2")
    assert "Its costs are not cached. Loading them costs ≈1¢ once it is saved." in text
    assert len(made.payments()) == bought
    assert "No costs match this filter." in preview(made, name="x", amount="1", where="service=Amazon RSD")


def test_it_asks_the_overview_and_what_filters_need() -> None:
    made = dashboard(BUDGETS + OREGON)
    made.read(PAGE)
    assert [query.name for query in made.source.fetched] == [OVERVIEW.name, f"{OVERVIEW.name} region=us-west-2"]
    made.read(PAGE)
    assert len(made.source.fetched) == 2


def test_what_nobody_asked_for_has_a_price_first() -> None:
    made = dashboard(BUDGETS + OREGON)
    screen = made.read(PAGE, load="visit")
    assert made.source.fetched == [] or "Ask AWS" in screen.notices
    assert rows(made.read(PAGE, load="reload")).keys() == {"Whole account", "Databases", "Oregon"}


def test_a_test_is_sent_and_what_came_of_it_is_shown(hook: WebHook) -> None:
    made = dashboard(BUDGETS, None, hook.url("T0KEN"))
    before = made.read(PAGE)
    assert "nothing sent yet" in "".join(spoken(list(before.views["alert-targets"]["body"])))
    action = {"do": "test-alerts", "at": 1}
    made.call("navigator.revision", {"alert-targets.action": action}, {"navigator.address": PAGE})
    assert [body["title"] for body in hook.taken] == ["CloudSense: a test"]
    after = made.read(PAGE)
    assert "The test was delivered to all targets." in after.notices
    hook.status = 503
    made.call("navigator.revision", {"alert-targets.action": action}, {"navigator.address": PAGE})
    failed = made.read(PAGE)
    assert f"JSON, 127.0.0.1:{hook.port}: answered 503" in failed.notices
    assert "failing" in "".join(spoken(list(failed.views["alert-targets"]["body"])))
    assert "T0KEN" not in before.text + after.text + failed.text


def test_hidden_accounts_stay_hidden() -> None:
    number = "222233334444"
    text = f'[[budget]]\nname = "Team"\namount = 1\nwhere = ["account={number}"]\n'
    made = dashboard(text, hide_account=True)
    screen = made.read(f"{PAGE}&name=Team")
    assert number not in screen.text
    where = screen.parts["budget-form"]["values"]["where"]
    assert where.startswith("account=hidden-")
    assert number not in preview(made, name="Team", amount="1", where=where)
    send(made, "save-budget", screen, amount="2")
    saved = center_of(made.ledger).budgets.read().text
    assert saved == text.replace("amount = 1", "amount = 2")


@pytest.mark.parametrize("draft", ["x", {"form": "{}"}, {"form": 1, "at": 1}, {"form": "x" * 40_001, "at": 1}])
def test_other_bodies_are_refused(draft: object) -> None:
    made = dashboard(BUDGETS)
    assert made.call("budget-form.preview", {"budget-form.draft": draft}, {}).status_code == 400


def test_a_form_that_is_no_form_changes_nothing(file: Path) -> None:
    made = dashboard(path=file)
    for form in ("", "[]", "{", '{"name": 1}'):
        action = {"do": "save-budget", "form": form, "at": 1}
        answer = made.call("navigator.revision", {"budget-form.action": action}, {"navigator.address": PAGE})
        assert answer.status_code == 200
    assert file.read_text(encoding="utf-8") == BUDGETS


def test_the_list_is_a_file() -> None:
    made = dashboard(BUDGETS)
    made.read(PAGE)
    answer = made.http.get(f"/costs.csv{PAGE}")
    assert answer.status_code == 200
    head, first, _ = answer.text.removeprefix("\ufeff").splitlines()
    assert head.startswith('"budget","counts","period"')
    assert first.startswith('"Whole account","all costs","November 2026","USD"')


def test_a_bar_has_the_projection_and_a_tick_at_the_amount() -> None:
    listed = rows(dashboard(BUDGETS).read(PAGE))
    over, exceeded = listed["Whole account"]["cells"]["used"], listed["Databases"]["cells"]["used"]
    assert over["role"] == "warn"
    assert over["fraction"] < over["limit"] < over["projected"] <= 1
    assert exceeded["role"] == "up"
    assert exceeded["limit"] < exceeded["fraction"] < exceeded["projected"] == 1
    within = rows(dashboard(BUDGETS.replace("19000", "90000")).read(PAGE))["Whole account"]["cells"]["used"]
    assert within["fraction"] < within["projected"] < within["limit"] < 1


def test_a_read_only_file_is_shown_and_not_edited(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = dashboard(path=file)
    assert made.read(PAGE).parts["budget-form"]["editable"]
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file and access(path, mode))
    screen = made.read(f"{PAGE}&name=Databases")
    assert not screen.parts["budget-form"]["editable"]
    assert "CloudSense cannot write budgets.toml, because it is read-only" in screen.views["budget-edit"]["sentence"]
    send(made, "save-budget", screen, amount="1")
    assert "budgets.toml is read-only here. Nothing was saved." in made.read(PAGE).notices
    assert file.read_text(encoding="utf-8") == BUDGETS


def test_it_lists_all_or_those_of_a_state() -> None:
    made = dashboard(BUDGETS)
    screen = made.read(f"{PAGE}&listed=exceeded")
    assert list(rows(screen)) == ["Databases"]
    assert rows(screen)["Databases"]["href"] == "?page=budgets&name=Databases&listed=exceeded"
    tools = "".join(spoken(list(screen.views["budget-list"]["tools"])))
    assert tools.split("\n")[0].startswith("All 2")
    assert made.http.get(f"/costs.csv{PAGE}&listed=projected-over").text.count("\n") == 2
    assert said(screen).startswith("One of 2 budgets is exceeded")
    none = dashboard(BUDGETS.replace("19000", "90000")).read(f"{PAGE}&listed=projected-over")
    assert none.views["budget-list"]["sentence"] == "No budget is in this state."


def test_remarks_on_many_budgets_are_few_and_short() -> None:
    wrong = "".join(
        f'[[budget]]\nname = "{"n" * 90}{n}"\namount = 1\nwhere = ["service=None {n}"]\n' for n in range(40)
    )
    notices = dashboard(BUDGETS + wrong).read(PAGE).notices
    assert notices.count("no costs match the filter.") == 1
    assert "and 37 more: no costs match the filter." in notices
    assert len(notices) < 600


def test_the_overview_has_the_one_budget_for_the_whole_account() -> None:
    made = dashboard(BUDGETS)
    screen = made.read("?")
    assert "of the November budget of $19,000 is used" in screen.sentence("budget")
    assert screen.sentence("budget").endswith("Budget “Whole account” from budgets.toml.")
    assert (screen.views["budget"]["title"], screen.views["budget"]["note"]) == ("Monthly budget", "Whole account")
    typed = made.read("?budget=20000").sentence("budget")
    assert "budget of $20,000" in typed
    assert "budgets.toml" not in typed
    assert "The account's budget is $19,000." in made.read("?region=us-west-2").sentence("budget")
    assert "No budget is set." in made.read("?metric=amortized").sentence("budget")
    assert "$20,000" in dashboard(BUDGETS, budget=parse_amount("20000")).read("?").sentence("budget")


def test_of_two_budgets_for_the_whole_account_the_overview_has_none() -> None:
    second = '[[budget]]\nname = "Second"\namount = 1\n'
    assert dashboard(BUDGETS + second).read("?").sentence("budget") == "No budget is set."


def test_a_budget_changed_in_the_file_shows_on_the_overview(file: Path) -> None:
    made = dashboard(path=file)
    assert "$19,000" in made.read("?").sentence("budget")
    file.write_text(BUDGETS.replace("19000", "25000"), encoding="utf-8")
    assert "$25,000" in made.read("?").sentence("budget")
    file.write_text("broken", encoding="utf-8")
    assert made.read("?").sentence("budget") == "No budget is set."


def test_the_amount_of_the_settings_counts_in_place_of_the_files(file: Path) -> None:
    made = dashboard(path=file)
    attach(made.ledger, replace(center_of(made.ledger), typed=parse_amount("20000")))
    screen = made.read(f"{PAGE}&name=Whole+account")
    row = rows(screen)["Whole account"]
    assert (row["cells"]["spent"]["percent"], row["note"]) == ("of $20,000", "all costs; set with --budget")
    assert screen.parts["budget-form"]["values"]["amount"] == "19000"
    assert "While --budget is set, its $20,000 counts instead." in screen.views["budget-edit"]["sentence"]
    file.write_text("", encoding="utf-8")
    alone = made.read(f"{PAGE}&name=Monthly+budget")
    assert list(rows(alone)) == ["Monthly budget"]
    assert "$20,000 a month is set with --budget." in alone.views["budget-edit"]["sentence"]


SCOPES = {
    "all": ("", ""),
    "service": (
        "&service=Amazon+Relational+Database+Service",
        'where = ["service=Amazon Relational Database Service"]',
    ),
    "region": ("&region=us-west-2", 'where = ["region=us-west-2"]'),
    "usage": ("&charges=usage", 'charges = "usage"'),
    "amortized": ("&metric=amortized", 'metric = "amortized"'),
}


@pytest.mark.parametrize("cached", ["7d", "12m"])
@pytest.mark.parametrize(("search", "lines"), SCOPES.values(), ids=SCOPES)
def test_a_scope_was_off_by_the_same_on_both_pages(search: str, lines: str, cached: str) -> None:
    made = dashboard(f'[[budget]]\nname = "Same"\namount = 19000\n{lines}\n')
    made.read(f"?period={cached}{search}")
    budget = said(made.read(PAGE))
    month = made.read(f"?period=this-month{search}").sentence("month")
    off = re.search(r"was off by [\w.%, ]+%", month)
    assert off.group() in budget if off else "was off" not in budget
    projected = re.search(r"projected \$[\d,]+", month)
    assert projected
    assert projected.group() in made.read(PAGE).views["burn-up"]["sentence"]


def offered(made: Dashboard, dimension: str, **fields: str) -> dict[str, Any]:
    wanted = {"dimension": dimension, "form": json.dumps({**FIELDS, **fields}), "at": 1}
    answer = made.call("budget-form.offered", {"budget-form.wanted": wanted}, {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json["response"]["budget-form"]["offered"]
    return found


def test_its_filters_are_those_of_the_other_pages() -> None:
    made = dashboard(BUDGETS)
    form = made.read(f"{PAGE}&name=Databases").parts["budget-form"]
    filters = {each["dimension"]: each for each in form["filters"]}
    assert filters["service"]["chosen"] == [{"value": "Amazon Relational Database Service", "name": "RDS"}]
    assert {"region", "account", "usage-type"} <= filters.keys()
    assert not [name for each in form["filters"] for name in each if "href" in name]
    values = offered(made, "service", where="service=Amazon Relational Database Service")
    assert values["state"] == "ready"
    assert "AWS Lambda" in [row[0] for row in values["rows"]], "not within the filter itself"
    bought = len(made.payments())
    price = offered(made, "account", where="region=us-west-2")
    assert (price["state"], bool(price["price"])) == ("price", True)
    assert offered(made, "region", where="colour=red")["message"].startswith("Cannot filter by “colour”")
    assert len(made.payments()) == bought


def test_what_is_typed_is_shown_as_filters_again() -> None:
    made = dashboard(BUDGETS)
    made.read(PAGE)
    form = json.dumps({**FIELDS, "where": "charge-type!=Tax"})
    answer = made.call("budget-form.preview", {"budget-form.draft": {"form": form, "at": 1}}, {})
    filters = {each["dimension"]: each for each in answer.json["response"]["budget-form"]["drafted"]}
    assert filters["charge-type"]["exclude"]
    assert [each["value"] for each in filters["charge-type"]["chosen"]] == ["Tax"]


def test_the_demo_has_all_of_its_history_when_the_page_is_opened_first() -> None:
    made = demo()
    attach(made.ledger, replace(center_of(made.ledger), budgets=MemoryBudgets(BUDGETS)))
    assert "the last 3 months" in said(made.read(f"{PAGE}&name=Databases"))


@pytest.mark.parametrize(("search", "part"), [(f"{PAGE}&name=Databases", "budget-answer"), ("?", "tiles")])
def test_a_page_waits_for_its_history(search: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = demo()
    attach(made.ledger, replace(center_of(made.ledger), budgets=MemoryBudgets(BUDGETS)))
    whole = made.ledger.capabilities.history(made.clock().date())
    ask = made.ledger.costs

    def costs(query: CostQuery, period: Period, *rest: Any) -> Answer:
        return Answer(None, Progress(0)) if period == whole else ask(query, period, *rest)

    monkeypatch.setattr(made.ledger, "costs", costs)
    first = made.look(search)
    assert first.busy
    monkeypatch.setattr(made.ledger, "costs", ask)
    last = made.read(search)
    assert not last.busy
    assert first.parts[part] != last.parts[part]
