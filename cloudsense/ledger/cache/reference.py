"""The answer that shows which days of an entry changed, and what becomes of the entry then.
Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np

from cloudsense.costs.currency import together
from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.ledger.cache.entry import Entry, Fingerprints, amounts_of, sums_by_day

NO_COSTS = (0.0,) * len(METRICS) * 2
ROUNDING = 1e-5
"""Dollars by which two answers about the same day may differ because AWS rounds each amount."""


class Reference:
    """An entry that others are compared with: each day of them must add up to what it says.

    Fingerprints of the same services are computed once.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._known: dict[tuple[str, ...], Fingerprints] = {}

    def fingerprints(self, services: tuple[str, ...]) -> Fingerprints:
        """Totals of each covered day for `services` (all if there are none), by metric, to a
        millionth.

        Then the same weighted by service and charge type: what moved from one of them to another
        shows as well.
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
        """Of the entry's days. A later reference that says something else shows that they changed.

        Where the entry adds up to something else, AWS changed between the two answers: its own sums
        are taken, so the day counts as changed. Not so in a final overview: a total that never
        agrees would have it bought forever.
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
        """The shortest period that holds every day that changed.

        Without fingerprints, every day that does not add up; in a currency that the reference does
        not have, all.
        """
        own = self.entry.currency
        both = together((entry.currency, own))
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
        """Whether `new` holds every day of `older` that changed."""
        days = self.changed_days(older)
        return days is None or days.meet(new.covered) == days

    def confirm(self, entry: Entry) -> Entry:
        """The entry, as good as if it were bought when the reference was."""
        return replace(
            entry,
            frame=entry.frame.within(self.entry.covered),
            seen=self.entry.seen,
            covered=self.entry.covered,
            estimated=self.entry.estimated,
            fingerprints=self.fingerprints(entry.query.services),
        )

    def merge(self, older: Entry, new: Entry) -> Entry:
        """`older` with the days of `new` replaced; the reference shows that its other days did not
        change."""
        confirmed = self.confirm(older)
        others = confirmed.frame.outside(new.covered)
        costs = [(others, older.currency), (new.frame, new.currency)]
        currency = together(currency for frame, currency in costs if len(frame))
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
    """A column: for each row a number between 0 and 1 that the values of its dimensions decide."""
    weights = np.ones(len(frame))
    for dimension in frame.dimensions:
        names = frame.categories(dimension)
        by_value = np.array([crc32(name.encode()) for name in names])
        weights *= by_value[frame.codes(dimension)] / 2**32
    return weights[:, np.newaxis]


def _agree(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Compares as many sums as both have: an entry's own are not weighted."""
    pairs = zip(one, other, strict=False)
    return all(abs(a - b) <= ROUNDING for a, b in pairs)
