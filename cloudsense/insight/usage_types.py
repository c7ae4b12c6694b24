"""Cached usage types of the rows of a list, and their services. Buys nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.frame_families import usage
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import CostQuery, Dimension
from cloudsense.costs.questions import Focus, comparable
from cloudsense.costs.row_rates import RowDetails, focus_of_row
from cloudsense.ledger.ledger import Ledger


def cached_details(
    ledger: Ledger, focus: Focus, periods: Sequence[Period]
) -> dict[str, RowDetails]:
    """Usage types by row name of a list by `focus.by`, where those of all `periods` are cached."""
    if focus.of_one_usage_type or Dimension.FAMILY in focus.dimensions:
        return {}
    cached = CachedUsageTypes.of(ledger, periods)
    found = {}
    for name in cached.chosen(focus.by):
        row = focus_of_row(focus, name)
        if snapshots := cached.answers(row):
            found[name] = RowDetails(row, snapshots)
    return {**cached.rows(focus), **found}


def cached_services(ledger: Ledger, periods: Iterable[Period]) -> dict[str, tuple[str, ...]]:
    """Services of each usage type, in AWS's spelling, from cached answers
    about any of `periods`."""
    cached = [CachedUsageTypes.of(ledger, (period,)) for period in periods]
    return by_usage_type(pair for each in cached for pair in each.pairs())


def by_usage_type(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Services of each usage type."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for service, usage_type in pairs:
        found[usage_type].add(service)
    return {usage_type: tuple(sorted(found[usage_type])) for usage_type in found}


@dataclass(frozen=True)
class CachedUsageTypes:
    """Parts of questions by usage type that are cached for all months of `periods`."""

    ledger: Ledger
    periods: tuple[Period, ...]
    parts: frozenset[CostQuery]

    @classmethod
    def of(cls, ledger: Ledger, periods: Sequence[Period]) -> CachedUsageTypes:
        months: defaultdict[CostQuery, set[Month]] = defaultdict(set)
        for part, month in ledger.bought():
            if Dimension.USAGE_TYPE in part.group_by:
                months[part].add(month)
        needed = {month for period in periods for month in period.months}
        parts = [part for part in months if needed <= months[part]]
        return cls(ledger, tuple(periods), frozenset(parts))

    def chosen(self, dimension: Dimension) -> set[str]:
        """Values of `dimension` that any of the questions is limited to."""
        chosen: set[str] = set()
        for rule in chain.from_iterable(part.where for part in self.parts):
            if rule.dimension is dimension and not rule.exclude:
                chosen.update(rule.values)
        return {comparable(dimension, value) for value in chosen}

    def answers(self, focus: Focus) -> tuple[Snapshot, ...]:
        """Answer for each period, with charge types if possible; empty unless all are cached."""
        if not self.parts:
            return ()
        if focus.has_renamed_service:
            services = chain.from_iterable(map(self.ledger.services, self.periods))
            focus = focus.spelled(list(services))
        for query in (focus.with_charge_types, focus.wide(self._at_once)):
            if query and self.parts.issuperset(query.parts):
                return self._snapshots(query)
        return ()

    def rows(self, focus: Focus) -> dict[str, RowDetails]:
        """Usage types of all rows of a list, from an answer that contains them."""
        by = focus.by
        others = [rule for rule in focus.filters if rule.dimension is not by]
        of_all = Focus(Dimension.USAGE_TYPE, tuple(others), focus.usage_only)
        snapshots = self.answers(of_all)
        names: set[str] = set()
        for snapshot in snapshots:
            if by not in snapshot.frame.dimensions:
                return {}
            values = snapshot.frame.categories(by)
            names.update(comparable(by, value) for value in values)
        return {name: RowDetails(focus_of_row(focus, name), snapshots) for name in names}

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Pairs of service and cached usage type."""
        for part in self.parts:
            for snapshot in self._snapshots(part):
                yield from _pairs(part, snapshot.frame)

    @property
    def _at_once(self) -> int:
        return self.ledger.capabilities.dimensions_at_once

    def _snapshots(self, query: CostQuery) -> tuple[Snapshot, ...]:
        found = []
        for period in self.periods:
            snapshot = self.ledger.snapshot(query, period)
            if snapshot is None:
                return ()
            found.append(snapshot)
        return tuple(found)


def _pairs(part: CostQuery, frame: CostFrame) -> Iterator[tuple[str, str]]:
    if len(part.services) == 1:
        (service,) = part.services
        for name in frame.categories(Dimension.USAGE_TYPE):
            yield service, name
    elif Dimension.SERVICE in frame.dimensions:
        yield from usage(frame)
