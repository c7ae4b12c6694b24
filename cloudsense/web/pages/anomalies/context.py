"""Data that all parts of the Anomalies page share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.utils import cached_property

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.figures.anomaly_chart import letter
from cloudsense.figures.anomaly_words import Explanation
from cloudsense.insight.explanation import explanation
from cloudsense.insight.watch import Watch
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.state.labels import Labels


@dataclass(frozen=True)
class AnomalyContext:
    """Answers with an overview, and display names."""

    answers: AnomalyAnswers
    watch: Watch
    labels: Labels
    payers: Mapping[str, AnomalyContext] = field(default_factory=dict)
    """Contexts by payer, in the view of all payers. Their addresses are those of the payer."""

    def own(self, anomaly: Anomaly) -> AnomalyContext:
        """Return the context of the payer of an anomaly."""
        return self.payers.get(anomaly.payer, self)

    @property
    def currency(self) -> str:
        return self.watch.currency

    @cached_property
    def letters(self) -> Mapping[Anomaly, str]:
        """Letters of the listed anomalies."""
        letters = {}
        for place, anomaly in enumerate(self.answers.listed):
            letters[anomaly] = letter(place)
        return letters

    @cached_property
    def muted(self) -> frozenset[Anomaly]:
        """Listed anomalies that are muted."""
        return frozenset(self.answers.listed).difference(self.unmuted_listed)

    @cached_property
    def unmuted_listed(self) -> list[Anomaly]:
        """Listed anomalies that are not muted."""
        return self.unmuted(self.answers.listed)

    def unmuted(self, anomalies: Sequence[Anomaly]) -> list[Anomaly]:
        """Return the anomalies that are not muted."""
        return [each for each in anomalies if not self._is_muted(each)]

    def _is_muted(self, anomaly: Anomaly) -> bool:
        """Whether its payer's remarks mute it."""
        return self.own(anomaly).answers.remarks.mute_of(anomaly) is not None

    def why(self, anomaly: Anomaly) -> Explanation:
        """Explain an anomaly from cached answers."""
        frames = self.own(anomaly).answers.frames.get(anomaly.id, {})
        return explanation(anomaly, frames, self.watch.metric)

    def money(self, amount: float, plus: bool = False) -> str:
        return formatting.money(amount, self.currency, plus)

    def address(self, **changed: Any) -> str:
        return replace(self.answers.selection, **changed).search


def context_of(answers: AnomalyAnswers, watch: Watch, context: ViewContext) -> AnomalyContext:
    """Return the context of an answer with an overview; of all payers, with one for each."""
    payers = {}
    for name, own in answers.payers.items():
        if own.watch:
            address = context.options.address_of(name)
            selection = replace(own.selection, payer=address, budget=None)
            at_payer = replace(own, selection=selection)
            payers[name] = AnomalyContext(at_payer, own.watch, context.labels)
    return AnomalyContext(answers, watch, context.labels, payers)
