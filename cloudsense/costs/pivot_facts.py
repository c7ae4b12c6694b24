"""What is worth saying of a pivot: the largest, who grew most, what has no tag. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense.costs.dimension import Dimension
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.granularity import Granularity, is_whole
from cloudsense.costs.hour import Span
from cloudsense.costs.pivot_rows import PivotRows

LEAST_GROWTH, LEAST_RATIO = 5.0, 0.04
"""Dollars, and part of the amount before: smaller growth is no news."""
MOST_UNTAGGED = 3
"""Services that are named to be tagged first."""
NO_RESOURCES = ("Tax", "AWS Support", "AWS Premium Support", "Savings Plans", "Refund")
"""Starts of the names of services whose charges are of no resource, and so have no tags."""


@dataclass(frozen=True)
class Growth:
    """A name that cost more in one column than in an earlier one."""

    name: str
    before: float
    now: float


@dataclass(frozen=True)
class Untagged:
    """Costs without the tag, or outside the cost category."""

    dimension: Dimension
    amount: float
    share: float | None
    """Of all costs; None where that says nothing."""
    first: tuple[tuple[str, float], ...] = ()
    """The services to tag first, and what they cost without the tag."""


def comparable_columns(
    spans: Sequence[Span], granularity: Granularity, complete_to: date, *, adjacent: bool
) -> tuple[int, int] | None:
    """The last whole and complete column, and the one to compare it with: the last one before it,
    or else the first of all; of days, the first of that weekday. Both have as many firsts of a
    month, on which monthly fees fall."""
    fit = [
        n
        for n, span in enumerate(spans)
        if is_whole(span, granularity) and span.last <= complete_to
    ]
    if not fit:
        return None
    last = fit.pop()
    firsts = _firsts(spans[last])
    before = [n for n in fit if _firsts(spans[n]) == firsts]
    if granularity is Granularity.DAILY and not adjacent:
        before = [n for n in before if _weekday(spans[n]) == _weekday(spans[last])]
    if not before:
        return None
    return before[-1] if adjacent else before[0], last


def grew_most(rows: PivotRows, columns: tuple[int, int], by: Dimension) -> Growth | None:
    """The name that grew by the largest amount, if that is worth a sentence."""
    before, now = rows.sums.amounts[:, columns].T
    more = now - before
    least = np.maximum(LEAST_GROWTH, LEAST_RATIO * np.abs(before))
    is_news = more >= least
    if rows.has_absent(by):
        is_news[-1] = False
    if not is_news.any():
        return None
    news = np.where(is_news, more, -np.inf)
    n = int(news.argmax())
    return Growth(
        rows.names[n],
        before=float(before[n]),
        now=float(now[n]),
    )


def untagged_of(rows: PivotRows, by: Dimension, services: PivotRows | None) -> Untagged | None:
    """What `rows`, by `by`, have without a value, and the `services` which that is made of."""
    if not rows.has_absent(by):
        return None
    amount = float(rows.totals.amounts[-1])
    total = float(rows.total.sum(axis=0).amounts)
    is_part = total > 0 and 0 <= amount <= total
    share = amount / total if is_part else None
    return Untagged(by, amount, share, _first(services) if services else ())


def _first(services: PivotRows) -> tuple[tuple[str, float], ...]:
    """The largest that can have tags at all."""
    found: list[tuple[str, float]] = []
    amounts = services.totals.amounts.tolist()
    for name, amount in zip(services.names, amounts, strict=True):
        has_resources = name and not name.startswith(NO_RESOURCES)
        if has_resources and amount > 0:
            found.append((name, amount))
    return tuple(found[:MOST_UNTAGGED])


def without_value(frame: CostFrame, dimension: Dimension) -> CostFrame:
    """The rows without the tag, or outside the cost category."""
    return frame.only(dimension, [""])


def _weekday(span: Span) -> int:
    """Of its last day."""
    return span.last.weekday()


def _firsts(span: Span) -> int:
    """How many firsts of a month it has."""
    return [day.day for day in span.dates].count(1)
