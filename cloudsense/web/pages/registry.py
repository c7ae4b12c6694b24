"""PAGES: every page of CloudSense. A new page is a folder and a row."""

from __future__ import annotations

from typing import Any

from cloudsense.costs.names import visible
from cloudsense.errors import AddressError
from cloudsense.web.pages.anomalies.page import ANOMALIES
from cloudsense.web.pages.base import Page
from cloudsense.web.pages.budgets.page import BUDGETS
from cloudsense.web.pages.changes.page import CHANGES
from cloudsense.web.pages.data.page import DATA
from cloudsense.web.pages.overview.page import OVERVIEW

PAGES: tuple[Page[Any], ...] = (OVERVIEW, CHANGES, ANOMALIES, BUDGETS, DATA)


def find(name: str) -> Page[Any]:
    """The page of that name. Raises AddressError if there is none."""
    for page in PAGES:
        if page.name == name:
            return page
    names = ", ".join(page.name for page in PAGES)
    said = f"Unknown page “{visible(name[:40])}”."
    raise AddressError(said, remedy=f"Use one of: {names}.")
