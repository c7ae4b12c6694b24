"""What links are said to cost, and what is then paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from benchmarks.requests import account, look
from cloudsense.web.pages.render import questions_of
from cloudsense.web.queries.link_prices import price_now

ORGANIZATIONS = {"1 account": (1, 20, 2), "12 accounts": (12, 54, 4), "500 accounts": (500, 60, 20)}
S3 = "service=Amazon+Simple+Storage+Service"
SESSIONS = (
    ("by=region", "charges=usage&by=region", "period=90d&by=region", "period=2026-03&by=region"),
    (
        S3,
        f"{S3}&charges=usage",
        "service=EC2+-+Other&by=usage-type",
        "charges=usage",
        "period=2026-05-05..2026-07-15",
    ),
    ("by=account", "account={account}", "account={account}&" + S3),
    (
        "by=account",
        "charges=usage&by=account",
        "region=us-east-1&by=account",
        "period=2026-03&by=account",
    ),
)
"""Each after the overview, in an empty cache."""


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    for name, size in ORGANIZATIONS.items():
        for session in SESSIONS:
            with account(*size) as (endpoint, clock, start):
                renderer = start()
                look(renderer, "?")
                number = min(endpoint.book.account_names)
                for search in (one.format(account=number) for one in session):
                    clock.now += timedelta(seconds=20)
                    price = price_now(renderer.ledger, search, questions_of)
                    said, before = price or "nothing", endpoint.pages
                    look(renderer, f"?{search}")
                    yield f"{name}: {search}"[:56], f"said {said}, paid {endpoint.pages - before}¢"
