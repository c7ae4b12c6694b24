"""The table's rows as files: sorted and searched as it is, as CSV and as XLSX."""

import csv
import io
from urllib.parse import quote_plus

import pytest
from webclient import Dashboard, demo, paid, small_book
from xlsx import Sheet, sheet

from cloudsense.errors import AddressError
from cloudsense.figures.sheet import MARK
from cloudsense.figures.table_data import TableState
from cloudsense.web.pages.download import FileFormat
from cloudsense.web.pages.registry import PAGES
from cloudsense.web.state import table_parameters

COSTS = {"=cmd|' /C calc'!A0": 6.0, "Amazon Simple Storage Service": 5.0, "AWS Lambda": 4.0, "prod-one": 3.0}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    dashboard = paid(small_book({**COSTS, "prod-two": 2.0, "Credit": -1.0}))
    dashboard.read()
    return dashboard


@pytest.fixture(scope="module")
def organization() -> Dashboard:
    dashboard = demo()
    dashboard.read("?by=account")
    return dashboard


def lines(dashboard: Dashboard, search: str = "") -> list[list[str]]:
    answer = dashboard.http.get(f"/costs.csv{search}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text.removeprefix(MARK))))[1:]


def book(dashboard: Dashboard, search: str = "") -> Sheet:
    answer = dashboard.http.get(f"/costs.xlsx{search}")
    assert answer.status_code == 200
    assert answer.content_type == XLSX
    return sheet(answer.data)


def table(read: Sheet) -> list[list[object]]:
    """The lines below the head, without the total."""
    head = next(n for n, row in enumerate(read.rows) if len(row) > 2)
    return [list(row) for row in read.rows[head + 1 : -1]]


def test_files_are_sorted_as_the_table_is(dashboard: Dashboard) -> None:
    given = [row[0] for row in lines(dashboard)]
    assert given[0] == "'=cmd|' /C calc'!A0"
    assert [row[0] for row in lines(dashboard, "?sort=cost&order=asc")] == given[::-1]
    by_name = [row[0] for row in lines(dashboard, "?sort=name&order=asc")]
    assert by_name == [given[0], "Credit", "AWS Lambda", "prod-one", "prod-two", "Amazon Simple Storage Service"]
    assert [row[0] for row in table(book(dashboard, "?sort=name&order=asc"))][1:] == by_name[1:]


@pytest.mark.parametrize(
    ("find", "found"),
    [("prod*", 2), ("*two", 1), ("simple storage", 1), ("s3", 1), ("nothing like it", 0), ("=", 1), (" ", 6)],
)
def test_files_are_searched_as_the_table_is(dashboard: Dashboard, find: str, found: int) -> None:
    search = f"?find={quote_plus(find)}"
    assert len(lines(dashboard, search)) == len(table(book(dashboard, search))) == found


def test_both_files_have_the_same_rows_and_amounts(organization: Dashboard) -> None:
    search = "?by=account&sort=change&order=asc"
    read = book(organization, search)
    in_csv, in_xlsx = lines(organization, search), table(read)
    assert len(in_csv) == len(in_xlsx) > 5
    for one, other in zip(in_csv, in_xlsx, strict=True):
        assert one[:2] == [f"'{other[0]}", other[1]]
        amounts = [None if text == "" else float(text) for text in one[2:]]
        ratios = (1, 5)
        expected = [value and value * 100 if n in ratios else value for n, value in enumerate(other[2:])]
        assert amounts == pytest.approx(expected, abs=1e-9)
    changes = [row[-2] for row in in_xlsx if row[-2] is not None]
    assert changes == sorted(changes)


def test_an_xlsx_says_what_it_is_of(organization: Dashboard) -> None:
    read = book(organization, "?by=account&find=prod")
    assert read.rows[:8] == [
        ["Period", "Oct 24 – Nov 22, 2026"],
        ["Metric", "unblended, all charges"],
        ["As of", "2026-11-23 12:00 UTC"],
        ["Address", "?by=account"],
        ["Search", "prod (the total is of all rows)"],
        ["Currency", "USD"],
        ["Complete through", "2026-11-21"],
        ["Account", "example-payer 111122223333"],
    ]
    assert read.rows[9][:4] == ["Account", "Account name", "Cost (USD)", "Share"]
    assert read.bold[-1]
    total = read.rows[-1]
    assert total[0] == "Total"
    whole = sum(float(row[2]) for row in lines(organization, "?by=account"))
    assert total[2] == pytest.approx(whole, abs=0.01)
    shown = sum(row[2] for row in table(read))
    assert 0 < shown < whole


def test_ids_keep_their_zeros_and_formulas_are_texts(dashboard: Dashboard) -> None:
    read = book(dashboard)
    assert table(read)[0][0] == "=cmd|' /C calc'!A0"
    assert read.active == []
    numbered = paid(small_book({"004417728395": 2.0}))
    numbered.read()
    assert table(book(numbered))[0][0] == "004417728395"


def test_the_name_of_the_file(dashboard: Dashboard) -> None:
    answer = dashboard.http.get("/costs.xlsx?sort=cost")
    disposition = 'attachment; filename="cloudsense-service-2026-10-24-2026-11-22.xlsx"'
    assert answer.headers["Content-Disposition"] == disposition


def test_cached_data_is_a_workbook_too(dashboard: Dashboard) -> None:
    read = book(dashboard, "?page=data")
    assert read.name == "Cached data"
    assert read.rows[4][:3] == ["Query", "Costs", "Month"]
    inventory = dashboard.ledger.inventory()
    assert inventory
    assert [row[2] for row in read.rows[5:]] == [str(kept.month) for kept in inventory.cached]


def test_hidden_accounts_are_found_by_what_is_shown_of_them() -> None:
    hidden = demo(hide_account=True)
    hidden.read("?by=account")
    rows = lines(hidden, "?by=account")
    four = rows[0][0][-4:]
    assert [row[0] for row in lines(hidden, f"?by=account&find={four}")] == [rows[0][0]]
    assert lines(hidden, "?by=account&find=production") == []


@pytest.mark.parametrize(
    "search", ["?sort=nothing", "?order=up", "?find=a&find=b", "?find=%00", "?sort=cost&nonsense=1"]
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_order_that_cannot_be(dashboard: Dashboard, form: str, search: str) -> None:
    answer = dashboard.http.get(f"/costs.{form}{search}")
    assert answer.status_code == 400
    assert answer.content_type.startswith("text/plain")
    assert answer.text.endswith(".")


def test_parameters_of_the_table_are_not_those_of_the_page() -> None:
    state, rest = table_parameters.parse("period=7d&sort=change&order=asc&find=a%26b&service=A+B&service=C")
    assert state == TableState("change", falling=False, find="a&b")
    assert rest == "period=7d&service=A+B&service=C"
    assert table_parameters.parse("") == (TableState(), "")
    with pytest.raises(AddressError):
        table_parameters.check(TableState("x"), ["cost"])


def test_an_xlsx_buys_nothing() -> None:
    new = paid()
    assert new.http.get("/costs.xlsx").status_code == 503
    assert new.source.fetched == []


@pytest.mark.parametrize("page", [page.name for page in PAGES if page.download])
@pytest.mark.parametrize("form", list(FileFormat))
@pytest.mark.parametrize(
    "given",
    ["sort=zz", "sort=cost&order=zz", "order=up", "find=a&find=b", "sort=cost&sort=cost", "columns=cost", "form=csv"],
)
def test_no_page_takes_a_parameter_that_it_does_not_know(
    dashboard: Dashboard, page: str, form: FileFormat, given: str
) -> None:
    dashboard.read(f"?page={page}")
    assert dashboard.http.get(f"/costs.{form}?page={page}").status_code == 200
    answer = dashboard.http.get(f"/costs.{form}?page={page}&{given}")
    assert (answer.status_code, answer.content_type) == (400, "text/plain; charset=utf-8")
    assert "Content-Disposition" not in answer.headers
    assert answer.text.count(". ") >= 1


@pytest.mark.parametrize("given", ["sort=month", "order=asc", "find=ec2"])
def test_the_list_of_cached_data_is_not_sorted_or_searched(dashboard: Dashboard, given: str) -> None:
    answer = dashboard.http.get(f"/costs.csv?page=data&{given}")
    assert (answer.status_code, answer.text) == (
        400,
        "This list cannot be sorted or searched. Remove sort, order, find from the address.",
    )


def test_a_table_without_rows_has_its_columns_too() -> None:
    empty = paid(small_book({}))
    empty.read()
    assert empty.http.get("/costs.csv?sort=cost").status_code == 200
    assert empty.http.get("/costs.csv?sort=zz").status_code == 400


@pytest.mark.parametrize("page", ["overview", "changes", "explore", "accounts"])
@pytest.mark.parametrize("where", ["service=nothing", "tag:team=nobody&by=tag:team"])
def test_files_of_a_filter_that_matches_nothing_are_empty(organization: Dashboard, page: str, where: str) -> None:
    search = f"?page={page}&{where}"
    organization.read(search)
    for name in ("costs.csv", "costs.xlsx", "page.xlsx", "page.html"):
        answer = organization.http.get(f"/{name}{search}")
        assert answer.status_code == 200, (name, answer.text)
