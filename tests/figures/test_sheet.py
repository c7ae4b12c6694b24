"""Files for spreadsheets."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures import sheet


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("sign", sheet.FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\u00a0"])
def test_a_formula_is_made_a_text(sign: str, before: str) -> None:
    name = f"{before}{sign}cmd|' /C calc'!A0"
    assert sheet.text(name) == f"'{name}"


@pytest.mark.parametrize("sign", ["\t", "\r", "\n", "\x1b", "\u202e", "\ud800"])
def test_what_acts_instead_of_being_seen_is_written_out(sign: str) -> None:
    assert sheet.text(f"{sign}=1+1") == f"\\u{ord(sign):04x}=1+1"


@pytest.mark.parametrize(
    "digits",
    [
        "004417728395",
        "123456789012",
        "0",
        "١٢٣",
        "1e5",
        "12E4567",
        "1.50",
        ".5",
        "1,000",
        "50%",
        "$5",
        "5 €",
        "(5)",
        "1 000",
    ],
)
def test_what_looks_like_a_number_is_a_text(digits: str) -> None:
    assert sheet.text(digits) == f"'{digits}"


DAYS = ["2026-01-01", "2026-01", "1-2", "10/11", "1.2.2026", "12:30", "1/2", "1 1/2", "12:30 PM", "2026-01-01 00:00"]
NAMED_MONTHS = ["Jan 5", "5-Jan", "MAR1", "Sept-2", "1 March 2026", "December 2026"]


@pytest.mark.parametrize("day", [*DAYS, *NAMED_MONTHS])
def test_what_looks_like_a_date_is_a_text(day: str) -> None:
    assert sheet.text(day) == f"'{day}"


@given(st.text())
@example("'=1")
@example("'q'")
def test_a_program_can_remove_the_apostrophe(name: str) -> None:
    assert sheet.text(name).removeprefix(sheet.MARKER) == visible(name)


NAMES = ["S3", "a;=1+1", "Palo Alto Networks® VM-Series", "us-east-1", "", "e5", "1e5x", "1a", "v1.2", "."]
NOT_DAYS = ["may", "march", "marketing-1", "decoder 5", "1-2-x", "t3.large", "(x)", "$", "june-team 1", "prod 2026-01"]


@pytest.mark.parametrize("name", [*NAMES, *NOT_DAYS])
def test_other_names_are_as_they_are(name: str) -> None:
    assert sheet.text(name) == name


def test_numbers_are_numbers_with_ten_decimals() -> None:
    text = sheet.written([[-1.5, Decimal("-0.00000000001"), 1e-7, 1234567890.12, None, date(2026, 11, 1)]])
    amounts = ["-1.5000000000", "0.0000000000", "0.0000001000", "1234567890.1199998856"]
    assert read(text) == [[*amounts, "", "2026-11-01"]]


@given(st.lists(st.text(), min_size=1))
def test_every_cell_is_quoted_and_none_begins_another(names: list[str]) -> None:
    text = sheet.written([names])
    assert read(text) == [[sheet.text(name) for name in names]]
    assert text.startswith('"')
    assert text.endswith('"\n')
    assert not any(cell.lstrip().startswith(sheet.FORMULA) for cell in read(text)[0])


def test_accounts_have_their_names_beside_them() -> None:
    accounts = {"004417728395": "Horizon Atlas"}
    assert sheet.columns(Dimension.ACCOUNT) == ("account", "account_name")
    assert sheet.names(Dimension.ACCOUNT, ["004417728395", "x"], accounts, hide_account=False, spellings={}) == {
        "004417728395": ("004417728395", "Horizon Atlas"),
        "x": ("x", ""),
    }


def test_hidden_accounts_are_told_apart() -> None:
    found = sheet.names(Dimension.ACCOUNT, ["111122224444", "555566664444"], {}, hide_account=True, spellings={})
    assert list(found.values()) == [("•••• 4444", ""), ("•••• 4444 (2)", "")]


def test_months_of_ours_are_as_they_are() -> None:
    assert read(sheet.written([["2026-11", sheet.OwnText("2026-11")]])) == [["'2026-11", "2026-11"]]
