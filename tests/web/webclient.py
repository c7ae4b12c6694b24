"""A dashboard without a browser: a source that counts, waits and fails on request, and a client that speaks Dash."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

import numpy as np
from dash import Dash
from paying import Counting

from cloudsense.config.settings import Settings
from cloudsense.config.settings import read as read_settings
from cloudsense.costs.frame import METRICS, CostFrame, Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import TOTAL, CostQuery, Dimension, Filter
from cloudsense.costs.source import Meter
from cloudsense.demo.book import COLUMNS, SCALE, Book, Line
from cloudsense.demo.organization import DemoSource, organization
from cloudsense.ledger.api_spend import Payment, Spending
from cloudsense.ledger.instrumentation import WatchedSource
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.web.app import create_app
from cloudsense.web.components.panels import PANELS as ALL_PANELS
from cloudsense.web.ops.metrics import Metrics

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OVERVIEW_DAYS = Period(date(2026, 10, 1), date(2026, 11, 24))
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

    paid = True

    def __init__(self, clock: Clock, book: Book | None = None) -> None:
        self.pages = 1
        self.fetched: list[CostQuery] = []
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
    """What the page's reader answered."""

    payload: dict[str, Any]
    figure: dict[str, Any]
    text: str
    """All of it, as it came."""

    def sentence(self, panel: str) -> str:
        return str(self.payload["panels"][panel]["sentence"])

    def slot(self, name: str) -> str:
        """What a slot says, without its tags."""
        return "".join(spoken(self.payload["slots"][name]))

    @property
    def notices(self) -> str:
        return self.slot("notices")

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.payload["panels"]["table"].get("table", {}).get("rows", ()))


class Dashboard:
    """An app over a source, and a client of it."""

    def __init__(self, source: Any, clock: Clock, **given: Any) -> None:
        self.source, self.clock = source, clock
        chosen = settings(**given)
        metrics = Metrics() if chosen.metrics else None
        asked = WatchedSource(source, metrics) if metrics else source
        self.spending = Spending()
        self.ledger = Ledger(asked, Store.in_memory(), self.spending, clock, watcher=metrics)
        self.app: Dash = create_app(chosen, self.ledger, metrics)
        self.http = self.app.server.test_client()

    def look(self, search: str = "", trigger: str = "url.search", load: str = "") -> Screen:
        """What the page shows of an address, at once; `load` is how it was opened, if nobody asked for it."""
        inputs = [("url", "search", search), ("revision", "data", None), ("tick", "data", None)]
        headers = {"X-CloudSense-Load": load} if load else None
        answer = self.post("..views.data...trend-chart.figure..", inputs, trigger, headers=headers)
        assert answer.status_code == 200, answer.text
        said = strictly(answer.text)["response"]
        return Screen(said["views"]["data"], said["trend-chart"]["figure"], answer.text)

    def read(self, search: str = "", load: str = "") -> Screen:
        """What the page shows once nothing is on its way any more."""
        for _ in range(300):
            screen = self.look(search, load=load)
            if not screen.payload.get("busy"):
                return screen
            time.sleep(0.02)
        raise AssertionError("the page never came to rest")

    def payments(self) -> list[Payment]:
        """Of the last month."""
        account = self.source.identity().account
        return self.spending.payments(account, self.clock().date() - timedelta(days=31))

    def press(self, button: str, search: str = "", order: object = None) -> str:
        """Click on `update` or `retry`, or on what gives an `order`; the new revision."""
        answer = self.command(button, search, order)
        assert answer.status_code == 200, answer.text
        return str(strictly(answer.text)["response"]["revision"]["data"])

    def command(self, button: str, search: str = "", order: object = None, **headers: str) -> Any:
        inputs = [("update", "n_clicks", 1), ("retry", "n_clicks", 1), ("order", "data", order)]
        trigger = f"{button}.{'data' if button == 'order' else 'n_clicks'}"
        return self.post("revision.data", inputs, trigger, [("url", "search", search)], headers)

    def post(
        self, output: str, inputs: list[Any], trigger: str, state: list[Any] | None = None, headers: Any = None
    ) -> Any:
        """What Dash's page sends."""
        names = [name.rpartition(".") for name in output.strip(".").split("...")]
        outputs = [{"id": name, "property": prop} for name, _, prop in names]
        body = {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "inputs": [{"id": i, "property": p, "value": v} for i, p, v in inputs],
            "state": [{"id": i, "property": p, "value": v} for i, p, v in state or ()],
            "changedPropIds": [trigger],
        }
        return self.http.post("/_dash-update-component", json=body, headers=headers)


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
    elif nodes:
        yield from spoken(nodes.get("x", []))


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
    attributes = [node.get("a", {}) for node in nodes_of(screen.payload)]
    links = {a["href"] for a in attributes if "href" in a}
    options = {n["a"]["value"] for n in nodes_of(screen.payload) if n["t"] == "option"}
    return links | options | set(marks(screen.figure)) | {row["href"] for row in screen.rows if row["href"]}


def marks(figure: dict[str, Any]) -> Iterator[str]:
    """Every address that a bar, line or slice leads to, as the browser makes them."""
    said = figure["layout"].get("meta") or {}
    templates = [said.get("open"), *(trace["meta"].get("open") for trace in figure["data"])]
    for template in filter(None, templates):
        yield from {template.replace("__PERIOD__", period) for period in said["periods"]}
    for trace in figure["data"]:
        yield from filter(None, [trace["meta"].get("href"), *trace["meta"].get("hrefs", ())])


def exact(period: Period = THIRTY_DAYS, metric: str = "unblended", *where: Filter) -> float:
    """The organization's costs, summed in whole numbers without any of CloudSense's own arithmetic on frames."""
    rows = organization(NOON.date()).rows(CostQuery((), where), period)
    return sum(row.amounts[COLUMNS.index(metric)] for row in rows) / SCALE
