"""`FilterBar`: searching, ticking and applying the values of a dimension."""

from __future__ import annotations

import re
from typing import Any

import pytest
from filter_page import Answers, accounts, applied, bar, opened, state
from kit_looks import PHONE, kit_findings
from kit_page import Mount, reported
from playwright.sync_api import Locator, Page, expect

from cloudsense.web.kit.filter_bar import FilterBar, FilterValues

PRICE: FilterValues = {"dimension": "account", "state": "price", "price": "≈1¢"}
LOADING: FilterValues = {"dimension": "account", "state": "loading", "message": "Asking AWS … 1 of 2"}
FAILED: FilterValues = {"dimension": "account", "state": "failed", "message": "AWS refused: AccessDenied."}
OPEN_WITHIN = 100
"""Milliseconds of the page's own processor time: what else the machine does is not counted."""

OPEN = """async (id) => {
  document.getElementById(id).click();
  while (!document.querySelector("[role=option]")) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}"""


class ProcessorTime:
    """What the page's thread has worked so far, in milliseconds."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def __call__(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        [seconds] = [metric["value"] for metric in metrics if metric["name"] == "TaskDuration"]
        return float(seconds) * 1000


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=name)


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def paste(page: Page, text: str) -> None:
    page.get_by_role("searchbox").evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_buttons_say_what_is_filtered(mount: Mount) -> None:
    page = mount(bar())
    buttons = page.locator(".filter-button")
    expect(buttons).to_have_text(["Account3 of 485", "ServiceAll", "Regionnot us-east-1"])


def test_shapes_stand_where_buttons_will_be(mount: Mount) -> None:
    page = mount(FilterBar("filters"))
    expect(page.locator("#filters .filter-shape")).to_have_count(3)


def test_values_come_by_cost_with_what_is_chosen_ticked(mount: Mount) -> None:
    page = opened(mount)
    names = page.locator(".filter-name")
    expect(names.first).to_have_text("data-platform")
    expect(names.nth(3)).to_have_text("prod-network")
    expect(option(page, "prod-storefront")).to_have_attribute("aria-selected", "true")
    expect(option(page, "prod-payments")).to_have_attribute("aria-selected", "false")
    expect(page.locator(".filter-foot")).to_contain_text("3 selected · $9,853 in 30 days")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-setsize", "485")
    expect(first).to_have_attribute("aria-posinset", "1")


def test_a_search_finds_names_and_ids_and_lists_the_other_chosen_ones_below(mount: Mount) -> None:
    page = opened(mount)
    search(page, "prod")
    expect(page.get_by_text("4 of 485")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("prod")
    also = page.get_by_role("listbox", name="Also selected").get_by_role("option")
    expect(also).to_have_text([re.compile("data-platform")])
    search(page, "*-search")
    expect(page.get_by_role("listbox", name="Account").get_by_role("option")).to_have_count(1)
    search(page, "8743")
    expect(page.get_by_role("listbox", name="Account").get_by_role("option")).to_have_count(1)
    search(page, "nobody")
    expect(page.get_by_text("No accounts match “nobody”.")).to_be_visible()


def test_all_found_are_selected_and_deselected_at_once(mount: Mount) -> None:
    page = opened(mount)
    search(page, "prod*")
    page.get_by_role("button", name="Select all found (4)").click()
    assert applied(page).count("account=") == 5
    page.get_by_role("button", name="Deselect all found (4)").click()
    assert applied(page) == "?account=289914567468&by=service"


def test_a_pasted_list_is_selected(mount: Mount) -> None:
    page = opened(mount)
    page.get_by_role("button", name="Clear").click()
    paste(page, "112775784856\n758772844177, 999999999999")
    expect(page.get_by_text("2 selected from the list. Not found: 999999999999.")).to_be_visible()
    assert applied(page) == "?account=112775784856&account=758772844177&by=service"


def test_apply_is_a_link_with_its_price(mount: Mount) -> None:
    page = opened(mount)
    expect(page.locator(".filter-apply")).to_have_text("Apply")
    option(page, "prod-payments").click()
    chosen = ("874332967367", "297998799350", "289914567468", "758772844177")
    assert applied(page) == "?" + "".join(f"account={value}&" for value in chosen) + "by=service"
    expect(page.locator(".filter-apply")).to_have_text("Apply≈1¢")
    page.get_by_role("radio", name="is not").check()
    assert applied(page).startswith("?account!=874332967367&account!=")
    expect(page.locator(".filter-foot")).to_contain_text("4 excluded")
    page.get_by_role("button", name="Clear").click()
    assert applied(page) == "?by=service"
    expect(page.locator(".filter-apply")).to_have_text("Apply")


def test_the_keyboard_ticks_moves_and_applies(mount: Mount) -> None:
    page = opened(mount)
    page.evaluate(
        "document.addEventListener('click', (event) => { event.preventDefault(); window.went = event.target.href; })"
    )
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    listbox = page.get_by_role("listbox", name="Account")
    expect(listbox).to_be_focused()
    for key, name in (("ArrowDown", "prod-storefront"), ("End", "sandbox"), ("Home", "data-platform")):
        page.keyboard.press(key)
        expect(page.locator(".filter-active")).to_contain_text(name)
        active = listbox.get_attribute("aria-activedescendant")
        expect(page.locator(f"#{active}")).to_contain_text(name)
    page.keyboard.press("Space")
    expect(option(page, "data-platform")).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Alt+Space")
    assert applied(page) == "?account=289914567468&by=service"
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("net")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("w")
    expect(page.get_by_role("searchbox")).to_have_value("netw")
    page.keyboard.press("Enter")
    assert page.evaluate("window.went").endswith("?account=289914567468&by=service")
    expect(page.locator("dialog")).to_have_count(0)


def test_enter_on_a_row_ticks_it_and_then_applies(mount: Mount) -> None:
    page = opened(mount)
    page.evaluate(
        "document.addEventListener('click', (event) => { event.preventDefault(); window.went = event.target.href; })"
    )
    page.keyboard.type("search")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(option(page, "prod-search")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert "account=112775784856" in page.evaluate("window.went")
    expect(page.locator("dialog")).to_have_count(0)


def test_alt_click_chooses_only_this(mount: Mount) -> None:
    page = opened(mount)
    option(page, "prod-search").click(modifiers=["Alt"])
    assert applied(page) == "?account=112775784856&by=service"


def test_escape_forgets_what_was_ticked(mount: Mount) -> None:
    page = opened(mount)
    option(page, "prod-search").click()
    page.keyboard.press("Escape")
    expect(page.locator("#filters-account-button")).to_be_focused()
    page.click("#filters-account-button")
    expect(option(page, "prod-search")).to_have_attribute("aria-selected", "false")


def test_values_are_loaded_for_money_only_when_a_person_says_so(mount: Mount) -> None:
    answers = Answers(PRICE, LOADING, LOADING, accounts(485))
    page = mount(bar(), (), answers, alone=True)
    page.clock.install()
    page.click("#filters-account-button")
    load = page.get_by_role("button", name="Load (≈1¢)")
    expect(load).to_be_visible()
    page.clock.run_for(5_000)
    assert len(answers.asked) == 1
    load.click()
    expect(page.get_by_text("Asking AWS … 1 of 2")).to_be_visible()
    assert answers.asked[-1]["buy"] is True
    for asked in (3, 4):
        until(page, answers, asked)
    expect(page.get_by_role("option").first).to_be_visible()
    assert [asked.get("buy") for asked in answers.asked] == [None, True, None, None]


def until(page: Page, answers: Answers, count: int) -> None:
    """Turns the clock on until the page has been asked so often."""
    while len(answers.asked) < count:
        page.clock.run_for(100)


def test_it_asks_sixty_times_and_then_says_so(mount: Mount) -> None:
    answers = Answers(LOADING)
    page = mount(bar(), (), answers, alone=True)
    page.clock.install()
    page.click("#filters-account-button")
    until(page, answers, 61)
    page.clock.run_for(10_000)
    assert len(answers.asked) == 61
    expect(page.get_by_text("AWS has not answered yet.")).to_be_visible()
    page.get_by_role("button", name="Ask again").click()
    until(page, answers, 63)


def test_it_does_not_ask_again_before_it_is_answered(mount: Mount) -> None:
    answers = Answers(LOADING, None)
    page = mount(bar(), (), answers, alone=True)
    page.clock.install()
    page.click("#filters-account-button")
    until(page, answers, 2)
    page.clock.run_for(10_000)
    assert len(answers.asked) == 2


def test_it_stops_asking_when_it_closes(mount: Mount) -> None:
    answers = Answers(LOADING)
    page = mount(bar(), (), answers, alone=True)
    page.clock.install()
    page.click("#filters-account-button")
    until(page, answers, 3)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    asked = len(answers.asked)
    page.clock.run_for(10_000)
    assert len(answers.asked) == asked


def test_a_failure_says_what_happened_and_can_be_tried_again(mount: Mount) -> None:
    page = opened(mount, FAILED, accounts(20))
    expect(page.get_by_text("AWS refused: AccessDenied.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("option").first).to_be_visible()


def test_values_of_another_dimension_are_not_shown(mount: Mount) -> None:
    page = opened(mount, LOADING, dimension="service")
    expect(page.locator(".filter-moving")).to_be_visible()
    expect(page.get_by_text("Asking AWS")).to_have_count(0)


def test_other_dimensions_are_added_and_open_at_once(mount: Mount) -> None:
    usage: FilterValues = {
        **accounts(9),
        "dimension": "usage-type",
        "filter": state("usage-type", "usage types"),
    }
    page = mount(bar(), (), Answers(usage))
    page.get_by_role("button", name="Add filter").click()
    page.get_by_role("button", name="Usage type").click()
    expect(page.get_by_role("searchbox", name="Search usage types")).to_be_focused()
    option(page, "prod-search").click()
    assert applied(page) == "?usage-type=112775784856&by=service"
    expect(page.locator("#filters-usage-type-button")).to_have_text("Usage typeAll")


def test_a_typed_key_is_a_filter_and_finding_keys_is_an_order(mount: Mount) -> None:
    word = "tag:Cost Center"
    rows: list[tuple[str | float | None, ...]] = [("", "No tag: Cost Center", "", "$5", 5.0), ("x", "x", "", "", None)]
    found: FilterValues = {"dimension": word, "state": "ready", "rows": rows, "filter": state(word, "values")}
    answers = Answers(found)
    page = mount(bar(), ("action",), answers)
    page.get_by_role("button", name="Add filter").click()
    field = page.get_by_role("searchbox", name="Search dimensions")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Find tag keys (about 1¢)").click()
    assert "find-keys" in str(reported(page))
    assert kit_findings(page, "filter-add") == []
    field.fill("charge")
    expect(page.locator(".filter-add li")).to_have_text(["Charge type", "Tag charge"])
    field.fill("Cost Center")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option").first).to_have_text(re.compile("No tag: Cost Center"))
    assert [wanted["dimension"] for wanted in answers.asked] == [word]
    option(page, "No tag: Cost Center").click()
    assert applied(page) == f"?{word}=&by=service"


def test_more_values_than_an_address_holds_are_refused_with_a_sentence(mount: Mount) -> None:
    page = mount(bar(longest=1000), (), Answers(accounts(485)))
    page.click("#filters-account-button")
    search(page, "sandbox")
    page.get_by_role("button", name=re.compile("Select all found")).click()
    expect(page.get_by_role("alert")).to_have_text(
        "Too many values for one address. Select fewer, or use the other condition."
    )
    assert applied(page) == ""


def test_two_thousand_values_open_at_once(mount: Mount) -> None:
    page = mount(bar(values=accounts(2000)), (), Answers(accounts(2000)))
    worked, times = ProcessorTime(page), []
    for _ in range(5):
        before = worked()
        page.evaluate(OPEN, "filters-account-button")
        times.append(worked() - before)
        assert page.get_by_role("option").count() < 40
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
    assert sorted(times)[2] < OPEN_WITHIN, times


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(mount: Mount, options: dict[str, Any]) -> None:
    page = opened(mount, **options)
    search(page, "prod")
    assert kit_findings(page, f"filter-{len(options)}") == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_nothing_while_there_are_no_values(mount: Mount) -> None:
    assert kit_findings(opened(mount, PRICE), "filter-price") == []
    assert kit_findings(opened(mount, LOADING, **PHONE), "filter-loading") == []
