"""Money, percentages, dates and names, the same on the page, the terminal and in files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count as count_from
from unicodedata import category, normalize

from cloudsense.costs import dimension_names
from cloudsense.costs.hour import Hour, Span
from cloudsense.costs.names import charge_name, place, region_name, short, visible
from cloudsense.costs.period import Kind, Month, Period, PeriodChoice
from cloudsense.costs.query import Dimension

MINUS = "−"
HALF_A_CENT = 0.005
"""Smaller amounts round to zero: they are no change, and no base of a percentage."""
UNITS = ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))
"""From which amount on money is written in which unit, and its letter."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} " if currency else "")


def money(amount: float | Decimal, currency: str = "USD", plus: bool = False) -> str:
    """`−$1,234.50`; `$0.0012` below half a cent. `plus` adds a sign to positive amounts."""
    size = abs(float(amount))
    digits = 2 if size >= HALF_A_CENT or size < 0.00005 else 4
    text = f"{abs(amount):,.{digits}f}"
    is_zero = not text.strip("0.")
    return f"{_sign(amount, plus, is_zero)}{symbol(currency)}{text}"


def _sign(amount: float | Decimal, plus: bool, is_zero: bool) -> str:
    if is_zero:
        return ""
    if amount < 0:
        return MINUS
    return "+" if plus else ""


def rough_money(amount: float, currency: str = "USD") -> str:
    """For estimates: whole dollars from a hundred on, `$18,345`."""
    if abs(amount) < 100:
        return money(amount, currency)
    return money(round(amount), currency).removesuffix(".00")


def short_money(amount: float, currency: str = "USD") -> str:
    """For axes and ranges: `$18.9k`, `$471`."""
    size = abs(amount)
    start = f"{MINUS if amount < 0 else ''}{symbol(currency)}"
    for limit, unit, letter in UNITS:
        if size >= limit * 0.9995:
            return f"{start}{size / unit:,.1f}{letter}"
    if size < 10:
        return money(amount, currency)
    return f"{start}{size:,.0f}"


def percent(ratio: float, plus: bool = False) -> str:
    """`78.3%`, or `over 10,000%`."""
    if abs(ratio) >= 100:
        return "over 10,000%" if ratio > 0 else f"below {MINUS}10,000%"
    text = f"{abs(ratio) * 100:,.1f}".removesuffix(".0")
    return f"{_sign(ratio, plus, text == '0')}{text}%"


def miss(ratio: float) -> str:
    """How far off a projection was: `2.1%`, `under 0.1%`; `0%` only where it was exact."""
    text = percent(ratio)
    return "under 0.1%" if ratio and text == "0%" else text


def day(value: date, year: bool = False) -> str:
    """`Nov 12`, or with the year `Nov 12, 2026`."""
    text = f"{MONTHS[value.month - 1]} {value.day}"
    return f"{text}, {value.year}" if year else text


def on_days(period: Period) -> str:
    """`on Nov 12, 2026`, `in Oct 24 – Nov 22, 2026`."""
    return f"{'on' if period.days == 1 else 'in'} {days(period)}"


def days(period: Period) -> str:
    """`Oct 24 – Nov 22, 2026`, or `Nov 12, 2026` for one day."""
    start, last = period.start, period.last
    if start == last:
        return day(last, year=True)
    differ = start.year != last.year
    return f"{day(start, year=differ)} – {day(last, year=True)}"


def span(value: Span) -> str:
    """Days as `days` has them; an hour as `Nov 12, 2026, 14:00 UTC`."""
    if isinstance(value, Hour):
        return f"{day(value.day, year=True)}, {value.number:02}:00 UTC"
    return days(value)


