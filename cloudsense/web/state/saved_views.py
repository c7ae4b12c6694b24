"""Saved views: addresses with a name, as a JSON text that can be edited by hand. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from cloudsense.costs.names import visible
from cloudsense.costs.parsing import CONTROL
from cloudsense.errors import AddressError

LONGEST_NAME = 60
"""Characters."""
MOST = 200
"""Views."""


@dataclass(frozen=True)
class SavedView:
    """A name of no other view, and an address: `?page=explore&…`."""

    name: str
    search: str


@dataclass(frozen=True)
class SavedViews:
    """All saved views, by name."""

    views: tuple[SavedView, ...] = ()
    damaged: bool = False
    """Whether the text could not be read; it is then not written either."""

    def with_view(self, view: SavedView) -> SavedViews:
        """Raises AddressError for a name that is taken or can't be one, and for too many views."""
        check_name(view.name)
        if any(_same(each.name, view.name) for each in self.views):
            said = f"There is a view “{visible(view.name)}” already."
            raise AddressError(said, remedy="Choose another name, or delete that view first.")
        if len(self.views) >= MOST:
            said = f"There are {MOST} views already."
            raise AddressError(said, remedy="Delete one first.")
        return replace(self, views=_sorted([*self.views, view]))

    def without(self, name: str) -> SavedViews:
        """Without the view of this name."""
        return replace(self, views=tuple(each for each in self.views if each.name != name))


NO_VIEWS = SavedViews()


def clean(name: str) -> str:
    """Without spaces around it, and with single ones within."""
    return " ".join(name.split())


def check_name(name: str) -> None:
    """Raises AddressError."""
    if not name:
        raise AddressError("A view needs a name.", remedy="Type one.")
    if len(name) > LONGEST_NAME:
        said = f"A name of a view has at most {LONGEST_NAME} characters."
        raise AddressError(said, remedy="Use a shorter one.")
    if CONTROL.search(name):
        raise AddressError("The name contains control characters.", remedy="Remove them.")


@lru_cache(maxsize=4)
def parse(text: str) -> SavedViews:
    """A file's text. What is not understood is left out; a text that is no such file is told as
    damaged."""
    if not text.strip():
        return NO_VIEWS
    try:
        found = json.loads(text)["views"].items()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return SavedViews(damaged=True)
    views = []
    for name, search in found:
        if isinstance(search, str) and search.startswith("?") and _is_name(name):
            views.append(SavedView(name, search))
    return SavedViews(_sorted(views[:MOST]))


def write(views: SavedViews) -> str:
    """As `parse` reads it, a line for each view."""
    named = {view.name: view.search for view in views.views}
    return json.dumps({"views": named}, ensure_ascii=False, indent=1) + "\n"


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except AddressError:
        return False
    return True


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _sorted(views: Iterable[SavedView]) -> tuple[SavedView, ...]:
    return tuple(sorted(views, key=lambda view: (view.name.casefold(), view.name)))
