"""Snapshots made of entries and cached: the same entries give the same snapshot."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter, is_

from cachetools import LRUCache

from cloudsense.costs.currency import AND, joined_codes, single
from cloudsense.costs.frame import METRICS, CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period, complete_through
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.cache.entry import Entry, Outline

ROWS_AT_HAND = 1_000_000
"""Rows of all cached frames together; about 75 MB."""
A_FRAME, LARGEST_FRAME = 2_000, 750_000
"""Least and most rows that a frame counts as, so that small frames fit next to the largest."""
PERIODS_AT_HAND = 12
"""Cached periods of one frame."""


@dataclass(frozen=True)
class _Joined:
    """Entries joined into one frame, and what was derived from it."""

    entries: Sequence[Entry]
    frame: CostFrame
    snapshots: LRUCache[Period, Snapshot] = field(default_factory=lambda: LRUCache(PERIODS_AT_HAND))

    @property
    def size(self) -> int:
        return min(max(len(self.frame), A_FRAME), LARGEST_FRAME)


class Snapshots:
    """Makes snapshots of entries and caches the last few. Thread-safe."""

    def __init__(self) -> None:
        self._frames: LRUCache[object, _Joined] = LRUCache(ROWS_AT_HAND, attrgetter("size"))
        self._lock = threading.Lock()

    def of(
        self,
        identity: Identity,
        query: CostQuery,
        period: Period,
        entries: Sequence[Entry],
        problem: CloudSenseError | None,
    ) -> Snapshot:
        """Answer of `entries`, all months of all parts of `query`, over `period`.

        Raises MixedCurrencyError.
        """
        joined = self._joined(identity, query, entries)
        if problem:
            return replace(_snapshot(identity, query, period, joined), problem=problem)
        with self._lock:
            known = joined.snapshots.get(period)
        if known is None:
            known = _snapshot(identity, query, period, joined)
            with self._lock:
                joined.snapshots[period] = known
        return known

    def clear(self) -> None:
        """Drops all snapshots after a deletion."""
        with self._lock:
            self._frames.clear()

    def _joined(self, identity: Identity, query: CostQuery, entries: Sequence[Entry]) -> _Joined:
        first, last = entries[0], entries[-1]
        name = (identity, query, first.month, last.month)
        with self._lock:
            known = self._frames.get(name)
        if known and _same(known.entries, entries):
            return known
        made = _Joined(entries, _frame(query, entries))
        with self._lock:
            known = self._frames.get(name)
            if known and _same(known.entries, entries):  # another thread was faster
                return known
            self._frames[name] = made
        return made


def _same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Whether both contain the very same entries."""
    if len(some) != len(others):
        return False
    return all(map(is_, some, others))


def _snapshot(identity: Identity, query: CostQuery, period: Period, joined: _Joined) -> Snapshot:
    entries = joined.entries
    newest = max(entries, key=lambda entry: entry.covered.end)
    unsettled = [entry.seen for entry in entries if entry.unsettled]
    names: dict[str, str] = {}
    for entry in entries:
        names |= entry.account_names
    return Snapshot(
        query=query,
        period=period,
        frame=joined.frame.within(period),
        currency=_currency(period, entries),
        identity=identity,
        fetched_at=min(unsettled, default=newest.seen),
        complete_to=_complete_to(period, entries),
        estimated=frozenset().union(*(entry.estimated for entry in entries)),
        account_names=names,
    )


def _currency(period: Period, entries: Sequence[Entry]) -> str:
    """Currency of the costs in `period`; months without costs
    have none. Raises MixedCurrencyError."""
    codes = joined_codes(entry.currency for entry in entries)
    if AND not in codes:
        return codes
    found: defaultdict[Month, list[str]] = defaultdict(list)
    for entry in entries:
        costs = entry.frame.within(period).data[list(METRICS)]
        if costs.to_numpy().any():
            found[entry.month].append(entry.currency)
    by_month = {month: joined_codes(currencies) for month, currencies in found.items()}
    return single(by_month) or entries[0].currency


def reaches(entry: Outline, period: Period) -> bool:
    """Whether the entry has all its days of `period`; for the last month, which may have grown
    since, one day at least."""
    share = entry.month.period.meet(period)
    if share is None:
        return False
    is_last = share.end == period.end
    needed = share.start + ONE_DAY if is_last else share.end
    return entry.covered.end >= needed


def _complete_to(period: Period, entries: Sequence[Entry]) -> date:
    """Last day that was complete in all entries when they were fetched."""
    last = period.last
    for entry in entries:
        complete = complete_through(entry.seen.date())
        full = min(entry.covered.last, complete)
        if full < entry.month.period.last:
            last = min(last, full)
    return last


def _frame(query: CostQuery, entries: Sequence[Entry]) -> CostFrame:
    """All rows, with a column `service` if the question is limited to services
    without grouping by them."""
    if not query.services or Dimension.SERVICE in query.group_by:
        return CostFrame.joined([entry.frame for entry in entries], query.group_by)
    frames = [
        entry.frame.with_column(Dimension.SERVICE, entry.query.services[0]) for entry in entries
    ]
    return CostFrame.joined(frames, (*query.group_by, Dimension.SERVICE))
