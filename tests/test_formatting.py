"""Money, percent, dates and names, as they are written everywhere."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloudsense import formatting
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import DIMENSIONS, Dimension

MINUS = "\N{MINUS SIGN}"
amounts = st.floats(-1e12, 1e12)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "$0.00"),
        (-0.0, "$0.00"),
        (0.00004999, "$0.00"),
        (-0.00004999, "$0.00"),
        (0.00005, "$0.0001"),
        (0.0049, "$0.0049"),
        (-0.0012, f"{MINUS}$0.0012"),
        (0.005, "$0.01"),
        (0.006, "$0.01"),
        (0.994, "$0.99"),
        (0.996, "$1.00"),
        (1234.5, "$1,234.50"),
        (-1234.5, f"{MINUS}$1,234.50"),
        (1_234_567_890.129, "$1,234,567,890.13"),
        (999_999.995001, "$1,000,000.00"),
    ],
)
def test_money(amount: float, said: str) -> None:
    assert formatting.money(amount) == said
    expected = said if said.startswith(MINUS) or not amount or said == "$0.00" else f"+{said}"
    assert formatting.money(amount, plus=True) == expected


@settings(deadline=None)
@given(amounts)
def test_money_can_be_read_back(amount: float) -> None:
    said = formatting.money(amount)
    assert "-" not in said
    read = Decimal(said.replace(MINUS, "-").replace("$", "").replace(",", ""))
    assert abs(read - Decimal(amount)) <= (Decimal("0.005") if abs(amount) >= 0.005 else Decimal("0.00005"))
    assert said.startswith(MINUS) == (read < 0)


def _as_is(amount: float | Decimal, plus: bool) -> str:
    """`money` in one way for all amounts: the sign, and four decimals below half a cent."""
    size = abs(float(amount))
    digits = 2 if size >= 0.005 or size < 0.00005 else 4
    text = f"{abs(amount):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return f"${text}"
    return f"{MINUS if amount < 0 else '+' if plus else ''}${text}"


@settings(deadline=None)
@given(st.one_of(amounts, st.floats(-0.01, 0.01), st.decimals("-1e12", "1e12", places=4)), st.booleans())
@example(Decimal("0.005"), True)
@example(Decimal("-0.004"), True)
@example(Decimal("0.00500000000000000011"), True)
@example(Decimal("5E-3"), True)
@example(Decimal("1.2E+6"), True)
@example(Decimal("0.0149999999999999999999999999999999"), False)
@example(0.005, True)
def test_large_amounts_are_written_as_small_ones_are(amount: float | Decimal, plus: bool) -> None:
    assert formatting.money(amount, plus=plus) == _as_is(amount, plus)


@pytest.mark.parametrize(
    ("currency", "said"),
    [("EUR", "€5.00"), ("GBP", "£5.00"), ("CNY", "¥5.00"), ("CHF", "CHF 5.00"), ("", "5.00")],
)
def test_currencies(currency: str, said: str) -> None:
    assert formatting.money(5, currency) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "$0.00"),
        (9.99, "$9.99"),
        (10, "$10"),
        (471.4, "$471"),
        (9_994, "$9,994"),
        (9_996, "$10.0k"),
        (18_940, "$18.9k"),
        (999_400, "$999.4k"),
        (999_600, "$1.0M"),
        (-2_500_000, f"{MINUS}$2.5M"),
        (7.25e9, "$7.2B"),
        (-12, f"{MINUS}$12"),
    ],
)
def test_short_money(amount: float, said: str) -> None:
    assert formatting.short_money(amount) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0.42, "$0.42"),
        (99.99, "$99.99"),
        (100.4, "$100"),
        (18_345.67, "$18,346"),
        (-18_345.67, f"{MINUS}$18,346"),
        (0, "$0.00"),
    ],
)
def test_estimates_are_rough_where_cents_mean_nothing(amount: float, said: str) -> None:
    assert formatting.rough_money(amount) == said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (0, "0%"),
        (-0.0001, "0%"),
        (0.0004, "0%"),
        (0.0006, "0.1%"),
        (0.5, "50%"),
        (0.783, "78.3%"),
        (-0.783, f"{MINUS}78.3%"),
        (1, "100%"),
        (12.345, "1,234.5%"),
        (99.99999, "10,000%"),
        (100, "over 10,000%"),
        (1e300, "over 10,000%"),
        (-100, f"below {MINUS}10,000%"),
    ],
)
def test_percent(ratio: float, said: str) -> None:
    assert formatting.percent(ratio) == said


def test_percent_with_a_sign() -> None:
    assert [formatting.percent(r, plus=True) for r in (0.5, -0.5, 0, 0.0001)] == ["+50%", f"{MINUS}50%", "0%", "0%"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2026, 11, 12), (2026, 11, 12), "on Nov 12, 2026"),
        ((2026, 10, 24), (2026, 11, 22), "in Oct 24 – Nov 22, 2026"),
        ((2026, 12, 25), (2027, 1, 3), "in Dec 25, 2026 – Jan 3, 2027"),
        ((2028, 2, 29), (2028, 3, 1), "in Feb 29 – Mar 1, 2028"),
    ],
)
def test_days(first: tuple[int, ...], last: tuple[int, ...], said: str) -> None:
    period = Period(date(*first), date(*last) + timedelta(days=1))
    assert formatting.on_days(period) == said
    assert formatting.days(period) == said[3:]


@settings(deadline=None)
@given(st.dates())
def test_a_day_is_written_as_the_calendar_has_it(day: date) -> None:
    assert formatting.day(day, year=True) == f"{day:%b} {day.day}, {day.year}"
    assert formatting.month(day) == f"{day:%B}"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (48 * 3600 - 1, "47 h ago"),
        (48 * 3600, "2 days ago"),
    ],
)
def test_ages(seconds: int, said: str) -> None:
    assert formatting.age(timedelta(seconds=seconds)) == said


def test_a_time_says_that_it_is_utc() -> None:
    assert formatting.clock(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "Nov 3, 09:05 UTC"


def test_counts() -> None:
    assert formatting.count(1, "service") == "1 service"
    assert formatting.count(0, "service") == "0 services"
    assert formatting.count(1234, "family", "families") == "1,234 families"


def test_dimensions_have_names_in_the_singular_and_the_plural() -> None:
    named = {d: (formatting.dimension(d), formatting.dimension(d, plural=True)) for d in DIMENSIONS}
    assert named[Dimension.FAMILY] == ("Family", "Families")
    assert named[Dimension.USAGE_TYPE] == ("Usage type", "Usage types")
    assert named[Dimension.AZ] == ("Availability Zone", "Availability Zones")
    assert named[Dimension.INVOICING_ENTITY] == ("Invoicing entity", "Invoicing entities")
    assert not any("-" in name for pair in named.values() for name in pair)


@pytest.mark.parametrize(
    ("dimension", "value", "said"),
    [
        (Dimension.SERVICE, "Amazon Simple Storage Service", "S3"),
        (Dimension.SERVICE, "", "No service"),
        (Dimension.REGION, "eu-west-1", "eu-west-1, Ireland"),
        (Dimension.REGION, "us-west-2-lax-1", "us-west-2-lax-1"),
        (Dimension.REGION, "NoRegion", "No region"),
        (Dimension.REGION, "global", "Global"),
        (Dimension.CHARGE_TYPE, "DiscountedUsage", "Reservation applied usage"),
        (Dimension.CHARGE_TYPE, "Something new", "Something new"),
        (Dimension.USAGE_TYPE, "", "No usage type"),
        (Dimension.ACCOUNT, "111122223333", "Payments (111122223333)"),
        (Dimension.ACCOUNT, "444455556666", "444455556666"),
        (Dimension.ACCOUNT, "", "No account"),
    ],
)
def test_labels(dimension: Dimension, value: str, said: str) -> None:
    names = {"111122223333": "Payments", "444455556666": "444455556666"}
    assert formatting.label(dimension, value, names) == said


@settings(deadline=None)
@given(st.sampled_from(DIMENSIONS), st.text())
def test_a_label_is_never_empty(dimension: Dimension, value: str) -> None:
    assert formatting.label(dimension, value)


def test_a_hidden_account_shows_neither_name_nor_number() -> None:
    said = formatting.label(Dimension.ACCOUNT, "111122223333", {"111122223333": "Payments"}, hide_account=True)
    assert said == "•••• 3333"


ODD = ["AWS X", "Amazon X", "X", "X ", "X\u00a0", "X\u200b", "x", "", "\u202eX", "X (2)", "constructor", "__proto__"]
ODD += ["\u00c5", "A\u030a"]


@given(st.sampled_from(DIMENSIONS), st.lists(st.sampled_from(ODD) | st.text()), st.booleans())
def test_no_two_values_look_the_same(of: Dimension, values: list[str], hide: bool) -> None:
    accounts = dict.fromkeys(values[::2], "production")
    found = formatting.labels(of, values, accounts, hide)
    assert found.keys() == set(values)
    looks = [normalize("NFC", " ".join(name.replace("\u200b", "").split())) for name in found.values()]
    assert len(set(looks)) == len(looks)


def test_case_tells_values_apart_and_the_encoding_of_accents_does_not() -> None:
    found = formatting.labels(Dimension.tag("team"), ["Web", "web", "\u00e9", "e\u0301"])
    assert found == {"Web": "Web", "web": "web", "e\u0301": "e\u0301", "\u00e9": "\u00e9 (2)"}


def test_a_name_that_means_two_things_is_given_in_full() -> None:
    services = ["AWS Backup", "Amazon Backup", "AWS Lambda"]
    found = formatting.labels(Dimension.SERVICE, services)
    assert found == {"AWS Backup": "AWS Backup", "Amazon Backup": "Amazon Backup", "AWS Lambda": "Lambda"}
    charges = formatting.labels(Dimension.CHARGE_TYPE, ["RIFee", "Recurring", "Usage"])
    assert charges == {"RIFee": "RIFee", "Recurring": "Recurring", "Usage": "Usage"}
    accounts = formatting.labels(Dimension.ACCOUNT, ["1" * 12, "2" * 12], {"1" * 12: "dev", "2" * 12: "dev"})
    assert set(accounts.values()) == {f"dev ({'1' * 12})", f"dev ({'2' * 12})"}


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x9b", "\u200e", "\u2028", "\u202e", "\u2066", "\ud800"])
def test_a_label_has_nothing_that_acts_instead_of_being_seen(sign: str) -> None:
    for dimension in DIMENSIONS:
        said = formatting.label(dimension, f"a{sign}b", {f"a{sign}b": f"c{sign}d"})
        assert sign not in said
        assert f"\\u{ord(sign):04x}" in said


@pytest.mark.parametrize(("ratio", "said"), [(0, "0%"), (0.783, "78.3%"), (1, "100%"), (1.668, ""), (-0.1, "")])
def test_only_a_part_of_a_whole_is_a_share(ratio: float, said: str) -> None:
    assert formatting.share(ratio) == said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("30d", "30 days"),
        ("13w", "13 weeks"),
        ("12m", "12 months"),
        ("this-month", "November 2026 so far"),
        ("last-month", "October 2026"),
        ("this-quarter", "Q4 2026 so far"),
        ("last-quarter", "Q3 2026"),
        ("this-year", "2026 so far"),
        ("2026-11-12", "Nov 12, 2026"),
        ("2026-11-02..2026-11-12", "Nov 2 – Nov 12, 2026"),
    ],
)
def test_names_of_periods(text: str, name: str) -> None:
    assert formatting.period_name(choose(text, date(2026, 11, 23))) == name


@pytest.mark.parametrize(("ratio", "said"), [(0.0, "0%"), (0.0004, "under 0.1%"), (0.021, "2.1%"), (2.0, "200%")])
def test_how_far_off_a_projection_was_is_zero_only_if_exact(ratio: float, said: str) -> None:
    assert formatting.miss(ratio) == said
