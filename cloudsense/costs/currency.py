"""Currencies of costs. Amounts in different currencies are never added up. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cloudsense.costs.period import Month
from cloudsense.errors import MixedCurrencyError

AND = " and "
"""Separator of the codes if one month has several currencies."""


def joined_codes(currencies: Iterable[str]) -> str:
    """`USD`, or `EUR and USD` for several."""
    codes: set[str] = set()
    for each in currencies:
        codes.update(each.split(AND))
    return AND.join(sorted(codes))


def single(months: Mapping[Month, str]) -> str | None:
    """Currency of costs in these months; None without costs. Raises MixedCurrencyError."""
    if not months:
        return None
    found = joined_codes(months.values())
    if AND in found:
        raise _mixed(months, found)
    return found


def _mixed(months: Mapping[Month, str], found: str) -> MixedCurrencyError:
    bills = [f"{month} in {currency}" for month, currency in sorted(months.items())]
    listed = ", ".join(bills)
    is_month_mixed = any(AND in currency for currency in months.values())
    remedy = "Choose a period in one currency: each month can be shown by itself."
    if is_month_mixed:
        remedy = "Choose another month."
    return MixedCurrencyError(
        f"Costs of these days are in {found}.",
        f"AWS bills {listed}. Amounts in different currencies are never added up.",
        remedy,
    )
