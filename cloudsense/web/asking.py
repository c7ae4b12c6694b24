"""The questions that a page puts to the ledger, and what comes of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.period import ONE_DAY, Month, Period, PeriodChoice, choose, earliest
from cloudsense.costs.query import OVERVIEW, TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus, absent
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Answer, Ledger, Wish
from cloudsense.web.reading import Reading, Steps, ec2_of, is_over
from cloudsense.web.selection import Selection

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


def read(ledger: Ledger, selection: Selection, patience: float, buy: bool = True) -> Reading | None:
    """Everything that `selection` shows, without `buy` as far as it is kept; None while AWS is asked who we are.

    So it is while another account takes its place. Raises CloudSenseError if nobody knows whose costs these are, and
    AddressError for a period that cannot be.
    """
    for _ in range(2):
        reading = _read(ledger, selection, patience, buy)
        if reading is None or reading.of_one_account:
            return reading
    return None


def _read(ledger: Ledger, selection: Selection, patience: float, buy: bool) -> Reading | None:
    today = ledger.clock().date()
    choice = choose(selection.period, today)
    asking = Asking(ledger, patience, buy)
    identity = ledger.identity(patience)
    if identity is None:
        return None
    comparable = choice.before.start >= earliest(today)
    span = Period(choice.before.start, choice.period.end) if comparable else choice.period
    question = asking.question(selection.focus, span)
    above = selection.focus.above(lambda focus: asking.question(focus, span))
    nowhere, held_up = _look_above(asking, selection.focus, above, span)
    question = to_ask(ledger, selection.focus, span)  # the overview tells how AWS spells its services
    main = held_up or asking.ask(question, span)
    charges = _charges(asking, selection, choice, today)
    overview = asking.ask(OVERVIEW, Period(Month.of(today).plus(-1).first, today + ONE_DAY))
    return Reading(
        selection=selection,
        today=today,
        choice=choice,
        identity=identity,
        main=main,
        overview=overview,
        question=question,
        above=above,
        details=_details(asking, selection, charges),
        charges=charges,
        accounts=ledger.account_names(identity),
        nowhere=nowhere,
        comparable=comparable,
        asked=asking.answers,
        total=_total(ledger, question, choice.period),
    )


def _look_above(
    asking: Asking, focus: Focus, above: Steps, span: Period
) -> tuple[Filter | None, Answer | CloudSenseError | None]:
    """A filter whose values do not occur, and the answer that stands in for the one that then is not asked for.

    What a person (or a link from a stranger) filters by must occur in what they came from before AWS is asked about it.
    """
    for rule, step in above:
        answer = asking.ask(asking.question(step, span), span)
        if isinstance(answer, CloudSenseError) or answer.snapshot is None:
            return None, answer
        frame = step.within(answer.snapshot.frame)
        if absent(rule, frame):
            return rule, Answer(replace(answer.snapshot, frame=_none_of(focus)))
    return None, None


def _none_of(focus: Focus) -> CostFrame:
    """No rows, with every column that an answer would have."""
    return CostFrame.empty(tuple(dict.fromkeys((*focus.query.group_by, Dimension.SERVICE))))


def _details(
    asking: Asking, selection: Selection, charges: Answer | CloudSenseError | None
) -> Answer | CloudSenseError | None:
    """The usage types of those EC2 services that have costs, where nothing is filtered and they do not cost much."""
    if selection.filters or charges is None:
        return None
    if isinstance(charges, CloudSenseError) or charges.snapshot is None:
        return charges
    present, period = ec2_of(charges.snapshot), charges.snapshot.period
    if not present:
        return None
    query = Focus(Dimension.FAMILY, (Filter(Dimension.SERVICE, present),), selection.focus.usage_only).query
    return None if asking.dear(query, period) else asking.ask(query, period)


def _charges(
    asking: Asking, selection: Selection, choice: PeriodChoice, today: date
) -> Answer | CloudSenseError | None:
    """The overview of the period: for what the charges add up to, and for the budget of a month that is over."""
    if selection.filters and not is_over(choice, today):
        return None
    return asking.ask(OVERVIEW, choice.period)


def _total(ledger: Ledger, question: CostQuery, period: Period) -> Snapshot | None:
    """Nothing is bought for it."""
    try:
        return None if question.where else ledger.kept(TOTAL, period).snapshot
    except CloudSenseError:
        return None
