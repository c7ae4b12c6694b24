"""Record of days that changed after they were complete. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cloudsense.costs.frame import METRICS
from cloudsense.costs.query import Metric
from cloudsense.ledger.cache.entry import Entry, Sighting

STILL_COMING_IN = timedelta(days=2)
"""Today and yesterday always grow; their costs are not recorded."""
MILLIONTH = 1e-6
CENT = 0.01
UNBLENDED = METRICS.index(Metric.UNBLENDED.value)


@dataclass(frozen=True)
class Restatement:
    """A day whose total (unblended) differs from when it was first seen complete."""

    day: date
    first: Sighting
    now: Sighting
    """Last update that found a change in the month."""
    currency: str

    @property
    def change(self) -> float:
        return self.now.amount - self.first.amount


def remembering(older: Entry | None, new: Entry) -> Entry:
    """`new` with the first sightings of its days, and the last time one of them was
    found to have changed."""
    sightings = _complete_days(new)
    if older is None:
        return replace(new, first=sightings, changed=None)
    if older.currency != new.currency:
        return replace(new, first=sightings, changed=new.seen)
    first = {**sightings, **older.first}
    changed = new.seen if _has_changed(older, new) else older.changed
    return replace(new, first=first, changed=changed)


def _complete_days(entry: Entry) -> dict[date, Sighting]:
    """Complete days with their costs when the entry was seen."""
    seen_on = entry.seen.date()
    found: dict[date, Sighting] = {}
    for day, amounts in entry.daily_totals.items():
        if seen_on - day >= STILL_COMING_IN:
            found[day] = Sighting(entry.seen, amounts[UNBLENDED])
    return found


def _has_changed(older: Entry, new: Entry) -> bool:
    """Whether a day that both have has different totals."""
    before = older.daily_totals
    now = new.daily_totals
    common = before.keys() & now.keys()
    return any(_differ(before[day], now[day]) for day in common)


def restatements(entry: Entry) -> Iterator[Restatement]:
    """Days that changed by a cent or more."""
    last_change = entry.changed or entry.seen
    for day, first in entry.first.items():
        if day not in entry.daily_totals:
            continue
        amount = entry.daily_totals[day][UNBLENDED]
        found = Restatement(day, first, Sighting(last_change, amount), entry.currency)
        if abs(found.change) >= CENT:
            yield found


def _differ(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    pairs = zip(one, other, strict=True)
    return any(abs(a - b) > MILLIONTH for a, b in pairs)
