"""From usage to total: the steps add up, whatever the charge types are called."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudsense.costs.analysis import Table
from cloudsense.costs.period import Period
from cloudsense.figures import charges
from cloudsense.figures.nodes import text

DAY = Period(date(2026, 11, 1), date(2026, 11, 2))
KINDS = (
    "Usage",
    "SavingsPlanNegation",
    "Enterprise Discount Program Discount",
    "Credit",
    "Refund",
    "Tax",
    "Support",
    "New",
)


def table(**amounts: float) -> Table:
    return named({name.replace("_", " "): amount for name, amount in amounts.items()})


def named(amounts: dict[str, float]) -> Table:
    return Table(DAY, tuple(amounts), np.array([[amount] for amount in amounts.values()]).reshape(-1, 1))


def rows(view: charges.View) -> dict[str, str]:
    return {text(item["x"][0]): text(item["x"][2]) for item in view.body[0]["x"]}


def test_charge_types_are_gathered_into_steps_in_order() -> None:
    view = charges.view(
        table(Tax=20, Credit=-5, Usage=100, DiscountedUsage=10, SavingsPlanRecurringFee=30, Refund=-2, Support=7), "USD"
    )
    assert rows(view) == {
        "Usage": "$110.00",
        charges.COMMITMENTS: "$30.00",
        "Credits": "−$5.00",
        "Refunds": "−$2.00",
        "Support": "$7.00",
        "Tax": "$20.00",
        "Total": "$160.00",
    }
    assert view.sentence == "Discounts, credits and refunds: −$7.00. Total $160.00."


@pytest.mark.parametrize(
    "spelling", ["Enterprise Discount Program Discount", "EdpDiscount", "Private Rate Card Discount"]
)
def test_every_spelling_of_a_discount_is_one(spelling: str) -> None:
    assert rows(charges.view(named({"Usage": 10.0, spelling: -1.0}), "USD"))["Discounts"] == "−$1.00"


def test_an_unknown_charge_type_is_shown_not_dropped() -> None:
    assert rows(charges.view(table(Usage=1, Surprise=2), "USD"))[charges.OTHER] == "$2.00"


def test_nothing_is_said_so() -> None:
    assert charges.view(named({}), "USD").sentence == "No charges in this period."


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KINDS), st.floats(-1e6, 1e6), min_size=1))
def test_bars_stay_within_their_track_and_follow_one_another(amounts: dict[str, float]) -> None:
    view = charges.view(named(amounts), "USD")
    for item in view.body[0]["x"] if view.body else ():
        bar = item["x"][1]["x"][0]["a"]
        start, width = (float(bar[name].rstrip("%")) for name in ("at", "w"))
        assert -0.01 <= start <= 100.01
        assert width >= -0.01
        assert start + width <= 100.02
