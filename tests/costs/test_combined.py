"""Answers of several payers as one: no cent is lost or counted twice, and no two currencies are added."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from frames import Row, frame
from hypothesis import given
from hypothesis import strategies as st

from cloudsense.costs.combined import contained, currency_of, merge
from cloudsense.costs.exact import decimal
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import MixedCurrencyError

FIRST = date(2026, 11, 1)
PERIOD = Period(FIRST, FIRST + 3 * ONE_DAY)
SERVICE, REGION, ACCOUNT = Dimension.SERVICE, Dimension.REGION, Dimension.ACCOUNT
BY_SERVICE = Focus(SERVICE)


def test_a_member_account_is_in_the_costs_of_its_management_account() -> None:
    payer, stranger = Identity("111122223333", "", manager="111122223333"), Identity("999900001111", "")
    member, other = Identity("222233334444", "", manager=payer.account), Identity("333344445555", "", manager="0" * 12)
    found = {"member": member, "acme": payer, "other": other, "stranger": stranger}
    assert contained(found) == {"member": "acme"}
    assert contained({"member": member, "other": other}) == {}, "nobody else has its costs"


amounts = st.floats(-1e9, 1e9, allow_nan=False)
services = st.sampled_from(["Amazon EC2", "Amazon S3", "Tax"])
rows = st.lists(st.tuples(st.sampled_from(list(PERIOD.dates)), st.tuples(services, st.sampled_from("ab")), amounts))


def snapshot(found: list[Row], *dimensions: Dimension, currency: str = "USD", day: int = 3) -> Snapshot:
    return Snapshot(
        query=CostQuery(dimensions),
        period=PERIOD,
        frame=frame(dimensions, found),
        currency=currency,
        identity=Identity("111122223333", ""),
        fetched_at=datetime(2026, 11, day, 12, tzinfo=UTC),
        complete_to=date(2026, 11, day - 1),
    )


def sums(one: Snapshot, focus: Focus) -> Counter[tuple[str, str]]:
    """Exact, by day and service."""
    found: Counter[tuple[str, str]] = Counter()
    data = focus.within(one.frame).data
    for day, name, amount in zip(data["day"], data["service"], data["unblended"], strict=True):
        found[str(day), str(name)] += decimal(amount)  # type: ignore[assignment]
    return found


@given(st.lists(rows, min_size=1, max_size=4), st.booleans())
def test_the_parts_add_up_to_the_whole(parts: list[list[Row]], filtered: bool) -> None:
    """Whatever form each payer was asked in."""
    focus = Focus(SERVICE, (Filter(REGION, ("a",)),)) if filtered else BY_SERVICE
    kept = [[row for row in part if not filtered or n or row[1][1] == "a"] for n, part in enumerate(parts)]
    answers = [snapshot(part, SERVICE, REGION) for part in kept]
    if filtered:  # AWS left the first one's other regions out, and the region with them
        answers[0] = snapshot([(day, (name,), amount) for day, (name, _), amount in kept[0]], SERVICE)
    whole = merge(answers, focus)
    expected: Counter[tuple[str, str]] = Counter()
    for answer in answers:
        for key, amount in sums(answer, focus).items():
            expected[key] += amount
    assert {k: v for k, v in sums(whole, focus).items() if v} == {k: v for k, v in expected.items() if v}
    assert len(whole.frame) == sum(len(focus.within(answer.frame)) for answer in answers)


def test_accounts_keep_their_names_and_the_oldest_part_its_age() -> None:
    ours = replace(snapshot([(FIRST, ("1",), 1.0)], ACCOUNT), account_names={"1": "prod"})
    theirs = replace(snapshot([(FIRST, ("2",), 2.0)], ACCOUNT, day=2), account_names={"2": "prod"})
    whole = merge([ours, theirs], Focus(ACCOUNT))
    assert whole.account_names == {"1": "prod", "2": "prod"}
    assert (whole.fetched_at, whole.complete_to) == (theirs.fetched_at, theirs.complete_to)
    assert list(whole.frame.data["account"].cat.categories) == ["1", "2"]


def test_only_days_that_all_tell_are_added() -> None:
    """AWS has this month alone of a payer who is new."""
    rows: list[Row] = [(day, ("Tax",), 1.0) for day in PERIOD.dates]
    later = replace(snapshot(rows[1:], SERVICE), period=Period(FIRST + ONE_DAY, PERIOD.end))
    whole = merge([snapshot(rows, SERVICE), later], BY_SERVICE)
    assert whole.period == later.period
    assert sum(sums(whole, BY_SERVICE).values()) == 4


def test_one_alone_is_itself() -> None:
    alone = snapshot([(FIRST, ("Amazon S3", "Usage"), 1.0)], *OVERVIEW.group_by)
    assert merge([alone], BY_SERVICE) is alone


def test_currencies_are_never_added_but_nothing_has_none() -> None:
    dollars = snapshot([(FIRST, ("Tax",), 1.0)], SERVICE)
    euros = snapshot([(FIRST, ("Tax",), 1.0)], SERVICE, currency="EUR")
    nothing = snapshot([], SERVICE, currency="EUR")
    with pytest.raises(MixedCurrencyError, match="EUR and USD"):
        merge([dollars, euros], BY_SERVICE)
    assert merge([dollars, nothing], BY_SERVICE).currency == "USD"
    assert currency_of([nothing]) == "EUR"
    assert Decimal(float(merge([dollars, dollars], BY_SERVICE).frame.data["unblended"].sum())) == 2
