"""One voice for axis, hover, table and sentence: money, percent, dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count as count_from
from unicodedata import category

from cloudsense.costs.names import charge_name, place, region_name, short, visible
from cloudsense.costs.period import Kind, Period, PeriodChoice
from cloudsense.costs.query import Dimension

MINUS = "−"
HALF_A_CENT = 0.005
"""Smaller amounts round to zero: they are no change, and no base of a percentage."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NAMES = {
    Dimension.CHARGE_TYPE: "Charge type",
    Dimension.USAGE_TYPE: "Usage type",
    Dimension.AZ: "Availability Zone",
    Dimension.INSTANCE_TYPE: "Instance type",
    Dimension.PURCHASE_TYPE: "Purchase option",
    Dimension.LEGAL_ENTITY_NAME: "Legal entity",
    Dimension.INVOICING_ENTITY: "Invoicing entity",
}


def symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} " if currency else "")


def money(amount: float | Decimal, currency: str = "USD", plus: bool = False) -> str:
    """To the cent, with a true minus sign: `−$1,234.50`; tiny ones with four decimals, `plus` signs positive ones."""
    size = abs(float(amount))
    digits = 2 if size >= HALF_A_CENT or size < 0.00005 else 4
    text = f"{abs(amount):,.{digits}f}"
    sign = "" if not float(text.replace(",", "")) else MINUS if amount < 0 else "+" if plus else ""
    return f"{sign}{symbol(currency)}{text}"


def rough_money(amount: float, currency: str = "USD") -> str:
    """For estimates: whole dollars from a hundred on, `$18,345`."""
    return money(amount, currency) if abs(amount) < 100 else money(round(amount), currency).removesuffix(".00")


def short_money(amount: float, currency: str = "USD") -> str:
    """For axes and ranges: `$18.9k`, `$471`."""
    size = abs(amount)
    for limit, letter in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if size >= limit * 0.9995:
            divisor = {"B": 1e9, "M": 1e6, "k": 1e3}[letter]
            return f"{MINUS if amount < 0 else ''}{symbol(currency)}{size / divisor:,.1f}{letter}"
    if size < 10:
        return money(amount, currency)
    return f"{MINUS if amount < 0 else ''}{symbol(currency)}{size:,.0f}"


def percent(ratio: float, plus: bool = False) -> str:
    """`78.3%`; in words where the figure would be too long to mean anything."""
    if abs(ratio) >= 100:
        return "over 10,000%" if ratio > 0 else f"below {MINUS}10,000%"
    text = f"{abs(ratio) * 100:,.1f}".removesuffix(".0")
    sign = "" if text == "0" else MINUS if ratio < 0 else "+" if plus else ""
    return f"{sign}{text}%"


def day(value: date, year: bool = False) -> str:
    """`Nov 12`, or with the year `Nov 12, 2026`."""
    return f"{MONTHS[value.month - 1]} {value.day}" + (f", {value.year}" if year else "")


def on_days(period: Period) -> str:
    """`on Nov 12, 2026`, `in Oct 24 – Nov 22, 2026`."""
    return f"{'on' if period.days == 1 else 'in'} {days(period)}"


def days(period: Period) -> str:
    """`Oct 24 – Nov 22, 2026`, or `Nov 12, 2026` for one day."""
    if period.days == 1:
        return day(period.start, year=True)
    return f"{day(period.start, year=period.start.year != period.last.year)} – {day(period.last, year=True)}"


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
            return f"Q{(first.month - 1) // 3 + 1} {first.year}{so_far}"
        case Kind.YEAR:
            return f"{first.year}{so_far}"
        case _:
            return days(choice.period)


def share(ratio: float) -> str:
    """`78.3%`; nothing for what is no part of a whole: above 100 %, or below zero."""
    return percent(ratio) if 0 <= ratio <= 1 else ""


def month(value: date) -> str:
    return LONG_MONTHS[value.month - 1]


def clock(value: datetime) -> str:
    """`Nov 23, 14:02 UTC`."""
    return f"{day(value.date())}, {value:%H:%M} UTC"


def minute(value: datetime) -> str:
    """`14:02 UTC`, the first full minute that is not before it."""
    return f"{value + timedelta(seconds=59, microseconds=999_999):%H:%M} UTC"


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
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def enumerated(names: Sequence[str]) -> str:
    """`EC2`, `EC2 and RDS`, `EC2, RDS and S3`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def dimension(value: Dimension, plural: bool = False) -> str:
    """`Service`, `Usage types`."""
    name = NAMES.get(value, value.value.capitalize())
    if not plural:
        return name
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def label(of: Dimension, value: str, accounts: Mapping[str, str] | None = None, hide_account: bool = False) -> str:
    """How a value is shown: short service names, regions with their place, account names where known."""
    return visible(_label(of, value, accounts or {}, hide_account))


def labels(
    of: Dimension,
    values: Iterable[str],
    accounts: Mapping[str, str] | None = None,
    hide_account: bool = False,
) -> dict[str, str]:
    """The label of each value; no two of them look the same."""
    found = {value: label(of, value, accounts, hide_account) for value in sorted(set(values))}
    looks = Counter(map(_look, found.values()))
    alike = [value for value, name in found.items() if looks[_look(name)] > 1]
    found |= {value: _in_full(of, value, found[value]) for value in alike}
    taken: set[str] = set()
    for value, name in found.items():
        found[value] = _another(name, taken)
        taken.add(_look(found[value]))
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
        case Dimension.ACCOUNT:
            number = account(value, hide_account) or "No account"
            name = accounts.get(value, "")
            return f"{name} ({number})" if name and name != value and not hide_account else number
        case _:
            return value or f"No {dimension(of).lower()}"


def _in_full(of: Dimension, value: str, name: str) -> str:
    """Where the short name means something else too. An account's name has its number already, or hides it."""
    if of is Dimension.ACCOUNT or not value:
        return name
    return visible(value)


def _another(name: str, taken: Collection[str]) -> str:
    """The name, or with a number if something looks like it."""
    numbered = (name if n == 1 else f"{name} ({n})" for n in count_from(1))
    return next(one for one in numbered if _look(one) not in taken)


def _look(name: str) -> str:
    """The same for names that a person cannot tell apart by their spaces and invisible characters."""
    seen = "".join(letter for letter in name if category(letter) != "Cf")
    return " ".join(seen.split()).casefold()


def account(number: str, hide: bool) -> str:
    """The account id; where it is to be hidden nothing of it but its last four digits."""
    return f"•••• {number[-4:]}" if hide and number else number


def without_ids(text: str, hide: bool) -> str:
    """Text that may have an account id in it, as a profile's name does."""
    return re.sub(r"\d{8}(\d{4})", r"•••• \1", text) if hide else text
