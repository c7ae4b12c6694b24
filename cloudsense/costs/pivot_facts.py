"""Facts about a pivot: the largest, the fastest growing, the untagged. Pure."""

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
"""Smallest growth that is mentioned: in dollars, and as a share of the amount before."""
MOST_UNTAGGED = 3
"""Number of services that are suggested for tagging."""
NO_RESOURCES = ("Tax", "AWS Support", "AWS Premium Support", "Savings Plans", "Refund")
"""Prefixes of services whose charges belong to no resource, and so can't be tagged."""


@dataclass(frozen=True)
class Growth:
    """A name that cost more in one column than in an earlier one."""

    name: str
    before: float
    now: float
    is_most: bool = True
    """Whether no other name grew by a larger amount."""


@dataclass(frozen=True)
class Untagged:
    """Costs without the tag, or outside the cost category."""

    dimension: Dimension
    amount: float
    share: float | None
    """Share of all costs; None without positive costs."""
    first: tuple[tuple[str, float], ...] = ()
    """Services to tag first, with their untagged costs."""


def comparable_columns(
    spans: Sequence[Span], granularity: Granularity, complete_to: date, *, adjacent: bool
) -> tuple[int, int] | None:
    """The last whole and complete column, and the one to compare it with.

    That is the one before, or if not `adjacent` the first; for days, the first one of that weekday.
    Both contain the same number of firsts of a month, on which monthly fees fall.
    """
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
    """Name with the largest growth, if it is large enough to mention."""
    before, now = rows.sums.amounts[:, columns].T
    more = now - before
    if rows.has_absent(by):
        more[-1] = 0
    least = np.maximum(LEAST_GROWTH, LEAST_RATIO * np.abs(before))
    is_news = more >= least
    if not is_news.any():
        return None
    news = np.where(is_news, more, -np.inf)
    n = int(news.argmax())
    return Growth(
        rows.names[n],
        before=float(before[n]),
        now=float(now[n]),
        is_most=bool(more[n] >= more.max()),
    )


def untagged_of(rows: PivotRows, by: Dimension, services: PivotRows | None) -> Untagged | None:
    """Costs of `rows` without a value of `by`, and the `services` that they belong to."""
    if not rows.has_absent(by):
        return None
    amount = float(rows.totals.amounts[-1])
    total = float(rows.total.sum(axis=0).amounts)
    is_part = total > 0 and 0 <= amount <= total
    share = amount / total if is_part else None
    return Untagged(by, amount, share, _first(services) if services else ())


def _first(services: PivotRows) -> tuple[tuple[str, float], ...]:
    """Largest services that can be tagged."""
    found: list[tuple[str, float]] = []
    amounts = services.totals.amounts.tolist()
    for name, amount in zip(services.names, amounts, strict=True):
        has_resources = name and not name.startswith(NO_RESOURCES)
        if has_resources and amount > 0:
            found.append((name, amount))
    return tuple(found[:MOST_UNTAGGED])


def without_value(frame: CostFrame, dimension: Dimension) -> CostFrame:
    """Rows without the tag, or outside the cost category."""
    return frame.only(dimension, [""])


def _weekday(span: Span) -> int:
    """Weekday of the last day."""
    return span.last.weekday()


def _firsts(span: Span) -> int:
    """Number of firsts of a month in it."""
    return [day.day for day in span.dates].count(1)
