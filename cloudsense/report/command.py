"""What `cloudsense report`, `changes` and `anomalies` do. They print nothing themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from cloudsense.costs.frame import Snapshot
from cloudsense.ledger.ledger import Ledger
from cloudsense.report import (
    anomalies,
    anomaly_formats,
    answer,
    changes_answer,
    changes_formats,
    changes_request,
    combined,
    formats,
    request,
)
from cloudsense.report.answer import OnProgress
from cloudsense.report.formats import warning


class FromSnapshots(Protocol):
    """An answer that was read from snapshots of the ledger."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]: ...


Request = TypeVar("Request")
Found = TypeVar("Found", bound=FromSnapshots)


@dataclass(frozen=True)
class CostsCommand(Generic[Request, Found]):
    """How a command understands its options, asks the ledger and writes the answer."""

    asked_by: str
    """Who pays (see `ledger.payments.Payment`)."""
    understand: Callable[[Mapping[str, Any], date, date], Request]
    """From options, today (UTC) and the first day of the history. Raises AddressError."""
    ask: Callable[[Ledger, Request, OnProgress, Callable[[], int]], Found]
    """Raises CloudSenseError."""
    written: Callable[[Found, bool], str]
    """With account ids hidden or not; without a line break at the end."""
    combine: Callable[[Mapping[str, Callable[[], Found]]], Found] | None = None
    """The answers of several payers as one; None where they come one after the other."""

    def warnings(self, found: Found) -> list[str]:
        """That numbers are old ones, and why."""
        stale = [snapshot for snapshot in found.snapshots if snapshot.stale]
        return list(map(warning, stale))


REPORT = CostsCommand("report", request.understand, answer.ask, formats.written, combined.ask_all)
CHANGES = CostsCommand(
    "changes", changes_request.understand, changes_answer.ask, changes_formats.written
)
ANOMALIES = CostsCommand("anomalies", anomalies.understand, anomalies.ask, anomaly_formats.written)