def period_name(choice: PeriodChoice) -> str:
    """`30 days`, `13 weeks`, `November 2026 so far`, `Q4 2026 so far`, `Nov 2 – Nov 12, 2026`."""
    first = choice.period.start
    so_far = "" if choice.whole_months else " so far"
    match choice.kind:
        case Kind.DAYS:
            return count(choice.period.days, "day")
        case Kind.WEEKS:
            return count(choice.period.days // 7, "week")
        case Kind.MONTHS:
            return count(len(choice.period.months), "month")
        case Kind.MONTH:
            return f"{month(first)} {first.year}{so_far}"
        case Kind.QUARTER:
            quarter = (first.month - 1) // 3 + 1
            return f"Q{quarter} {first.year}{so_far}"
        case Kind.YEAR:
            return f"{first.year}{so_far}"
        case _:
            return days(choice.period)


def share(ratio: float) -> str:
    """`78.3%`; "" above 100 % and below zero."""
    return percent(ratio) if 0 <= ratio <= 1 else ""


def month(value: date) -> str:
    return LONG_MONTHS[value.month - 1]


def month_and_year(value: Month) -> str:
    """`Nov 2026`."""
    return f"{MONTHS[value.number - 1]} {value.year}"


def clock(value: datetime) -> str:
    """`Nov 23, 14:02 UTC`."""
    return f"{day(value.date())}, {value:%H:%M} UTC"


def iso(value: datetime) -> str:
    """`2026-11-23T14:02:00Z`, for programs."""
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def minute(value: datetime) -> str:
    """`14:02 UTC`, rounded up to a full minute."""
    rounded = value + timedelta(seconds=59, microseconds=999_999)
    return f"{rounded:%H:%M} UTC"


def age(span: timedelta) -> str:
    """`just now`, `12 min ago`, `3 h ago`, `2 days ago`."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} days ago"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 service`, `24 services`."""
    if number != 1:
        noun = plural or f"{noun}s"
    return f"{number:,} {noun}"


def enumerated(names: Sequence[str]) -> str:
    """`EC2`, `EC2 and RDS`, `EC2, RDS and S3`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def dimension(value: Dimension, plural: bool = False) -> str:
    """`Service`, `Usage types`, `Tag team`: as a heading."""
    return dimension_names.titles(value) if plural else dimension_names.title(value)


def noun(value: Dimension, plural: bool = False) -> str:
    """`service`, `usage types`, `tag team`: within a sentence."""
    return dimension_names.nouns(value) if plural else dimension_names.noun(value)


def slug(value: Dimension) -> str:
    """`usage-type`, `tag-team`: for names of files."""
    return re.sub(r"[^a-z0-9]+", "-", value.value.lower()).strip("-")


def label(
    of: Dimension,
    value: str,
    accounts: Mapping[str, str] | None = None,
    hide_account: bool = False,
) -> str:
    """The display name of a value: short services, regions with places, accounts with names."""
    return visible(_label(of, value, accounts or {}, hide_account))


def labels(
    of: Dimension,
    values: Iterable[str],
    accounts: Mapping[str, str] | None = None,
    hide_account: bool = False,
) -> dict[str, str]:
    """The label of each value; no two of them look the same."""
    found = {}
    for value in sorted(set(values)):
        found[value] = label(of, value, accounts, hide_account)
    looks = {value: _look(name) for value, name in found.items()}
    alike = Counter(looks.values())
    taken: set[str] = set()
    for value, look in looks.items():
        if alike[look] > 1 or look in taken:
            name = found[value] if alike[look] == 1 else _in_full(of, value, found[value])
            found[value] = _unique(name, taken)
            look = _look(found[value])
        taken.add(look)
    return found


def _label(of: Dimension, value: str, accounts: Mapping[str, str], hide_account: bool) -> str:
    match of:
        case Dimension.SERVICE:
            return short(value) or "No service"
        case Dimension.REGION:
            where = place(value)
            return f"{value}, {where}" if where else region_name(value)
        case Dimension.CHARGE_TYPE:
            return charge_name(value) or "No charge type"
        case Dimension.SAVINGS_PLAN_ARN | Dimension.RESERVATION_ID:
            name = value.rpartition(":")[2]  # of an ARN, which the screen does not show
            return name or dimension_names.no_value(of)
        case Dimension.ACCOUNT | Dimension.PAYER_ACCOUNT:
            number = account(value, hide_account) or "No account"
            name = accounts.get(value, "")
            if hide_account or name in ("", value):
                return number
            return f"{name} ({number})"
        case _:
            return value or dimension_names.no_value(of)


def _in_full(of: Dimension, value: str, name: str) -> str:
    """For an ambiguous short name. An account's name has its number already, or hides it."""
    if of is Dimension.ACCOUNT or not value:
        return name
    return visible(value)


def _unique(name: str, taken: Collection[str]) -> str:
    """The name, with a number if another one looks like it."""
    unique = name
    numbers = count_from(2)
    while _look(unique) in taken:
        unique = f"{name} ({next(numbers)})"
    return unique


def _look(name: str) -> str:
    """The same for names that differ only in spaces, invisible characters, and how their accents
    are encoded. Values of a tag may differ in case."""
    if not name.isascii():  # no letter of ASCII is invisible
        name = "".join(letter for letter in name if category(letter) != "Cf")
        name = normalize("NFC", name)
    return " ".join(name.split())


def account(number: str, hide: bool) -> str:
    """The account id; with `hide` its last four digits only."""
    return f"•••• {number[-4:]}" if hide and number else number


def without_ids(text: str, hide: bool) -> str:
    """Text such as a profile's name; with `hide`, account ids in it are masked."""
    return re.sub(r"\d{8}(\d{4})", r"•••• \1", text) if hide else text
