"""What every part of the Anomalies page draws from."""

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
    """The answers, once there is an overview, and display names."""

    answers: AnomalyAnswers
    watch: Watch
    labels: Labels

    @property
    def currency(self) -> str:
        return self.watch.currency

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """By the id of those in the list."""
        letters = {}
        for place, anomaly in enumerate(self.answers.listed):
            letters[anomaly.id] = letter(place)
        return letters

    @cached_property
    def muted(self) -> frozenset[str]:
        """Ids of those that somebody has muted."""
        mute_of = self.answers.remarks.mute_of
        return frozenset(each.id for each in self.answers.listed if mute_of(each))

    @property
    def heard(self) -> list[Anomaly]:
        """Those of the list that nobody has muted."""
        return [each for each in self.answers.listed if each.id not in self.muted]

    def unmuted(self, anomalies: Sequence[Anomaly]) -> list[Anomaly]:
        """Those that nobody has muted."""
        remarks = self.answers.remarks
        return [each for each in anomalies if not remarks.mute_of(each)]

    def why(self, anomaly: Anomaly) -> Explanation:
        """What cached answers say of it."""
        frames = self.answers.frames.get(anomaly.id, {})
        return explanation(anomaly, frames, self.watch.metric)

    def money(self, amount: float, plus: bool = False) -> str:
        return formatting.money(amount, self.currency, plus)

    def address(self, **changed: Any) -> str:
        return replace(self.answers.selection, **changed).search
