"""What a new answer, or an unchanged overview, makes of a kept entry. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cloudsense.costs.frame import DAY, METRICS, CostFrame, Fetched
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.ledger.entries import Entry, Fingerprints

NOTHING = (0.0,) * len(METRICS)


def question(query: CostQuery) -> CostQuery:
    """What the parts of `query` have in common: the question without its services."""
    return CostQuery(query.group_by, tuple(f for f in query.where if f.dimension is not Dimension.SERVICE or f.exclude))


def witnessed(query: CostQuery) -> bool:
    """Whether the overview tells when days of this question move: it must be about services and nothing else."""
    return query.group_by != OVERVIEW.group_by and not question(query).where


def splittable(query: CostQuery) -> bool:
    """Whether an answer about several services can be taken apart by service."""
    return Dimension.SERVICE in query.group_by


def fingerprints(overview: Entry, part: CostQuery) -> Fingerprints:
    """The overview's total of each covered day for the services that `part` is about, by metric, to a millionth."""
    data = overview.frame.data
    if part.services:
        data = data[data[Dimension.SERVICE.value].isin(part.services)]
    sums = data.groupby(DAY, observed=True)[list(METRICS)].sum().round(6)
    known = {stamp.date(): tuple(map(float, row)) for stamp, row in zip(sums.index, sums.to_numpy(), strict=True)}
    return {day: known.get(day, NOTHING) for day in overview.covered.dates}


def moved(entry: Entry, overview: Entry) -> Period | None:
    """The shortest period that holds every day of which the overview no longer says what it said."""
    now = fingerprints(overview, entry.query)
    days = [day for day, amounts in now.items() if entry.fingerprints.get(day, NOTHING) != amounts]
    return Period(min(days), max(days) + ONE_DAY) if days else None


def confirmed(entry: Entry, overview: Entry) -> Entry:
    """The entry, as good as if it were bought when the overview was."""
    return replace(
        entry,
        seen=overview.seen,
        covered=overview.covered,
        estimated=overview.estimated,
        fingerprints=fingerprints(overview, entry.query),
    )


def pieces(fetched: Fetched, query: CostQuery, seen: datetime) -> list[Entry]:
    """What `fetched`, the answer to `query`, says about each part and each month."""
    wanted = [(part, month) for part in query.parts for month in fetched.period.months]
    return [_piece(fetched, part, month, seen, len(wanted)) for part, month in wanted]


def _piece(fetched: Fetched, part: CostQuery, month: Month, seen: datetime, shares: int) -> Entry:
    covered = month.period.meet(fetched.period)
    if covered is None:
        raise ValueError(f"nothing about {month} was fetched")
    frame = fetched.frame.within(covered)
    if part.services and splittable(part):
        frame = frame.only(Dimension.SERVICE, part.services)
    return Entry(
        query=part,
        covered=covered,
        frame=_compact(frame),
        currency=fetched.currency,
        seen=seen,
        pages=fetched.pages * (len(frame) + 1) / (len(fetched.frame) + shares),
        estimated=frozenset(day for day in fetched.estimated if day in covered),
        account_names=fetched.account_names,
    )


def laid_over(older: Entry, new: Entry, overview: Entry) -> Entry:
    """`older` with the days of `new` replaced; of the other days `overview` says that they did not move."""
    return replace(
        confirmed(older, overview),
        frame=CostFrame.joined([older.frame.outside(new.covered), new.frame], older.frame.dimensions),
        seen=min(new.seen, overview.seen),
        account_names={**older.account_names, **new.account_names},
    )


def _compact(frame: CostFrame) -> CostFrame:
    data = frame.data.reset_index(drop=True)
    for dimension in frame.dimensions:
        data[dimension.value] = data[dimension.value].cat.remove_unused_categories()
    return CostFrame(data, frame.dimensions)
