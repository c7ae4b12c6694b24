"""Processor time of views of very large cached answers, with the prices of their links."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from endpoint.catalogue import REGIONS, SERVICES

from benchmarks.requests import START, look
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.frame import METRICS, CostFrame, Fetched, coded
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import Meter
from cloudsense.demo.organization import DemoSource
from cloudsense.ledger.api_spend import Spending
from cloudsense.ledger.ledger import Ledger
from cloudsense.ledger.storage.store import Store
from cloudsense.web.pages.render import Renderer
from cloudsense.web.queries import link_prices
from cloudsense.web.state.app_options import AppOptions

TEAM = Dimension.tag("team")
VALUES = {
    Dimension.ACCOUNT: [f"{n:012}" for n in range(500)],
    Dimension.SERVICE: sorted(SERVICES)[:60],
    Dimension.REGION: sorted(REGIONS)[:20],
    Dimension.CHARGE_TYPE: ["Usage"],
    TEAM: ["", *(f"team-{n:04}" for n in range(1, 5000))],
}
ALL_PAIRS = 100_000
"""With more pairs of values than this, an eleventh of them has costs: every value has some, as
eleven divides no number of values."""
GROUPS = ("by=account&by=service", "by=region&by=service", "by=tag:team&by=service", "by=tag:team")
STEPS = {"day": "13w&granularity=daily", "week": "13w", "month": "this-quarter&granularity=monthly"}
LISTS = ("?by=tag:team", "?page=changes&by=tag:team", "?page=accounts")
ROUNDS = 7


class LargeSource(DemoSource):
    """Every pair of values has costs on every day. What is not cached has a price."""

    capabilities = replace(DemoSource.capabilities, priced=True)

    def fetch(
        self,
        identity: Identity,  # noqa: ARG002 - there is but one
        query: CostQuery,
        period: Period,
        meter: Meter,  # noqa: ARG002 - no page is paid
    ) -> Fetched:
        values = [VALUES.get(dimension, ["other"]) for dimension in query.group_by]
        sizes = [len(each) for each in values]
        pairs = np.arange(int(np.prod(sizes)))
        if len(pairs) > ALL_PAIRS:
            pairs = pairs[pairs % 11 == 0]
        places = np.unravel_index(pairs, sizes) if sizes else ()
        chance = np.random.default_rng(5)
        costs = chance.lognormal(0, 2, len(pairs))
        noise = 1 + chance.random((period.days, 1)) / 5
        amounts = np.round(noise * costs, 10).ravel()
        keys = {
            dimension: coded(np.tile(place, period.days), names)
            for dimension, place, names in zip(query.group_by, places, values, strict=True)
        }
        days = np.array(list(period.dates), dtype="datetime64[s]")
        unit = coded(np.zeros(len(amounts), dtype=np.int8), ["Hrs"])
        metrics = dict.fromkeys(METRICS, amounts)
        day = np.repeat(days, len(pairs))
        frame = CostFrame.build(query.group_by, day, keys, metrics, amounts, unit)
        return Fetched(frame, period, "USD", 0)


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures. The least of several is given: other processes only add to it.

    Each grouping has a ledger of its own: memory does not hold two answers of this size.
    """
    for by in GROUPS:
        ledger = _ledger()
        for step, period in STEPS.items():
            search = f"?page=explore&{by}&period={period}"
            yield _measured(f"{by}, by {step}", ledger, search)
    ledger = _ledger()
    for search in LISTS:
        yield _measured(search, ledger, search)


def _ledger() -> Ledger:
    """With the Overview of the last 30 days in its cache."""
    ledger = Ledger(LargeSource(lambda: START.date()), Store.in_memory(), Spending(), lambda: START)
    look(Renderer(ledger, AppOptions()), "?")
    return ledger


def _measured(name: str, ledger: Ledger, search: str) -> tuple[str, str]:
    rendered = look(Renderer(ledger, AppOptions()), search)
    rows = max(
        len(part.get("groups") or part.get("rows", ())) for part in rendered.content.values()
    )
    times = []
    for _ in range(ROUNDS):
        link_prices._held.clear()
        begun = time.process_time()
        Renderer(ledger, AppOptions()).render(search)  # drawn anew
        times.append((time.process_time() - begun) * 1000)
    return f"{name}: {rows} rows", f"{min(times):.0f} ms"
