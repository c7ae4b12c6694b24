"""Filters, metrics, charges, kinds of chart, the tables and the file."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screen import choose, cost, follow, inspect, money, names, rows, visit
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
    assert page.locator("#box-region option").all_inner_texts() == ["All", "List regions …"]
    choose(page, "region", "List regions …")
    assert "eu-west-1, Ireland" in names(page)
    choose(page, "region", "eu-west-1, Ireland")
    ireland = Filter(Dimension.REGION, ("eu-west-1",))
    assert cost(page) == of_30_days(ireland)
    choose(page, "account", "List accounts …")
    account = page.locator("#box-account option").nth(1)
    choose(page, "account", account.inner_text())
    number = page.url.rpartition("account=")[2]
    assert cost(page) == of_30_days(ireland, Filter(Dimension.ACCOUNT, (number,)))
    choose(page, "region", "All")
    assert cost(page) == of_30_days(Filter(Dimension.ACCOUNT, (number,)))
    choose(page, "account", "All")
    choose(page, "service", "CloudFront")
    assert cost(page) == of_30_days(Filter(Dimension.SERVICE, ("Amazon CloudFront",)))


def test_metrics_and_charges(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    totals = {cost(page)}
    for name, metric in {"Amortized": Metric.AMORTIZED, "Net unblended": Metric.NET_UNBLENDED}.items():
        choose(page, "metric", name)
        assert cost(page) == of_30_days(metric=metric)
        totals.add(cost(page))
    choose(page, "metric", "Unblended")
    choose(page, "charges", "Usage only")
    not_usage = Filter(Dimension.CHARGE_TYPE, ("Credit", "Refund", "Tax"), exclude=True)
    assert cost(page) == of_30_days(not_usage)
    assert len({*totals, cost(page)}) == 4


def test_kinds_of_chart(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    height = page.locator(".panel-trend").bounding_box()["height"]  # type: ignore[index]
    kinds = {"Bars": ("bar", 1), "Line": ("scatter", 9), "Share": ("pie", 1), "Stacked": ("bar", 9)}
    for name, (kind, traces) in kinds.items():
        follow(page.get_by_label("Chart", exact=True).get_by_role("link", name=name))
        drawn = page.evaluate(f"{DRAWN}.map((t) => [t.type, ...(t.y || t.values)])")
        assert [trace[0] for trace in drawn] == [kind] * traces
        if kind != "pie":
            assert money(sum((Decimal(str(y)) for trace in drawn for y in trace[1:]), Decimal())) == cost(page)
        assert page.locator(".panel-trend").bounding_box()["height"] == height  # type: ignore[index]
        if name in ("Line", "Share"):
            inspect(page, f"chart-{name.lower()}", (390, 1280))


def test_chart_as_table(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    page.get_by_text("Show as table").click()
    lines = page.locator("#numbers tbody tr")
    assert lines.count() == 30
    assert lines.first.locator("th").inner_text() == "Oct 24, 2026"
    parts = page.locator("#numbers td:not(:nth-last-child(-n + 2))").all_inner_texts()
    cells = [cell.replace("−", "-").replace(",", "") for cell in parts]
    assert abs(sum(map(Decimal, cells)) - total(organization(TODAY), *THIRTY_DAYS)) < Decimal("1.35")
    inspect(page, "as-table", (390, 1280))
    follow(page.get_by_role("link", name="7 days"))
    assert lines.count() == 7
    follow(page.get_by_label("Chart", exact=True).get_by_role("link", name="Share"))
    assert page.locator("#numbers thead").inner_text().split() == ["Name", "Cost"]


def test_table_is_sorted_and_shown_whole(page: Page, demo: Site) -> None:
    visit(page, demo.url)
    at_first = names(page)
    more = page.locator("#more-rows")
    size = int(more.inner_text().removeprefix("Show all "))
    more.click()
    assert len(names(page)) == size > len(at_first)
    by_cost = names(page)
    page.get_by_role("button", name="Service", exact=True).click()
    assert names(page) == sorted(by_cost, key=str.lower)
    expect(page.get_by_role("columnheader", name="Service")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("button", name="Service", exact=True)).to_be_focused()
    page.get_by_role("button", name="Cost", exact=True).click()
    assert names(page) == by_cost
    page.get_by_role("button", name="Cost", exact=True).click()
    assert names(page) == by_cost[::-1]
    page.get_by_role("button", name=f"Show the first {len(at_first)}").click()
    assert names(page) == by_cost[: -len(at_first) - 1 : -1]


def test_file(page: Page, demo: Site, tmp_path: Path) -> None:
    visit(page, f"{demo.url}/?period=last-month&by=account")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "cloudsense-account-2026-10-01-2026-10-31.csv"
    download.value.save_as(tmp_path / "costs.csv")
    with (tmp_path / "costs.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    amounts = ["cost_USD", "compared_USD", "before_USD", "change_USD"]
    assert list(lines[0]) == ["account", "account_name", *amounts]
    accounts = CostQuery((Dimension.ACCOUNT,))
    expected: dict[str, Decimal] = {}
    for row in organization(TODAY).rows(accounts, Month.parse("2026-10").period):
        expected[row.keys[0]] = expected.get(row.keys[0], Decimal()) + Decimal(row.amounts[0]) / SCALE
    assert {line["account"].lstrip("'"): Decimal(line["cost_USD"]) for line in lines} == pytest.approx(
        expected, abs=Decimal("1e-6")
    )
    assert rows(page).count() == len(lines)
