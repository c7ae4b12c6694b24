"""AWS's own anomalies merged with those of CloudSense."""

from __future__ import annotations

from dataclasses import replace

from cloudsense.costs.anomalies.remarks import Remarks
from cloudsense.costs.anomalies.reported import Report, report_question
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.insight.watch import Watch
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.purchasing.other_answers import KnownReports

_joined: PerLedger[dict[str, tuple[Watch, tuple[Report, ...], Watch]]] = PerLedger()
"""Merged watch by metric: unchanged findings stay the same object, so they
are not rendered again."""


def known_reports(ledger: Ledger, remarks: Remarks) -> KnownReports | None:
    """Today's cached reports; None unless they are switched on."""
    if not remarks.with_aws or not ledger.anomaly_reports.offered:
        return None
    return ledger.anomaly_reports.of(report_question(ledger.clock().date()))


def with_reports(ledger: Ledger, seen: Watch, remarks: Remarks) -> Watch:
    """`seen` merged with AWS's anomalies, if they were loaded today."""
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
    """Buys the reports, if they are switched on and not cached today."""
    if remarks.with_aws:
        question = report_question(ledger.clock().date())
        ledger.anomaly_reports.ask_unless_failed(question, patience)


def renew_reports(ledger: Ledger, remarks: Remarks) -> None:
    """Buys the reports again on request, if they are switched on."""
    if remarks.with_aws:
        question = report_question(ledger.clock().date())
        ledger.anomaly_reports.ask(question, renew=True)
