"""Which questions to put to AWS for what a person looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from weakref import WeakKeyDictionary

from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger

A_FEW = 2
"""Pages a month."""


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
    """Their answers tell whether the values of a filter occur at all: asked first, in this order."""
    question: CostQuery


def route(ledger: Ledger, focus: Focus, period: Period) -> Route:
    """What to ask for `focus`.

    A filter is looked up in the overview, or in a list that is cached and fresh. No other list is bought for that: the
    accounts of one service can take more pages than the account that was chosen.
    """

    @cache
    def asked(focus: Focus) -> CostQuery:
        return to_ask(ledger, focus, period)

    steps = (Step(rule, above, asked(above)) for rule, above in focus.above(asked))
    return Route(tuple(step for step in steps if _at_hand(ledger, step.query, period)), asked(focus))


def _at_hand(ledger: Ledger, query: CostQuery, period: Period) -> bool:
    return query == OVERVIEW or not ledger.to_pay(query, period).pages


def to_ask(ledger: Ledger, focus: Focus, period: Period) -> CostQuery:
    """The wide question, whose answer opens every row at no further cost, unless that takes more than a few pages.

    There may be hundreds of accounts, so as long as nobody knows how many there are these are asked for by themselves.
    What is kept is asked for again as it was asked.
    """
    if focus.has_renamed_service:
        focus = focus.spelled(_services(ledger, period))
    at_once = ledger.capabilities.dimensions_at_once
    wide, lean = focus.wide(at_once), focus.lean(at_once)
    if wide == lean or not ledger.paid:
        return wide
    estimate = ledger.to_pay(wide, period)
    if not estimate.pages:
        return wide
    if ledger.knows(lean, period) and not ledger.knows(wide, period):
        return lean
    few = estimate.pages <= A_FEW * len(period.months) if estimate.known else Dimension.ACCOUNT not in wide.group_by
    return wide if few else lean


_known: WeakKeyDictionary[Ledger, tuple[object, dict[Period, list[str]]]] = WeakKeyDictionary()
"""The services of periods, as long as nothing else is cached: each link of a page asks for them."""


def _services(ledger: Ledger, period: Period) -> list[str]:
    """All services of the period as AWS spells them, as far as the overview is cached."""
    revision = ledger.revision
    then, found = _known.get(ledger, (None, {}))
    if then != revision:
        found = {}
        _known[ledger] = revision, found
    if period not in found:
        found[period] = _spelled_in(ledger, period)
    return found[period]


def _spelled_in(ledger: Ledger, period: Period) -> list[str]:
    try:
        snapshot = ledger.kept(OVERVIEW, period).snapshot
    except CloudSenseError:
        return []
    return list(snapshot.frame.data[Dimension.SERVICE.value].unique()) if snapshot else []
