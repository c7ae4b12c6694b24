"""Mutes and notes of a ledger, and its unmuted ongoing anomalies."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.gates import DEFAULT_GATES
from cloudsense.costs.anomalies.remarks import (
    LONGEST_NAME,
    Mute,
    Note,
    Remarks,
    clean,
    default_until,
    pattern_of,
    series_of,
)
from cloudsense.costs.anomalies.remarks_text import parse, write
from cloudsense.costs.names import canonical
from cloudsense.costs.query import Dimension, Filter
from cloudsense.errors import StoreError
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.insight.reports import with_reports
from cloudsense.insight.watch import Watch, watch
from cloudsense.ledger.ledger import Ledger


def remarks_of(ledger: Ledger) -> Remarks:
    """Current remarks; empty and damaged if they can't be read."""
    try:
        return parse(ledger.remarks.read())
    except StoreError:
        return Remarks(damaged=True)


def change(ledger: Ledger, changed: Callable[[Remarks], Remarks]) -> None:
    """Changes the remarks. Raises StoreError, also for a damaged file, which is not overwritten."""

    def rewritten(text: str) -> str:
        found = parse(text)
        if found.damaged:
            raise StoreError(
                "The file of mutes and notes is damaged.",
                "Nothing was changed.",
                "Repair it, or remove it.",
            )
        return write(changed(found))

    ledger.remarks.change(rewritten)


def switch_aws(ledger: Ledger, is_on: bool) -> None:
    """Turns AWS's own anomalies on the page on or off."""
    change(ledger, lambda remarks: replace(remarks, with_aws=is_on))


def mute_anomaly(ledger: Ledger, anomaly: Anomaly) -> None:
    """Mutes a single anomaly."""
    _mute(ledger, Mute(_new_id(), anomaly=anomaly.id))


def mute_series(ledger: Ledger, anomaly: Anomaly, until: date | None = None) -> None:
    """Mutes anomalies of the same series that begin by a day, by default the end of next month."""
    last = until or default_until(ledger.clock().date())
    series = series_of(anomaly)
    _mute(ledger, Mute(_new_id(), series=series, until=last))


def mute_pattern(ledger: Ledger, anomaly: Anomaly) -> None:
    """Mutes anomalies of the same series around the same day of each month."""
    series, monthly = series_of(anomaly), pattern_of(anomaly)
    _mute(ledger, Mute(_new_id(), series=series, monthly=monthly))


def _mute(ledger: Ledger, mute: Mute) -> None:
    change(ledger, lambda remarks: remarks.with_mute(mute))


def add_note(ledger: Ledger, anomaly: Anomaly, text: str, author: str = "") -> None:
    """Adds a note about an anomaly; an empty text adds nothing."""
    cleaned = clean(text)
    if cleaned:
        note = Note(_new_id(), anomaly.first, cleaned, anomaly.id, _name(author))
        change(ledger, lambda remarks: remarks.with_note(note))


def add_day_note(ledger: Ledger, day: date, text: str, author: str = "") -> None:
    """Adds a note about a day; an empty text adds nothing."""
    cleaned = clean(text)
    if cleaned:
        note = Note(_new_id(), day, cleaned, author=_name(author))
        change(ledger, lambda remarks: remarks.with_note(note))


def _name(author: str) -> str:
    return clean(author)[:LONGEST_NAME]


def remove(ledger: Ledger, identifier: str) -> None:
    """Deletes a mute or a note."""
    change(ledger, lambda remarks: remarks.without(identifier))


def _new_id() -> str:
    return secrets.token_hex(6)


@dataclass(frozen=True)
class Noticed:
    """Unmuted anomalies of an account by the default gates, and notes. Compares equal if
    it looks the same."""

    anomalies: tuple[Anomaly, ...]
    """Anomalies, ongoing ones first."""
    notes: tuple[Note, ...]
    currency: str
    complete_to: date

    def about(self, filters: Sequence[Filter]) -> Noticed:
        """Anomalies within `filters`: those by service, as only services are
        known for all anomalies."""
        if not filters:
            return self
        found = (each for each in self.anomalies if _is_left(each, filters))
        return replace(self, anomalies=tuple(found))

    def since(self, day: date) -> list[Anomaly]:
        """Anomalies that lasted until `day` or longer."""
        return [each for each in self.anomalies if each.last >= day]

    @property
    def going_on(self) -> list[Anomaly]:
        """Ongoing anomalies."""
        return [each for each in self.anomalies if each.going_on]


def _is_left(anomaly: Anomaly, filters: Sequence[Filter]) -> bool:
    if any(rule.dimension is not Dimension.SERVICE for rule in filters):
        return False
    service = anomaly.value(Dimension.SERVICE)
    for rule in filters:
        is_named = service in map(canonical, rule.values)
        if is_named == rule.exclude:
            return False
    return True


_last: PerLedger[tuple[Watch, Remarks, Noticed]] = PerLedger()
"""Last result of each ledger, and what it was made from."""


def noticed(ledger: Ledger) -> Noticed | None:
    """Unmuted anomalies; None if nothing is cached. Asks AWS nothing."""
    seen = watch(ledger)
    if seen is None:
        return None
    remarks = remarks_of(ledger)
    seen = with_reports(ledger, seen, remarks)
    if last := _last.get(ledger):
        seen_before, remarks_before, made = last
        if seen_before is seen and remarks_before == remarks:
            return made
    found = seen.anomalies(DEFAULT_GATES)
    heard = [each for each in found if not remarks.mute_of(each)]
    made = Noticed(tuple(heard), remarks.notes, seen.currency, seen.complete_to)
    _last[ledger] = seen, remarks, made
    return made
