"""What a link would cost: every link that asks AWS says so before it is followed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.ledger.planning.page_estimate import Estimate
from cloudsense.ledger.planning.strategy import Route
from cloudsense.web.queries.page_questions import PageQuestions, known_ec2, page_questions, to_pay
from cloudsense.web.state.references import PLAIN, AccountReferences
from cloudsense.web.state.selection import Selection

LEGEND = "≈¢: price of the AWS request that a link makes"
HINT = "Not cached: opening it makes a paid AWS request at about this price"
AT_LEAST = "Not cached, and the number of pages is unknown: opening it makes a paid AWS request at this price or more"
FROM = "from "


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


def price_of(ledger: Ledger, questions: PageQuestions) -> Price:
    """What the page takes that asks these, if it is opened now."""
    return _price(ledger, questions.all(ledger, known_ec2(ledger, questions.today)), ledger.unchecked)


def _price(ledger: Ledger, wishes: Sequence[Question], check: bool, under_way: Sequence[Question] = ()) -> Price:
    """With `check` the first purchase of the overview asks for the account's total, which is one page more."""
    lacking = to_pay(ledger, wishes, under_way)
    pages = sum(estimate.pages for _, estimate in lacking)
    checked = check and any(query == OVERVIEW for (query, _), _ in lacking)
    at_most = sum(_at_most(*wish, estimate) for wish, estimate in lacking)
    return Price(pages + checked, all(estimate.known for _, estimate in lacking), at_most)


def _at_most(query: CostQuery, period: Period, estimate: Estimate) -> float:
    """A page a month where nothing like it was ever bought; there may be hundreds of accounts."""
    if estimate.known:
        return estimate.pages
    return math.inf if Dimension.ACCOUNT in query.group_by else max(estimate.pages, len(period.months))


@dataclass(frozen=True)
class Prices:
    """Prices links of a page that is drawn on the UTC day `today`; `ec2` are the EC2 services that have costs."""

    ledger: Ledger
    today: date
    ec2: tuple[str, ...] = EC2_SERVICES
    links: dict[str, Price] = field(default_factory=dict)
    references: AccountReferences = PLAIN
    under_way: tuple[Question, ...] = ()
    """What the page asks for anyway: no link makes it dearer."""
    _routes: dict[tuple[Focus, Period], Route] = field(default_factory=dict)

    def of(self, href: str) -> Price:
        """About what it takes to follow a link; nothing for what is kept, or no address of ours."""
        if href not in self.links:
            self.links[href] = self._reckon(href)
        return self.links[href]

    def _reckon(self, href: str) -> Price:
        try:
            questions = page_questions(self.ledger, _parsed(href, self.references), self.today, self._routes)
        except AddressError:
            return FREE
        return _price(self.ledger, questions.all(self.ledger, self.ec2), self._check, self.under_way)

    @cached_property
    def _check(self) -> bool:
        return not self.under_way and self.ledger.unchecked

    def tagged(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The payload of a page, with a price on each of its links that has one.

        What most links of a panel cost is said once, in its note.
        """
        if not self.ledger.paid:
            return payload
        slots = {name: [self._node(node) for node in nodes if node] for name, nodes in payload["slots"].items()}
        panels = {name: self._panel(panel) for name, panel in payload["panels"].items()}
        return payload | {"slots": slots, "panels": panels}

    def _panel(self, panel: Mapping[str, Any]) -> dict[str, Any]:
        rows = panel["table"]["rows"] if panel.get("table") else []
        hrefs = (
            [row["href"] for row in rows] if rows else [href for node in panel.get("body", ()) for href in _hrefs(node)]
        )
        usual = _usual([price for href in hrefs if (price := self._tag(href))])
        tagged = dict(panel)
        if panel.get("body"):
            tagged["body"] = [self._node(node, usual) for node in panel["body"]]
        if rows:
            tagged["table"] = panel["table"] | {"rows": [self._row(row, usual) for row in rows]}
        note = panel.get("note")
        if usual and rows:
            tagged["note"] = f"{note} ({usual} each)" if note else f"{usual} each"
        elif usual:
            tagged["note"] = " · ".join(filter(None, [note, f"links {usual} each"]))
        return tagged

    def _row(self, row: Mapping[str, Any], usual: str) -> dict[str, Any]:
        price = self._tag(row["href"])
        return dict(row) if price == usual else {**row, "price": price}

    def _tag(self, href: str | None) -> str:
        return self.of(href).tag if href else ""

    def _node(self, node: Node | str, usual: str = "") -> Node | str:
        if isinstance(node, str):
            return node
        attributes, children = node.get("a", {}), [self._node(child, usual) for child in node.get("x", ())]
        if "href" in attributes and (price := self._tag(attributes["href"])) not in ("", usual):
            children.append(el("abbr", price, cls="cents", title=AT_LEAST if price.startswith(FROM) else HINT))
        elif node["t"] == "option" and (price := self._tag(attributes.get("value"))):
            children.append(f" · {price}")
        return node | {"x": children} if children else node


def _hrefs(node: Node | str) -> Iterator[str]:
    if not isinstance(node, str):
        if "href" in node.get("a", {}):
            yield node["a"]["href"]
        for child in node.get("x", ()):
            yield from _hrefs(child)


def _usual(prices: Sequence[str]) -> str:
    """The price that most of several have; nothing where there are not several."""
    found = Counter(prices).most_common(1)
    return found[0][0] if found and found[0][1] > 1 else ""


def tag(dollars: Decimal, known: bool = True) -> str:
    """`≈3¢`, `from 1¢`, `≈$1.20`; nothing for nothing."""
    if not dollars:
        return ""
    amount = f"{dollars * 100:.0f}¢" if dollars < 1 else f"${dollars:.2f}"
    return f"≈{amount}" if known else f"{FROM}{amount}"


_remembered: WeakKeyDictionary[Ledger, tuple[object, dict[tuple[Question, ...], Prices]]] = WeakKeyDictionary()


def prices(ledger: Ledger, today: date, ec2: tuple[str, ...], here: Selection | None = None) -> Prices:
    """Prices on the page `here`; pages that wait for the same share them, as long as nothing else is kept."""
    asked = page_questions(ledger, here, today).all(ledger, ec2) if here else ()
    under_way = tuple(wish for wish in asked if ledger.to_pay(*wish).pages)
    state = ledger.revision, today, ec2
    then, known = _remembered.get(ledger, (None, {}))
    if then != state:
        known = {}
        _remembered[ledger] = state, known
    return known.setdefault(
        under_way, Prices(ledger, today, ec2, references=here.references if here else PLAIN, under_way=under_way)
    )


def price_now(ledger: Ledger, search: str, references: AccountReferences = PLAIN) -> str:
    """About what opening an address costs, as its link would say it; nothing is asked of AWS."""
    today = ledger.clock().date()
    return Prices(ledger, today, known_ec2(ledger, today), references=references).of(f"?{search}").tag


_parsed = lru_cache(maxsize=2**15)(Selection.parse)
