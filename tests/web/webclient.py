"""A dashboard without a browser: a source that counts, waits and fails on request, and a client that speaks Dash."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import bodies
import numpy as np
from dash import Dash
from paying import Counting

from cloudsense.bootstrap import aws_tools
from cloudsense.config.settings import Settings
from cloudsense.config.settings import read as read_settings
from cloudsense.costs.frame import METRICS, CostFrame, Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.source import Meter
from cloudsense.costs.value_lists import ListQuestion, ValueList
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.organization import CAPABILITIES, DemoSource, organization
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.payments import Payment
from cloudsense.ledger.storage.store import Store
from cloudsense.web.app import create_app
from cloudsense.web.ops.metrics import Metrics
from cloudsense.web.pages.overview.panels import PANELS as ALL_PANELS

CALLBACK = "/_dash-update-component"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
THIRTY_DAYS = Period(date(2026, 10, 24), date(2026, 11, 23))
SECRET = "arn:aws:sts::111122223333:assumed-role/Admin/jane AKIAIOSFODNN7EXAMPLE"
PANELS = {panel.name for panel in ALL_PANELS}
ALWAYS = PANELS - {"families", "charges"}
"""Panels that have something to say whatever is shown."""


class Clock:
    """The time, as told."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class PaidSource:
    """The demo organization, or a book, as if it cost money."""

    capabilities = replace(CAPABILITIES, priced=True)

    def __init__(self, clock: Clock, book: Book | None = None) -> None:
        self.pages = 1
        self.fetched: list[CostQuery] = []
        self.listed: list[ListQuestion] = []
        self.refusal: Exception | None = None
        """Raised instead of listing keys or values."""
        self.identified = 0
        self.stranger: Exception | None = None
        """Raised instead of saying who asks."""
        self.failing: Callable[[CostQuery], Exception | None] = lambda query: None
        self.gate = threading.Event()
        """Open; while it is shut an answer does not come."""
        self.gate.set()
        self._demo = DemoSource(lambda: clock().date())
        self._book = book

    def identity(self) -> Identity:
        self.identified += 1
        if self.stranger:
            raise self.stranger
        return replace(self._demo.identity(), arn=SECRET)

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        if query == TOTAL:
            with meter.page():
                return self._answer(query, period, 1)
        self.fetched.append(query)
        for _ in range(self.pages):
            with meter.page():
                pass
        assert self.gate.wait(10), "a test shut the gate and never opened it"
        if failure := self.failing(query):
            raise failure
        return self._answer(query, period, self.pages)

    def _answer(self, query: CostQuery, period: Period, pages: int) -> Fetched:
        if self._book:
            return Fetched(framed(self._book, query, period), period, "USD", pages)
        return replace(self._demo.fetch(self._demo.identity(), query, period, Counting()), pages=pages)

    def value_list(self, identity: Identity, question: ListQuestion, meter: Meter) -> ValueList:
        self.listed.append(question)
        with meter.page():
            assert self.gate.wait(10), "a test shut the gate and never opened it"
            if self.refusal:
                raise self.refusal
        return self._demo.value_list(identity, question, meter)

    def check(self) -> None:
        self.identity()

    def renew(self) -> None:
        """Nothing is remembered."""


def framed(book: Book, query: CostQuery, period: Period) -> CostFrame:
    """The book's answer as a frame."""
    rows = list(book.rows(query, period))
    amounts = np.array([row.amounts for row in rows], dtype=float).reshape(len(rows), len(COLUMNS)) / SCALE
    keys = {d: [row.keys[n] for row in rows] for n, d in enumerate(query.group_by)}
    metrics = {name: amounts[:, n] for n, name in enumerate(METRICS)}
    units = [row.unit for row in rows]
    return CostFrame.build(query.group_by, [row.day for row in rows], keys, metrics, amounts[:, -1], units)


def small_book(costs: dict[str, float], **dimensions: str) -> Book:
    """Services with the same cost on every day; other dimensions by their word in an address."""
    more = {Dimension(name.replace("_", "-")): value for name, value in dimensions.items()}
    common = {Dimension.CHARGE_TYPE: "Usage", Dimension.USAGE_TYPE: "Requests"} | more
    lines = [Line({Dimension.SERVICE: service} | common, "Hrs") for service in costs]
    matrix = np.array([[round(cost * SCALE)] * len(COLUMNS) for cost in costs.values()], dtype=np.int64)
    return Book(lines, lambda day: (matrix, np.ones(len(lines), dtype=bool)))


