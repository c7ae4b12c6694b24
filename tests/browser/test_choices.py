"""Filters, metrics, charges, kinds of chart, the tables and the file."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screen import (
    chart_drawn,
    choose,
    cost,
    filter_by,
    filter_panel,
    follow,
    inspect,
    money,
    names,
    rows,
    visit,
    without_filter,
)
from staging import TODAY, Site, total

from cloudsense.costs.period import Month
from cloudsense.costs.query import CostQuery, Dimension, Filter, Metric
from cloudsense.demo.book import SCALE
from cloudsense.demo.organization import organization

pytestmark = pytest.mark.browser

THIRTY_DAYS = ("2026-10-24", "2026-11-22")
DRAWN = "document.querySelector('#trend-chart .js-plotly-plot').data"


def of_30_days(*where: Filter, metric: Metric = Metric.UNBLENDED) -> str:
    return money(total(organization(TODAY), *THIRTY_DAYS, *where, metric=metric))


def test_filters(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    filter_by(page, "region", "eu-west-1")
    expect(page.locator("#overview-filters-region-button strong")).to_have_text("eu-west-1, Ireland")
    ireland = Filter(Dimension.REGION, ("eu-west-1",))
    assert cost(page) == of_30_days(ireland)
    account = filter_panel(page, "account").locator(".filter-name").nth(1).inner_text()
    page.keyboard.press("Escape")
    filter_by(page, "account", account)
    number = page.url.rpartition("account=")[2]
    assert cost(page) == of_30_days(ireland, Filter(Dimension.ACCOUNT, (number,)))
    without_filter(page, "region")
    assert cost(page) == of_30_days(Filter(Dimension.ACCOUNT, (number,)))
    without_filter(page, "account")
    filter_by(page, "service", "CloudFront")
    assert cost(page) == of_30_days(Filter(Dimension.SERVICE, ("Amazon CloudFront",)))


def test_several_values_and_all_but_these(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    panel = filter_panel(page, "service")
    for name in ("RDS", "S3"):
        panel.get_by_role("option").filter(has_text=re.compile(f"^{name}")).first.click()
    follow(panel.get_by_role("link", name="Apply"))
    both = ("Amazon Relational Database Service", "Amazon Simple Storage Service")
    assert cost(page) == of_30_days(Filter(Dimension.SERVICE, both))
    panel = filter_panel(page, "service")
    panel.get_by_role("radio", name="is not").check()
    follow(panel.get_by_role("link", name="Apply"))
    assert cost(page) == of_30_days(Filter(Dimension.SERVICE, both, exclude=True))
    expect(page.locator("#overview-filters-service-button strong")).to_have_text("all but 2")


def test_metrics_and_charges(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    totals = {cost(page)}
    for name, metric in {"Amortized": Metric.AMORTIZED, "Net unblended": Metric.NET_UNBLENDED}.items():
        choose(page, "metric", name)
        assert cost(page) == of_30_days(metric=metric)
        totals.add(cost(page))
    choose(page, "metric", "Unblended")
    choose(page, "metric", "Usage only")
    expect(page.locator("#menu-metric-button")).to_have_text("CostUnblended, Usage only")
    not_usage = Filter(Dimension.CHARGE_TYPE, ("Credit", "Refund", "Tax"), exclude=True)
    assert cost(page) == of_30_days(not_usage)
    assert len({*totals, cost(page)}) == 4


def test_kinds_of_chart(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    height = page.locator(".panel-trend").bounding_box()["height"]  # type: ignore[index]
    kinds = {"Bars": ("bar", 1), "Line": ("scatter", 9), "Share": ("pie", 1), "Stacked": ("bar", 9)}
    for name, (kind, traces) in kinds.items():
        chart_drawn(follow(page.get_by_label("Chart", exact=True).get_by_role("link", name=name)))
        drawn = page.evaluate(f"{DRAWN}.map((t) => [t.type, ...(t.y || t.values)])")
        assert [trace[0] for trace in drawn] == [kind] * traces
        if kind != "pie":
            assert money(sum((Decimal(str(y)) for trace in drawn for y in trace[1:]), Decimal())) == cost(page)
        assert page.locator(".panel-trend").bounding_box()["height"] == height  # type: ignore[index]
        if name in ("Line", "Share"):
            inspect(page, f"chart-{name.lower()}", (390, 1280))


def test_chart_as_table(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    chart_drawn(page).locator("#trend-frame").get_by_text("Show as table").click()
    lines = page.locator("#trend-frame .numbers tbody tr")
    expect(lines).to_have_count(30)
    assert lines.first.locator("th").inner_text() == "Oct 24, 2026"
    parts = page.locator("#trend-frame .numbers td:not(:nth-last-child(-n + 2))").all_inner_texts()
    cells = [cell.replace("−", "-").replace(",", "") for cell in parts]
    assert abs(sum(map(Decimal, cells)) - total(organization(TODAY), *THIRTY_DAYS)) < Decimal("1.35")
    inspect(page, "as-table", (390, 1280))
    follow(page.get_by_role("link", name="7 days"))
    expect(lines).to_have_count(7)
    follow(page.get_by_label("Chart", exact=True).get_by_role("link", name="Share"))
    expect(page.locator("#trend-frame .numbers thead th")).to_have_text(["Name", "Cost"])


def test_table_is_sorted_and_shown_whole(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    at_first = names(page)
    more = page.get_by_role("button", name="Show 22 more")
    more.click()
    assert len(names(page)) == len(at_first) + 22
    by_cost = names(page)
    column = page.get_by_role("columnheader", name="Service")
    column.get_by_role("button").click()
    assert names(page) == sorted(by_cost, key=str.lower)
    expect(column).to_have_attribute("aria-sort", "ascending")
    expect(column.get_by_role("button")).to_be_focused()
    page.get_by_role("button", name="Cost", exact=True).click()
    assert names(page) == by_cost
    page.get_by_role("button", name="Cost", exact=True).click()
    assert names(page) == by_cost[::-1]


def downloaded(page: Page, folder: Path) -> tuple[str, list[dict[str, str]]]:
    """Name and lines of the CSV file."""
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").filter(visible=True).click()
    download.value.save_as(folder / "costs.csv")
    with (folder / "costs.csv").open(encoding="utf-8-sig") as file:
        return download.value.suggested_filename, list(csv.DictReader(file))


def test_file(page: Page, demo: Site, tmp_path: Path) -> None:
    visit(page, f"{demo.url}/?period=last-month&by=account")
    name, lines = downloaded(page, tmp_path)
    assert name == "cloudsense-account-2026-10-01-2026-10-31.csv"
    amounts = ["cost_USD", "share_percent", "compared_USD", "before_USD", "change_USD", "change_percent"]
    assert list(lines[0]) == ["account", "account_name", *amounts]
    accounts = CostQuery((Dimension.ACCOUNT,))
    expected: dict[str, Decimal] = {}
    for row in organization(TODAY).rows(accounts, Month.parse("2026-10").period):
        expected[row.keys[0]] = expected.get(row.keys[0], Decimal()) + Decimal(row.amounts[0]) / SCALE
    assert {line["account"].lstrip("'"): Decimal(line["cost_USD"]) for line in lines} == pytest.approx(
        expected, abs=Decimal("1e-6")
    )
    assert rows(page).count() == len(lines)


def test_the_file_has_what_the_table_shows(page: Page, demo: Site, tmp_path: Path) -> None:
    visit(page, demo.url)
    page.get_by_role("searchbox", name="Search services").fill("c*")
    page.get_by_role("button", name="Service", exact=True).click()
    expect(page.locator("#cost-table output")).to_have_text(re.compile(r"^“c\*”: \d+ of 37$"))
    shown, costs = names(page), rows(page).locator("td:nth-child(2)").all_inner_texts()
    assert 1 < len(shown) < 15
    _, lines = downloaded(page, tmp_path)
    assert [money(Decimal(line["cost_USD"])) for line in lines] == costs
    page.get_by_role("searchbox", name="Search services").fill("nothing of that name")
    expect(page.locator("#cost-table .cost-table-nothing")).to_contain_text(
        "No service matches “nothing of that name”."
    )
    inspect(page, "nothing-found", (390, 1280))
    page.get_by_role("button", name="Clear search").click()
    expect(rows(page)).to_have_count(15)
