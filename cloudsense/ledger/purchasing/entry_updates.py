"""Updates of cached entries from a newer reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.reference import Reference
from cloudsense.ledger.cache.restatements import remembering
from cloudsense.ledger.planning.requests import Need, days_so_far
from cloudsense.ledger.purchasing.context import Resources

References = Mapping[Month, Reference]


class EntryUpdates:
    """Decides which days of an entry are bought, and merges them. Callers
    hold the question's lock."""

    def __init__(self, shared: Resources) -> None:
        self._memory = shared.memory
        self._clock = shared.clock

    def need(
        self, identity: Identity, part: CostQuery, month: Month, reference: Reference | None
    ) -> Need | None:
        """Days of a stale month to buy: all, the changed ones, or none.

        A month that has become final since it was last seen is bought in full one last time.
        """
        entry = self._memory.get(identity, part, month)
        whole = Need(part, days_so_far(month, self._clock()))
        if entry is None or reference is None:
            return whole
        if entry.unsettled and not reference.entry.unsettled:
            return whole
        if days := reference.changed_days(entry):
            return Need(part, days)
        self._memory.put(identity, reference.confirm(entry), made_from=entry)
        return None

    def changed_within(
        self, identity: Identity, part: CostQuery, run: Period, references: References
    ) -> bool:
        """Whether each month of `run` changed, and only on days of `run`."""
        for month in run.months:
            entry = self._memory.get(identity, part, month)
            reference = references.get(month)
            days = reference.changed_days(entry) if entry and reference else None
            if days is None or days.meet(run) != days:
                return False
        return True

    def store(self, identity: Identity, new: Entry, reference: Reference | None) -> None:
        """Caches `new`: in place of the older entry, or merged into it if `new`
        contains every changed day."""
        older = self._memory.get(identity, new.query, new.month)
        whole = days_so_far(new.month, new.seen)
        made_from: Entry | None = None
        if whole.meet(new.covered) == whole:
            made = new
            if reference:
                made = replace(new, fingerprints=reference.fingerprints_to_keep(new))
        elif older and reference and reference.covers_changes(older, new):
            made = reference.merge(older, new)
            made_from = older
        else:
            return
        if new.query == OVERVIEW:
            made = remembering(older, made)
        self._memory.put(identity, made, made_from)
