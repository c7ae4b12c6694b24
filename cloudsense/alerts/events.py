"""Alert events: each is sent once, and again only if it gets worse. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from cloudsense.alerts import sentences
from cloudsense.alerts.check import Check, Unusual
from cloudsense.costs.anomalies.anomaly import DetectedBy
from cloudsense.costs.budget import highest_reached
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.figures import anomaly_words
from cloudsense.figures.anomaly_words import Label
from cloudsense.formatting import money, percent

EXCEEDED = 100
"""Percentage that is a threshold of every budget."""
DOUBLE = 2.0
"""Factor of an anomaly's dollars from which it is sent again."""


@dataclass(frozen=True)
class Event:
    """Event of an alert.

    `about` identifies the subject. It is sent again if its `level` rises, to at least `factor`
    times the last one.
    """

    about: str
    level: float
    title: str
    text: str
    html: str = ""
    """HTML text, for targets that support it."""
    factor: float = 1.0

    @property
    def id(self) -> str:
        return matter(self.about, str(self.level))

    def is_news(self, told: float | None) -> bool:
        """Whether to send it, if the subject was last sent at the level `told`."""
        if told is None:
            return True
        return self.level > told and self.level >= self.factor * told


def events_of(check: Check, hide_account: bool = False) -> list[Event]:
    """Events of a check."""
    found: list[Event] = []
    for judged in check.budgets:
        if judged.standing:
            found += _of_budget(check.identity.account, judged.standing, hide_account)
    name_of = sentences.names(check, hide_account)
    for unusual in check.anomalies:
        # AWS alerts about its own, and they are not loaded every day
        if unusual.anomaly.source is DetectedBy.AWS:
            continue
        found.append(_of_anomaly(check.identity.account, unusual, name_of))
    return found


def of_payer(payer: str, events: Iterable[Event]) -> list[Event]:
    """The events with the payer in their titles, if there are several payers."""
    if not payer:
        return list(events)
    return [replace(event, title=f"{payer}: {event.title}") for event in events]


def _of_anomaly(account: str, unusual: Unusual, name_of: Label) -> Event:
    anomaly = unusual.anomaly
    name = anomaly_words.title(anomaly, name_of)
    above = money(anomaly.impact, unusual.currency)
    return Event(
        about=matter(account, "anomaly", anomaly.id),
        level=anomaly.impact,
        title=f"{name}: {above} above expected",
        text=sentences.unusual(unusual, name_of),
        factor=DOUBLE,
    )


def _of_budget(account: str, standing: Standing, hide_account: bool) -> Iterable[Event]:
    """Event of the highest step, and of a projection over the amount as long as
    it is not exceeded."""
    budget = standing.budget
    about = partial(matter, account, "budget", budget.name, str(standing.period.start))
    text = sentences.state(standing, hide_account)
    step = highest_reached([*budget.thresholds, EXCEEDED], standing.used)
    if step:
        used = percent(standing.used)
        title = f"Budget {budget.name}: {used} used"
        if standing.state is State.EXCEEDED:
            title = f"Budget {budget.name} is exceeded"
        yield Event(about("used"), float(step), title, text)
    if standing.state is State.PROJECTED_OVER:
        title = f"Budget {budget.name} is projected over"
        yield Event(about("projected"), 1.0, title, text)


def matter(*parts: str) -> str:
    """Hash that identifies the subject at every target without revealing it."""
    text = "\n".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
