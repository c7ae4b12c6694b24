"""Anomalies of several payers in one list. Each payer's are found in its own costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, by_going_on
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.anomalies.remarks import NO_REMARKS
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import Focus
from cloudsense.insight.watch import Watch
from cloudsense.ledger.ledger import Answer, Question
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers, Opened, list_of
from cloudsense.web.pages.anomalies.layout import NAME
from cloudsense.web.queries.answers import AnswerOrError, snapshot_of
from cloudsense.web.queries.combined import (
    Join,
    merged,
    merged_snapshots,
    names_of,
    price_of,
    progress_of,
)
from cloudsense.web.queries.known_keys import joined_keys
from cloudsense.web.state.selection import Selection

WHOLE = Focus(Dimension.CHARGE_TYPE)


@dataclass(frozen=True)
class WatchOfPayers(Watch):
    """Anomalies of several payers. Its snapshot is the sum of their costs, for the chart only."""

    payers: Mapping[str, Watch] = field(default_factory=dict)

    def anomalies(self, gates: Gates, since: date = date.min) -> list[Anomaly]:
        """Anomalies of each payer, by its own default threshold, in one order."""
        found: list[Anomaly] = []
        for name, watch in self.payers.items():
            own = watch.anomalies(gates, since)
            found += [replace(each, payer=name) for each in own]
        return by_going_on(found)


def combine(selection: Selection, of_payers: Mapping[str, AnomalyAnswers]) -> AnomalyAnswers:
    """List the anomalies of the payers whose costs are cached."""
    everybody = list(of_payers.values())
    first = everybody[0]
    watch = _watch({name: each.watch for name, each in of_payers.items() if each.watch})
    listed: Sequence[Anomaly] = ()
    if watch:
        listed = list_of(watch, selection, selection.gates, first.choice.period)
    return replace(
        first,
        selection=selection,
        asked=_asked(everybody),
        watch=watch,
        listed=tuple(listed),
        opened=_opened(selection, listed, of_payers),
        frames={},
        remarks=NO_REMARKS,
        has_reports=False,
        reports=None,
        payers=of_payers,
        accounts=names_of(everybody),
        keys=joined_keys([each.keys for each in everybody]),
        value_counts={},
        price_to_confirm=price_of(everybody),
    )


def _watch(of_payers: Mapping[str, Watch]) -> WatchOfPayers | None:
    """None without cached costs, or with costs in several currencies."""
    watches = list(of_payers.values())
    snapshots = [each.snapshot for each in watches]
    whole = merged_snapshots(WHOLE, snapshots) if snapshots else None
    if whole is None:
        return None
    findings = chain.from_iterable(each.findings for each in watches)
    reports = chain.from_iterable(each.reports for each in watches)
    return WatchOfPayers(
        snapshot=whole,
        findings=tuple(findings),
        metric=watches[0].metric,
        begins=min(each.begins for each in watches),
        reports=tuple(reports),
        payers=of_payers,
    )


def _opened(
    selection: Selection, listed: Sequence[Anomaly], of_payers: Mapping[str, AnomalyAnswers]
) -> Opened | None:
    """Return the anomaly of the address, else the first one of the list."""
    named = [each for each in listed if each.id == selection.anomaly]
    anomaly = next(iter([*named, *listed]), None)
    if anomaly is None:
        return None
    watch = of_payers[anomaly.payer].watch
    found = watch.find(anomaly.id) if watch else None
    return (anomaly, found[1]) if found else None


def _asked(of_payers: Sequence[AnomalyAnswers]) -> dict[Question, AnswerOrError]:
    """Return the overviews that are cached as one answer, with the progress of all payers."""
    overviews = [_overview(each) for each in of_payers]
    cached = list(filter(snapshot_of, overviews))
    answer = merged(WHOLE, cached) if cached else Answer(None)
    if isinstance(answer, Answer):
        answer = replace(answer, progress=progress_of(of_payers))
    question = next(iter(of_payers[0].asked))
    return {question: answer}


def _overview(answers: AnomalyAnswers) -> AnswerOrError:
    """Return the answer to the first question, which is the overview."""
    return next(iter(answers.asked.values()))


def _note(answers: AnomalyAnswers) -> str:
    """Return `3 anomalies, 1 going on`."""
    watch = answers.watch
    if watch is None or watch.is_empty:
        return ""
    if watch.is_too_short:
        first = formatting.day(watch.judged_from, year=True)
        return f"Too few days: judged from {first}"
    heard = [each for each in answers.listed if not answers.remarks.mute_of(each)]
    if not heard:
        return "Nothing unusual"
    going_on = sum(each.going_on for each in heard)
    counted = formatting.count(len(heard), "anomaly", "anomalies")
    return f"{counted}, {going_on} going on" if going_on else counted


JOIN = Join[AnomalyAnswers](
    main=lambda answers: (_overview(answers),),
    focus=lambda _answers: WHOLE,
    combine=combine,
    list_in=f"{NAME}-trail",
    note=_note,
    draws_early=True,
)
