"""PAGES: all pages. A new page is a folder and a row here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cloudsense.costs.names import visible
from cloudsense.errors import AddressError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.pages.accounts.page import ACCOUNTS
from cloudsense.web.pages.anomalies.page import ANOMALIES
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.budgets.page import BUDGETS
from cloudsense.web.pages.changes.page import CHANGES
from cloudsense.web.pages.data.page import DATA
from cloudsense.web.pages.explore.page import EXPLORE
from cloudsense.web.pages.overview.page import OVERVIEW
from cloudsense.web.state.selection import Selection

PAGES: tuple[Page[Any], ...] = (OVERVIEW, CHANGES, ANOMALIES, EXPLORE, BUDGETS, ACCOUNTS, DATA)


def page_of(selection: Selection) -> Page[Any]:
    """Return the page of a selection. Raises AddressError if there is none of that name, or if it
    can't group by two dimensions as the address does."""
    page = _find(selection.page)
    if selection.then and not page.groups_by_two:
        raise AddressError(
            f"The page {page.title} groups by one dimension.",
            remedy="Remove one “by” from the address, or use Explore, which groups by two.",
        )
    return page


def _find(name: str) -> Page[Any]:
    for page in PAGES:
        if page.name == name:
            return page
    names = ", ".join(page.name for page in PAGES)
    said = f"Unknown page “{visible(name[:40])}”."
    raise AddressError(said, remedy=f"Use one of: {names}.")


def questions_of(ledger: Ledger, selection: Selection, today: date) -> Any:
    """Return the questions of the selection's page."""
    return page_of(selection).questions(ledger, selection, today)


def same_on_every_page(selection: Selection) -> dict[str, str]:
    """Return the address of this selection on each page, by page name."""
    links = {}
    for page in PAGES:
        then = selection.then if page.groups_by_two else None
        same = selection.on_page(page.name)
        there = replace(same, anomaly="", then=then)
        links[page.name] = there.search
    return links
