"""AWS's own anomalies beside those of CloudSense."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from cloudsense.costs.anomalies.remarks import Remarks
from cloudsense.costs.anomalies.reported import Report, report_question
from cloudsense.insight.watch import Watch
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.purchasing.anomaly_reports import KnownReports

_joined: WeakKeyDictionary[Ledger, dict[str, tuple[Watch, tuple[Report, ...], Watch]]] = (
    WeakKeyDictionary()
)
"""By metric, so that the same findings stay the same object: they are not drawn again."""


def known_reports(ledger: Ledger, remarks: Remarks) -> KnownReports | None:
    """What is known of them today; None unless somebody has switched them on."""
    if not remarks.with_aws or not ledger.anomaly_reports.offered:
        return None
    return ledger.anomaly_reports.of(report_question(ledger.clock().date()))


def with_reports(ledger: Ledger, seen: Watch, remarks: Remarks) -> Watch:
    """`seen` with what AWS found, as far as that was asked for today."""
    known = known_reports(ledger, remarks)
    if known is None or known.answer is None or not known.answer.reports:
        return seen
    reports = known.answer.reports
    of_ledger = _joined.setdefault(ledger, {})
    before = of_ledger.get(seen.metric.value)
    if before and before[0] is seen and before[1] is reports:
        return before[2]
    made = replace(seen, reports=reports)
    of_ledger[seen.metric.value] = seen, reports, made
    return made


def need_reports(ledger: Ledger, remarks: Remarks, patience: float) -> None:
    """Buy them, where they are switched on and not known today."""
    if remarks.with_aws:
        question = report_question(ledger.clock().date())
        ledger.anomaly_reports.need(question, patience)


def renew_reports(ledger: Ledger, remarks: Remarks) -> None:
    """Buy them again, where they are switched on: a person asks."""
    if remarks.with_aws:
        question = report_question(ledger.clock().date())
        ledger.anomaly_reports.ask(question, renew=True)
