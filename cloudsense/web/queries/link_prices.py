"""What a link would cost: every link that asks AWS says so before it is followed."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from weakref import WeakKeyDictionary

from werkzeug.utils import cached_property

from cloudsense.costs.query import OVERVIEW, Dimension
from cloudsense.errors import AddressError
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import Estimate
from cloudsense.web.queries.page_questions import Questions, QuestionsOf, to_pay
from cloudsense.web.queries.price_tags import tag
from cloudsense.web.state.options import ChartGranularity
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

HOLD = 2.0
"""Seconds that prices hold while AWS is being asked."""
A_LOAD = 5
"""Cents: what opening a page may cost without a question."""


@dataclass(frozen=True)
class Price(Estimate):
    """Pages that several questions take, asked one after the other."""

    likely_most: float = 0
    """`at_most`, with a guess where that is unknown: what opening a page may take unasked."""
    left: float = math.inf
    """Pages that the daily limit allows, where somebody is asked."""

    @property
    def tag(self) -> str:
        """`≈3¢`, `from 1¢`, `≈$1.20`; nothing for nothing."""
        return tag(PRICE * self.pages, self.known)

    def plus(self, more: Estimate) -> Price:
        if not more.pages:
            return self
        return Price(
            self.at_least + more.at_least,
            self.at_most + more.at_most,
            self.likely_most + more.at_most,
        )

    @classmethod
    def of_all(cls, prices: Sequence[Price]) -> Price:
        """Of pages of several payers, each with a limit of its own."""
        return cls(
            at_least=sum(price.at_least for price in prices),
            at_most=sum(price.at_most for price in prices),
            likely_most=sum(price.likely_most for price in prices),
            left=min((price.left for price in prices), default=math.inf),
        )


FREE = Price(0, 0)


def price_of(ledger: Ledger, questions: Questions, under_way: Sequence[Question] = ()) -> Price:
    """What the page takes that asks these, if it is opened now; nothing for what is
    `under_way`."""
    price = price_of_all(ledger, questions.all(ledger), under_way)
    return price.plus(questions.pages_besides(ledger))


def price_to_ask(ledger: Ledger, questions: Questions, limit: int | None) -> Price | None:
    """What the page costs, if that is more than `limit` paid requests."""
    if limit is None:
        return None
    price = price_of(ledger, questions)
    if limit and price.likely_most <= limit:
        return None
    return replace(price, left=ledger.pages_left())


def look_before_buying(ledger: Ledger, questions_of: QuestionsOf, selection: Selection) -> None:
    """Where the page would buy something, another process may have bought it a moment ago, in this
    form or in the wider one."""
    today = ledger.clock().date()
    questions = questions_of(ledger, selection, today)
    if price_of(ledger, questions).pages:
        ledger.look_again()


def price_of_all(
    ledger: Ledger, questions: Sequence[Question], under_way: Sequence[Question] = ()
) -> Price:
    """What it takes to ask these; nothing for what is `under_way`.

    The day's first purchase of the overview asks for the account's total, which is one page more.
    """
    lacking = to_pay(ledger, questions, under_way)
    if not lacking:
        return FREE
    at_least, at_most, likely_most = 0, 0.0, 0.0
    for question, estimate in lacking:
        at_least += estimate.at_least
        at_most += estimate.at_most
        likely_most += _likely_most(question, estimate)
    queries = [query for (query, _), _ in lacking]
    buys_overview = OVERVIEW in queries
    total = buys_overview and not under_way and ledger.unchecked
    return Price(at_least + total, at_most + total, likely_most)


def _likely_most(question: Question, estimate: Estimate) -> float:
    """A page a month where nothing like it was ever bought; there may be hundreds of accounts and
    thousands of tag values."""
    query, period = question
    may_be_many = any(d is Dimension.ACCOUNT or d.can_be_absent for d in query.group_by)
    if math.isfinite(estimate.at_most) or may_be_many:
        return estimate.at_most
    return max(estimate.at_least, len(period.months))


@dataclass(frozen=True)
class Prices:
    """Prices of links as long as nothing else is cached."""

    ledger: Ledger
    questions_of: QuestionsOf
    references: AccountReferences = PLAIN
    under_way: tuple[Question, ...] = ()
    """What the page asks for anyway: no link makes it dearer."""
    tags: dict[str, str] = field(default_factory=dict)
    known: dict[Selection, Price] = field(default_factory=dict)

    def tag_of(self, href: str) -> str:
        """The price of a link as a text; "" for what is cached, or is no address of ours."""
        if href not in self.tags:
            self.tags[href] = self.of(href).tag
        return self.tags[href]

    def of(self, href: str) -> Price:
        """About what it takes to follow a link."""
        selection = _asking(href, self.references)
        if selection is None:
            return FREE
        if selection not in self.known:
            self.known[selection] = self._calculate(selection)
        return self.known[selection]

    def _calculate(self, selection: Selection) -> Price:
        try:
            questions = self.questions_of(self.ledger, selection, self._today)
        except AddressError:
            return FREE
        return price_of(self.ledger, questions, self.under_way)

    @cached_property
    def _today(self) -> date:
        return self.ledger.clock().date()


@lru_cache(maxsize=2**15)
def _asking(href: str, references: AccountReferences) -> Selection | None:
    """What an address asks for, the same for those that differ in what is drawn of it only; None
    for an invalid one."""
    try:
        selection = Selection.parse(href, references)
    except AddressError:
        return None
    hours = ChartGranularity.HOURLY  # they are another answer
    return replace(
        selection,
        metric=Selection.metric,
        chart=Selection.chart,
        granularity=hours if selection.granularity is hours else Selection.granularity,
        budget=None,
    )


class HeldPrices:
    """The prices of one ledger, until something else is cached.

    While AWS is being asked that happens many times a second, and the prices of all links of all
    pages with it: they hold for `HOLD` then.
    """

    def __init__(self) -> None:
        self._known: Memo[object, Prices] = Memo()
        self._revision: object = None
        self._since = -math.inf

    def of(self, ledger: Ledger, key: object, calculate: Callable[[], Prices]) -> Prices:
        return self._known.of(self.revision(ledger), key, calculate)

    def revision(self, ledger: Ledger) -> object:
        """Of the cached answers that the prices go by."""
        now = time.monotonic()
        if not ledger.is_asking or now - self._since >= HOLD:
            self._revision = ledger.revision
            self._since = now
        return self._revision


_held: WeakKeyDictionary[Ledger, HeldPrices] = WeakKeyDictionary()


def revision_of_prices(ledger: Ledger) -> object:
    """Another one whenever links may have other prices."""
    return _held.setdefault(ledger, HeldPrices()).revision(ledger)


def prices(
    ledger: Ledger,
    questions_of: QuestionsOf,
    references: AccountReferences = PLAIN,
    here: Selection | None = None,
) -> Prices:
    """Prices on the page `here`, the same for all pages that wait for the same answers, until
    something else is cached."""
    under_way = _under_way(ledger, questions_of, here) if here else ()
    return _held.setdefault(ledger, HeldPrices()).of(
        ledger,
        (under_way, references),
        lambda: Prices(ledger, questions_of, references, under_way),
    )


def _under_way(ledger: Ledger, questions_of: QuestionsOf, here: Selection) -> tuple[Question, ...]:
    today = ledger.clock().date()
    asked = questions_of(ledger, here, today).all(ledger)
    return tuple(question for question in asked if ledger.to_pay(*question).pages)
