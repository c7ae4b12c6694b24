"""Reference answers, which show the days of an entry that changed, and updates of entries. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np

from cloudsense.costs.currency import joined_codes
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.ledger.cache.entry import Entry, Fingerprints, amounts_of, sums_by_day

NO_COSTS = (0.0,) * len(METRICS) * 2
ROUNDING = 1e-5
"""Largest difference in dollars between two answers about the same day
that AWS's rounding explains."""


class Reference:
    """Entry that others are compared with: their days must add up to its totals.

    Fingerprints are cached by services.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._known: dict[tuple[str, ...], Fingerprints] = {}

    def fingerprints(self, services: tuple[str, ...]) -> Fingerprints:
        """Totals of each covered day for `services` (all if there are none), by metric, to a
        millionth.

        The same totals weighted by service and charge type follow: they change if costs move
        between these.
        """
        if services not in self._known:
            frame = self.entry.frame
            if services:
                frame = frame.only(Dimension.SERVICE, services)
            amounts = amounts_of(frame)
            both = np.hstack([amounts, amounts * _weights(frame)])
            self._known[services] = sums_by_day(frame, self.entry.covered, both)
        return self._known[services]

    def fingerprints_to_keep(self, entry: Entry) -> Fingerprints:
        """Fingerprints of the entry's days, from which later references find changed days.

        If the entry's own sums differ, AWS's data changed between the two answers: the own sums are
        kept, so the day counts as changed. In a final overview the reference's are kept, or a
        lasting difference would have it bought forever.
        """
        found = self.fingerprints(entry.query.services)
        if entry.query == OVERVIEW and not entry.unsettled:
            return found
        chosen: dict[date, tuple[float, ...]] = {}
        for day, sums in entry.daily_totals.items():
            agrees = day in found and _agree(found[day], sums)
            chosen[day] = found[day] if agrees else sums
        return chosen

    def changed_days(self, entry: Entry) -> Period | None:
        """Shortest period that contains every changed day.

        Without fingerprints, the days that do not add up; in a currency that the reference lacks,
        all days.
        """
        own = self.entry.currency
        both = joined_codes((entry.currency, own))
        if len(entry.frame) and both != own:
            return self.entry.covered
        now = self.fingerprints(entry.query.services)
        before = entry.fingerprints or entry.daily_totals
        days = []
        for day, sums in now.items():
            if not _agree(before.get(day, NO_COSTS), sums):
                days.append(day)
        if not days:
            return None
        return Period(min(days), max(days) + ONE_DAY)

    def covers_changes(self, older: Entry, new: Entry) -> bool:
        """Whether `new` contains every changed day of `older`."""
        days = self.changed_days(older)
        return days is None or days.meet(new.covered) == days

    def confirm(self, entry: Entry) -> Entry:
        """The entry, marked as fresh as the reference."""
        return replace(
            entry,
            frame=entry.frame.within(self.entry.covered),
            seen=self.entry.seen,
            covered=self.entry.covered,
            estimated=self.entry.estimated,
            fingerprints=self.fingerprints(entry.query.services),
        )

    def merge(self, older: Entry, new: Entry) -> Entry:
        """`older` with the days of `new` replaced; the reference shows that its other
        days did not change."""
        confirmed = self.confirm(older)
        others = confirmed.frame.outside(new.covered)
        costs = [(others, older.currency), (new.frame, new.currency)]
        currency = joined_codes(currency for frame, currency in costs if len(frame))
        end = max(confirmed.covered.end, new.covered.end)
        merged = replace(
            confirmed,
            covered=Period(confirmed.covered.start, end),
            frame=CostFrame.joined([others, new.frame], older.frame.dimensions),
            currency=currency or new.currency,
            seen=min(new.seen, self.entry.seen),
            account_names={**older.account_names, **new.account_names},
        )
        return replace(merged, fingerprints=self.fingerprints_to_keep(merged))


def _weights(frame: CostFrame) -> np.ndarray:
    """Column of weights between 0 and 1, derived from each row's values."""
    weights = np.ones(len(frame))
    for dimension in frame.dimensions:
        names = frame.categories(dimension)
        by_value = np.array([crc32(name.encode()) for name in names])
        weights *= by_value[frame.codes(dimension)] / 2**32
    return weights[:, np.newaxis]


def _agree(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the sums that both have are equal; an entry's own are not weighted."""
    pairs = zip(one, other, strict=False)
    return all(abs(a - b) <= ROUNDING for a, b in pairs)
