"""Questions for AWS that a focus needs."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.costs.source import Capabilities
from cloudsense.ledger.planning.page_estimate import A_MONTH, Estimate

FEW_PAGES_A_MONTH = 2
"""Pages a month up to which the wide question is asked."""


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

    def is_loading(self, query: CostQuery, period: Period) -> bool: ...


def route(answers: PricedAnswers, focus: Focus, period: Period) -> Route:
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


def to_ask(answers: PricedAnswers, focus: Focus, period: Period) -> CostQuery:
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
        by_account = Dimension.ACCOUNT in wide.group_by
        by_tag = any(dimension.can_be_absent for dimension in wide.group_by)
        is_risky = by_account or by_tag or answers.takes_several_pages
        return lean if is_risky else wide
    most = FEW_PAGES_A_MONTH * max(1, round(period.days / A_MONTH))
    return wide if estimate.at_most <= most else lean
