"""What a link would cost: every link that asks AWS says so before it is followed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from werkzeug.utils import cached_property

from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.period import Period
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.page_estimate import Estimate
from cloudsense.web.queries.page_questions import Questions, known_ec2, to_pay
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

A_LOAD = 5
"""Cents: what opening a page may cost without a question."""
LEGEND = "≈¢: price of the AWS request that a link makes"
HINT = "Not cached: opening it makes a paid AWS request at about this price"
AT_LEAST = (
    "Not cached, and the number of pages is unknown: opening it makes a paid AWS request at this "
    "price or more"
)
FROM = "from "
LINKED = frozenset(["nodes", "view", "views", "rows", "presets"])
"""Props that hold links."""

Props = Mapping[str, Any]
"""Props of one component, as JSON."""
PageContent = Mapping[str, Props]
"""The props that a page's callback writes, by the id of the component."""
QuestionsOf = Callable[[Ledger, Selection, date], Questions]
"""What the page of a selection asks on a day."""


class Price(NamedTuple):
    """About so many pages; at least so many where nothing like it was ever bought."""

    pages: int
    known: bool
    at_most: float
    """Pages, as far as one can tell."""

    @property
    def tag(self) -> str:
        """`≈3¢`, `from 1¢`, `≈$1.20`; nothing for nothing."""
        return tag(PRICE * self.pages, self.known)


FREE = Price(0, known=True, at_most=0)


def price_of(ledger: Ledger, questions: Questions, today: date) -> Price:
    """What the page takes that asks these, if it is opened now."""
    return price_of_all(ledger, questions.all(ledger, known_ec2(ledger, today)))


def price_of_all(ledger: Ledger, questions: Sequence[Question]) -> Price:
    """What it takes to ask these."""
    return _price(ledger, questions, ledger.unchecked)


def _price(
    ledger: Ledger, wishes: Sequence[Question], check: bool, under_way: Sequence[Question] = ()
) -> Price:
    """With `check` the first purchase of the overview asks for the account's total, which is one
    page more."""
    lacking = to_pay(ledger, wishes, under_way)
    pages = sum(estimate.pages for _, estimate in lacking)
    checked = check and any(query == OVERVIEW for (query, _), _ in lacking)
    at_most = sum(_at_most(*wish, estimate) for wish, estimate in lacking)
    return Price(pages + checked, all(estimate.known for _, estimate in lacking), at_most)


def _at_most(query: CostQuery, period: Period, estimate: Estimate) -> float:
    """A page a month where nothing like it was ever bought; there may be hundreds of accounts."""
    if estimate.known:
        return estimate.pages
    return (
        math.inf if Dimension.ACCOUNT in query.group_by else max(estimate.pages, len(period.months))
    )


