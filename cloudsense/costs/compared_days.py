"""Days of a period that are compared, each with a day of the period before. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from cloudsense.costs.period import Pairing, Period, PeriodChoice


@dataclass(frozen=True)
class ComparedDays:
    """Compared days of two periods, and the days left out.

    The n-th day of `now` is compared with the n-th of `before`. Only whole months and periods that
    are compared per day may differ in length.
    """

    now: tuple[date, ...]
    before: tuple[date, ...]
    whole_months: bool = False
    incomplete: tuple[date, ...] = ()
    """Days of the period to which AWS is still adding charges."""
    unmatched: tuple[date, ...] = ()
    """Complete days of either side without a counterpart."""
    with_fees: tuple[date, ...] = ()
    """Days with monthly charges that cannot be separated from usage."""
    against_fees: tuple[date, ...] = ()
    """Days without such charges whose other side has them: they are left out in pairs."""

    @property
    def per_day(self) -> bool:
        """Whether the two sides have different numbers of days."""
        return len(self.now) != len(self.before)

    @property
    def empty(self) -> bool:
        """Whether nothing is compared."""
        return not (self.now and self.before)

    @property
    def divided(self) -> bool:
        """Whether amounts are daily means; whole months are compared in full."""
        return self.per_day and not self.whole_months

    def without(self, fees: frozenset[date], same_days: bool) -> ComparedDays:
        """The days without pairs that contain fees.

        Of `same_days` of two months, a pair is left out only if just one of the two days has fees.
        """
        if self.per_day:
            return self._outside(fees)
        kept: list[tuple[date, date]] = []
        apart: list[date] = []
        for pair in zip(self.now, self.before, strict=True):
            both_have = same_days and fees.issuperset(pair)
            if both_have or fees.isdisjoint(pair):
                kept.append(pair)
            else:
                apart.extend(pair)
        return replace(
            self,
            now=tuple(now for now, _ in kept),
            before=tuple(before for _, before in kept),
            with_fees=tuple(sorted(fees.intersection(apart))),
            against_fees=tuple(sorted(set(apart) - fees)),
        )

    def _outside(self, fees: frozenset[date]) -> ComparedDays:
        """The days without the fee days of each side."""
        apart = fees.intersection((*self.now, *self.before))
        return replace(
            self,
            now=tuple(day for day in self.now if day not in apart),
            before=tuple(day for day in self.before if day not in apart),
            with_fees=tuple(sorted(apart)),
        )


def compared_days(choice: PeriodChoice, complete_to: date) -> ComparedDays:
    """Complete days of the choice, and as many of its comparison period.

    `complete_to` is the last complete UTC day.
    """
    last = max(choice.period.last, choice.before.last)
    if choice.whole_months and last <= complete_to:
        return ComparedDays(
            now=tuple(choice.period.dates),
            before=tuple(choice.before.dates),
            whole_months=True,
        )
    if choice.pairing is Pairing.PER_DAY:
        return _all_complete(choice, complete_to)
    pairs = list(_pairs(choice))
    paired = {day for pair in pairs for day in pair}
    pairs = [pair for pair in pairs if max(pair) <= complete_to]
    before, _ = _by_completeness(choice.before, complete_to)
    now, _ = _by_completeness(choice.period, complete_to)
    later = max(choice.period, choice.before)
    _, incomplete = _by_completeness(later, complete_to)
    unmatched = [day for day in (*before, *now) if day not in paired]
    return ComparedDays(
        now=tuple(now for now, _ in pairs),
        before=tuple(before for _, before in pairs),
        incomplete=incomplete,
        unmatched=tuple(unmatched),
    )


def _all_complete(choice: PeriodChoice, complete_to: date) -> ComparedDays:
    now, open_now = _by_completeness(choice.period, complete_to)
    before, open_before = _by_completeness(choice.before, complete_to)
    return ComparedDays(now, before, incomplete=(*open_now, *open_before))


def _by_completeness(
    period: Period, complete_to: date
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Days up to `complete_to`, and later days."""
    days = tuple(period.dates)
    complete = bisect_right(days, complete_to)
    return days[:complete], days[complete:]


def _pairs(choice: PeriodChoice) -> Iterator[tuple[date, date]]:
    """Each day and its counterpart; ends where a month is shorter."""
    if not choice.same_days:
        yield from zip(choice.period.dates, choice.before.dates, strict=False)
        return
    for now, before in month_pairs(choice):
        by_number = {day.day: day for day in before.dates}
        for day in now.dates:
            if day.day in by_number:
                yield day, by_number[day.day]


def month_pairs(choice: PeriodChoice) -> Iterator[tuple[Period, Period]]:
    """Days of each month, and those of the month that it is compared with."""
    yield from zip(choice.period.by_month, choice.before.by_month, strict=False)
