"""Command `cloudsense anomalies`: its request and result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cloudsense.config.options import Format
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.baseline import FOUR_WEEKS
from cloudsense.costs.anomalies.gates import Gates, parse_dollars, parse_percent
from cloudsense.costs.anomalies.reported import Report, report_question
from cloudsense.costs.calendar import days_before
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.names import quoted
from cloudsense.costs.period import ONE_DAY, parse_day
from cloudsense.costs.query import OVERVIEW
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures import anomaly_words
from cloudsense.figures.anomaly_words import Explanation
from cloudsense.formatting import count
from cloudsense.insight import explanation
from cloudsense.insight.explanation import known_explanation
from cloudsense.insight.remarks import remarks_of
from cloudsense.insight.watch import Watch, watch
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger
from cloudsense.report.answer import OnProgress, priced, wait_for


@dataclass(frozen=True)
class AnomalyRequest:
    """Which anomalies to list, and in which format."""

    since: date
    gates: Gates
    deep: bool
    aws: bool
    """Whether to ask AWS for its own anomalies, too."""
    format: Format


@dataclass(frozen=True)
class AnomalyReport:
    """Anomalies with their explanations, ongoing ones first."""

    request: AnomalyRequest
    watch: Watch
    anomalies: Sequence[tuple[Anomaly, Explanation]]
    accounts: Mapping[str, str]
    """Account names by id."""
    requests: int
    """Requests paid by this command."""

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Answers that the anomalies were found in."""
        return (self.watch.snapshot,)

    @property
    def dollars(self) -> float:
        """Threshold in the bill's currency."""
        given = self.request.gates.dollars
        return self.watch.default_dollars if given is None else given


def understand(options: Mapping[str, Any], today: date, earliest: date) -> AnomalyRequest:
    """Parses the options on the UTC day `today`. Raises AddressError."""
    dollars = options["min_dollars"]
    gates = Gates(
        dollars=None if dollars is None else parse_dollars("--min-dollars", dollars),
        percent=parse_percent("--min-percent", options["min_percent"]),
        falls=options["falls"],
    )
    return AnomalyRequest(
        since=_since(options["since"], today, earliest),
        gates=gates,
        deep=options["deep"],
        aws=options["aws"],
        format=options["format"],
    )


def _since(text: str, today: date, earliest: date) -> date:
    """Parses `90d`, or a day. Raises AddressError."""
    try:
        if found := re.fullmatch(r"(\d{1,4})d", text, re.ASCII):
            since = today - timedelta(days=int(found[1]))
        else:
            since = parse_day(text)
    except (ValueError, OverflowError):
        said = f"{quoted(text)} is not a valid value of --since."
        raise AddressError(said, remedy="Use 90d or 2026-08-01.") from None
    if not earliest <= since < today:
        said = f"--since {text} is not in the cost history."
        yesterday = today - ONE_DAY
        raise AddressError(said, remedy=f"Use a day from {earliest} to {yesterday}.")
    return since


def ask(
    ledger: Ledger, request: AnomalyRequest, on_progress: OnProgress, paid: Callable[[], int]
) -> AnomalyReport:
    """Anomalies by service over the requested days, with the eight weeks before, which are bought
    if missing; and in other cached answers.

    `paid` counts the pages paid so far. Raises any error of the ledger.
    """
    before, today = paid(), ledger.clock().date()
    known_before = days_before(request.since, 2 * FOUR_WEEKS)
    period = ledger.capabilities.since(known_before.start, today)
    wait_for(ledger, OVERVIEW, period, on_progress)
    seen = watch(ledger, percent=request.gates.percent)
    if seen is None:
        raise CloudSenseError(
            "The costs of this month are not in one currency, or could not be cached.",
            remedy="Check the cache with: cloudsense doctor",
        )
    if seen.is_too_short:
        on_progress("less than four weeks of costs are cached: too few to find anomalies")
    if request.aws:
        seen = replace(seen, reports=_reports(ledger, on_progress))
    remarks = remarks_of(ledger)
    found = seen.anomalies(request.gates, request.since)
    anomalies = [each for each in found if not remarks.mute_of(each)]
    if request.deep:
        _buy_explanations(ledger, seen, anomalies, on_progress)
    explained = [(each, known_explanation(ledger, seen, each)) for each in anomalies]
    identity = seen.snapshot.identity
    accounts = ledger.account_names(identity)
    return AnomalyReport(request, seen, explained, accounts, paid() - before)


def _reports(ledger: Ledger, on_progress: OnProgress) -> tuple[Report, ...]:
    """AWS's anomalies, bought unless cached today, after reporting the price. If that fails, the
    others are listed all the same."""
    if not ledger.anomaly_reports.offered:
        on_progress("this source has no anomalies of AWS")
        return ()
    question = report_question(ledger.clock().date())
    if ledger.anomaly_reports.of(question).answer is None:
        on_progress(f"--aws asks AWS for its anomalies: from 1 request, ${PAGE_PRICE:.2f} each")
        ledger.anomaly_reports.ask(question, None)
    known = ledger.anomaly_reports.of(question)
    if known.problem:
        on_progress(f"AWS's anomalies are not listed: {known.problem.sentence}")
    if known.answer is None:
        return ()
    if undated := known.answer.undated:
        on_progress(anomaly_words.undated(undated))
    elif not known.answer.reports:
        days = question.period.days
        on_progress(f"AWS reports none in the last {days} days; it needs an anomaly monitor")
    return known.answer.reports


def _buy_explanations(
    ledger: Ledger, seen: Watch, anomalies: Sequence[Anomaly], on_progress: OnProgress
) -> None:
    """Buys explanations after reporting their price. An error or the spending limit ends it; known
    ones are listed all the same."""
    asked = [explanation.questions(ledger, seen.snapshot, anomaly) for anomaly in anomalies]
    pages = sum(explanation.pages_to_ask(ledger, questions) for questions in asked)
    if pages:
        what = f"what explains {count(len(anomalies), 'anomaly', 'anomalies')}"
        on_progress(f"--deep asks AWS {what}: about {priced(pages)}")
    try:
        for questions in asked:
            for query, period in questions.values():
                wait_for(ledger, query, period, on_progress)
    except CloudSenseError as problem:
        on_progress(f"not everything could be explained: {problem.sentence}")