@dataclass(frozen=True)
class Prices:
    """Prices links of a page that is drawn on the UTC day `today`; `ec2` are the EC2 services that
    have costs."""

    ledger: Ledger
    today: date
    questions_of: QuestionsOf
    ec2: tuple[str, ...] = EC2_SERVICES
    links: dict[str, Price] = field(default_factory=dict)
    references: AccountReferences = PLAIN
    under_way: tuple[Question, ...] = ()
    """What the page asks for anyway: no link makes it dearer."""

    def of(self, href: str) -> Price:
        """About what it takes to follow a link; nothing for what is kept, or no address of ours."""
        if href not in self.links:
            self.links[href] = self._reckon(href)
        return self.links[href]

    def _reckon(self, href: str) -> Price:
        try:
            selection = _parsed(href, self.references)
            questions = self.questions_of(self.ledger, selection, self.today)
        except AddressError:
            return FREE
        return _price(
            self.ledger, questions.all(self.ledger, self.ec2), self._check, self.under_way
        )

    @cached_property
    def _check(self) -> bool:
        return not self.under_way and self.ledger.unchecked

    def tagged(self, content: PageContent) -> PageContent:
        """The content of a page, with a price on each of its links that has one.

        What most links of a panel or table cost is said once.
        """
        return {name: self._props(props) for name, props in content.items()}

    def _props(self, props: Props) -> Props:
        """The very same props where they hold no link, as those of a skeleton, which are None."""
        if not any(props.get(name) for name in LINKED):
            return props
        tagged = dict(props)
        if "nodes" in props:
            tagged["nodes"] = [self._node(node) for node in props["nodes"] if node]
        if "view" in props:
            tagged["view"] = self._view(props["view"])
        if "views" in props:
            tagged["views"] = {name: self._view(view) for name, view in props["views"].items()}
        if "rows" in props:
            tagged |= self._rows(props["rows"])
        if "presets" in props:
            tagged["presets"] = [self._priced(preset) for preset in props["presets"]]
        return tagged

    def _view(self, view: Props) -> Props:
        tagged = dict(view)
        if tools := view.get("tools"):
            tagged["tools"] = [self._node(node) for node in tools]
        body = view.get("body", ())
        hrefs = [href for node in body for href in _hrefs(node)]
        usual = _usual([self._tag(href) for href in hrefs])
        if body:
            tagged["body"] = [self._node(node, usual) for node in body]
        if usual:
            note = view.get("note")
            tagged["note"] = " · ".join(filter(None, [note, f"links {usual} each"]))
        return tagged

    def _rows(self, rows: Sequence[Props]) -> Props:
        """Prices of the rows of a table, and what most of them cost."""
        usual = _usual([self._tag(row.get("href")) for row in rows])
        priced = [
            dict(row) if self._tag(row.get("href")) == usual else self._priced(row) for row in rows
        ]
        return {"rows": priced, "price_note": usual}

    def _priced(self, props: Props) -> Props:
        """Props with an `href`, and a price if it has one."""
        price = self._tag(props.get("href"))
        return {**props, "price": price} if price else dict(props)

    def _tag(self, href: str | None) -> str:
        return self.of(href).tag if href else ""

    def _node(self, node: Node | str, usual: str = "") -> Node | str:
        if isinstance(node, str):
            return node
        if node["t"] == "menu":
            choices = [self._priced(choice) for choice in node["p"]["choices"]]
            return {**node, "p": {**node["p"], "choices": choices}}
        attributes = node.get("a", {})
        children = [self._node(child, usual) for child in node.get("x", ())]
        price = self._tag(attributes.get("href"))
        if price and price != usual:
            hint = AT_LEAST if price.startswith(FROM) else HINT
            children.append(el("abbr", price, cls="cents", title=hint))
        return node | {"x": children} if children else node


def _hrefs(node: Node | str) -> Iterator[str]:
    if not isinstance(node, str):
        if "href" in node.get("a", {}):
            yield node["a"]["href"]
        for child in node.get("x", ()):
            yield from _hrefs(child)


def _usual(prices: Sequence[str]) -> str:
    """The price that most of several have; nothing where there are not several."""
    found = Counter(filter(None, prices)).most_common(1)
    return found[0][0] if found and found[0][1] > 1 else ""


def tag(dollars: Decimal, known: bool = True) -> str:
    """`≈3¢`, `from 1¢`, `≈$1.20`; nothing for nothing."""
    if not dollars:
        return ""
    amount = in_cents(dollars)
    return f"≈{amount}" if known else f"{FROM}{amount}"


def in_cents(dollars: Decimal) -> str:
    """`3¢`, `$1.20`."""
    return f"{dollars * 100:.0f}¢" if dollars < 1 else f"${dollars:.2f}"


_remembered: WeakKeyDictionary[Ledger, tuple[object, dict[tuple[Question, ...], Prices]]] = (
    WeakKeyDictionary()
)


def prices(
    ledger: Ledger,
    today: date,
    ec2: tuple[str, ...],
    questions_of: QuestionsOf,
    here: Selection | None = None,
) -> Prices:
    """Prices on the page `here`; pages that wait for the same share them, as long as nothing else
    is cached."""
    asked = questions_of(ledger, here, today).all(ledger, ec2) if here else ()
    under_way = tuple(question for question in asked if ledger.to_pay(*question).pages)
    state = ledger.revision, today, ec2
    then, known = _remembered.get(ledger, (None, {}))
    if then != state:
        known = {}
        _remembered[ledger] = state, known
    references = here.references if here else PLAIN
    made = Prices(ledger, today, questions_of, ec2, references=references, under_way=under_way)
    return known.setdefault(under_way, made)


def price_now(
    ledger: Ledger,
    search: str,
    questions_of: QuestionsOf,
    references: AccountReferences = PLAIN,
) -> str:
    """About what opening an address costs, as its link would say it; nothing is asked of AWS."""
    today = ledger.clock().date()
    ec2 = known_ec2(ledger, today)
    return Prices(ledger, today, questions_of, ec2, references=references).of(f"?{search}").tag


_parsed = lru_cache(maxsize=2**15)(Selection.parse)
