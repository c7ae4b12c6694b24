"""What a link would cost: every link that asks AWS says so before it is followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

from cloudsense.costs.names import EC2_SERVICES
from cloudsense.costs.period import ONE_DAY, Month, Period, choose, earliest
from cloudsense.costs.query import OVERVIEW, CostQuery, Dimension, Filter
from cloudsense.costs.questions import Focus
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.choosing import to_ask
from cloudsense.ledger.ledger import Ledger, Wish
from cloudsense.ledger.spending import PRICE
from cloudsense.web.reading import ec2_of
from cloudsense.web.selection import Selection

LEGEND = "≈¢: price of the AWS request that a link makes"
HINT = "Not cached: opening it makes a paid AWS request at about this price"
AT_LEAST = "Not cached, and the number of pages is unknown: opening it makes a paid AWS request at this price or more"
FROM = "from "

Price = tuple[Decimal, bool]
"""Dollars, and whether something like it was bought before; if not it may be more."""


@dataclass(frozen=True)
class Prices:
    """Prices links of a page that is drawn on the UTC day `today`; `ec2` are the EC2 services that have costs."""

    ledger: Ledger
    today: date
    ec2: tuple[str, ...] = EC2_SERVICES
    links: dict[str, Price] = field(default_factory=dict)
    under_way: frozenset[Wish] = frozenset()
    """What the page asks for anyway: no link makes it dearer."""
    _questions: dict[tuple[Focus, Period], CostQuery] = field(default_factory=dict)

    def of(self, href: str) -> Price:
        """About what it takes to follow a link; nothing for what is kept, or no address of ours."""
        if href not in self.links:
            self.links[href] = self._reckon(href)
        return self.links[href]

    def _reckon(self, href: str) -> Price:
        pages: dict[CostQuery, int] = {}
        known = True
        for query, period in self._wishes(href):
            if (query, period) in self.under_way:
                continue
            estimate = self.ledger.to_pay(query, period)
            pages[query] = max(pages.get(query, 0), estimate.pages)
            known = known and estimate.known
        return PRICE * sum(pages.values()), known

    def _wishes(self, href: str) -> set[Wish]:
        """What a link asks for; nothing if it is no address of ours."""
        try:
            return set(wishes(self._question, _parsed(href), self.today, self.ec2))
        except AddressError:
            return set()

    def _question(self, focus: Focus, period: Period) -> CostQuery:
        """Many links lead past the same ones."""
        if (focus, period) not in self._questions:
            self._questions[focus, period] = to_ask(self.ledger, focus, period)
        return self._questions[focus, period]

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
        return tag(*self.of(href)) if href else ""

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


_remembered: WeakKeyDictionary[Ledger, tuple[object, dict[frozenset[Wish], Prices]]] = WeakKeyDictionary()


def prices(ledger: Ledger, today: date, ec2: tuple[str, ...], here: Selection | None = None) -> Prices:
    """Prices on the page `here`; pages that wait for the same share them, as long as nothing else is kept."""
    asked = wishes(partial(to_ask, ledger), here, today, ec2) if here else ()
    under_way = frozenset(wish for wish in asked if ledger.to_pay(*wish).pages)
    state = ledger.revision, today, ec2
    then, known = _remembered.get(ledger, (None, {}))
    if then != state:
        known = {}
        _remembered[ledger] = state, known
    return known.setdefault(under_way, Prices(ledger, today, ec2, under_way=under_way))


def price_now(ledger: Ledger, search: str) -> str:
    """About what opening an address costs, as its link would say it; nothing is asked of AWS."""
    today = ledger.clock().date()
    return tag(*Prices(ledger, today, _ec2(ledger, today)).of(f"?{search}"))


def _ec2(ledger: Ledger, today: date) -> tuple[str, ...]:
    """The EC2 services that have had costs of late; all, if that is not known."""
    try:
        answer = ledger.kept(OVERVIEW, Period(Month.of(today).plus(-1).first, today + ONE_DAY))
    except CloudSenseError:
        return EC2_SERVICES
    return ec2_of(answer.snapshot) if answer.snapshot else EC2_SERVICES


_parsed = lru_cache(maxsize=2**15)(Selection.parse)


def wishes(
    to_ask: Callable[[Focus, Period], CostQuery],
    selection: Selection,
    today: date,
    ec2: Sequence[str] = EC2_SERVICES,
) -> Iterator[Wish]:
    """The questions that a page asks. Raises AddressError for a period that cannot be."""
    choice, focus = choose(selection.period, today), selection.focus
    comparable = choice.before.start >= earliest(today)
    span = Period(choice.before.start, choice.period.end) if comparable else choice.period

    def question(focus: Focus) -> CostQuery:
        return to_ask(focus, span)

    for _, above in focus.above(question):
        yield question(above), span
    yield question(focus), span
    yield OVERVIEW, choice.period
    if not selection.filters and ec2:
        families = Focus(Dimension.FAMILY, (Filter(Dimension.SERVICE, tuple(ec2)),), focus.usage_only)
        yield families.query, choice.period
