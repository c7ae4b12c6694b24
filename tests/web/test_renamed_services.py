"""A service that AWS renamed is one series with its history, wherever it is shown."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from webclient import NOON, Dashboard, cost_of, paid, small_book, spoken

from cloudsense.costs.query import Dimension
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.figures.sheet import MARK
from cloudsense.report.answer import Report, ask
from cloudsense.report.formats import written
from cloudsense.report.request import understand

OLD, NEW = "Amazon Elasticsearch Service", "Amazon OpenSearch Service"
COSTS = {OLD: 200 / 30, NEW: 100 / 30, "AWS Lambda": 5.0}
BOTH = "?service=Amazon+Elasticsearch+Service&service=Amazon+OpenSearch+Service"


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return paid(small_book(COSTS, region="us-east-1"))


def reported(dashboard: Dashboard, **given: Any) -> Report:
    options: dict[str, Any] = {"by": ("service",), "charges": "all", "period": "30d", "metric": "unblended"}
    options |= {"granularity": "total", "format": "json", "refresh": False, "where": []}
    return ask(dashboard.ledger, understand(options | given, NOON.date()), print, lambda: 0)


def test_the_table_has_one_row_with_both_names_on_hover(dashboard: Dashboard) -> None:
    opensearch, _ = dashboard.read().rows
    assert (opensearch["name"], cost_of(opensearch)) == ("OpenSearch", "$300.00")
    assert opensearch["title"] == f"{OLD}, {NEW}"
    assert opensearch["cells"]["share"]["text"] == "66.7%"
    assert opensearch["href"] == BOTH


@pytest.mark.parametrize("chart", ["stacked", "line", "pie"])
def test_the_chart_has_one_series(dashboard: Dashboard, chart: str) -> None:
    screen = dashboard.read(f"?chart={chart}")
    traces = screen.figure["data"]
    names = traces[0]["meta"]["names"] if chart == "pie" else [trace["name"] for trace in traces]
    assert names == ["OpenSearch", "Lambda"]
    assert "".join(spoken(screen.views["trend"]["body"])).count("OpenSearch") == 1


def test_it_has_one_option_and_one_step_of_the_trail(dashboard: Dashboard) -> None:
    screen = dashboard.read(BOTH)
    assert screen.slot("trail").count("OpenSearch") == 1
    assert screen.slot("filters").count("OpenSearch") == 1
    (service,) = [one for one in screen.parts["overview-filters"]["filters"] if one["dimension"] == "service"]
    assert service["chosen"] == [{"value": OLD, "name": "OpenSearch"}]
    assert "$300.00" in screen.sentence("total")


@pytest.mark.parametrize("name", [OLD, NEW])
@pytest.mark.parametrize("by", ["charge-type", "region", "usage-type"])
def test_either_name_opens_all_of_it(name: str, by: str) -> None:
    cold = paid(small_book(COSTS, region="us-east-1"))
    assert "$300.00" in cold.read(f"?service={name.replace(' ', '+')}&by={by}").sentence("total")


def test_its_colour_is_that_of_the_service(dashboard: Dashboard) -> None:
    whole = {row["name"]: row["colour"] for row in dashboard.read().rows}
    part = dashboard.read(BOTH + "&by=service").rows
    assert part[0]["colour"] == whole["OpenSearch"]


def test_the_file_and_the_report_have_one_row(dashboard: Dashboard) -> None:
    dashboard.read()
    file = dashboard.http.get("/costs.csv").text.removeprefix(MARK)
    _, *rows = csv.reader(io.StringIO(file))
    assert [row[0] for row in rows] == [NEW, "AWS Lambda"]
    report = reported(dashboard)
    rows_said = json.loads(written(report))["rows"]
    assert [row["key"]["service"] for row in rows_said] == [NEW, "AWS Lambda"]
    assert report.rows[0].amount == pytest.approx(Decimal(300), abs=Decimal("1e-8"))


@pytest.mark.parametrize("name", [OLD, NEW])
def test_the_report_knows_it_by_either_name_from_the_first_time(name: str) -> None:
    cold = paid(small_book(COSTS, region="us-east-1"))
    for by in ("region", "charge-type"):
        report = reported(cold, where=[f"service={name}"], by=(by,))
        assert report.total == pytest.approx(Decimal(300), abs=Decimal("1e-8"))


def test_a_service_with_one_name_keeps_it() -> None:
    dashboard = paid(small_book({OLD: 5.0}))
    row = dashboard.read().rows[0]
    assert (row["name"], row["title"]) == ("OpenSearch", OLD)
    assert row["href"] == "?service=Amazon+Elasticsearch+Service"
    assert json.loads(written(reported(dashboard)))["rows"][0]["key"]["service"] == OLD


def renamed_on(day: date) -> Book:
    """The same cost every day, under the old name before `day`."""
    common = {Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests", Dimension.REGION: "us-east-1"}
    lines = [Line({Dimension.SERVICE: name} | common, "Hrs") for name in (OLD, NEW)]
    matrix = np.full((2, len(COLUMNS)), 10 * SCALE, dtype=np.int64)
    return Book(lines, lambda on: (matrix, np.array([on < day, on >= day])))


def test_a_rename_is_no_change() -> None:
    dashboard = paid(renamed_on(date(2026, 11, 16)))
    screen = dashboard.read("?period=7d")
    (row,) = screen.rows
    assert cost_of(row) == "$70.00"
    assert row["cells"]["change"]["percent"] != "new"
    assert "no longer billed" not in str(screen.views["changes"])


def test_a_longer_period_finds_the_older_name() -> None:
    dashboard = paid(renamed_on(date(2026, 11, 16)))
    href = dashboard.read("?period=7d").rows[0]["href"]
    assert "$300.00" in dashboard.read(href.replace("period=7d", "period=30d") + "&by=region").sentence("total")


def test_one_short_name_of_two_services_is_told_apart() -> None:
    dashboard = paid(small_book({"AWS Backup": 5.0, "Amazon Backup": 4.0}))
    assert [row["name"] for row in dashboard.read().rows] == ["AWS Backup", "Amazon Backup"]
    assert dashboard.read("?chart=pie").figure["data"][0]["meta"]["names"] == ["AWS Backup", "Amazon Backup"]
