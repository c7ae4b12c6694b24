"""Questions of the Anomalies page, and what follows from their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cloudsense.config.payers import ALL
from cloudsense.costs.anomalies.anomaly import Anomaly, Findings
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.anomalies.remarks import NO_REMARKS, Remarks
from cloudsense.costs.frame import CostFrame
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.costs.two_periods import lately
from cloudsense.insight import explanation
from cloudsense.insight.remarks import remarks_of
from cloudsense.insight.reports import known_reports, need_reports, with_reports
from cloudsense.insight.watch import Watch, watch
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.page_estimate import NOTHING, Estimate
from cloudsense.ledger.purchasing.other_answers import KnownReports
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.page_reader import PageReader
from cloudsense.web.queries.questions import Questions, choice_of
from cloudsense.web.state.selection import Selection

EXPLAINED = 30
"""Listed anomalies that get explanations from cached answers. Others: when opened."""

Frames = Mapping[Dimension, CostFrame]
Opened = tuple[Anomaly, Findings | None]
"""An anomaly, and the series that it belongs to, if any."""


@dataclass(frozen=True)
class AnomalyQuestions(Questions):
    """Questions for the overview of the period, and for the causes of the open anomaly."""

    selection: Selection
    overview: Question

    def all(self, ledger: Ledger) -> tuple[Question, ...]:
        return (self.overview, *self.explaining(ledger).values())

    def explaining(self, ledger: Ledger) -> explanation.Questions:
        """Return the questions about causes, once an anomaly is opened at its payer, or if AWS is
        free."""
        is_opened = self.selection.anomaly and self.selection.payer != ALL
        if ledger.is_priced and not is_opened:
            return {}
        seen = _watch(ledger, self.selection, remarks_of(ledger))
        if seen is None:
            return {}
        today = ledger.clock().date()
        period = choice_of(ledger, self.selection, today).period
        listed = _listed(seen, self.selection, period)
        opened = _opened(seen, self.selection, listed)
        if opened is None:
            return {}
        anomaly, _ = opened
        return explanation.questions(ledger, seen.snapshot, anomaly)

    def pages_besides(self, ledger: Ledger) -> Estimate:
        """Estimate the request for AWS's anomalies, if switched on and not cached today."""
        known = known_reports(ledger, remarks_of(ledger))
        is_asked = known and not known.answer and not known.problem
        return Estimate(1, 1) if is_asked else NOTHING


def questions(ledger: Ledger, selection: Selection, today: date) -> AnomalyQuestions:
    """Ask for the period up to today, at least for last month and this month, as the Overview does;
    for the whole history where it is free."""
    choice = choice_of(ledger, selection, today)
    start = min(choice.period.start, lately(today).start)
    if not ledger.is_priced:
        start = ledger.capabilities.first_day(today)
    return AnomalyQuestions(selection, (OVERVIEW, Period(start, today + ONE_DAY)))


@dataclass(frozen=True, kw_only=True)
class AnomalyAnswers(PageAnswers):
    """Anomalies found in cached answers."""

    watch: Watch | None
    """None until the overview is loaded."""
    listed: tuple[Anomaly, ...] = field(default=(), compare=False)
    """Anomalies of the period that pass the thresholds."""
    opened: Opened | None = field(default=None, compare=False)
    frames: Mapping[str, Frames] = field(default_factory=dict)
    """Cached answers about causes, by the id of an anomaly."""
    remarks: Remarks = NO_REMARKS
    """Mutes and notes."""
    explained: bool = False
    """Whether all answers about causes of the open anomaly are cached."""
    has_reports: bool = False
    """Whether AWS can be asked for its own anomalies."""
    reports: KnownReports | None = None
    """AWS's anomalies, if they are switched on."""
    payers: Mapping[str, AnomalyAnswers] = field(default_factory=dict)
    """Answers by payer, in the view of all payers."""

    @property
    def progress(self) -> Progress | None:
        """Progress of costs, and of AWS's anomalies."""
        is_asking = self.reports is not None and self.reports.under_way
        return super().progress or (Progress(0) if is_asking else None)

    @property
    def pages_besides(self) -> int:
        """Paid requests of an update besides those for costs."""
        return 1 if self.reports else 0


