"""Questions for AWS that a focus needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import Capabilities
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import A_MONTH, Estimate

FEW_PAGES_A_MONTH = 2
"""Pages a month up to which the wide question is asked."""
MOST_ROUTES = 10_000


@dataclass(frozen=True)
class Step:
    """A filter, the focus that it was chosen from, and the question that contains both."""

    rule: Filter
    focus: Focus
    query: CostQuery


@dataclass(frozen=True)
class Route:
    """Questions that show a focus over a period."""

    steps: tuple[Step, ...]
    """Look-ups, to be asked first, in this order: they show whether the values
    of a filter occur."""
    question: CostQuery


class PricedAnswers(Protocol):
    """Parts of the ledger that the choice depends on."""

    capabilities: Capabilities
    is_priced: bool

    @property
    def takes_several_pages(self) -> bool:
        """Whether any cached answer took more than one page."""
        ...

    def estimate(self, query: CostQuery, period: Period) -> Estimate: ...

    def knows(self, query: CostQuery, period: Period) -> bool: ...

    def services(self, period: Period) -> Collection[str]: ...


IsLoading = Callable[[CostQuery, Period], bool]
"""Whether a purchase of exactly this question is running."""


class WatchedAnswers:
    """Answers that record whether a choice depends on them."""

    def __init__(self, answers: PricedAnswers, is_loading: IsLoading) -> None:
        self.is_loading = is_loading
        self.capabilities = answers.capabilities
        self.is_priced = answers.is_priced
        self.were_consulted = False
        self._answers = answers

    @property
    def takes_several_pages(self) -> bool:
        self.were_consulted = True
        return self._answers.takes_several_pages

    def estimate(self, query: CostQuery, period: Period) -> Estimate:
        self.were_consulted = True
        return self._answers.estimate(query, period)

    def knows(self, query: CostQuery, period: Period) -> bool:
        self.were_consulted = True
        return self._answers.knows(query, period)

    def services(self, period: Period) -> Collection[str]:
        self.were_consulted = True
        return self._answers.services(period)


class Routes:
    """Cached routes, as each link of a page asks for one.

    Most do not depend on what is cached; the others are valid for one `revision` of the ledger.
    """

    def __init__(self, answers: PricedAnswers, is_loading: IsLoading) -> None:
        self._answers = answers
        self._is_loading = is_loading
        self._lasting: dict[tuple[Focus, Period], Route] = {}
        self._current: Memo[tuple[Focus, Period], Route] = Memo()

    def of(self, focus: Focus, period: Period, revision: object) -> Route:
        key = focus, period
        if lasting := self._lasting.get(key):
            return lasting
        return self._current.of(revision, key, lambda: self._choose(key))

    def _choose(self, key: tuple[Focus, Period]) -> Route:
        answers = WatchedAnswers(self._answers, self._is_loading)
        chosen = route(answers, *key)
        if not answers.were_consulted:
            if len(self._lasting) >= MOST_ROUTES:
                self._lasting.clear()
            self._lasting[key] = chosen
        return chosen


def route(answers: WatchedAnswers, focus: Focus, period: Period) -> Route:
    """The look-ups and the question for `focus`.

    A filter is looked up in the overview, or in a fresh cached list. No other list is bought for
    it: the accounts of one service can take more pages than the account that was chosen.
    """

    @cache
    def asked(focus: Focus) -> CostQuery:
        return to_ask(answers, focus, period)

    steps: list[Step] = []
    for rule, above in focus.above(asked):
        query = asked(above)
        if query == OVERVIEW or not answers.estimate(query, period).pages:
            steps.append(Step(rule, above, query))
    return Route(tuple(steps), asked(focus))


def to_ask(answers: WatchedAnswers, focus: Focus, period: Period) -> CostQuery:
    """The wide question, whose answer opens every row at no further cost, unless that takes more
    than a few pages.

    There may be hundreds of accounts and thousands of tag values, so while their number is unknown
    only the needed ones are requested, as in accounts whose answers took several pages. If only one
    form is being loaded or cached, that form is used: what was learned meanwhile would choose the
    other one, too, and pay for both.
    """
    if focus.has_renamed_service:
        focus = focus.spelled(answers.services(period))
    at_once = answers.capabilities.dimensions_at_once
    wide = focus.wide(at_once)
    lean = focus.lean(at_once)
    if wide == lean or not answers.is_priced:
        return wide
    estimate = answers.estimate(wide, period)
    if not estimate.pages:
        return wide
    loading = [form for form in (wide, lean) if answers.is_loading(form, period)]
    if len(loading) == 1:
        return loading[0]
    if answers.knows(lean, period) and not answers.knows(wide, period):
        return lean
    if math.isinf(estimate.at_most):
        may_be_many = any(map(_may_be_many, wide.group_by))
        is_risky = may_be_many or answers.takes_several_pages
        return lean if is_risky else wide
    most = FEW_PAGES_A_MONTH * max(1, round(period.days / A_MONTH))
    return wide if estimate.at_most <= most else lean


def _may_be_many(dimension: Dimension) -> bool:
    return dimension is Dimension.ACCOUNT or dimension.can_be_absent
