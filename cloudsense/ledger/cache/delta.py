"""What a new answer, or an unchanged overview, makes of a kept entry. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zlib import crc32

import numpy as np

from cloudsense.costs.currency import together
from cloudsense.costs.frame import METRICS, CostFrame, Fetched
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension
from cloudsense.ledger.cache.entry import Entry, Fingerprints

NOTHING = (0.0,) * len(METRICS) * 2
ROUNDING = 1e-5
"""Dollars by which two answers about the same day may differ because AWS rounds each amount."""


def question(query: CostQuery) -> CostQuery:
    """What the parts of `query` have in common: the question without its services."""
    return CostQuery(query.group_by, tuple(f for f in query.where if f.dimension is not Dimension.SERVICE or f.exclude))


def witness(query: CostQuery) -> CostQuery | None:
    """The question whose answer tells when days of `query` move; None if there is none.

    The total tells of the overview, and the overview of whatever is about services and nothing else.
    """
    if query == OVERVIEW:
        return TOTAL
    shared = question(query)
    return None if shared.where or shared in (OVERVIEW, TOTAL) else OVERVIEW


def splittable(query: CostQuery) -> bool:
    """Whether an answer about several services can be taken apart by service."""
    return Dimension.SERVICE in query.group_by


def fingerprints(witness: Entry, part: CostQuery) -> Fingerprints:
    """The witness's totals of each covered day for the services that `part` is about, by metric, to a millionth.

    Then the same weighted by service and charge type: what moved from one of them to another shows as well.
    """
    frame = witness.frame.only(Dimension.SERVICE, part.services) if part.services else witness.frame
    amounts = _amounts(frame)
    return _daily(frame, witness.covered, np.hstack([amounts, amounts * _weights(frame)]))


def daily(entry: Entry) -> Fingerprints:
    """What the entry's days add up to, by metric."""
    return _daily(entry.frame, entry.covered, _amounts(entry.frame))


def sworn(entry: Entry, witness: Entry) -> Fingerprints:
    """What the witness says of the entry's days.

    Where the entry adds up to something else (AWS changed or wavered between the two answers) it is that instead, so
    that the day counts as moved.
    """
    said = fingerprints(witness, entry.query)
    return {day: said[day] if _agree(said.get(day), sums) else sums for day, sums in daily(entry).items()}


def _amounts(frame: CostFrame) -> np.ndarray:
    return frame.data[list(METRICS)].to_numpy()


def _weights(frame: CostFrame) -> np.ndarray:
    """A column: of each row a number between 0 and 1 that its dimensions' values decide."""
    weights = np.ones(len(frame))
    for dimension in frame.dimensions:
        column = frame.data[dimension.value].cat
        weights *= np.array([crc32(name.encode()) / 2**32 for name in column.categories])[column.codes]
    return weights[:, np.newaxis]


def _daily(frame: CostFrame, period: Period, amounts: np.ndarray) -> dict[date, tuple[float, ...]]:
    """For each day of `period` the sums of `amounts`, a row of which belongs to each row of `frame`."""
    sums = np.zeros((period.days, amounts.shape[1]))
    np.add.at(sums, frame.offsets(period.start), amounts)
    return dict(zip(period.dates, map(tuple, sums.round(6).tolist()), strict=True))


def _agree(said: tuple[float, ...] | None, own: tuple[float, ...]) -> bool:
    return said is not None and all(abs(a - b) <= ROUNDING for a, b in zip(said, own, strict=False))


def moved(entry: Entry, witness: Entry) -> Period | None:
    """The shortest period that holds every day of which the witness no longer says what it said.

    Of an entry without fingerprints, every day that the witness does not agree with; of one in a currency that the
    witness does not have, all.
    """
    if len(entry.frame) and together((entry.currency, witness.currency)) != witness.currency:
        return witness.covered
    now, before = fingerprints(witness, entry.query), entry.fingerprints or daily(entry)
    days = [day for day, amounts in now.items() if not _agree(before.get(day, NOTHING), amounts)]
    return Period(min(days), max(days) + ONE_DAY) if days else None


def confirmed(entry: Entry, witness: Entry) -> Entry:
    """The entry, as good as if it were bought when the witness was."""
    return replace(
        entry,
        frame=entry.frame.within(witness.covered),
        seen=witness.seen,
        covered=witness.covered,
        estimated=witness.estimated,
        fingerprints=fingerprints(witness, entry.query),
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
        currency=fetched.currency_of(month),
        seen=seen,
        pages=fetched.pages * (len(frame) + 1) / (len(fetched.frame) + shares),
        estimated=frozenset(day for day in fetched.estimated if day in covered),
        account_names=fetched.account_names,
    )


def mends(older: Entry, new: Entry, witness: Entry) -> bool:
    """Whether `new` holds every day of `older` that moved."""
    days = moved(older, witness)
    return days is None or days.meet(new.covered) == days


def laid_over(older: Entry, new: Entry, witness: Entry) -> Entry:
    """`older` with the days of `new` replaced; of the other days `witness` says that they did not move."""
    kept = confirmed(older, witness)
    others = kept.frame.outside(new.covered)
    costs = [(others, older.currency), (new.frame, new.currency)]
    mended = replace(
        kept,
        covered=Period(kept.covered.start, max(kept.covered.end, new.covered.end)),
        frame=CostFrame.joined([others, new.frame], older.frame.dimensions),
        currency=together(currency for frame, currency in costs if len(frame)) or new.currency,
        seen=min(new.seen, witness.seen),
        account_names={**older.account_names, **new.account_names},
    )
    return replace(mended, fingerprints=sworn(mended, witness))


def _compact(frame: CostFrame) -> CostFrame:
    data = frame.data.reset_index(drop=True)
    for dimension in frame.dimensions:
        data[dimension.value] = data[dimension.value].cat.remove_unused_categories()
    return CostFrame(data, frame.dimensions)