@dataclass(frozen=True)
class Screen:
    """What a page's callback answered: by component what it is told to show."""

    parts: dict[str, dict[str, Any]]
    text: str
    """All of it, as it came."""

    @property
    def page(self) -> str:
        return str(self.status["page"])

    @property
    def status(self) -> dict[str, Any]:
        """Of the page: `{address, page, title, poll, busy?, closed?, drilled?}`."""
        return self.parts["navigator"]["status"]

    @property
    def header(self) -> dict[str, Any]:
        return self.parts["header"]["status"]

    @property
    def figure(self) -> dict[str, Any]:
        figure: dict[str, Any] = self.parts.get("trend-chart", {}).get("figure", {"data": []})
        return figure

    @property
    def busy(self) -> bool:
        return bool(self.status.get("busy"))

    @property
    def views(self) -> dict[str, dict[str, Any]]:
        """What panels and tiles show, by name."""
        single = {name: part["view"] for name, part in self.parts.items() if part.get("view")}
        return single | (self.parts.get("tiles", {}).get("views") or {})

    def sentence(self, panel: str) -> str:
        """What the panel says; a message in its body in place of data."""
        view = self.views[panel]
        instead = view.get("body", ()) if view.get("empty") else ()
        return str(view.get("sentence", "")) or " ".join(spoken(instead))

    def nodes(self, part: str) -> list[Any]:
        """Of a part of the page, such as `messages`."""
        return list(self.parts.get(f"{self.page}-{part}", {}).get("nodes") or ())

    def slot(self, part: str) -> str:
        """What a part of the page says, without its tags."""
        match part:
            case "account":
                return " ".join(str(text) for text in (self.header["account"] or {}).values())
            case "updated":
                return str(self.header["updated"]["text"])
            case "period":
                return "".join(_labelled(preset) for preset in self._period["presets"])
            case "filters":
                filters = self.parts[f"{self.page}-filters"]["filters"]
                return "".join(f"{one['label']} {_chosen(one)} " for one in filters)
            case "inventory":
                return "".join(spoken(self.parts["data-inventory"]["nodes"]))
            case _:
                return "".join(spoken(self.nodes(part)))

    @property
    def _period(self) -> dict[str, Any]:
        return self.parts[f"{self.page}-period"]

    @property
    def notices(self) -> str:
        """What messages say, without the button to try again."""
        messages = [node for node in self.nodes("messages") if node["t"] != "button"]
        return "".join(spoken(messages))

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.parts.get("cost-table", {}).get("rows") or ())

    @property
    def can_retry(self) -> bool:
        """Whether there is a button to try again."""
        buttons = [node.get("a", {}) for node in nodes_of(self.nodes("messages"))]
        return any(button.get("data-do") == "retry" for button in buttons)

    @property
    def csv(self) -> str:
        """Where the table's CSV is."""
        return str(self.parts["cost-table"]["download"]["csv"])

    @property
    def price(self) -> str:
        """Of an update, as its button has it."""
        return str(self.header["update"]["price"])

    @property
    def shown(self) -> dict[str, str]:
        """Digests of what the browser shows now."""
        shown: dict[str, str] = self.parts[f"page-{self.page}"]["shown"]
        return shown


def is_waiting(screen: Screen, panel: str) -> bool:
    """Whether a panel shows nothing but its skeleton."""
    view = screen.views[panel]
    shapes = {node["c"].split()[0] for node in nodes_of(view.get("body")) if "c" in node}
    return not view.get("sentence") and shapes == {"skeleton"}


def cost_of(row: dict[str, Any]) -> str:
    """What a row of the table costs, as it is shown."""
    return str(row["cells"]["cost"]["text"])


class Dashboard:
    """An app over a source, and a client of it."""

    def __init__(self, source: Any, clock: Clock, **given: Any) -> None:
        self.source, self.clock = source, clock
        chosen = settings(**given)
        signals = Signals()
        metrics = Metrics(signals) if chosen.metrics else None
        self.spending = Spending()
        self.ledger = Ledger(source, Store.in_memory(), self.spending, clock, signals=signals if metrics else None)
        self.app: Dash = create_app(chosen, self.ledger, metrics, aws_tools=aws_tools())
        self.http = self.app.server.test_client()

    def look(
        self,
        search: str = "",
        load: str = "",
        shown: dict[str, str] | None = None,
        asked_at: str | None = None,
    ) -> Screen:
        """What the page shows of an address, at once; `load` is how it was opened, if nobody asked for it.

        `asked_at` is the `as_of` of the page on which somebody did, or that was opened. What is `shown` already is left
        out.
        """
        body = bodies.look(self.callbacks, search, load or None, shown, asked_at=asked_at)
        answer = self.http.post(CALLBACK, json=body)
        assert answer.status_code == 200, answer.text
        return Screen(strictly(answer.text)["response"], answer.text)

    def read(self, search: str = "", load: str = "", asked_at: str | None = None) -> Screen:
        """What the page shows once nothing is on its way any more."""
        for _ in range(300):
            screen = self.look(search, load=load, asked_at=asked_at)
            if not screen.busy:
                return screen
            time.sleep(0.02)
        raise AssertionError("the page never came to rest")

    def payments(self) -> list[Payment]:
        """Of the last month."""
        account = self.source.identity().account
        return self.spending.payments(account, self.clock().date() - timedelta(days=31))

    def press(self, button: str, search: str = "", about: tuple[str, str] | None = None) -> str:
        """Click on `update`, `retry` or an order `about` a question and a month; the new revision."""
        answer = self.command(button, search, about)
        assert answer.status_code == 200, answer.text
        return str(strictly(answer.text)["response"]["navigator"]["revision"])

    def command(self, button: str, search: str = "", about: tuple[str, str] | None = None, **headers: str) -> Any:
        order: dict[str, object] = {"do": button, "at": 1}
        if about:
            order |= {"question": about[0], "month": about[1]}
        return self.order(order, search, **headers)

    def order(self, order: Any, search: str = "", **headers: str) -> Any:
        """Whatever the page might send as an order."""
        given: dict[str, object] = {"header.update": 1}
        if not isinstance(order, dict) or order.get("do") != "update":
            given = {"data-inventory.action": order}
        return self.call("navigator.revision", given, {"navigator.address": search}, headers)

    def call(self, output: str, given: dict[str, object], state: dict[str, object], headers: Any = None) -> Any:
        """What Dash's page sends to the callback that writes `output`; inputs that are not given are empty."""
        return self.http.post(CALLBACK, json=bodies.body(self.callbacks, output, given, state), headers=headers)

    @property
    def callbacks(self) -> list[bodies.Callback]:
        """Of the server; each with its output."""
        return [{**callback, "output": name} for name, callback in self.app.callback_map.items()]


