"""One cached answer: a calendar month of one question, and how it is written down as JSON."""

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
from cloudsense.ledger.cache import frames
from cloudsense.ledger.cache.freshness import MonthState, state

SCHEMA = 1
MOST_PAGES = 10_000
"""More than any answer has."""

Made = TypeVar("Made")
Fingerprints = Mapping[date, tuple[float, ...]]
"""A day's totals, as the overview had them when the day was bought."""


@dataclass(frozen=True)
class Sighting:
    """What a day cost (unblended) when it was first seen with all its costs, as far as one could
    tell."""

    at: datetime
    amount: float


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What is known of an entry without its rows: enough to plan by and to estimate pages."""

    query: CostQuery
    covered: Period
    """The days that it holds: the whole month, or the open month up to the day it was bought."""
    seen: datetime
    """When AWS last gave or confirmed it (UTC)."""
    pages: float
    """Its share, by rows, of the pages that were paid."""
    estimated: frozenset[date] = frozenset()
    changed: datetime | None = None
    """When a day was last found to have changed; remembered for the overview only."""
    rows: int
    has_fingerprints: bool
    """Whether there is anything that shows which of its days changed."""

    @cached_property
    def month(self) -> Month:
        return Month.of(self.covered.start)

    @property
    def state(self) -> MonthState:
        """How final the month was when it was last seen."""
        return state(self.month, self.seen, bool(self.estimated))

    @property
    def unsettled(self) -> bool:
        """Whether AWS could still change the month when it was last seen."""
        return self.state is not MonthState.SETTLED


@dataclass(frozen=True, kw_only=True)
class Entry(Outline):
    """What was bought about one month, and when."""

    frame: CostFrame
    currency: str
    account_names: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Fingerprints = field(default_factory=dict)
    first: Mapping[date, Sighting] = field(default_factory=dict)
    """How complete days looked at first; remembered for the overview only."""
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
        """What each covered day adds up to, by metric."""
        return sums_by_day(self.frame, self.covered, amounts_of(self.frame))

    @property
    def latest(self) -> datetime:
        """The last moment that it speaks of; no later than when it was written."""
        moments = [self.seen]
        moments += [sighting.at for sighting in self.first.values()]
        if self.changed:
            moments.append(self.changed)
        return max(moments)


def amounts_of(frame: CostFrame) -> np.ndarray:
    """A row for each row of `frame`, a column for each metric."""
    return frame.data[list(METRICS)].to_numpy()


def sums_by_day(frame: CostFrame, period: Period, amounts: np.ndarray) -> Fingerprints:
    """For each day of `period` the sums of `amounts`, a row of which belongs to each row of
    `frame`."""
    sums = np.zeros((period.days, amounts.shape[1]))
    np.add.at(sums, frame.offsets(period.start), amounts)
    rounded = map(tuple, sums.round(6).tolist())
    return dict(zip(period.dates, rounded, strict=True))


def key(identity: Identity, query: CostQuery, month: Month) -> str:
    """The name that an entry is cached under; two accounts never share one."""
    account = of_account(identity)
    return f"{account}{_hashed(query)}:{month}"


def of_account(identity: Identity) -> str:
    """What all names of its entries start with."""
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
        **frames.written(entry.frame, entry.covered.start),
    }


def _by_iso_day(values: Mapping[date, Sequence[Any]]) -> dict[str, list[Any]]:
    return {day.isoformat(): list(values[day]) for day in values}


def from_json(value: Mapping[str, Any], query: CostQuery) -> Entry | None:
    """The entry that was written, or None if this is no entry about `query` of today's schema."""
    try:
        if (value["schema"], value["query"]) != (SCHEMA, query.name):
            return None
        covered = Period(*map(date.fromisoformat, value["covered"]))
        seen = moment(value["seen"])
        pages = float(value["pages"])
        frame = frames.read(value, covered.start, query.group_by)
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
            fingerprints=_by_day(value["fingerprints"], _sums),
            first=_by_day(value.get("first", {}), _sighting),
            changed=moment(value["changed"]) if value.get("changed") else None,
        )
    except Exception:  # noqa: BLE001 - whatever was planted or damaged, it is no entry
        return None


def texts(values: Mapping[str, str]) -> dict[str, str]:
    """With names and values as texts, whatever was stored."""
    return {str(name): str(values[name]) for name in values}


def _sums(*sums: float) -> tuple[float, ...]:
    return tuple(map(float, sums))


def _by_day(values: Mapping[str, Sequence[Any]], made: Callable[..., Made]) -> dict[date, Made]:
    return {date.fromisoformat(day): made(*values[day]) for day in values}


def _sighting(at: str, amount: float) -> Sighting:
    return Sighting(moment(at), float(amount))


def moment(text: str) -> datetime:
    """The time that was written. Raises ValueError for anything else, TypeError for no text."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found
