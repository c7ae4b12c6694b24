"""Amounts of money as people write them: read, asked back, or refused with a sentence."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloudsense.costs.amounts import Amount, parse_amount
from cloudsense.costs.names import visible
from cloudsense.errors import AddressError


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("18000", "18000"),
        (" 18000 ", "18000"),
        ("18,000", "18000"),
        ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("18.000,50", "18000.50"),
        ("1.234.567,8", "1234567.8"),
        ("18,5", "18.5"),
        ("18,50", "18.50"),
        ("0,500", "0.5"),
        ("0.500", "0.5"),
        ("18.00", "18"),
        ("1234.567", "1234.567"),
        ("1,234.567", "1234.567"),
        ("18 000", "18000"),
        ("18\N{NO-BREAK SPACE}000", "18000"),
        ("18\N{NARROW NO-BREAK SPACE}000,50", "18000.50"),
        ("18\N{THIN SPACE}000.50", "18000.50"),
        ("18'000", "18000"),
        ("18\N{RIGHT SINGLE QUOTATION MARK}000.50", "18000.50"),
        ("18_000", "18000"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("0018", "18"),
        ("0.01", "0.01"),
        ("1000000000000", "1000000000000"),
    ],
)
def test_an_amount(text: str, amount: str) -> None:
    assert parse_amount(text) == Amount(Decimal(amount))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("$18,000.50", "18000.50", "$"),
        ("$ 5", "5", "$"),
        ("US$5", "5", "US$"),
        ("€0.5", "0.5", "€"),
        ("50000 €", "50000", "€"),
        ("18.000,50\N{NO-BREAK SPACE}€", "18000.50", "€"),
        ("USD 5", "5", "USD"),
        ("5 eur", "5", "EUR"),
        ("R$ 5", "5", "R$"),
    ],
)
def test_an_amount_with_its_currency(text: str, amount: str, currency: str) -> None:
    assert parse_amount(text) == Amount(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "18.000",
            "“18.000” can be read as 18 or 18,000. Write 18 or 18000.",
        ),
        (
            "$18.000",
            "“18.000” can be read as 18 or 18,000. Write 18 or 18000.",
        ),
        (
            "1.500",
            "“1.500” can be read as 1.5 or 1,500. Write 1.50 or 1500.",
        ),
        (
            "1.234 €",
            "“1.234” can be read as 1.234 or 1,234. Write 1.23 or 1234.",
        ),
    ],
)
def test_what_may_be_two_amounts_is_asked_back(text: str, sentence: str) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_amount(text)
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *[
            (text, "A budget must be above zero.")
            for text in (
                "0",
                "-0",
                "0.00",
                "$0",
                "-5",
                "$-5",
                "-$5",
                "−5",
                "$−18,000",
                "-18.000",
            )
        ],
        *[(text, "A budget of less than a cent is too small.") for text in ("0.009", ".0000000001", "0,001")],
        *[
            (text, "A budget above a trillion is too large.")
            for text in ("1000000000000.01", "1,000,000,000,001", "9" * 40, "9" * 4000)
        ],
        *[
            (text, f"“{visible(text[:40])}” is not a valid amount.")
            for text in (
                *(
                    "",
                    " ",
                    "$",
                    "abc",
                    "x5",
                    "5x",
                    "NaN",
                    "nan",
                    "inf",
                    "-Infinity",
                    "1e5",
                    "0x10",
                    "1/2",
                    "(5)",
                    "50k",
                ),
                *("$$5", "--5", "5-", "1.2.3", "1,80,000", "1,,000", "1,2345", "18.000.50", "1,234,56", "$5 USD"),
                *(",000", "1,000,", "1 00", "0 500", "<b>5</b>", "5%", ".", "-", "+", "a" * 100, "5\x00"),
                *("\N{FULLWIDTH DIGIT FIVE}", "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT EIGHT}", "\N{EN DASH}5"),
            )
        ],
    ],
)
def test_no_amount(text: str, why: str) -> None:
    with pytest.raises(AddressError) as refusal:
        parse_amount(text)
    assert refusal.value.sentence == f"{why} Enter a monthly amount such as 18000."


@pytest.mark.parametrize(
    ("written", "bill", "fits"),
    [
        ("5", "USD", True),
        ("$5", "USD", True),
        ("$5", "AUD", True),
        ("US$5", "AUD", False),
        ("$5", "EUR", False),
        ("5 EUR", "EUR", True),
        ("€5", "USD", False),
        ("¥5", "CNY", True),
        ("¥5", "JPY", True),
        ("£5", "EUR", False),
        ("inr 5", "INR", True),
        ("inr 5", "USD", False),
    ],
)
def test_a_currency_is_that_of_the_bill_or_not(written: str, bill: str, fits: bool) -> None:
    assert parse_amount(written).is_in(bill) == fits


def test_another_currency_is_refused_with_a_sentence() -> None:
    amount = parse_amount("€50000")
    amount.check("EUR")
    amount.check("")
    with pytest.raises(AddressError) as refusal:
        amount.check("USD")
    assert refusal.value.sentence == (
        "The budget “€50000” is not in USD, the currency of the bill."
        " CloudSense does not convert currencies. Enter the amount in USD."
    )


@settings(deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"[$+-]{0,2}[0-9, .']{1,9}([.,][0-9]{0,3})?"))
def test_whatever_is_typed_is_an_amount_or_refused(text: str) -> None:
    amount = Decimal(1)
    with suppress(AddressError):
        amount = parse_amount(text).value
    assert Decimal("0.01") <= amount <= 10**12


amounts = st.decimals(Decimal("0.01"), Decimal(10) ** 12, places=10)


@settings(deadline=None)
@example(Decimal("18.5"), "")
@example(Decimal("1.234"), "$")
@given(amounts, st.sampled_from(["", "$", "€", "USD", "R$"]))
def test_what_an_amount_is_written_as_is_read_as_the_same(value: Decimal, currency: str) -> None:
    amount = Amount(value, currency)
    assert parse_amount(str(amount)) == amount


@settings(deadline=None)
@given(st.decimals(Decimal("0.01"), Decimal(10) ** 12, places=2))
def test_the_ways_of_writing_dollars_and_cents_agree(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    swiss = english.replace(",", "'")
    assert {parse_amount(text).value for text in (english, german, swiss, f"{amount:.2f}")} == {amount}
