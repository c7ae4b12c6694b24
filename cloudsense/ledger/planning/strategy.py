"""Which questions to put to AWS for what a person looks at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import Capabilities
from cloudsense.ledger.planning.page_estimate import A_MONTH, Estimate

A_FEW = 2
"""Pages a month."""
MOST_ROUTES = 10_000


@dataclass(frozen=True)
class Step:
    """A filter, the focus that it was chosen from, and the question whose answer holds that."""

    rule: Filter
    focus: Focus
    query: CostQuery


@dataclass(frozen=True)
class Route:
    """The questions that show a focus over a period."""

    steps: tuple[Step, ...]
    """Their answers tell whether the values of a filter occur at all: asked first, in this
    order."""
    question: CostQuery


class PricedAnswers(Protocol):
    """As much of the ledger as the choice depends on."""

    capabilities: Capabilities
    paid: bool

    def to_pay(self, query: CostQuery, period: Period) -> Estimate: ...

    def knows(self, query: CostQuery, period: Period) -> bool: ...

    def services(self, period: Period) -> Collection[str]: ...


class Routes:
    """The routes that were chosen at one `revision` of the ledger: each link of a page asks for
    one."""

    def __init__(self, revision: object, answers: PricedAnswers) -> None:
        self.revision = revision
        self._answers = answers
        self._known: dict[tuple[Focus, Period], Route] = {}

    def of(self, focus: Focus, period: Period) -> Route:
        found = self._known.get((focus, period))
        if found is None:
            if len(self._known) >= MOST_ROUTES:
                self._known.clear()
            found = route(self._answers, focus, period)
            self._known[focus, period] = found
        return found


def route(answers: PricedAnswers, focus: Focus, period: Period) -> Route:
    """What to ask for `focus`.

    A filter is looked up in the overview, or in a list that is cached and fresh. No other list is
    bought for that: the
    accounts of one service can take more pages than the account that was chosen.
    """

    @cache
    def asked(focus: Focus) -> CostQuery:
        return to_ask(answers, focus, period)

    steps: list[Step] = []
    for rule, above in focus.above(asked):
        query = asked(above)
        if query == OVERVIEW or not answers.to_pay(query, period).pages:
            steps.append(Step(rule, above, query))
    return Route(tuple(steps), asked(focus))


def to_ask(answers: PricedAnswers, focus: Focus, period: Period) -> CostQuery:
    """The wide question, whose answer opens every row at no further cost, unless that takes more
    than a few pages.

    There may be hundreds of accounts, so as long as nobody knows how many there are these are asked
    for by themselves.
    What is cached is asked for again as it was asked.
    """
    if focus.has_renamed_service:
        focus = focus.spelled(answers.services(period))
    at_once = answers.capabilities.dimensions_at_once
    wide = focus.wide(at_once)
    lean = focus.lean(at_once)
    if wide == lean or not answers.paid:
        return wide
    estimate = answers.to_pay(wide, period)
    if not estimate.pages:
        return wide
    if answers.knows(lean, period) and not answers.knows(wide, period):
        return lean
    if not estimate.known:
        return lean if Dimension.ACCOUNT in wide.group_by else wide
    most = A_FEW * max(1, round(period.days / A_MONTH))
    return wide if estimate.pages <= most else lean
