"""What a purchase will cost, going by what the same question took before. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.entries import Entry
from cloudsense.ledger.needs import divisible, runs


def pages(query: CostQuery, lacking: Sequence[tuple[CostQuery, Month]], known: Sequence[Entry]) -> int:
    """About how many pages it takes to buy the `lacking` months of parts of `query`, when `known` took theirs.

    A month that was never bought is taken to be like the others, and no request takes less than one page.
    """
    took = {(entry.query, entry.month): entry.pages for entry in known}
    usual = sum(took.values()) / len(took) if took else 0.0
    asked: dict[object, float] = {}
    for part in dict.fromkeys(part for part, _ in lacking):
        months = [month for of, month in lacking if of == part]
        for run in runs(month.period for month in months):
            request = run.months if divisible(query) else (part, run.months)
            amount = sum(took.get((part, month), usual) for month in run.months)
            asked[request] = asked.get(request, 0.0) + amount
    return sum(max(1, math.ceil(round(amount, 6))) for amount in asked.values())


def share(known: Sequence[Entry], period: Period) -> int:
    """About how many pages the days of `period` take, when `known` took theirs; one at least."""
    days = [(entry, period.meet(entry.covered)) for entry in known]
    return max(1, math.ceil(round(sum(e.pages * met.days / e.covered.days for e, met in days if met), 6)))
