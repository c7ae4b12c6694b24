"""Patterns of charges over time: over a week, a year, on the 1st of a month, and by charge type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

Week = tuple[float, float, float, float, float, float, float]
"""Factors from Monday to Sunday."""

ROUND_THE_CLOCK: Week = (1, 1, 1, 1, 1, 1, 1)
SCALED: Week = (1, 1.01, 1.02, 1.01, 0.99, 0.58, 0.56)
VISITED: Week = (1, 1.02, 1.03, 1.02, 0.98, 0.66, 0.62)
NIGHTLY: Week = (0.96, 1.04, 1.05, 1.03, 1, 0.48, 0.42)
OFFICE: Week = (1, 1.05, 1.06, 1.04, 0.93, 0.24, 0.2)

EPOCH = date(2026, 11, 1)
"""Day on which a charge has the quantity of its row; growth is relative to
it, in both directions."""
BURST_EVERY, BURST_ON = 28, date(2026, 11, 12).toordinal() % 28
"""Spikes are on days whose ordinal has this remainder: Thursdays, one in any 28 days."""
REFUND_EVERY, REFUND_ON = 29, date(2026, 11, 9).toordinal() % 29
PROJECT_EVERY, PROJECT_APART, PROJECT_LASTS = 180, 30, 75
"""Days between two runs of a project service, between two services, and of a run. With six of them,
in any 30 days exactly one begins (which was not there in the 30 before) and exactly one ends."""
PROJECT_FIRST = date(2026, 11, 3).toordinal()
RENAMED_IN = 9
"""The month, each year, from which on a renamed service is billed under its other name (the new one
in 2026, the old one again in 2027): any 13 months hold one change of name."""


class Booked(StrEnum):
    """When a charge is booked."""

    DAILY = "daily"
    MONTHLY = "monthly"
    """The whole month's quantity on the 1st."""
    REFUNDED = "refunded"


class Name(StrEnum):
    """Which of its two names a renamed service is billed under."""

    ONLY = "only"
    """It was never renamed."""
    OLD = "old"
    NEW = "new"


def name_in_use(day: date) -> Name:
    """Name that renamed services are billed under on `day`."""
    year = day.year if day.month >= RENAMED_IN else day.year - 1
    return Name.NEW if year % 2 == 0 else Name.OLD


@dataclass(frozen=True)
class Pattern:
    """Pattern that turns a row's quantity into amounts."""

    week: Week = ROUND_THE_CLOCK
    noise: float = 0.0
    """Largest daily deviation, as a share."""
    swing: float = 0.0
    """Largest deviation of a level that lasts for some weeks, as when machines
    are added and removed."""
    growth: float = 0.0
    """Yearly growth as a share of the quantity at EPOCH; linear."""
    burst: float = 1.0
    """Factor on days with a spike."""
    tiers: float = 0.0
    """Largest deviation of a blended rate from the account's own, as a share."""
    cash: float = 1.0
    """Share of price x quantity in the unblended cost."""
    accrued: float = 1.0
    """Share of price x quantity in the amortized cost."""
    booked: Booked = Booked.DAILY
    charge_type: str = "Usage"
    purchase_type: str = ""
    counted: bool = True
    """Whether the line has a usage quantity."""
    name: Name = Name.ONLY
    """Name under which the charge exists."""


PLANNED_RATE = 0.72
"""Price of an hour under the Savings Plan, as a share of On-Demand."""

_SERVER = Pattern()
_FLEET = Pattern(SCALED, noise=0.03, swing=0.16, growth=0.08)
_TRAFFIC = Pattern(VISITED, noise=0.06, growth=0.16, tiers=0.02)
_FEE = Pattern(booked=Booked.MONTHLY, accrued=0)

PATTERNS = {
    "server": _SERVER,
    "server-old-name": replace(_SERVER, name=Name.OLD),
    "server-new-name": replace(_SERVER, name=Name.NEW),
    "fleet": _FLEET,
    "batch": Pattern(NIGHTLY, noise=0.09, swing=0.2, growth=0.14),
    "traffic": _TRAFFIC,
    "bursts": replace(_TRAFFIC, burst=6.5),
    "office": Pattern(OFFICE, noise=0.08, growth=0.12),
    "tokens": Pattern(OFFICE, noise=0.08, swing=0.1, growth=0.55),
    "stock": Pattern(noise=0.002, growth=0.22, tiers=0.01),
    "few": Pattern(noise=0.9),
    "covered": Pattern(
        accrued=PLANNED_RATE, charge_type="SavingsPlanCoveredUsage", purchase_type="Savings Plans"
    ),
    "negation": Pattern(
        cash=-1,
        accrued=0,
        charge_type="SavingsPlanNegation",
        purchase_type="Savings Plans",
        counted=False,
    ),
    "plan-fee": replace(_FEE, charge_type="SavingsPlanRecurringFee", purchase_type="Savings Plans"),
    "plan-unused": Pattern(
        cash=0, charge_type="SavingsPlanRecurringFee", purchase_type="Savings Plans", counted=False
    ),
    "reserved": Pattern(
        cash=0, charge_type="DiscountedUsage", purchase_type="Standard Reserved Instances"
    ),
    "reserved-fee": replace(
        _FEE, charge_type="Recurring", purchase_type="Standard Reserved Instances"
    ),
    "credit": replace(_FLEET, charge_type="Credit", counted=False),
    "traffic-credit": replace(_TRAFFIC, cash=-1, accrued=-1, charge_type="Credit", counted=False),
    "refund": Pattern(booked=Booked.REFUNDED, charge_type="Refund", counted=False),
    "tax": Pattern(booked=Booked.MONTHLY, growth=0.12, charge_type="Tax", counted=False),
    "subscription": Pattern(booked=Booked.MONTHLY),
    "support": Pattern(booked=Booked.MONTHLY, charge_type="Support", counted=False),
}
"""Patterns by the name that rows use."""