def answers(reader: PageReader[AnomalyQuestions]) -> AnomalyAnswers:
    """Read all answers.

    Buys the overview, as all pages of costs do, and answers about causes once a person has opened
    an anomaly.
    """
    ledger, selection, asked = reader.ledger, reader.selection, reader.questions
    reader.ask(asked.overview)
    for question in asked.explaining(ledger).values():
        reader.ask(question)
    remarks = remarks_of(ledger)
    if reader.buys:
        need_reports(ledger, remarks, reader.time_left)
    common = reader.common
    seen = _watch(ledger, selection, remarks)
    listed = _listed(seen, selection, common["choice"].period)
    opened = _opened(seen, selection, listed)
    return AnomalyAnswers(
        **common,
        watch=seen,
        listed=listed,
        opened=opened,
        frames=_frames(ledger, seen, listed, opened),
        remarks=remarks,
        explained=bool(seen and opened) and _is_explained(ledger, seen, opened),
        has_reports=ledger.anomaly_reports.offered,
        reports=known_reports(ledger, remarks),
    )


def _watch(ledger: Ledger, selection: Selection, remarks: Remarks) -> Watch | None:
    seen = watch(ledger, selection.metric, selection.gates.percent)
    return with_reports(ledger, seen, remarks) if seen else None


def _listed(seen: Watch | None, selection: Selection, period: Period) -> tuple[Anomaly, ...]:
    return list_of(seen, selection, selection.gates, period) if seen else ()


def list_of(seen: Watch, selection: Selection, gates: Gates, period: Period) -> tuple[Anomaly, ...]:
    """Return the anomalies of `period` that pass `gates` and the filters."""
    found = seen.anomalies(gates, period.start)
    chosen = [each for each in found if each.first < period.end]
    return tuple(each for each in chosen if _is_about(each, selection))


def _is_about(anomaly: Anomaly, selection: Selection) -> bool:
    """Whether the filters include an anomaly, by those of service, usage type and account that it
    has.

    Where account ids are hidden, anomalies of accounts are left out: an anomaly's id is a digest,
    and trying all account numbers would reveal the account.
    """
    if selection.references.secret and anomaly.value(Dimension.ACCOUNT):
        return False
    for rule in selection.filters:
        value = anomaly.value(rule.dimension)
        if value and (value in rule.values) == rule.exclude:
            return False
        if not value and not rule.exclude:
            return False
    return True


def _opened(seen: Watch | None, selection: Selection, listed: Sequence[Anomaly]) -> Opened | None:
    """Return the anomaly of the address, else the largest ongoing one, else the largest one."""
    if seen is None:
        return None
    # The address may have an anomaly that no longer passes the gates, or is no longer found.
    named = seen.find(selection.anomaly)
    if named or not listed:
        return named
    return seen.find(listed[0].id)


def _frames(
    ledger: Ledger,
    seen: Watch | None,
    listed: Sequence[Anomaly],
    opened: Opened | None,
) -> dict[str, Frames]:
    """Return cached answers about causes. The list needs usage types only."""
    if seen is None:
        return {}
    found: dict[str, Frames] = {}
    for anomaly in listed[:EXPLAINED]:
        asked = explanation.questions(ledger, seen.snapshot, anomaly)
        cheap = {by: asked[by] for by in asked if by is Dimension.USAGE_TYPE}
        found[anomaly.id] = explanation.cached_answers(ledger, cheap)
    if opened:
        anomaly, _ = opened
        asked = explanation.questions(ledger, seen.snapshot, anomaly)
        found[anomaly.id] = explanation.cached_answers(ledger, asked)
    return found


def _is_explained(ledger: Ledger, seen: Watch | None, opened: Opened | None) -> bool:
    if seen is None or opened is None:
        return False
    asked = explanation.questions(ledger, seen.snapshot, opened[0])
    return len(explanation.cached_answers(ledger, asked)) == len(asked)
