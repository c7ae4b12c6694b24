"""From the whole to the part by a click, and back: every view is an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from screen import arrived, chart_drawn, cost, follow, inspect, names, rows, visit, words
from staging import Site

pytestmark = pytest.mark.browser

PLACE = """(n) => {
  const plot = document.querySelector("#trend-chart .js-plotly-plot"), { xaxis, yaxis } = plot._fullLayout;
  const { left, top } = plot.getBoundingClientRect(), [low, high] = yaxis.range;
  const middle = plot.data[0].y[n] / 2;
  return [left + xaxis._offset + xaxis._length * (n + 0.5) / plot.data[0].y.length,
    top + yaxis._offset + yaxis._length * (high - middle) / (high - low), top + yaxis._offset + 3];
}"""
"""Where the lowest segment of the n-th bar is, and the top of the chart above it."""


LAST_SEGMENT = """(n) => {
  const plot = document.querySelector("#trend-chart .js-plotly-plot"), { yaxis } = plot._fullLayout;
  const [low, high] = yaxis.range, parts = plot.data.map(({ y }) => y[n]).filter((part) => part > 0);
  const middle = parts.reduce((all, part) => all + part, 0) - parts.at(-1) / 2;
  return plot.getBoundingClientRect().top + yaxis._offset + yaxis._length * (high - middle) / (high - low);
}"""
"""How high the uppermost segment of the n-th bar is."""


COPIED = "async (address) => (await navigator.clipboard.readText()) === address"


def told(page: Page) -> str:
    """What stands beside the pointer."""
    expect(page.locator("#trend-frame .chart-hint")).to_be_visible()
    return page.locator("#trend-frame .chart-hint").inner_text()


def place(page: Page, n: int) -> tuple[float, float, float]:
    chart_drawn(page).locator("#trend-frame .chart-box").evaluate(
        "(box) => box.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    x, segment, above = page.evaluate(PLACE, n)
    return x, segment, above


def test_down_to_the_last_detail_and_back(page: Page, demo: Site, new_context: Callable[..., object]) -> None:
    visit(page, demo.url)
    seen = [(page.url, words(page))]
    family = page.locator("#body-families li").first
    name, amount = family.locator("a").inner_text(), family.locator(".amount").inner_text()
    follow(family.locator("a"))
    for level in ("Usage types", "Regions", "Accounts", "Charge types"):
        assert cost(page) == amount
        assert name in page.locator("#overview-trail [aria-current]").inner_text()
        assert page.locator("#title-table").inner_text() == level
        seen.append((page.url, words(page)))
        row = rows(page).first
        name, amount = row.get_by_role("link").inner_text(), row.locator("td").first.inner_text()
        follow(row.get_by_role("link"))
    assert rows(page).get_by_role("link").count() == 0
    seen.append((page.url, words(page)))
    inspect(page, "drilled", (390, 1280))

    for address, said in reversed(seen[:-1]):
        page.go_back()
        assert (page.url, words(arrived(page, address.removeprefix(f"{demo.url}/") or "?"))) == (address, said)
    for address, said in seen[1:]:
        page.go_forward()
        assert words(arrived(page, address.removeprefix(f"{demo.url}/"))) == said


def test_reloaded_or_in_another_browser_it_is_the_same(
    page: Page, demo: Site, new_context: Callable[..., object]
) -> None:
    visit(page, f"{demo.url}/?period=14d&metric=amortized&chart=line")
    follow(page.locator("#body-changes a").first)
    said, address = words(page), page.url
    page.reload()
    assert words(arrived(page, address.removeprefix(f"{demo.url}/"))) == said
    stranger = new_context().new_page()  # type: ignore[attr-defined]
    assert words(visit(stranger, address)) == said


def test_link_is_copied(new_context: Callable[..., object], demo: Site) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()  # type: ignore[attr-defined]
    visit(page, f"{demo.url}/?period=7d&by=account")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function(COPIED, arg=f"{demo.url}/?period=7d&by=account")


def test_breadcrumb(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    whole = cost(page)
    service = cost(follow(rows(page).get_by_role("link").first))
    follow(rows(page).get_by_role("link").first)
    follow(rows(page).get_by_role("link").first)
    crumbs = page.locator("#overview-trail a")
    assert crumbs.count() == 3
    assert cost(follow(crumbs.nth(1))) == service
    assert cost(follow(page.locator("#overview-trail a").first)) == whole
    assert page.locator("#overview-trail").inner_text() == ""


def test_table_row_and_legend_lead_to_the_same(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    row = rows(page).first
    name, amount, href = (
        row.locator("th").inner_text(),
        row.locator("td").first.inner_text(),
        row.get_by_role("link").get_attribute("href"),
    )
    legend = page.locator(".legend").get_by_role("link", name=name, exact=True)
    assert legend.get_attribute("href") == href
    follow(legend)
    assert cost(page) == amount


def test_a_segment_tells_its_day_and_opens_the_service_on_it(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    x, segment, _ = place(page, 19)
    page.mouse.move(x, segment)
    said = told(page)
    amount = said.split("\n")[2].partition(" ")[0]
    assert said.startswith("Nov 12, 2026\nEC2 – Other\n$")
    assert "All of the day" in said
    assert "on the day before" in said
    assert said.endswith("Click to open EC2 – Other, this day")
    page.mouse.click(x, segment)
    arrived(page, "?period=2026-11-12&service=EC2+-+Other")
    assert cost(page) == amount
    page.go_back()
    chart_drawn(arrived(page, "?"))
    page.mouse.click(x, segment)
    arrived(page, "?period=2026-11-12&service=EC2+-+Other")


def test_above_a_bar_the_day_opens(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    x, _, above = place(page, 10)
    page.mouse.move(x, above)
    assert told(page).endswith("Click to open this day")
    page.mouse.click(x, above)
    arrived(page, "?period=2026-11-03")
    assert page.locator("#title-total").inner_text() == "Total, Nov 3"


def test_others_are_named(page: Page, demo: Site) -> None:
    """On the day that one of them made the highest."""
    visit(page, demo.url)
    x, _, _ = place(page, 8)
    page.mouse.move(x, page.evaluate(LAST_SEGMENT, 8))
    said = told(page)
    assert "Nov 1, 2026" in said
    assert " others\n" in said
    assert "Support" in said
    assert "Not compared: monthly charges fall on the 1st" in said


@pytest.mark.parametrize(
    ("search", "n", "opened", "title"),
    [
        ("?chart=bar", 19, "?period=2026-11-12&chart=bar", "Total, Nov 12"),
        (
            "?period=90d&chart=bar&granularity=weekly",
            2,
            "?period=2026-09-07..2026-09-13&chart=bar&granularity=weekly",
            "Total, 7 days",
        ),
        ("?period=2025-11-01..2026-11-23&chart=bar", 11, "?period=2026-10&chart=bar", "Total, October"),
    ],
)
def test_a_bar_opens_its_day_week_or_month(
    page: Page, demo: Site, search: str, n: int, opened: str, title: str
) -> None:
    visit(page, f"{demo.url}/{search}")
    x, segment, _ = place(page, n)
    page.mouse.click(x, segment)
    arrived(page, opened)
    assert page.locator("#title-total").inner_text() == title


def test_the_first_tap_tells_and_the_second_opens(new_context: Callable[..., object], demo: Site) -> None:
    """Beside a bar that is a few pixels wide, too."""
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()  # type: ignore[attr-defined]
    visit(page, f"{demo.url}/?period=90d")
    x, segment, _ = place(page, 60)
    page.touchscreen.tap(x, segment)
    lowest = page.locator(".panel-trend .legend li").first.inner_text()
    assert f"Tap again to open {lowest}, this day" in told(page)
    assert page.url == f"{demo.url}/?period=90d"
    other, lower, _ = place(page, 30)
    page.touchscreen.tap(other, lower)
    expect(page.locator("#trend-frame .chart-hint")).to_contain_text("Sep 24, 2026")
    assert page.url == f"{demo.url}/?period=90d"
    page.touchscreen.tap(other, lower)
    arrived(page, "?period=2026-09-24&service=Amazon+Elastic+Compute+Cloud+-+Compute")


def test_slice_opens_the_service(page: Page, demo: Site) -> None:
    chart_drawn(visit(page, f"{demo.url}/?chart=pie"))
    row = rows(page).first
    name, amount = row.locator("th").inner_text(), row.locator("td").first.inner_text()
    box = page.locator(".pielayer .slice").first.locator("path.surface").bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4
    page.mouse.move(x, y)
    assert f"{name}\n{amount} · " in told(page)
    page.mouse.click(x, y)
    arrived(page, "?service=EC2+-+Other&chart=pie")
    assert cost(page) == amount
    assert len(names(page)) > 1


def test_the_tab_says_what_is_shown(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    assert page.title() == "30 days · Overview – CloudSense"
    row = rows(page).filter(has_text="Lambda").first
    follow(row.get_by_role("link"))
    expect(page).to_have_title("Lambda · 30 days · Overview – CloudSense")
    page.go_back()
    expect(page).to_have_title("30 days · Overview – CloudSense")
    page.locator("#to-data").click()
    expect(page).to_have_title("Data – CloudSense")


def test_the_table_of_the_chart_leads_to_the_same(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    chart_drawn(page).locator("#trend-frame").get_by_text("Show as table").click()
    service = page.locator("#trend-frame .numbers thead").get_by_role("link").first.get_attribute("href")
    assert service == rows(page).first.get_by_role("link").get_attribute("href")
    assert page.locator("#trend-frame .numbers thead th").last.inner_text() == "Change"
    follow(page.locator("#trend-frame .numbers tbody").get_by_role("link", name="Nov 12, 2026"))
    assert page.locator("#title-total").inner_text() == "Total, Nov 12"


def test_back_leads_to_where_the_page_stood(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    top = page.locator("html")
    page.evaluate("scrollTo({ top: 748, behavior: 'instant' })")
    expect(top).to_have_js_property("scrollTop", 748)
    follow(rows(page).nth(9).get_by_role("link"))
    expect(top).to_have_js_property("scrollTop", 0)
    page.go_back()
    arrived(page, "?")
    expect(top).to_have_js_property("scrollTop", 748)


def test_a_long_name_does_not_widen_the_page(page: Page, demo: Site) -> None:
    visit(page, f"{demo.url}/?service={'x' * 900}")
    expect(page.locator("ol.trail")).to_contain_text("x" * 900)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit(page, f"{demo.url}/")
    page.locator(".legend a").first.evaluate("(link) => { link.append('x'.repeat(900)); }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
