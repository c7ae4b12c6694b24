"""Questions that a page puts to the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable

from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.questions import Focus
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Answer, Ledger, Wish

MANY_PAGES = 5
"""A month; what takes more is not bought along with the first page, but where a person opens it."""


class Asking:
    """Questions put to the ledger within one shared time limit; each question once, failures remembered as answers."""

    def __init__(
        self, ledger: Ledger, patience: float, buy: bool = True, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._ledger = ledger
        self._buy = buy
        self._now = now
        self._until = now() + patience
        self.answers: dict[Wish, Answer | CloudSenseError] = {}
        self._questions: dict[tuple[Focus, Period], CostQuery] = {}

    def ask(self, query: CostQuery, period: Period) -> Answer | CloudSenseError:
        wish = (query, period)
        if wish not in self.answers:
            try:
                self.answers[wish] = self._answer(query, period)
            except CloudSenseError as problem:
                self.answers[wish] = problem
        return self.answers[wish]

    def question(self, focus: Focus, period: Period) -> CostQuery:
        """What is asked to show `focus`; within one reading always the same."""
        if (focus, period) not in self._questions:
            self._questions[focus, period] = to_ask(self._ledger, focus, period)
        return self._questions[focus, period]

    def dear(self, query: CostQuery, period: Period) -> bool:
        """Whether asking takes so many pages a month that a person should say so first."""
        return self._buy and self._ledger.to_pay(query, period).pages > MANY_PAGES * len(period.months)

    def _answer(self, query: CostQuery, period: Period) -> Answer:
        if not self._buy:
            return self._ledger.kept(query, period)
        return self._ledger.costs(query, period, max(0.0, self._until - self._now()))
