"""Data that all parts of the Anomalies page share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.utils import cached_property

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.figures.anomaly_chart import letter
from cloudsense.figures.anomaly_words import Explanation
from cloudsense.insight.explanation import explanation
from cloudsense.insight.watch import Watch
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers
from cloudsense.web.state.labels import Labels


@dataclass(frozen=True)
class AnomalyContext:
    """Answers with an overview, and display names."""

    answers: AnomalyAnswers
    watch: Watch
    labels: Labels

    @property
    def currency(self) -> str:
        return self.watch.currency

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """Letters of the listed anomalies, by id."""
        letters = {}
        for place, anomaly in enumerate(self.answers.listed):
            letters[anomaly.id] = letter(place)
        return letters

    @cached_property
    def muted(self) -> frozenset[str]:
        """Ids of muted anomalies."""
        mute_of = self.answers.remarks.mute_of
        return frozenset(each.id for each in self.answers.listed if mute_of(each))

    @property
    def unmuted_listed(self) -> list[Anomaly]:
        """Listed anomalies that are not muted."""
        return [each for each in self.answers.listed if each.id not in self.muted]

    def unmuted(self, anomalies: Sequence[Anomaly]) -> list[Anomaly]:
        """Return the anomalies that are not muted."""
        remarks = self.answers.remarks
        return [each for each in anomalies if not remarks.mute_of(each)]

    def why(self, anomaly: Anomaly) -> Explanation:
        """Explain an anomaly from cached answers."""
        frames = self.answers.frames.get(anomaly.id, {})
        return explanation(anomaly, frames, self.watch.metric)

    def money(self, amount: float, plus: bool = False) -> str:
        return formatting.money(amount, self.currency, plus)

    def address(self, **changed: Any) -> str:
        return replace(self.answers.selection, **changed).search
