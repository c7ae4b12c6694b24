"""Amounts of money as people write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cloudsense.costs.names import quoted
from cloudsense.errors import AddressError

LEAST, MOST = Decimal("0.01"), Decimal(10) ** 12
REMEDY = "Enter a monthly amount such as 18000."
SIGNS: Mapping[str, frozenset[str]] = {
    "$": frozenset({"USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"CNY", "JPY"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₪": frozenset({"ILS"}),
    "฿": frozenset({"THB"}),
    "₫": frozenset({"VND"}),
    "₱": frozenset({"PHP"}),
    "₺": frozenset({"TRY"}),
    "₽": frozenset({"RUB"}),
    "R$": frozenset({"BRL"}),
    "US$": frozenset({"USD"}),
}
"""Currencies that each sign can mean."""
CODES = frozenset().union(
    *SIGNS.values(), {"AED", "CHF", "CZK", "DKK", "IDR", "MYR", "NOK", "PLN", "SAR", "SEK", "ZAR"}
)
SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]")
"""Spaces used as thousands separators."""
TYPESET = str.maketrans("−’", "-'")
CURRENCY = "|".join(
    re.escape(name) for name in (*sorted(SIGNS, key=len, reverse=True), *sorted(CODES))
)
WRITTEN = re.compile(
    rf"(?P<sign>[+-]?)(?P<before>{CURRENCY})? ?(?P<inner>[+-]?)"
    rf"(?P<number>[^+-]*?) ?(?P<after>{CURRENCY})?",
    re.IGNORECASE,
)
WHOLE = re.compile(r"\d+", re.ASCII)
POINT = re.compile(r"\d+\.\d{0,10}|\.\d{1,10}", re.ASCII)
COMMA = re.compile(r"\d+,\d{1,2}|0,\d{1,10}", re.ASCII)
"""A comma before one or two digits, or after a zero, is a decimal comma."""
GROUPED = re.compile(
    r"([1-9]\d{0,2}(?P<by>[ ,.'_])\d{3}(?:(?P=by)\d{3})*)(?:(?!(?P=by))[.,](\d{0,10}))?", re.ASCII
)
"""Groups of three digits, then decimals after a different separator."""
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


@dataclass(frozen=True)
class Amount:
    """An amount above zero, with the currency it was written with, if any."""

    value: Decimal
    currency: str = ""
    """A sign or a code."""

    def __str__(self) -> str:
        """The amount as `parse_amount` accepts it: `18000`, `€18000`, `18000 EUR`."""
        number = f"{self.value.normalize():f}"
        if AMBIGUOUS.fullmatch(number):
            number += "0"
        if self.currency in SIGNS:
            return f"{self.currency}{number}"
        return f"{number} {self.currency}".rstrip()

    def is_in(self, currency: str) -> bool:
        """Whether the amount can be in `currency`."""
        possible = SIGNS.get(self.currency, {self.currency})
        return not self.currency or currency in possible

    def check(self, currency: str) -> None:
        """Raises AddressError if the amount is in another currency than the bill's."""
        if currency and not self.is_in(currency):
            raise AddressError(
                f"The budget “{self}” is not in {currency}, the currency of the bill.",
                "CloudSense does not convert currencies.",
                f"Enter the amount in {currency}.",
            )


def parse_amount(text: str) -> Amount:
    """Parses `18000`, `18,000`, `18 000`, `18.000,50` or `$18,000.50`.

    Raises AddressError; for ambiguous amounts it names both readings.
    """
    plain = SPACES.sub(" ", text.strip())
    written = WRITTEN.fullmatch(plain.translate(TYPESET))
    number = written["number"] if written else ""
    value = _number(number)
    if written is None or value is None or _twice(written):
        raise AddressError(f"{quoted(text)} is not a valid amount.", remedy=REMEDY)
    is_negative = "-" in (written["sign"], written["inner"])
    if is_negative or value <= 0:
        raise AddressError("A budget must be above zero.", remedy=REMEDY)
    if AMBIGUOUS.fullmatch(number):
        raise _asked_back(number)
    if value < LEAST:
        raise AddressError("A budget of less than a cent is too small.", remedy=REMEDY)
    if value > MOST:
        raise AddressError("A budget above a trillion is too large.", remedy=REMEDY)
    currency = written["before"] or written["after"] or ""
    return Amount(value, currency.upper())


def _twice(written: re.Match[str]) -> bool:
    """Whether the currency or its sign occurs twice."""
    has_two_currencies = written["before"] and written["after"]
    has_two_signs = written["sign"] and written["inner"]
    return bool(has_two_currencies or has_two_signs)


def _number(text: str) -> Decimal | None:
    """The number; a single point is read as the decimal point."""
    if WHOLE.fullmatch(text) or POINT.fullmatch(text):
        return Decimal(text)
    if COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if grouped := GROUPED.fullmatch(text):
        thousands, _, decimals = grouped.groups()
        whole = re.sub("[^0-9]", "", thousands)
        return Decimal(f"{whole}.{decimals or '0'}")
    return None


def _asked_back(number: str) -> AddressError:
    """Error for an ambiguous number: `18.000` is 18 in English and 18,000 in German."""
    small = number.rstrip("0").rstrip(".")
    cents = f"{Decimal(number):.2f}".removesuffix(".00")
    large = number.replace(".", "")
    grouped = f"{int(large):,}"
    return AddressError(
        f"“{number}” can be read as {small} or {grouped}.",
        remedy=f"Write {cents} or {large}.",
    )
