"""Currencies of costs, which are never added up across several. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cloudsense.costs.period import Month
from cloudsense.errors import MixedCurrencyError

AND = " and "
"""Stands between the codes where one month has several."""


def together(currencies: Iterable[str]) -> str:
    """`USD`, or `EUR and USD` where there are several."""
    codes: set[str] = set()
    for each in currencies:
        codes.update(each.split(AND))
    return AND.join(sorted(codes))


def single(months: Mapping[Month, str]) -> str | None:
    """The currency of costs in these months; None where there are none. Raises
    MixedCurrencyError."""
    if not months:
        return None
    found = together(months.values())
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
