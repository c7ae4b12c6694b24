"""What each journey through Accounts, Explore and several payers buys, on a local Cost Explorer.

One session with an empty cache for each payer: a journey counts what it buys after those before it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from endpoint import Endpoint, environment, organization
from two_payers import ACCOUNTS as ACCOUNTS_OF_KEYS
from two_payers import KEYS, NORDLICHT, credentials

from benchmarks.requests import START, Clock, Refreshing, account, look
from cloudsense.bootstrap import alert_centers, open_payers
from cloudsense.config.settings import read
from cloudsense.web.app import payers_of
from cloudsense.web.commands import UPDATE, Command, run
from cloudsense.web.pages.payer_renderers import Payers

ACCOUNTS, SERVICES = 12, 54
SERVICES_OF_TWO = 20
"""Of each of two payers."""
LATER = timedelta(hours=1, minutes=5)
FIND_KEYS = Command("find-keys", "tag")
MEMBERS = "?page=accounts"
TEAMS = "?page=explore&by=tag:team&by=service"
JOURNEYS: Mapping[str, Sequence[str]] = {
    "Overview: 30 days": ("?",),
    "Accounts: 30 days against the 30 before": (MEMBERS,),
    "Accounts: as bars, amortized, 14 days": (
        f"{MEMBERS}&chart=bar",
        f"{MEMBERS}&metric=amortized",
        f"{MEMBERS}&period=14d",
    ),
    "Accounts: one account on the Overview": ("?account={account}",),
    "Explore: services over 13 weeks": ("?page=explore",),
    "Explore: costs of one tag value by service": ("?page=explore&tag:team=web",),
    "Explore: costs without the tag by service": ("?page=explore&tag:team=",),
    "Explore: accounts by region over 13 weeks": ("?page=explore&by=account&by=region",),
    "Explore: tag by service over 13 weeks": (TEAMS,),
    "Explore: the same as share, by weekday, amortized, over 30 days": (
        f"{TEAMS}&chart=share",
        f"{TEAMS}&chart=weekday",
        f"{TEAMS}&metric=amortized",
        f"{TEAMS}&period=30d",
    ),
}
"""Addresses by what they are called in docs/how-it-works.md."""
TOGETHER: Mapping[str, Sequence[str]] = {
    "Payers: the Overviews of two": ("?", "?payer=nordlicht"),
    "Payers: back and forth, and the Overview of all": ("?", "?payer=nordlicht", "?payer=all"),
    "Payers: Accounts of all": (f"{MEMBERS}&payer=all",),
    "Payers: Changes of all by service": ("?page=changes&payer=all",),
}


def measure() -> Iterator[tuple[str, str]]:
    """Names and figures."""
    for name, pages in [*one_payer(), *two_payers()]:
        yield name, f"{pages} page{'' if pages == 1 else 's'}"


def one_payer() -> Iterator[tuple[str, int]]:
    """Names, and the pages that were bought."""
    with account(ACCOUNTS, SERVICES) as (endpoint, clock, start):
        renderer = start()
        first = min(endpoint.book.account_names)

        def bought(addresses: Sequence[str]) -> int:
            before = endpoint.pages
            for search in addresses:
                look(renderer, search.format(account=first))
            return endpoint.pages - before

        for name, addresses in JOURNEYS.items():
            yield name, bought(addresses)
        run(renderer.ledger, FIND_KEYS, TEAMS)
        yield "Explore: the list of tag keys", bought([TEAMS])
        clock.now += LATER
        before = endpoint.pages
        for search in (TEAMS, MEMBERS):
            run(renderer.ledger, UPDATE, search)
            look(renderer, search)
        yield "an hour later: Run again, and Update on Accounts", endpoint.pages - before


def two_payers() -> Iterator[tuple[str, int]]:
    """The same of two payers together."""
    with _payers() as (endpoint, payers):
        for name, addresses in TOGETHER.items():
            before = endpoint.pages
            for search in addresses:
                look(payers, search)
            yield name, endpoint.pages - before


@contextmanager
def _payers() -> Iterator[tuple[Endpoint, Payers]]:
    """An endpoint with two organizations, and a CloudSense of both."""
    clock = Clock()
    ours, theirs = (
        Refreshing(organization(ACCOUNTS, SERVICES_OF_TWO, first=first), clock)
        for first in (1, 100)
    )
    with (
        Endpoint(ours, today=START.date(), books={NORDLICHT: theirs}) as endpoint,
        tempfile.TemporaryDirectory() as folder,
    ):
        endpoint.accounts = dict(ACCOUNTS_OF_KEYS)
        profiles = Path(folder) / "credentials"
        credentials(profiles, KEYS)
        own = {"AWS_SHARED_CREDENTIALS_FILE": str(profiles)}
        os.environ.update(environment(endpoint) | own)
        settings = read({"profile": list(KEYS), "cache_dir": [folder]}, {})
        books = open_payers(settings, clock)
        alert_centers(settings, books, clock)
        yield endpoint, payers_of(settings, {each.payer: each.ledger for each in books})
