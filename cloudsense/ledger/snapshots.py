"""Entries made into what a reader sees."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from operator import is_

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.entries import Entry

FRAMES_AT_HAND = 24


class Snapshots:
    """Makes snapshots of entries and remembers the last few joined frames. Safe for threads."""

    def __init__(self) -> None:
        self._frames: OrderedDict[object, tuple[Sequence[Entry], CostFrame]] = OrderedDict()
        self._lock = threading.Lock()

    def of(
        self,
        identity: Identity,
        query: CostQuery,
        period: Period,
        entries: Sequence[Entry],
        problem: CloudSenseError | None,
    ) -> Snapshot:
        """The answer that `entries`, all months of all parts of `query`, give over `period`."""
        newest = max(entries, key=lambda entry: entry.covered.end)
        return Snapshot(
            query=query,
            period=period,
            frame=self._frame(identity, query, entries).within(period),
            currency=next((e.currency for e in entries if len(e.frame)), entries[0].currency),
            identity=identity,
            fetched_at=min((e.seen for e in entries if e.unsettled), default=newest.seen),
            complete_to=_complete_to(period, entries),
            estimated=frozenset().union(*(entry.estimated for entry in entries)),
            account_names={k: v for entry in entries for k, v in entry.account_names.items()},
            problem=problem,
        )

    def forget(self, entry: Entry) -> None:
        """Drop the frames that it is part of."""
        with self._lock:
            gone = [name for name, (entries, _) in self._frames.items() if any(one is entry for one in entries)]
            for name in gone:
                del self._frames[name]

    def _frame(self, identity: Identity, query: CostQuery, entries: Sequence[Entry]) -> CostFrame:
        """The entries as one frame; the last few are remembered."""
        name = (identity, query, entries[0].month, entries[-1].month)
        with self._lock:
            known, frame = self._frames.get(name, ((), None))
        if frame is None or not all(map(is_, known, entries)):
            frame = _joined(query, entries)
        with self._lock:
            self._frames[name] = entries, frame
            self._frames.move_to_end(name)
            if len(self._frames) > FRAMES_AT_HAND:
                self._frames.popitem(last=False)
        return frame


def reaches(entry: Entry, period: Period) -> bool:
    """Whether it has all its days of `period`; of the last month, which may have grown since, one day at least."""
    share = entry.month.period.meet(period)
    return share is not None and entry.covered.end >= (share.end if share.end < period.end else share.start + ONE_DAY)


def _complete_to(period: Period, entries: Sequence[Entry]) -> date:
    """The last day up to which every entry had full days when it was fetched."""
    full = [(entry, min(entry.covered.last, entry.seen.date() - ONE_DAY)) for entry in entries]
    return min([period.last, *(day for entry, day in full if day < entry.month.period.last)])


def _joined(query: CostQuery, entries: Sequence[Entry]) -> CostFrame:
    """All rows; with a column `service` where the question was asked for single services without grouping by them."""
    if not query.services or Dimension.SERVICE in query.group_by:
        return CostFrame.joined([entry.frame for entry in entries], query.group_by)
    frames = [entry.frame.with_column(Dimension.SERVICE, entry.query.services[0]) for entry in entries]
    return CostFrame.joined(frames, (*query.group_by, Dimension.SERVICE))
