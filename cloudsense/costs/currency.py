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
    for currency in currencies:
        codes.update(currency.split(AND))
    return AND.join(sorted(codes))


def single(months: Mapping[Month, str]) -> str | None:
    """The currency of costs in these months; None where there are none. Raises
    MixedCurrencyError."""
    found = together(months.values()) if months else None
    if found and AND in found:
        raise _mixed(months, found)
    return found


def _mixed(months: Mapping[Month, str], found: str) -> MixedCurrencyError:
    named = [f"{month} in {currency}" for month, currency in sorted(months.items())]
    listed = ", ".join(named)
    within = any(AND in currency for currency in months.values())
    return MixedCurrencyError(
        f"Costs of these days are in {found}.",
        f"AWS bills {listed}. Amounts in different currencies are never added up.",
        "Choose another month."
        if within
        else "Choose a period in one currency: each month can be shown by itself.",
    )