def _labelled(choice: dict[str, str]) -> str:
    """`Last 7 days≈1¢`."""
    return choice["label"] + choice.get("price", "")


def _chosen(one: dict[str, Any]) -> str:
    names = ", ".join(value["name"] for value in one["chosen"])
    return f"is not {names}" if one["exclude"] else names


def settings(**given: Any) -> Settings:
    return replace(read_settings({}, {}), **given)


def demo(**given: Any) -> Dashboard:
    """The demo, free of charge."""
    clock = Clock()
    return Dashboard(DemoSource(lambda: clock().date()), clock, demo=True, **given)


def paid(book: Book | None = None, **given: Any) -> Dashboard:
    """The same organization, or `book`, for money."""
    clock = Clock()
    return Dashboard(PaidSource(clock, book), clock, **given)


def strictly(text: str) -> Any:
    """JSON as the browser takes it: without NaN and Infinity."""

    def refuse(word: str) -> NoReturn:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def spoken(nodes: Any) -> Iterator[str]:
    """The texts of nodes."""
    if isinstance(nodes, str):
        yield nodes
    elif isinstance(nodes, list):
        for node in nodes:
            yield from spoken(node)
    elif nodes and nodes["t"] == "menu":
        yield from (_labelled(choice) for choice in choices_of(nodes["p"]))
    elif nodes:
        yield from spoken(nodes.get("x", []))


def choices_of(menu: dict[str, Any]) -> list[dict[str, str]]:
    """Those of the menu and of its sections."""
    return [choice for each in (menu, *menu.get("sections", ())) for choice in each["choices"]]


def nodes_of(part: Any) -> Iterator[dict[str, Any]]:
    """Every element within part of a payload."""
    if isinstance(part, dict):
        if "t" in part:
            yield part
        for value in part.values():
            yield from nodes_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from nodes_of(value)


def addresses(screen: Screen) -> set[str]:
    """Every address that the page leads to."""
    links = {node["a"]["href"] for node in nodes_of(screen.parts) if "href" in node.get("a", {})}
    menus = [choices_of(node["p"]) for node in nodes_of(screen.parts) if node["t"] == "menu"]
    choices = {choice["href"] for menu in menus for choice in menu}
    period = screen.parts.get(f"{screen.page}-period") or {}
    presets = {preset["href"] for preset in period.get("presets") or ()}
    steps = {href for href in (period.get("back"), period.get("forth")) if href}
    rows = {row["href"] for row in screen.rows if row.get("href")}
    return links | choices | presets | steps | rows | set(marks(screen.figure))


def marks(figure: dict[str, Any]) -> Iterator[str]:
    """Every address that a bar, line or slice leads to, as the browser makes them."""
    said = figure.get("layout", {}).get("meta") or {}
    templates = [said.get("open"), *(trace["meta"].get("open") for trace in figure["data"])]
    for template in filter(None, templates):
        yield from {template.replace("%1A", period) for period in said["periods"]}
    for trace in figure["data"]:
        yield from filter(None, [trace["meta"].get("href"), *trace["meta"].get("hrefs", ())])


def exact(period: Period = THIRTY_DAYS, metric: str = "unblended", *where: Filter) -> float:
    """The organization's costs, summed in whole numbers without any of CloudSense's own arithmetic on frames."""
    rows = organization(NOON.date()).rows(CostQuery((), where), period)
    return sum(row.amounts[COLUMNS.index(metric)] for row in rows) / SCALE
