"""Prices of links: what following a link would cost is shown before."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from werkzeug.utils import cached_property

from cloudsense.costs.period import Month, Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.errors import AddressError
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.memo import Memo
from cloudsense.ledger.planning.page_estimate import Estimate
from cloudsense.ledger.planning.requests import merge_adjacent
from cloudsense.web.queries.link_price_labels import tag
from cloudsense.web.queries.questions import Questions, QuestionsOf
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.address_words import ChartGranularity
from cloudsense.web.state.selection import Selection

HOLD = 2.0
"""Seconds that prices are reused while AWS is being asked."""
OPEN_PAGE_CENTS = 5
"""Cents that opening a page may cost without confirmation."""


@dataclass(frozen=True)
class Price(Estimate):
    """Pages that several questions take, asked one after the other."""

    likely_most: float = 0
    """`at_most`, or a guess. It decides whether a page is bought without confirmation."""
    left: float = math.inf
    """Pages that the daily limit allows, in a confirmation."""

    @property
    def tag(self) -> str:
        """The price as `≈3¢`, `from 1¢` or `≈$1.20`; "" if free."""
        return tag(PAGE_PRICE * self.pages, self.known)

    @classmethod
    def of_all(cls, prices: Sequence[Price]) -> Price:
        """Add prices. Each payer has its own limit."""
        return cls(
            at_least=sum(price.at_least for price in prices),
            at_most=sum(price.at_most for price in prices),
            likely_most=sum(price.likely_most for price in prices),
            left=min((price.left for price in prices), default=math.inf),
        )


FREE = Price(0, 0)


def price_of_questions(
    ledger: Ledger, questions: Questions, under_way: Sequence[Question] = ()
) -> Price:
    """Estimate what opening a page with these questions takes, without those `under_way`."""
    price = price_of_all(ledger, questions.all(ledger), under_way)
    more = questions.pages_besides(ledger)
    if not more.pages:
        return price
    return Price.of_all([price, Price(more.at_least, more.at_most, more.at_most)])


def price_to_ask(ledger: Ledger, questions: Questions, limit: int | None) -> Price | None:
    """What the page costs, if that is more than `limit` paid requests."""
    if limit is None:
        return None
    price = price_of_questions(ledger, questions)
    if limit and price.likely_most <= limit:
        return None
    return replace(price, left=ledger.pages_left())


def look_before_buying(ledger: Ledger, questions_of: QuestionsOf, selection: Selection) -> None:
    """Where the page would buy something, another process may have bought it a moment ago, in this
    form or in the wider one."""
    if ledger.session.identity is None:  # what is cached depends on the account
        return
    today = ledger.clock().date()
    questions = questions_of(ledger, selection, today)
    if price_of_questions(ledger, questions).pages:
        ledger.notice_other_processes()


def price_of_all(
    ledger: Ledger, questions: Sequence[Question], under_way: Sequence[Question] = ()
) -> Price:
    """Estimate what these questions take, without those `under_way`.

    The day's first purchase of the overview requests the account's total, too: one page more.
    """
    prices = []
    buys_overview = False
    for question, estimate in _lacking(ledger, questions, under_way):
        likely_most = _likely_most(question, estimate)
        prices.append(Price(estimate.at_least, estimate.at_most, likely_most))
        buys_overview = buys_overview or question[0] == OVERVIEW
    if buys_overview and not under_way and ledger.total_is_due:
        prices.append(Price(1, 1))
    return Price.of_all(prices) if prices else FREE


def _likely_most(question: Question, estimate: Estimate) -> float:
    """Guess a page a month if nothing similar was ever bought. There may be hundreds of accounts
    and thousands of tag values."""
    query, period = question
    may_be_many = any(d is Dimension.ACCOUNT or d.can_be_absent for d in query.group_by)
    if math.isfinite(estimate.at_most) or may_be_many:
        return estimate.at_most
    return max(estimate.at_least, len(period.months))


@dataclass(frozen=True)
class LinkPrices:
    """Prices of links, valid until something else is cached."""

    ledger: Ledger
    questions_of: QuestionsOf
    references: AccountReferences = PLAIN
    under_way: tuple[Question, ...] = ()
    """Questions already being bought; not counted again."""
    tags: dict[str, str] = field(default_factory=dict)
    known: dict[Selection, Price] = field(default_factory=dict)

    def tag_of(self, href: str) -> str:
        """Return the price of a link as a text; "" if it is cached, or not an address of ours."""
        if href not in self.tags:
            self.tags[href] = self.of(href).tag
        return self.tags[href]

    def of(self, href: str) -> Price:
        """Estimate what following a link takes."""
        selection = _priced_selection(href, self.references)
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
        return price_of_questions(self.ledger, questions, self.under_way)

    @cached_property
    def _today(self) -> date:
        return self.ledger.clock().date()


@lru_cache(maxsize=2**15)
def _priced_selection(href: str, references: AccountReferences) -> Selection | None:
    """Return the selection of an address, without settings of its drawing; None if invalid."""
    try:
        selection = Selection.parse(href, references)
    except AddressError:
        return None
    hours = ChartGranularity.HOURLY  # a separate query
    return replace(
        selection,
        metric=Selection.metric,
        chart=Selection.chart,
        granularity=hours if selection.granularity is hours else Selection.granularity,
        budget=None,
    )


class LinkPriceCache:
    """Prices of one ledger, until something else is cached.

    While AWS is being asked that happens many times a second. So prices are reused for `HOLD`
    seconds then.
    """

    def __init__(self) -> None:
        self._known: Memo[object, LinkPrices] = Memo()
        self._revision: object = None
        self._since = -math.inf

    def of(self, ledger: Ledger, key: object, calculate: Callable[[], LinkPrices]) -> LinkPrices:
        return self._known.of(self.revision(ledger), key, calculate)

    def revision(self, ledger: Ledger) -> object:
        """Return the revision of the cached answers that the prices are based on."""
        now = time.monotonic()
        if not ledger.is_asking or now - self._since >= HOLD:
            self._revision = ledger.revision
            self._since = now
        return self._revision


_held: PerLedger[LinkPriceCache] = PerLedger()


def revision_of_prices(ledger: Ledger) -> object:
    """Return a value that changes when links may have other prices."""
    return _held.setdefault(ledger, LinkPriceCache()).revision(ledger)


def link_prices(
    ledger: Ledger,
    questions_of: QuestionsOf,
    references: AccountReferences = PLAIN,
    here: Selection | None = None,
) -> LinkPrices:
    """Return the prices of links on the page `here`, shared while nothing else is cached."""
    under_way = _under_way(ledger, questions_of, here) if here else ()
    return _held.setdefault(ledger, LinkPriceCache()).of(
        ledger,
        (under_way, references),
        lambda: LinkPrices(ledger, questions_of, references, under_way),
    )


def _under_way(ledger: Ledger, questions_of: QuestionsOf, here: Selection) -> tuple[Question, ...]:
    today = ledger.clock().date()
    asked = questions_of(ledger, here, today).all(ledger)
    return tuple(question for question in asked if ledger.estimate(*question).pages)


def _lacking(
    ledger: Ledger, questions: Iterable[Question], under_way: Iterable[Question]
) -> Iterator[tuple[Question, Estimate]]:
    """Yield what is not cached, with the pages of each question, asked one by one.

    Months that an earlier question buys, or that are `under_way`, are not counted again.
    """
    bought: defaultdict[CostQuery, set[Month]] = defaultdict(set)
    for query, period in under_way:
        bought[query].update(period.months)
    for query, period in questions:
        for run in _without(period, bought[query]):
            estimate = ledger.estimate(query, run)
            if estimate.pages:
                yield (query, run), estimate
                bought[query].update(run.months)


def _without(period: Period, months: Collection[Month]) -> Sequence[Period]:
    """Return the days of a period that are not in `months`."""
    if not months:
        return (period,)
    others = [month.period for month in period.months if month not in months]
    return merge_adjacent(filter(None, map(period.meet, others)))
