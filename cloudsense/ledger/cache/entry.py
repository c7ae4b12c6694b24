"""A cached answer: a calendar month of one question, and its JSON form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import numpy as np

from cloudsense.costs.frame import METRICS, CostFrame
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery
from cloudsense.ledger.cache import frame_json
from cloudsense.ledger.cache.freshness import MonthState, state

SCHEMA = 1
MOST_PAGES = 10_000
"""Upper bound for the pages of an answer."""

Made = TypeVar("Made")
Fingerprints = Mapping[date, tuple[float, ...]]
"""Totals of each day in the overview when the day was bought."""


@dataclass(frozen=True)
class Sighting:
    """Cost of a day (unblended) when it was first seen complete, as far as known."""

    at: datetime
    amount: float


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Entry without its rows, for planning and estimates."""

    query: CostQuery
    covered: Period
    """Days in the entry: the whole month, or the open month up to the day of the purchase."""
    seen: datetime
    """UTC time at which AWS last returned or confirmed it."""
    pages: float
    """Share of the paid pages, by rows."""
    estimated: frozenset[date] = frozenset()
    changed: datetime | None = None
    """Last time a day was found to have changed; recorded for the overview only."""
    rows: int
    has_fingerprints: bool
    """Whether changed days can be detected."""

    @cached_property
    def month(self) -> Month:
        return Month.of(self.covered.start)

    @property
    def state(self) -> MonthState:
        """State of the month when it was last seen."""
        return state(self.month, self.seen, bool(self.estimated))

    @property
    def unsettled(self) -> bool:
        """Whether AWS could still change the month when it was last seen."""
        return self.state is not MonthState.SETTLED


@dataclass(frozen=True, kw_only=True)
class Entry(Outline):
    """Rows of one month with the time of the purchase."""

    frame: CostFrame
    currency: str
    account_names: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Fingerprints = field(default_factory=dict)
    first: Mapping[date, Sighting] = field(default_factory=dict)
    """First sighting of each complete day; recorded for the overview only."""
    rows: int = field(init=False)
    has_fingerprints: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", len(self.frame))
        object.__setattr__(self, "has_fingerprints", bool(self.fingerprints))

    @property
    def outline(self) -> Outline:
        return Outline(**{each.name: getattr(self, each.name) for each in fields(Outline)})

    @cached_property
    def daily_totals(self) -> Fingerprints:
        """Total of each covered day, by metric."""
        return sums_by_day(self.frame, self.covered, amounts_of(self.frame))

    @property
    def latest(self) -> datetime:
        """Last moment in it; not after the time it was written."""
        moments = [self.seen]
        moments += [sighting.at for sighting in self.first.values()]
        if self.changed:
            moments.append(self.changed)
        return max(moments)


def amounts_of(frame: CostFrame) -> np.ndarray:
    """Amounts: rows of `frame` x metrics."""
    return frame.data[list(METRICS)].to_numpy()


def sums_by_day(frame: CostFrame, period: Period, amounts: np.ndarray) -> Fingerprints:
    """Sums of `amounts` (rows of `frame` x metrics) for each day of `period`."""
    sums = np.zeros((period.days, amounts.shape[1]))
    np.add.at(sums, frame.offsets(period.start), amounts)
    rounded = map(tuple, sums.round(6).tolist())
    return dict(zip(period.dates, rounded, strict=True))


def key(identity: Identity, query: CostQuery, month: Month) -> str:
    """Cache key of an entry; unique for each account."""
    account = of_account(identity)
    return f"{account}{_hashed(query)}:{month}"


def of_account(identity: Identity) -> str:
    """Prefix of the keys of an account's entries."""
    return f"costs:{SCHEMA}:{identity.partition}:{identity.account}:"


@lru_cache(maxsize=2**15)
def _hashed(query: CostQuery) -> str:
    digest = hashlib.sha256(query.name.encode())
    return digest.hexdigest()[:32]


def to_json(entry: Entry) -> dict[str, Any]:
    sightings = {}
    for day, sighting in entry.first.items():
        sightings[day] = [sighting.at.isoformat(), sighting.amount]
    return {
        "schema": SCHEMA,
        "query": entry.query.name,
        "covered": [entry.covered.start.isoformat(), entry.covered.end.isoformat()],
        "currency": entry.currency,
        "seen": entry.seen.isoformat(),
        "pages": entry.pages,
        "estimated": sorted(map(date.isoformat, entry.estimated)),
        "account_names": dict(entry.account_names),
        "fingerprints": _by_iso_day(entry.fingerprints),
        "first": _by_iso_day(sightings),
        "changed": entry.changed.isoformat() if entry.changed else None,
        **frame_json.written(entry.frame, entry.covered.start),
    }


def _by_iso_day(values: Mapping[date, Sequence[Any]]) -> dict[str, list[Any]]:
    return {day.isoformat(): list(values[day]) for day in values}


def from_json(value: Mapping[str, Any], query: CostQuery) -> Entry | None:
    """Parsed entry; None if it is not a valid entry for `query` with the current schema."""
    try:
        if (value["schema"], value["query"]) != (SCHEMA, query.name):
            return None
        covered = Period(*map(date.fromisoformat, value["covered"]))
        seen = moment(value["seen"])
        pages = float(value["pages"])
        frame = frame_json.read(value, covered.start, query.group_by)
        if len(covered.months) > 1 or not 0 <= pages <= MOST_PAGES:
            return None
        if seen.date() < covered.start - ONE_DAY:
            return None
        return Entry(
            query=query,
            covered=covered,
            frame=frame.check(covered),
            currency=str(value["currency"]),
            seen=seen,
            pages=pages,
            estimated=frozenset(map(date.fromisoformat, value["estimated"])),
            account_names=texts(value["account_names"]),
            fingerprints=_by_day(value["fingerprints"], lambda *sums: tuple(map(float, sums))),
            first=_by_day(value.get("first", {}), _sighting),
            changed=moment(value["changed"]) if value.get("changed") else None,
        )
    except Exception:  # noqa: BLE001 - anything that was planted or damaged is not an entry
        return None


def texts(values: Mapping[str, str]) -> dict[str, str]:
    """Mapping with names and values converted to texts."""
    return {str(name): str(values[name]) for name in values}


def _by_day(values: Mapping[str, Sequence[Any]], made: Callable[..., Made]) -> dict[date, Made]:
    return {date.fromisoformat(day): made(*values[day]) for day in values}


def _sighting(at: str, amount: float) -> Sighting:
    return Sighting(moment(at), float(amount))


def moment(text: str) -> datetime:
    """Parsed time. Raises ValueError for an invalid text, TypeError for other types."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found
