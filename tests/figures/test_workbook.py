"""XLSX files: numbers are numbers, texts are texts."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from xlsx import Sheet, sheet, sheets

from cloudsense.costs.names import visible
from cloudsense.figures.sheet import FileColumn, FileTable, Kind
from cloudsense.figures.workbook import LONGEST_NAME, sheet_name, workbook
from cloudsense.figures.workbook import Sheet as Given

COLUMNS = (
    FileColumn("account", "Account"),
    FileColumn("cost_USD", "Cost (USD)", Kind.AMOUNT),
    FileColumn("share_percent", "Share", Kind.RATIO),
)
MADE = datetime(2026, 11, 23, 12)  # noqa: DTZ001 - as a workbook has it
NOTES = (("Period", "Oct 24 – Nov 22, 2026"), ("Address", "?period=30d"))
HEAD = len(NOTES) + 1


def made(*lines: tuple[object, ...], total: tuple[object, ...] = ()) -> Sheet:
    table = FileTable(COLUMNS, lines, total)  # type: ignore[arg-type]
    return sheet(workbook([Given("Costs", table, NOTES)], MADE))


def test_a_sheet_with_its_notes_and_its_total() -> None:
    book = made(("prod", 1234.5678901234, 0.25), ("dev", -2.5, None), total=("Total", 1232.0678901234, 1.0))
    assert book.name == "Costs"
    assert book.rows == [
        ["Period", "Oct 24 – Nov 22, 2026"],
        ["Address", "?period=30d"],
        [],
        ["Account", "Cost (USD)", "Share"],
        ["prod", 1234.5678901234, 0.25],
        ["dev", -2.5, None],
        ["Total", 1232.0678901234, 1.0],
    ]
    assert book.formats[4] == ["@", "#,##0.00", "0.0%"]
    assert book.bold == [True, True, False, True, False, False, True]
    assert (book.pane, book.filtered) == ("B5", "A4:C6")
    assert book.widths[0] < book.widths[1]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "{=1+1}",
        "https://example.com/",
        "mailto:a@example.com",
        "internal:Costs!A1",
        "004417728395",
        "1e5",
        "TRUE",
        "_x0041_",
        "<b>&amp;",
    ],
)
def test_a_text_stays_a_text(text: str) -> None:
    book = made((text, 1.0, None), total=(text, 1.0, None))
    assert [book.rows[HEAD + 1][0], book.rows[HEAD + 2][0]] == [text, text]
    assert book.active == []


def test_what_acts_instead_of_being_seen_is_written_out() -> None:
    assert made(("a\x1b\u202eb", 1.0, None)).rows[HEAD + 1][0] == "a\\u001b\\u202eb"


def test_dates_and_decimals() -> None:
    book = made((date(2026, 11, 1), Decimal("0.33"), None), ("x", 3, None))
    days_since_1900 = 46327.0
    assert book.rows[HEAD + 1 :] == [[days_since_1900, 0.33, None], ["x", 3.0, None]]
    assert book.formats[HEAD + 1][0] == "yyyy-mm-dd"


@settings(max_examples=30)
@given(st.lists(st.tuples(st.text(min_size=1), st.floats(-1e12, 1e12)), min_size=1))
def test_every_cell_arrives(lines: list[tuple[str, float]]) -> None:
    book = made(*((text, amount, None) for text, amount in lines))
    read = [(row[0], row[1]) for row in book.rows[HEAD + 1 :]]
    assert read == [(visible(text), pytest.approx(amount, rel=1e-15)) for text, amount in lines]
    assert book.active == []


def test_five_thousand_rows() -> None:
    book = made(*((f"{n:012}", n / 3, n / 5000) for n in range(5000)), total=("Total", 1.0, 1.0))
    assert len(book.rows) == HEAD + 1 + 5000 + 1
    assert book.rows[HEAD + 1][0] == "000000000000"
    assert sum(row[1] for row in book.rows[HEAD + 1 : -1]) == pytest.approx(sum(n / 3 for n in range(5000)))
    assert book.filtered == f"A{HEAD + 1}:C{HEAD + 5001}"


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=1, max_size=6))
@example(["History", "history", "", "'", "[a]:*?/\\b", "a" * 40, "a" * 41, "💸" * 40, "x\x00"])
def test_names_of_sheets(titles: list[str]) -> None:
    names: list[str] = []
    for title in titles:
        names.append(sheet_name(title, names))
    lowered = [name.lower() for name in names]
    assert len(set(lowered)) == len(titles)
    assert "history" not in lowered
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 2 * LONGEST_NAME
        assert not set(name) & set("[]:*?/\\")
        assert name.strip(" '") == name
    table = FileTable(COLUMNS, [("prod", 1.0, 1.0)])
    written = sheets(workbook([Given(title, table, NOTES) for title in titles], MADE))
    assert [one.name for one in written] == names
