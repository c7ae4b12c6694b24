"""`Header`: links, account, freshness with Update, theme; tabs and a sheet on a phone."""

from __future__ import annotations

import pytest
from head_page import ACCOUNT, LINES, PAGES, TWO_PAGES, arrange, header, status
from kit_page import Mount, reported
from playwright.sync_api import Page, expect
from screen import SHOTS, findings

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 768, "height": 900}
DESKTOP = {"width": 1280, "height": 900}
WIDTHS = (320, 390, 700, 701, 768, 900, 1000, 1001, 1179, 1180, 1279, 1280, 1440, 1920)
OVERFLOW = """
() => [...document.querySelectorAll(".header, .header > *, .tabs, .tab")]
  .filter((part) => part.offsetWidth && (part.getBoundingClientRect().right > innerWidth + 0.5
    || part.getBoundingClientRect().left < -0.5))
  .map((part) => `${part.className}: ${part.getBoundingClientRect().right}`)
"""
OVERLAP = """
() => [...document.querySelectorAll(".header > *")].filter((part) => part.offsetWidth)
  .map((part) => part.getBoundingClientRect())
  .filter((box, n, boxes) => n && box.left < boxes[n - 1].right - 0.5).length
"""
SMALL = """
(least) => [...document.querySelectorAll("a, button")].filter((target) => {
  const box = target.getBoundingClientRect();
  return target.checkVisibility() && box.left >= 0 && (box.width < least || box.height < least);
}).map((target) => target.outerHTML).filter((html) => !html.includes("last"))
"""
FREE = {"price": "", "lines": LINES, "shown": True}
COLOUR = "tab => getComputedStyle(tab).color"


def paint(page: Page, theme: str) -> None:
    page.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(250)
        page.screenshot(path=f"{SHOTS}/header-{name}.png")


def test_links_lead_where_the_status_says(mount: Mount) -> None:
    page = mount(header(), arrange=arrange)
    links = page.locator(".header-pages a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "?period=7d",
        *(f"?page={page_['name']}" for page_ in PAGES[1:-1]),
        "?page=data&period=7d",
    ]
    expect(page.locator("#to-overview")).to_have_attribute("aria-current", "page")
    assert page.locator("[aria-current]").count() == 2  # and its tab
    expect(page.locator("#to-anomalies")).to_have_accessible_name("Anomalies 3")


def test_only_update_agrees_to_a_price(mount: Mount) -> None:
    page = mount(header(), arrange=arrange)
    expect(page.locator("#update")).to_have_attribute("data-do", "update")
    priced = "links => links.filter((link) => !link.closest('[data-unpriced]')).length"
    assert page.locator("#head a").evaluate_all(priced) == 0


def test_the_first_stop_of_the_keyboard_skips_the_head(mount: Mount) -> None:
    page = mount(header(), arrange=arrange)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the costs")).to_be_focused()
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_update_reports_clicks(mount: Mount) -> None:
    page = mount(header(), ["update"], arrange=arrange)
    page.click("#update")
    assert reported(page) == 1
    page.click("#update")
    page.wait_for_function("document.getElementById('reported').textContent === '2'")


def test_freshness_tells_what_an_update_asks(mount: Mount) -> None:
    page = mount(header(), ["update"], arrange=arrange)
    button = page.get_by_role("button", name="Updated 12 min ago")
    button.click()
    panel = page.get_by_role("dialog", name="Update")
    for text in ("Updated Nov 24, 09:48 UTC", "1 request · 1¢", "9¢ of $1.00"):
        expect(panel).to_contain_text(text)
    shot(page, "update-1280")
    assert findings(page) == []
    panel.get_by_role("button", name="Update for 1¢").click()
    assert reported(page) == 1
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


def test_a_page_without_update_has_no_button(mount: Mount) -> None:
    offer = {"price": "", "lines": [], "shown": False}
    busy = {"state": "busy", "text": "Asking AWS …", "title": ""}
    page = mount(header(status=status(update=offer, updated=busy)), arrange=arrange)
    expect(page.get_by_role("button", name="Asking AWS …")).to_be_visible()
    expect(page.locator("#update")).to_have_count(0)
    shot(page, "no-update-1280")


def test_nothing_cached_yet(mount: Mount) -> None:
    none = {"state": "none", "text": "", "title": ""}
    bare = status(updated=none, account=None, through="", counts={}, links={})
    page = mount(header(status=bare, pages=TWO_PAGES), arrange=arrange)
    expect(page.locator("#update")).to_be_visible()
    expect(page.locator(".header-freshness, .header-account").filter(visible=True)).to_have_count(0)
    assert page.get_attribute("#to-overview", "href") == "?"
    shot(page, "none-1280")


@pytest.mark.parametrize(("scheme", "shown"), [("light", "dark"), ("dark", "light")])
def test_theme_goes_round(mount: Mount, scheme: str, shown: str) -> None:
    page = mount(header(), arrange=arrange, color_scheme=scheme)
    root, button = page.locator("html"), page.locator("#theme")
    for theme, choice in ((shown, shown), (scheme, scheme), (scheme, "as the system")):
        button.click()
        expect(root).to_have_attribute("data-bs-theme", theme)
        expect(button).to_have_attribute("title", f"Theme: {choice}")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")  # type: ignore[arg-type]
    expect(root).to_have_attribute("data-bs-theme", shown)


