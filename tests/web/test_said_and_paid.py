"""What links are said to cost, and what is then paid, where a page has a fixed number of rows that nobody knows."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from webclient import Clock, Dashboard, PaidSource

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery
from cloudsense.costs.source import Meter
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.queries.link_prices import link_prices

MANY = "many"
"""Stands for a filter of all services that are listed."""
SESSIONS = {
    "services x regions": ("by=region", "period=90d&by=region", "charges=usage&by=region", "period=2026-03&by=region"),
    "twelve months": ("by=region", "period=12m&by=region", "period=12m", "period=12m&charges=usage&by=region"),
    "many services": ("service=AWS+Lambda", MANY, f"{MANY}&period=90d", f"{MANY}&by=region", f"{MANY}&by=operation"),
    "several values": (
        "region!=us-east-1",
        "region=us-east-1&region=eu-west-1",
        "region=us-east-1&region=eu-west-1&by=account",
        "service!=AWS+Lambda&by=region",
        f"region=us-east-1&{MANY}&by=usage-type",
    ),
    "accounts": ("by=account", "period=12m&by=account", "region=us-east-1&by=account", "charges=usage&by=account"),
}


class PagedSource(PaidSource):
    """Puts `rows` on a page."""

    rows = 5000

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        found = self._answer(query, period, 1)
        pages = max(1, math.ceil(len(found.frame) / self.rows))
        for _ in range(pages):
            with meter.page():
                pass
        return replace(found, pages=pages)


@pytest.mark.parametrize("rows", [40, 700])
@pytest.mark.parametrize("session", SESSIONS)
def test_a_price_is_right_to_a_factor_of_two_or_says_from(session: str, rows: int) -> None:
    clock = Clock()
    source = PagedSource(clock)
    source.rows = rows
    dashboard = Dashboard(source, clock)
    listed = [row["href"].removeprefix("?") for row in dashboard.read().rows if row["href"]]
    many = "&".join(listed[:8])
    for pattern in SESSIONS[session]:
        search = pattern.replace(MANY, many)
        dashboard.clock.pass_by(seconds=20)
        said, before = link_prices(dashboard.ledger, questions_of).tag_of(f"?{search}"), len(dashboard.payments())
        dashboard.read(f"?{search}")
        pages = len(dashboard.payments()) - before
        amount = cents(said)
        case = f"{pattern}: said {said or 'nothing'}, paid {pages}¢"
        if said.startswith("from"):
            assert amount <= pages, case
        else:
            assert amount <= 2 * pages, case
            assert pages <= 2 * amount, case


def cents(said: str) -> int:
    number = re.search(r"[\d.]+", said)
    if number is None:
        return 0
    return round(float(number[0]) * (100 if "$" in said else 1))
