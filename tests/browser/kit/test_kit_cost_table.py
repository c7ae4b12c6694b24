"""`CostTable`: sorted, searched, shown in part, printed, and used without a mouse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from urllib.parse import quote_plus

import numpy as np
import pytest
from dash import Dash, Input, Output, html
from frames import compared, table
from kit_looks import kit_findings
from kit_page import Mount
from playwright.sync_api import Locator, Page, expect
from screen import WIDTHS

from cloudsense import formatting
from cloudsense.costs.analysis import breakdown as rows_of
from cloudsense.costs.period import Period
from cloudsense.costs.query import Dimension
from cloudsense.figures import breakdown
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.table_data import TableData
from cloudsense.figures.theme import colours
from cloudsense.web.kit import CostTable

PERIOD = Period(date(2026, 10, 24), date(2026, 11, 23))
FILES = {"csv": "costs.csv?period=30d", "xlsx": "costs.xlsx?period=30d"}
H1 = "document.querySelector('main').insertAdjacentHTML('afterbegin', '<h1 class=unseen>Costs</h1>')"
"""Pages have a heading."""
SHOWN = 15
"""Rows at first."""
LONG = "a-name-that-somebody-made-so-long-that-it-fits-no-column-of-any-phone-in-this-world"
SERVICES = {
    "Amazon Elastic Compute Cloud - Compute": 4620.18,
    "EC2 - Other": 4283.07,
    "Amazon Relational Database Service": 3190.55,
    "Amazon Simple Storage Service": 1873.9,
    "Amazon CloudFront": 1204.42,
    "Amazon Bedrock": 790.11,
    "AWS Lambda": 662.08,
    LONG: 540.31,
    **{f"AWS Service {n}": 300.0 - 12 * n for n in range(22)},
    "Tax": 17.5,
    "Credit": -210.4,
}


def data(amounts: Mapping[str, float], by: Dimension = Dimension.SERVICE, **accounts: str) -> TableData:
    """The table of what costs these amounts in 30 days, some of them more and some less before."""
    days = np.arange(PERIOD.days)
    daily, earlier = {}, {}
    for n, (name, amount) in enumerate(amounts.items()):
        daily[name] = amount / 30 * (1 + 0.5 * np.sin(days * 2 * np.pi / (5, 6, 10, 15)[n % 4]))
        if n != 5:
            earlier[name] = daily[name] * (1 + 0.15 * (n % 4 - 1))
    now, before = table(PERIOD, daily), table(PERIOD.previous, earlier)
    comparison = compared(now, before)
    labels = formatting.labels(by, now.names, accounts)
    style = RowStyle(
        "USD",
        labels.__getitem__,
        colour=colours(now.names, now.names[:8]),
        into=lambda name: None if name == "Tax" else f"?{by}={quote_plus(name)}",
    )
    return breakdown.table(rows_of(now, comparison.changes), now, comparison, by, style)


def cost_table(made: TableData, **props: object) -> CostTable:
    noun = ("service", "services")
    parts = {"columns": made.columns, "rows": made.rows, "total": made.total}
    return CostTable("costs", **{**parts, "noun": noun, "download": FILES, "title": "Services", **props})  # type: ignore[arg-type]


@cache
def five_thousand() -> TableData:
    """Of accounts; made once, since that takes seconds."""
    accounts = {f"{n:012}": f"{'prod' if n % 10 == 0 else 'dev'}-{n}" for n in range(1, 5001)}
    return data({number: 9000.0 - int(number) for number in accounts}, Dimension.ACCOUNT, **accounts)


@pytest.fixture
def services(mount: Mount) -> Page:
    return mount(cost_table(data(SERVICES)))


@pytest.fixture
def many(mount: Mount) -> Page:
    """5,000 accounts."""
    return mount(cost_table(five_thousand(), noun=("account", "accounts"), title="Accounts"))


def names(page: Page) -> list[str]:
    shown: list[str] = page.locator("#costs tbody th div > :first-child").all_inner_texts()
    return shown


def column(page: Page, title: str) -> Locator:
    return page.get_by_role("columnheader", name=title)


def sort(page: Page, title: str) -> str | None:
    column(page, title).get_by_role("button").click()
    return column(page, title).get_attribute("aria-sort")


def find(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


def href(page: Page, form: str) -> str:
    return page.locator(f"#costs-{form}").get_attribute("href") or ""


def test_a_row_says_what_a_name_costs(services: Page) -> None:
    assert services.locator("#costs tbody tr >> nth=0").inner_text().split() == [
        "EC2", "–", "Compute", "$4,620.18", "22.0%", "+$693.03", "+17.6%",
    ]  # fmt: skip
    total = services.locator("#costs tfoot tr").last.inner_text()
    assert total.startswith("Total")
    assert column(services, "Cost").get_attribute("aria-sort") == "descending"


def test_a_click_sorts_and_a_second_one_reverses(services: Page) -> None:
    given = names(services)
    assert sort(services, "Change") == "descending"
    assert names(services)[0] == "Bedrock"
    assert sort(services, "Change") == "ascending"
    assert names(services)[0] == "S3"
    assert column(services, "Cost").get_attribute("aria-sort") is None
    assert sort(services, "Service") == "ascending"
    assert names(services)[0] == LONG
    assert sort(services, "Cost") == "descending"
    assert names(services) == given
    assert sort(services, "Cost") == "ascending"
    assert names(services)[0] == "Credit"


def test_search_by_the_name_or_what_aws_calls_it(services: Page) -> None:
    find(services, "simple stor")
    expect(services.get_by_role("status")).to_have_text("“simple stor”: 1 of 32")
    assert names(services) == ["S3"]
    assert services.locator("#costs tfoot tr").last.inner_text().startswith("Total of all 32 services")
    services.get_by_role("searchbox").press("Escape")
    expect(services.get_by_role("searchbox")).to_have_value("")
    expect(services.locator("#costs tbody tr")).to_have_count(SHOWN)
    find(services, "nothing of that kind")
    expect(services.locator("#costs")).to_contain_text("No service matches “nothing of that kind”.")
    services.get_by_role("button", name="Clear search").click()
    expect(services.locator("#costs tbody tr")).to_have_count(SHOWN)


def test_search_by_account_id_and_pattern(many: Page) -> None:
    find(many, "000000004999")
    expect(many.get_by_role("status")).to_have_text("“000000004999”: 1 of 5,000")
    assert names(many) == ["dev-4999"]
    find(many, "prod*")
    expect(many.get_by_role("status")).to_have_text("“prod*”: 500 of 5,000")
    assert {name.split("-")[0] for name in names(many)} == {"prod"}


def test_more_rows_and_where_the_focus_goes(many: Page) -> None:
    foot = many.locator("#costs tfoot tr >> nth=0")
    assert foot.inner_text().split("\n") == ["Show 100 moreShow all4,985 left"]
    many.get_by_role("button", name="Show 100 more").click()
    expect(many.get_by_role("link", name="dev-16", exact=True)).to_be_focused()
    assert "4,885 left" in foot.inner_text()
    many.get_by_role("button", name="Show all").click()
    expect(many.get_by_role("button", name="Show all")).to_have_count(0)
    expect(many.get_by_role("link", name="dev-116", exact=True)).to_be_focused()
    many.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    expect(many.get_by_role("link", name="prod-5000", exact=True)).to_be_visible()
    assert many.locator("#costs tbody tr").count() < 400


def test_the_head_stays_in_view(many: Page) -> None:
    many.get_by_role("button", name="Show all").click()
    many.evaluate("window.scrollTo(0, 60000)")
    box = many.locator("#costs thead").bounding_box()
    assert box
    assert box["y"] == 0


def test_a_click_anywhere_in_a_row_opens_it(services: Page) -> None:
    services.locator("#costs tbody tr >> nth=2").locator("td >> nth=0").click(force=True)
    expect(services).to_have_url(re.compile(r"\?service=Amazon\+Relational"))
    services.wait_for_selector("#costs tbody tr")


def test_a_row_opens_in_a_new_tab_as_any_link(services: Page) -> None:
    with services.context.expect_page() as opened:
        cell = services.locator("#costs tbody tr >> nth=3").locator("td >> nth=2")
        cell.click(force=True, modifiers=["ControlOrMeta"])
    opened.value.wait_for_selector("#costs")
    assert "?service=Amazon+Simple" in opened.value.url
    assert "?" not in services.url


def test_what_leads_nowhere_is_no_link(services: Page) -> None:
    find(services, "Tax")
    expect(services.get_by_role("status")).to_have_text("“Tax”: 1 of 32")
    assert names(services) == ["Tax"]
    assert services.locator("#costs tbody a").count() == 0


def test_links_lead_to_addresses_of_the_page_alone(mount: Mount) -> None:
    made = data({"bill": 1.0, "<img src=x onerror=alert(1)>": 2.0})
    rows = [{**row, "href": "javascript:alert(1)"} for row in made.rows]
    page = mount(cost_table(made, rows=rows, download={"csv": "https://example.com/"}))
    assert page.locator("#costs tbody a, #costs img").count() == 0
    assert page.locator("#costs-csv").get_attribute("href") == ""
    assert "<img src=x onerror=alert(1)>" in names(page)[0]


def test_files_are_of_what_is_shown(services: Page) -> None:
    assert (href(services, "csv"), href(services, "xlsx")) == (FILES["csv"], FILES["xlsx"])
    sort(services, "Change")
    sort(services, "Change")
    find(services, "a&b")
    assert href(services, "csv") == "costs.csv?period=30d&sort=change&order=asc&find=a%26b"
    assert href(services, "xlsx") == "costs.xlsx?period=30d&sort=change&order=asc&find=a%26b"


def test_a_trend_tells_its_values_to_the_pointer_and_the_keyboard(services: Page) -> None:
    tip = services.get_by_role("tooltip")
    services.locator("#costs tbody .cost-table-trend svg >> nth=1").hover(force=True)
    expect(tip).to_have_text(re.compile(r"^Lowest \$[\d.]+ on \w+ \d+, highest \$[\d.]+ on .*, last \$"))
    services.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    services.get_by_role("columnheader", name="Trend").get_by_role("button").focus()
    services.keyboard.press("Tab")
    expect(services.get_by_role("link", name="EC2 – Compute")).to_be_focused()
    expect(tip).to_be_visible()
    services.mouse.move(5, 5)


def test_all_rows_are_printed(services: Page) -> None:
    services.evaluate(
        "addEventListener('beforeprint', () => { printed = document.querySelectorAll('#costs tbody tr').length })"
    )
    services.pdf()
    assert services.evaluate("printed") == 32
    expect(services.locator("#costs tbody tr")).to_have_count(SHOWN)
    services.emulate_media(media="print")
    assert not services.get_by_role("searchbox").is_visible()
    assert not services.locator("#costs-csv").is_visible()
    head = services.locator("#costs thead").evaluate("head => getComputedStyle(head).display")
    assert head == "table-header-group"


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_has_two_lines_a_row_and_nothing_is_cut(mount: Mount, width: int) -> None:
    page = mount(cost_table(data(SERVICES)), viewport={"width": width, "height": 844})
    cut = page.evaluate(
        """() => [...document.querySelectorAll("#costs tbody th, #costs td")].filter((cell) => cell.offsetWidth).filter(
        (cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > innerWidth)
        .map((cell) => cell.textContent)"""
    )
    assert cut == []
    row = page.locator("#costs tbody tr >> nth=7")
    name, swatch = (row.locator(part).bounding_box() for part in ("a > span", "th > i"))
    assert name
    assert swatch
    assert name["height"] > 30
    assert name["x"] >= swatch["x"] + swatch["width"]
    cost, change = (row.locator(f"td.cost-table-{kind}").bounding_box() for kind in ("money", "change"))
    assert cost
    assert change
    assert change["y"] >= cost["y"] + cost["height"] - 1
    assert not row.locator(".cost-table-bar").is_visible()
    for button in page.locator("#costs thead button:visible, #costs tfoot button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 40


def test_another_table_begins_anew(mount: Mount) -> None:
    def arrange(app: Dash) -> None:
        app.layout.children.append(html.Button("Next", id="next"))
        app.callback(Output("costs", "of"), Input("next", "n_clicks"), prevent_initial_call=True)(str)
        app.callback(Output("costs", "title"), Input("costs", "of"), prevent_initial_call=True)(str)

    page = mount(cost_table(data(SERVICES)), arrange=arrange)
    given = names(page)
    sort(page, "Change")
    find(page, "s*")
    page.click("#next")
    expect(page.get_by_role("heading", name="1")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert column(page, "Change").get_attribute("aria-sort") is None
    assert names(page) == given


def test_other_rows_of_the_same_table_stay_sorted_and_searched(mount: Mount) -> None:
    def arrange(app: Dash) -> None:
        app.layout.children.append(html.Button("Next", id="next"))
        rows = data({name: 2 * amount for name, amount in SERVICES.items()}).rows
        app.callback(Output("costs", "rows"), Input("next", "n_clicks"), prevent_initial_call=True)(lambda _: rows)

    page = mount(cost_table(data(SERVICES)), arrange=arrange)
    find(page, "rds")
    sort(page, "Change")
    page.click("#next")
    expect(page.locator("#costs tbody")).to_contain_text("$6,381.10")
    assert names(page) == ["RDS"]
    assert column(page, "Change").get_attribute("aria-sort") == "descending"


def test_nothing_is_a_sentence(mount: Mount) -> None:
    page = mount(CostTable("costs", empty="No costs in this period."))
    assert page.inner_text("#costs") == "No costs in this period."


def test_few_rows_need_no_search(mount: Mount) -> None:
    page = mount(cost_table(data(dict(list(SERVICES.items())[:10]))))
    assert page.get_by_role("searchbox").count() == 0
    assert page.locator("#costs tbody tr").count() == 10


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(services: Page, width: int) -> None:
    services.set_viewport_size({"width": width, "height": 900})
    services.add_style_tag(content="main { background: var(--surface); }")
    services.evaluate(H1)
    assert kit_findings(services, f"cost-table-{width}") == []
    assert services.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_when_all_rows_are_there(many: Page) -> None:
    many.evaluate(H1)
    many.get_by_role("button", name="Show all").click()
    assert kit_findings(many, "cost-table-many") == []
