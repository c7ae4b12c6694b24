"""Text of money, percentages, dates and names for the page, the terminal and
files; `labels` names values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from cloudsense.costs import dimension_names
from cloudsense.costs.hour import Hour, Span
from cloudsense.costs.period import Kind, Month, Period, PeriodChoice
from cloudsense.costs.query import Dimension
from cloudsense.labels import account as account
from cloudsense.labels import label as label
from cloudsense.labels import labels as labels
from cloudsense.labels import without_ids as without_ids

MINUS = "−"
HALF_A_CENT = 0.005
"""Amounts below it round to zero: they count as no change, and have no percentage."""
UNITS = ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k"))
"""Smallest amount, divisor and letter of abbreviated money."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
dimension = dimension_names.title
"""Heading of a dimension: `Service`, `Usage types`, `Tag team`."""
noun = dimension_names.noun
"""Noun of a dimension within a sentence: `service`, `usage types`, `tag team`."""


def symbol(currency: str) -> str:
    return SYMBOLS.get(currency) or (f"{currency} " if currency else "")


def money(amount: float | Decimal, currency: str = "USD", plus: bool = False) -> str:
    """`−$1,234.50`; `$0.0012` below half a cent. `plus` adds a sign to positive amounts."""
    value = float(amount)
    if value > HALF_A_CENT:  # fast path for most of a page's thousands of amounts
        return f"{'+' if plus else ''}{symbol(currency)}{abs(amount):,.2f}"
    size = abs(value)
    digits = 2 if size >= HALF_A_CENT or size < 0.00005 else 4
    text = f"{abs(amount):,.{digits}f}"
    is_zero = not text.strip("0.")
    sign = _sign(amount, plus, is_zero)
    return f"{sign}{symbol(currency)}{text}"


def rounds_to_zero(amount: float | Decimal) -> bool:
    """Whether an amount is below half a cent."""
    return abs(float(amount)) < HALF_A_CENT


def _sign(amount: float | Decimal, plus: bool, is_zero: bool) -> str:
    if is_zero:
        return ""
    if amount < 0:
        return MINUS
    return "+" if plus else ""


def rough_money(amount: float, currency: str = "USD") -> str:
    """Estimate: whole dollars from a hundred on, `$18,345`."""
    if abs(amount) < 100:
        return money(amount, currency)
    return trimmed_money(round(amount), currency)


def trimmed_money(amount: float, currency: str = "USD") -> str:
    """Budget or threshold: `$18,000`, with cents only if there are any."""
    return money(amount, currency).removesuffix(".00")


def short_money(amount: float, currency: str = "USD") -> str:
    """Axis or range: `$18.9k`, `$471`."""
    size = abs(amount)
    start = symbol(currency)
    if amount < 0:
        start = f"{MINUS}{start}"
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
    size = abs(ratio) * 100
    text = f"{size:,.1f}".removesuffix(".0")
    sign = _sign(ratio, plus, is_zero=text == "0")
    return f"{sign}{text}%"


def miss(ratio: float) -> str:
    """Miss of a projection: `2.1%`, `under 0.1%`; `0%` only if it was exact."""
    text = percent(ratio)
    return "under 0.1%" if ratio and text == "0%" else text


def day(value: date, year: bool = False) -> str:
    """`Nov 12`, or with the year `Nov 12, 2026`."""
    text = f"{short_month(value)} {value.day}"
    return f"{text}, {value.year}" if year else text


def on_days(period: Period) -> str:
    """`on Nov 12, 2026`, `in Oct 24 – Nov 22, 2026`."""
    word = "on" if period.days == 1 else "in"
    return f"{word} {days(period)}"


def days(period: Period) -> str:
    """Days: `Oct 24 – Nov 22, 2026`, or `Nov 12, 2026` for one day."""
    start, last = period.start, period.last
    if start == last:
        return day(last, year=True)
    begin = day(start, year=start.year != last.year)
    return f"{begin} – {day(last, year=True)}"


def span(value: Span) -> str:
    """Days as in `days`; an hour as `Nov 12, 2026, 14:00 UTC`."""
    if not isinstance(value, Hour):
        return days(value)
    name = day(value.day, year=True)
    return f"{name}, {hour(value)} UTC"


def hour(value: Hour) -> str:
    """Start of an hour in UTC: `14:00`."""
    return f"{value.number:02}:00"


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
            return f"{month(first, year=True)}{so_far}"
        case Kind.QUARTER:
            quarter = (first.month - 1) // 3 + 1
            return f"Q{quarter} {first.year}{so_far}"
        case Kind.YEAR:
            return f"{first.year}{so_far}"
        case _:
            return days(choice.period)


def share(ratio: float) -> str:
    """Share: `78.3%`; "" above 100 % and below zero."""
    return percent(ratio) if 0 <= ratio <= 1 else ""


def month(value: date, year: bool = False) -> str:
    """`November`, or with the year `November 2026`."""
    name = LONG_MONTHS[value.month - 1]
    return f"{name} {value.year}" if year else name


def month_and_year(value: Month) -> str:
    """`Nov 2026`."""
    return f"{short_month(value.first)} {value.year}"


def short_month(value: date) -> str:
    """`Nov`."""
    return MONTHS[value.month - 1]


def clock(value: datetime) -> str:
    """`Nov 23, 14:02 UTC`."""
    name = day(value.date())
    return f"{name}, {value:%H:%M} UTC"


def iso(value: datetime) -> str:
    """ISO timestamp for programs: `2026-11-23T14:02:00Z`."""
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
    if hours < 48:
        return f"{hours} h ago"
    return f"{hours // 24} days ago"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 service`, `24 services`."""
    if number != 1:
        noun = plural or f"{noun}s"
    return f"{number:,} {noun}"


def capitalized(text: str) -> str:
    """With its first letter large; `str.capitalize` makes the others small, those of names, too."""
    return text[:1].upper() + text[1:]


def enumerated(names: Sequence[str]) -> str:
    """`EC2`, `EC2 and RDS`, `EC2, RDS and S3`."""
    *others, last = names
    if not others:
        return last
    listed = ", ".join(others)
    return f"{listed} and {last}"


def slug(value: Dimension) -> str:
    """Part of a file name: `usage-type`, `tag-team`."""
    words = re.findall(r"[a-z0-9]+", value.value.lower())
    return "-".join(words)