def test_theme_is_kept(mount: Mount) -> None:
    page = mount(header(), arrange=arrange, color_scheme="light")
    page.click("#theme")
    page.reload()
    expect(page.locator("#theme")).to_have_attribute("title", "Theme: dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_on_a_phone_pages_are_tabs_and_a_sheet(mount: Mount) -> None:
    page = mount(header(), arrange=arrange, viewport=PHONE, reduced_motion="reduce")
    tabs = page.locator(".tab")
    assert tabs.all_inner_texts() == ["Overview", "Changes", "Anomalies\n3", "Explore", "More"]
    expect(page.locator(".header-pages")).to_be_hidden()
    assert page.evaluate(SMALL, 40) == []
    page.get_by_role("button", name="More").click()
    sheet = page.get_by_role("dialog", name="More")
    for text in ("Budgets", "Accounts", "acme-payer", "111222333444 · finops", "As the system"):
        expect(sheet).to_contain_text(text)
    expect(sheet).to_contain_text("Updated 12 min ago · data through Nov 22 (UTC)")
    shot(page, "more-390")
    assert findings(page) == []
    sheet.get_by_role("button", name="Theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(sheet).to_contain_text("Dark")
    shot(page, "more-390-dark")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More")).to_be_focused()


def test_the_tab_of_a_page_in_the_sheet_is_more(mount: Mount) -> None:
    page = mount(header(status=status(current="data")), arrange=arrange, viewport=PHONE)
    more = page.get_by_role("button", name="More")
    colours = [tab.evaluate(COLOUR) for tab in (more, page.locator(".tab").first)]
    assert colours[0] != colours[1]
    more.click()
    expect(page.get_by_role("link", name="Data")).to_have_attribute("aria-current", "page")


def test_two_pages_need_no_sheet_for_pages(mount: Mount) -> None:
    page = mount(header(pages=TWO_PAGES), arrange=arrange, viewport=PHONE)
    assert page.locator(".tab").all_inner_texts() == ["Overview", "Data", "More"]
    page.get_by_role("button", name="More").click()
    expect(page.locator(".more-pages")).to_have_count(0)
    shot(page, "two-390")


def test_nothing_hides_behind_the_tabs(mount: Mount) -> None:
    page = mount(header(), arrange=arrange, viewport=PHONE)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tabs, last = page.locator(".tabs").bounding_box(), page.locator("text=last").bounding_box()
    assert tabs
    assert last
    assert last["y"] + last["height"] <= tabs["y"]


def test_log_out_ends_the_session_and_loads_the_page_again(mount: Mount) -> None:
    page = mount(header(), arrange=arrange)
    asked: list[str] = []
    page.route("**/logout", lambda route: (asked.append(route.request.method), route.fulfill())[1])
    with page.expect_navigation():
        page.click("#log-out")
    assert asked == ["POST"]
    page = mount(header(log_out=False), arrange=arrange)
    expect(page.get_by_role("button", name="Log out")).to_have_count(0)


def test_what_has_no_room_is_behind_the_dots(mount: Mount) -> None:
    page = mount(header(), arrange=arrange, viewport=TABLET)
    expect(page.locator("#to-explore")).to_be_visible()
    expect(page.locator("#to-budgets")).to_be_hidden()
    page.locator("#head-more").click()
    panel = page.get_by_role("dialog", name="More")
    expect(panel.get_by_role("link", name="Budgets")).to_be_visible()
    expect(panel).to_contain_text("acme-payer")
    expect(panel.get_by_role("button", name="Theme")).to_be_hidden()
    shot(page, "more-768")
    assert findings(page) == []


@pytest.mark.parametrize("pages", [PAGES, TWO_PAGES], ids=["many", "two"])
def test_the_head_stays_in_one_row(mount: Mount, pages: object) -> None:
    demo = status(account=ACCOUNT | {"demo": True})
    page = mount(header(pages=pages, status=demo), arrange=arrange)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOW) == [], width
        assert page.evaluate(OVERLAP) == 0, width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(SMALL, 24) == [], width
        for theme in ("light", "dark") if SHOTS else ():
            paint(page, theme)
            shot(page, f"{len(pages)}-{width}-{theme}")  # type: ignore[arg-type]


def test_axe_finds_nothing(mount: Mount) -> None:
    demo = status(account={"name": "", "number": "1112", "profile": "", "demo": True, "title": ""})
    for shown in (status(), demo, None):
        page = mount(header(status=shown), arrange=arrange, reduced_motion="reduce")
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for theme in ("light", "dark"):
                paint(page, theme)
                assert findings(page) == []
        shot(page, f"axe-{shown is None}-{bool(shown and shown['account']['demo'])}")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_status_arrives(mount: Mount, width: int) -> None:
    places = []
    none = {"state": "none", "text": "", "title": ""}
    for shown in (None, status(counts={}), status(counts={}, updated=none), status(counts={}, update=FREE)):
        page = mount(header(status=shown), arrange=arrange, viewport={"width": width, "height": 900})
        parts = page.locator(".header-brand, .header-pages, #update, #theme")
        boxes = [part.bounding_box() or {"x": None, "y": None} for part in parts.all()]
        places.append([(box["x"], box["y"]) for box in boxes])
    assert places == [places[0]] * 4
