"""A page's workbook: a sheet for each table and each chart."""

from datetime import date, timedelta

import pytest
from webclient import Dashboard, demo, paid, small_book
from xlsx import Sheet, sheets

from cloudsense.figures.workbook import LONGEST_NAME
from cloudsense.web.pages.registry import PAGES

START = date(1899, 12, 30)
"""Day zero of a spreadsheet."""


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return demo()


def workbook(dashboard: Dashboard, search: str = "") -> dict[str, Sheet]:
    dashboard.read(search)
    answer = dashboard.http.get(f"/page.xlsx{search}")
    assert answer.status_code == 200, answer.text
    return {one.name: one for one in sheets(answer.data)}


def table(read: Sheet) -> list[list[object]]:
    """The lines below the notes: titles first."""
    gap = read.rows.index([])
    return [list(row) for row in read.rows[gap + 1 :]]


def test_a_sheet_a_table_of_the_overview(dashboard: Dashboard) -> None:
    book = workbook(dashboard)
    assert list(book) == ["Costs", "Family", "Charge type", "Daily cost"]
    notes = [row[0] for row in book["Daily cost"].rows[:7]]
    assert notes == ["Period", "Metric", "As of", "Address", "Currency", "Complete through", "Account"]
    total = table(book["Costs"])[-1][1]
    head, *days = table(book["Daily cost"])
    assert head[0] == "Start"
    first, last = (START + timedelta(days=int(day[0])) for day in (days[0], days[-1]))  # type: ignore[call-overload]
    assert (first, last, len(days)) == (date(2026, 10, 24), date(2026, 11, 22), 30)
    drawn = sum(amount for day in days for amount in day[1:-1] if isinstance(amount, float))
    assert drawn == pytest.approx(total, abs=0.01)
    charged = sum(row[1] for row in table(book["Charge type"])[1:])  # type: ignore[misc]
    assert charged == pytest.approx(total, abs=0.01)


@pytest.mark.parametrize("page", [page.name for page in PAGES if page.download])
def test_every_page_has_one(dashboard: Dashboard, page: str) -> None:
    for name, read in workbook(dashboard, f"?page={page}").items():
        assert len(name) <= LONGEST_NAME
        assert read.active == []
        notes = dict(row for row in read.rows[: read.rows.index([])] if row[0] != "Note")
        assert notes["Account"] == "example-payer 111122223333"
        assert notes["As of"]
        assert table(read)


@pytest.mark.parametrize("chart", ["bar", "line", "pie"])
def test_every_kind_of_chart(dashboard: Dashboard, chart: str) -> None:
    book = workbook(dashboard, f"?chart={chart}")
    *_, name = book
    rows = table(book[name])[1:]
    drawn = sum(value for row in rows for value in row[1:] if isinstance(value, float))
    total = table(book["Costs"])[-1][1]
    assert drawn == pytest.approx(total, rel=0.1 if chart == "pie" else 1e-6)


def test_filters_are_said_and_accounts_hidden() -> None:
    hidden = demo(hide_account=True)
    book = workbook(hidden, "?service=Amazon+Simple+Storage+Service")
    notes = dict(row for row in book["Costs"].rows[:9] if len(row) == 2)
    assert notes["Filters"] == "Service: S3"
    assert notes["Account"] == "•••• 3333"


def test_it_buys_nothing_and_takes_no_order() -> None:
    new = paid(small_book({"=1+1": 2.0}))
    assert new.http.get("/page.xlsx").status_code == 503
    assert new.source.fetched == []
    book = workbook(new)
    assert [row[0] for row in table(book["Costs"])] == ["Service", "=1+1", "Total"]
    assert all(one.active == [] for one in book.values())
    assert new.http.get("/page.xlsx?sort=cost").status_code == 400
