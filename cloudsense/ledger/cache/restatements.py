"""What is remembered of a day that changed after it was complete. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cloudsense.costs.frame import METRICS
from cloudsense.costs.query import Metric
from cloudsense.ledger.cache.entry import Entry, Sighting

STILL_COMING_IN = timedelta(days=2)
"""Today and yesterday grow all the time; what they cost is not remembered."""
MILLIONTH = 1e-6
CENT = 0.01
UNBLENDED = METRICS.index(Metric.UNBLENDED.value)


@dataclass(frozen=True)
class Restatement:
    """A day whose total (unblended) is not what it was when it was first seen complete."""

    day: date
    first: Sighting
    now: Sighting
    """The last look that found a change somewhere in its month."""
    currency: str

    @property
    def change(self) -> float:
        return self.now.amount - self.first.amount


def remembering(older: Entry | None, new: Entry) -> Entry:
    """`new`, with how its days looked at first, and when one of them was last found to have
    changed."""
    sums = new.daily_totals
    seen = {
        day: Sighting(new.seen, amounts[UNBLENDED])
        for day, amounts in sums.items()
        if new.seen.date() - day >= STILL_COMING_IN
    }
    if older is None or older.currency != new.currency:
        return replace(new, first=seen, changed=new.seen if older else None)
    before = older.daily_totals
    changed = older.changed
    for day in before.keys() & sums.keys():
        if _differ(before[day], sums[day]):
            changed = new.seen
    return replace(new, first={**seen, **older.first}, changed=changed)


def restatements(entry: Entry) -> Iterator[Restatement]:
    """The days that changed by a cent or more."""
    for day, amounts in entry.daily_totals.items():
        first = entry.first.get(day)
        now = Sighting(entry.changed or entry.seen, amounts[UNBLENDED])
        if first and abs(now.amount - first.amount) >= CENT:
            yield Restatement(day, first, now, entry.currency)


def _differ(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return any(abs(a - b) > MILLIONTH for a, b in zip(one, other, strict=True))
