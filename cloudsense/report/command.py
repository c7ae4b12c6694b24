"""Commands `cloudsense report`, `changes` and `anomalies`. They return what
the command line prints."""

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
    """Answer that was made from snapshots of the ledger."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]: ...


Request = TypeVar("Request")
Result = TypeVar("Result", bound=FromSnapshots)


@dataclass(frozen=True)
class CostsCommand(Generic[Request, Result]):
    """Steps of a command: parse its options, ask the ledger, write the answer."""

    asked_by: str
    """Requester of payments (see `ledger.payments.Payment`)."""
    understand: Callable[[Mapping[str, Any], date, date], Request]
    """Parses options, given today (UTC) and the first day of the history. Raises AddressError."""
    ask: Callable[[Ledger, Request, OnProgress, Callable[[], int]], Result]
    """Asks the ledger. Raises CloudSenseError."""
    written: Callable[[Result, bool], str]
    """Writes an answer, with account ids hidden or not; without a final line break."""
    combine: Callable[[Mapping[str, Callable[[], Result]]], Result] | None = None
    """Combines the answers of several payers; None to write them one after the other."""

    def warnings(self, found: Result) -> list[str]:
        """Warnings about data that could not be updated."""
        stale = [snapshot for snapshot in found.snapshots if snapshot.stale]
        return list(map(warning, stale))


REPORT = CostsCommand("report", request.understand, answer.ask, formats.written, combined.ask_all)
CHANGES = CostsCommand(
    "changes", changes_request.understand, changes_answer.ask, changes_formats.written
)
ANOMALIES = CostsCommand("anomalies", anomalies.understand, anomalies.ask, anomaly_formats.written)
