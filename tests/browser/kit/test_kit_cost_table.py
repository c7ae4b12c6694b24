"""`CostTable`: sorted, searched, shown in part, printed, and used without a mouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote_plus

import numpy as np
import pytest
from frames import compared, table
from kit_looks import kit_findings
from kit_page import Mount
from playwright.sync_api import Page
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
    daily = {
        name: amount / 30 * (1 + 0.4 * np.sin(days / (2 + n % 5)) + 0.2 * (days % 7 > 4))
        for n, (name, amount) in enumerate(amounts.items())
    }
    now = table(PERIOD, daily)
    before = table(
        PERIOD.previous, {name: row * (1 + 0.15 * (n % 4 - 1)) for n, (name, row) in enumerate(daily.items()) if n != 5}
    )
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


@pytest.fixture
def services(mount: Mount) -> Page:
    return mount(cost_table(data(SERVICES)))


@pytest.mark.parametrize("width", WIDTHS)
def test_shots(services: Page, width: int) -> None:
    services.set_viewport_size({"width": width, "height": 900})
    services.add_style_tag(content="main { background: var(--surface); }")
    assert kit_findings(services, f"cost-table-{width}") == []
