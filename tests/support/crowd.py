"""Many visitors at once who click through CloudSense as people do, and what they met with."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from endpoint import Endpoint
from visitor import Parts, Visitor

from cloudsense.costs.period import Period

PLACES = ("", "?period=7d", "?period=14d", "?period=90d", "?period=this-month", "?period=last-month",
          "?by=region", "?by=account", "?chart=line&metric=amortized")  # fmt: skip


class Kind(StrEnum):
    """Why a request was made."""

    OPENED = "opened first"
    """An address that nobody had opened before: it is drawn, and what it lacks is bought."""
    AGAIN = "opened again"
    """An address that somebody had opened before."""
    POLL = "purchase under way"
    """The page asks whether a purchase has ended."""
    TICK = "looked for news"
    """The page asks for news by itself."""


@dataclass(frozen=True)
class Wait:
    """One request."""

    kind: Kind
    at: float
    """Seconds after the crowd came."""
    seconds: float


@dataclass
class Met:
    """What visitors met with, lists for all: appending to them is safe for threads."""

    waits: list[Wait] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    """Addresses that somebody has opened."""
    began: float = field(default_factory=time.perf_counter)

    def visit(self, address: str) -> Kind:
        """What opening `address` is."""
        known = address in self.opened
        self.opened.add(address)
        return Kind.AGAIN if known else Kind.OPENED

    def quantile(self, share: float) -> float:
        """Seconds within which that share of all requests was answered."""
        return quantile(self.waits, share)


def quantile(waits: Sequence[Wait], share: float) -> float:
    """Seconds within which that share of `waits` ended."""
    ordered = sorted(wait.seconds for wait in waits)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


class Person:
    """Opens ranges, drills into what the table shows, and leaves the page to look for news by itself."""

    def __init__(self, url: str, number: int, met: Met) -> None:
        self._visitor = Visitor(url)
        self._chance = random.Random(number)
        self._met = met
        self._links: list[str] = []
        self._here = ""
        self._shown: dict[str, str] = {}
        """Digests of what stands on the screen."""

    def step(self) -> None:
        """One click or tick, and as many requests as it takes until nothing is on its way."""
        tick = self._chance.random() < 0.3
        if not tick:
            self._here = self._chance.choice(self._links if self._links and self._chance.random() < 0.5 else PLACES)
        parts = self._look(Kind.TICK if tick else self._met.visit(self._here))
        while (status := parts["navigator"]["status"]).get("busy"):
            time.sleep(status["poll"] / 1000)
            parts = self._look(Kind.POLL)
        said = str(parts.get("overview-messages"))
        if status.get("closed") or "'data-do': 'retry'" in said:
            self._met.errors.append(f"{self._here}: {said}")
            return
        if "cost-table" in parts:
            rows = parts["cost-table"]["rows"]
            self._links = [row["href"] for row in rows if row["href"]]

    def _look(self, kind: Kind) -> Parts:
        started = time.perf_counter()
        parts = self._visitor.look(self._here, self._shown)
        ended = time.perf_counter()
        self._met.waits.append(Wait(kind, started - self._met.began, ended - started))
        self._shown = parts["page-overview"]["shown"]
        return parts

    def stay(self, seconds: float, thinks: float) -> None:
        """Go on for so long, with `thinks` seconds between one thing and the next, more or less."""
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                self.step()
                time.sleep(self._chance.uniform(0, 2 * thinks))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is the result
            self._met.errors.append(f"{self._here}: {error!r}")
        finally:
            self._visitor.close()


def crowd(url: str, people: int, seconds: float, thinks: float) -> Met:
    """What so many people met with who came at the same moment."""
    met = Met()
    with ThreadPoolExecutor(people) as pool:
        for number in range(people):
            pool.submit(Person(url, number, met).stay, seconds, thinks)
    return met


def purchases(aws: Endpoint) -> Counter[tuple[str, str, str]]:
    """How often each month of each question was bought; questions about several services count for each of them."""
    bought: Counter[tuple[str, str, str]] = Counter()
    for request in aws.asked():
        if request.page == 1 and request.status == 200:
            asked = request.parameters
            span = Period(*(date.fromisoformat(asked["TimePeriod"][end]) for end in ("Start", "End")))
            grouped = ",".join(group["Key"] for group in asked.get("GroupBy", ()))
            bought.update((grouped, part, str(month)) for part in _parts(asked.get("Filter")) for month in span.months)
    return bought


def _parts(expression: Any) -> list[str]:
    """A filter, once for each service that it names."""
    rules = (expression or {}).get("And", [expression])
    services = [rule for rule in rules if rule and rule.get("Dimensions", {}).get("Key") == "SERVICE"]
    others = repr([rule for rule in rules if rule not in services])
    return [f"{service} {others}" for rule in services for service in rule["Dimensions"]["Values"]] or [others]
