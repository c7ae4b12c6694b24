"""Bars of a chart over time: the days, total and change of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.granularity import Granularity, add_up, is_whole, split
from cloudsense.costs.hour import Span
from cloudsense.costs.period import ONE_DAY, Period

NAMED = 5
"""Names that are listed for a bar that combines several."""
UNITS = {
    Granularity.HOURLY: "hour",
    Granularity.DAILY: "day",
    Granularity.WEEKLY: "week",
    Granularity.MONTHLY: "month",
}


@dataclass(frozen=True)
class Bars:
    """Costs of `table` by hour, day, week or month. AWS is still
    adding charges after `complete_to`."""

    table: Table
    granularity: Granularity
    complete_to: date
    currency: str
    spans: tuple[Span, ...]
    sums: np.ndarray
    """Sum of each bar over all names."""

    @classmethod
    def of(cls, table: Table, granularity: Granularity, complete_to: date, currency: str) -> Bars:
        spans = split(table.period, granularity)
        sums = add_up(table.amounts, spans).sum(axis=0)
        return cls(table, granularity, complete_to, currency, spans, sums)

    @property
    def unit(self) -> str:
        """`hour`, `day`, `week` or `month`."""
        return UNITS[self.granularity]

    @property
    def incomplete(self) -> Period | None:
        """Days to which AWS is still adding charges."""
        period = self.table.period
        first = max(period.start, self.complete_to + ONE_DAY)
        return Period(first, period.end) if first < period.end else None

    def when(self, span: Span) -> str:
        """`Nov 12, 2026`, `Nov 9 – Nov 15, 2026`, `November 2026`, `Nov 12, 2026, 14:00 UTC`."""
        if self.granularity is Granularity.MONTHLY and self.is_whole(span):
            return formatting.month(span.start, year=True)
        return formatting.span(span)

    def is_whole(self, span: Span) -> bool:
        """Whether the period contains the whole week or month."""
        return is_whole(span, self.granularity)

    def is_complete(self, span: Span) -> bool:
        return span.last <= self.complete_to

    @property
    def totals(self) -> list[str]:
        """The sum of each bar."""
        sums = self.sums.tolist()
        return [formatting.money(amount, self.currency) for amount in sums]

    @property
    def remarks(self) -> list[str]:
        """Change of each bar from the one before, or why there is none."""
        bars = range(len(self.spans))
        return list(map(self._remark, bars))

    def _remark(self, n: int) -> str:
        span = self.spans[n]
        part = ""
        if not self.is_whole(span):
            part = f"Part of a {self.unit}"
        if not self.is_complete(span):
            return f"{part}, incomplete" if part else "Incomplete"
        if part or n == 0:
            return part
        before = self.spans[n - 1]
        if not self.is_whole(before):
            return ""
        # A day with a 1st of the month compared to one without would compare fees with usage.
        if _firsts(span) != _firsts(before):
            return "Not compared: monthly charges fall on the 1st"
        return self._change(n, span, before)

    def _change(self, n: int, span: Span, before: Span) -> str:
        then = float(self.sums[n - 1])
        change = float(self.sums[n]) - then
        said = formatting.money(change, self.currency, plus=True)
        if then >= formatting.HALF_A_CENT:
            percent = formatting.percent(change / then, plus=True)
            said += f" ({percent})"
        said += f" on the {self.unit} before"
        if span.days != before.days:
            said += f", {span.days} days against {before.days}"
        return said

    def largest(self, names: Sequence[str], amounts: np.ndarray) -> list[str]:
        """For each bar the largest of `names` with `amounts` by day, and the number of others."""
        by_bar = add_up(amounts, self.spans)
        falling = -np.abs(by_bar)
        order = np.argsort(falling, axis=0, kind="stable")
        rows_by_bar = order[:NAMED].T.tolist()
        pairs = zip(by_bar.T, rows_by_bar, strict=True)
        return [self._named(names, costs, rows) for costs, rows in pairs]

    def _named(self, names: Sequence[str], amounts: np.ndarray, rows: Sequence[int]) -> str:
        named = []
        for row in rows:
            amount = float(amounts[row])
            if not formatting.rounds_to_zero(amount):
                money = formatting.money(amount, self.currency)
                named.append(f"{names[row]} {money}")
        others = len(names) - len(named)
        if named and others:
            named.append(f"{others:,} more")
        return " · ".join(named)


def _firsts(span: Span) -> int:
    """Number of firsts of a month in `span`."""
    return [day.day for day in span.dates].count(1)
