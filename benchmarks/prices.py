"""What links are said to cost, and what is then paid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from benchmarks.requests import account, look, rows
from cloudsense.web.pages.registry import questions_of
from cloudsense.web.queries.link_prices import link_prices

ORGANIZATIONS = {
    "1 account": (1, 20, 2, 5000),
    "12 accounts": (12, 54, 4, 5000),
    "12 accounts, pages of 300 rows": (12, 54, 4, 300),
    "500 accounts": (500, 60, 20, 5000),
}
"""Accounts, services, regions, rows a page."""
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
    ("by=region", "period=12m&by=region", "period=12m", "period=12m&charges=usage&by=region"),
    (S3, "{services}", "{services}&by=region", "{services}&period=90d", "{services}&by=usage-type"),
    (
        "region!=us-east-1",
        "region=us-east-1&region=eu-west-1",
        "region=us-east-1&region=eu-west-1&by=account",
        "service!=Amazon+Simple+Storage+Service&by=region",
        "region=us-east-1&{services}&by=usage-type",
    ),
)
"""Each after the overview, in an empty cache."""
MANY_SERVICES = 38


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    judged: list[str] = []
    for name, size in ORGANIZATIONS.items():
        for session in SESSIONS:
            for search, said, paid in visits(size, session):
                verdict = judge(said, paid)
                judged += filter(None, [verdict])
                figures = " · ".join(filter(None, [f"said {said}, paid {paid}¢", verdict]))
                yield f"{name}: {search}"[:56], figures
    yield "said ≈, and more than twice as much was paid", str(judged.count(TOO_LOW))
    yield "said ≈, and less than half was paid", str(judged.count(TOO_HIGH))
    yield "said from, and less was paid", str(judged.count(NOT_FROM))


TOO_LOW, TOO_HIGH, NOT_FROM = "too low", "too high", "less than said"


def judge(said: str, paid: int) -> str:
    """What is wrong with a price; nothing where it is within a factor of two, or a true `from`."""
    amount = cents(said)
    if said.startswith("from"):
        return NOT_FROM if paid < amount else ""
    if paid > 2 * amount:
        return TOO_LOW
    return TOO_HIGH if amount > 2 * paid else ""


def cents(said: str) -> int:
    """`≈3¢` and `from $1.20` as cents."""
    number = re.search(r"[\d.]+", said)
    if number is None:
        return 0
    return round(float(number[0]) * (100 if "$" in said else 1))


def visits(
    size: tuple[int, int, int, int], session: tuple[str, ...]
) -> Iterator[tuple[str, str, int]]:
    """Addresses, what they are said to cost, and the pages that are then paid."""
    with account(*size) as (endpoint, clock, start):
        renderer = start()
        listed = rows(look(renderer, "?"))[:MANY_SERVICES]
        services = "&".join(row["href"].removeprefix("?") for row in listed)
        number = min(endpoint.book.account_names)
        for pattern in session:
            search = pattern.format(account=number, services=services)
            clock.now += timedelta(seconds=20)
            said, before = link_prices(renderer.ledger, questions_of).tag_of(search), endpoint.pages
            look(renderer, f"?{search}")
            yield pattern, said or "nothing", endpoint.pages - before
