"""What a purchase will cost, going by whatever is kept; nobody is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension
from cloudsense.ledger.cache.cached_entries import CachedEntries
from cloudsense.ledger.cache.entry import Entry
from cloudsense.ledger.cache.memory_cache import MemoryCache
from cloudsense.ledger.planning.page_estimate import A_MONTH, NOTHING, Estimate, PageSize, around, days, pages, share
from cloudsense.ledger.planning.row_estimate import Rate, kind, rate

MOST_REMEMBERED = 50_000

Lacking = tuple[CostQuery, Month]
"""A month of one part that is not good."""
Asked = tuple[Identity, CostQuery, Period]


@dataclass(frozen=True)
class Remembered:
    """An estimate, when it was made, and what was kept then: of the question itself, and altogether."""

    estimate: Estimate
    at: date
    """The minute, as what is kept grows old; the day, if nothing is."""
    own: object
    all: object | None
    """None if enough was known for a while."""


@dataclass(frozen=True)
class AtHand:
    """Entries of one account that are in memory, by kind of question."""

    version: object
    of_kind: dict[frozenset[Dimension], list[Entry]]
    sizes: dict[frozenset[Dimension], PageSize]
    """Of pages, where answers of a kind took several."""
    size: PageSize
    """Of any page but those of totals, which are one row a day."""
    rates: dict[CostQuery, Rate] = field(default_factory=dict)
    """Those that were asked for."""

    def page_size(self, query: CostQuery) -> PageSize:
        """Of answers of its kind, or else of all of them."""
        return self.sizes.get(kind(query), self.size)

    def rate(self, part: CostQuery) -> Rate:
        """Of a question that was never asked: by answers of its kind, or else by all of them."""
        if part not in self.rates:
            found = rate(part, self.of_kind.get(kind(part), ()), at_most=False)
            everything = chain.from_iterable(self.of_kind.values())
            self.rates[part] = found if found.known else self._by_all(part, list(everything))
        return self.rates[part]

    def _by_all(self, part: CostQuery, everything: list[Entry]) -> Rate:
        """The most that it can be, where one knows how much goes on a page or where a month of that goes on one."""
        most = rate(part, everything)
        fits = self.size.several or most.rows * A_MONTH <= self.size.rows
        return most if fits else rate(part, everything, at_most=False)


class Estimator:
    """Remembers each estimate as long as nothing is known that was not known then. Safe for threads."""

    def __init__(
        self,
        memory: MemoryCache,
        cached: CachedEntries,
        clock: Callable[[], datetime],
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._cached = cached
        self._remembered: dict[Asked, Remembered] = {}
        self._known: AtHand | None = None

    def pages(self, identity: Identity, query: CostQuery, period: Period) -> Estimate:
        """About how many pages it takes to make every month of `period` good, for every part of `query`."""
        asked = identity, query, period
        seen = *(self._memory.versions[part] for part in query.parts), self._memory.versions[OVERVIEW]
        minute, everything = self._clock().replace(second=0, microsecond=0), (identity, self._memory.variety)
        known = self._remembered.get(asked)
        holds = known and known.own == seen and known.at in (minute, minute.date())
        if known is None or not holds or known.all not in (None, everything):
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.clear()
            kept = self._glanced(identity, query, period.months)
            estimate = self._estimate(identity, query, period, kept)
            at = minute if any(kept.values()) else minute.date()
            known = Remembered(estimate, at, seen, None if estimate.known else everything)
            self._remembered[asked] = known
        return known.estimate

    def knows(self, identity: Identity, query: CostQuery, period: Period) -> bool:
        """Whether any month of any part is kept."""
        return any(self._glanced(identity, query, period.months).values())

    def of_request(self, identity: Identity, query: CostQuery, period: Period) -> int:
        """About how many pages a request takes, going by what the same days took before, or what is like them.

        One at least, and one where nobody knows.
        """
        kept = self._glanced(identity, query, period.months)
        if found := [entry for entry in kept.values() if entry]:
            return share(period, found)
        rates = self._rates(identity, query.parts, period, kept)
        known = all(found.known for found in rates.values())
        rows = sum(found.rows for found in rates.values()) * period.days
        return self._at_hand(identity).page_size(query).pages(rows) if known else 1

    def _estimate(
        self, identity: Identity, query: CostQuery, period: Period, kept: Mapping[Lacking, Entry | None]
    ) -> Estimate:
        now = self._clock()
        lacking = [lacked for lacked, entry in kept.items() if not self._cached.answers(identity, entry, period)]
        if not lacking:
            return NOTHING
        rates = self._rates(identity, dict.fromkeys(part for part, _ in lacking), period, kept)
        rows = {(part, month): rates[part].rows * days(month, kept[part, month], now) for part, month in lacking}
        number = pages(query, rows, self._at_hand(identity).page_size(query))
        return Estimate(number, all(found.known for found in rates.values()))

    def _rates(
        self, identity: Identity, parts: Iterable[CostQuery], period: Period, kept: Mapping[Lacking, Entry | None]
    ) -> dict[CostQuery, Rate]:
        at_hand, own = self._at_hand(identity), {part: self._own(identity, part, period, kept) for part in parts}
        return {part: rate(part, known) if known else at_hand.rate(part) for part, known in own.items()}

    def _own(
        self, identity: Identity, part: CostQuery, period: Period, kept: Mapping[Lacking, Entry | None]
    ) -> list[Entry]:
        """Answers to the question itself: of the months in `period`, or else of those nearby."""
        found = [entry for (of, _), entry in kept.items() if entry and of == part]
        return found or [entry for entry in self._memory.glance(identity, part, around(period)) if entry]

    def _at_hand(self, identity: Identity) -> AtHand:
        version = identity, self._memory.variety, self._clock().replace(second=0, microsecond=0)
        if self._known is None or self._known.version != version:
            of_kind: defaultdict[frozenset[Dimension], list[Entry]] = defaultdict(list)
            for entry in self._memory.of(identity):
                if entry.query != TOTAL:
                    of_kind[kind(entry.query)].append(entry)
            sizes = {group: PageSize.of(entries) for group, entries in of_kind.items()}
            self._known = AtHand(
                version,
                of_kind,
                {group: size for group, size in sizes.items() if size.several},
                PageSize.of(chain.from_iterable(of_kind.values())),
            )
        return self._known

    def _glanced(self, identity: Identity, query: CostQuery, months: Sequence[Month]) -> dict[Lacking, Entry | None]:
        found = {part: self._memory.glance(identity, part, months) for part in query.parts}
        return {(part, month): found[part][n] for n, month in enumerate(months) for part in query.parts}
