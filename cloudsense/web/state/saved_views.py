"""Saved views: addresses with a name, as a JSON text that can be edited by hand. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from unicodedata import normalize

from cloudsense.costs.names import visible
from cloudsense.costs.parsing import CONTROL
from cloudsense.errors import AddressError

LONGEST_NAME = 60
"""Most characters of a name."""
MOST = 200
"""Most views in the file."""


@dataclass(frozen=True)
class SavedView:
    """An address (`?page=explore&…`) with a name that no other view has."""

    name: str
    search: str


@dataclass(frozen=True)
class SavedViews:
    """All saved views, sorted by name."""

    views: tuple[SavedView, ...] = ()
    damaged: str = ""
    """Why the text could not be read; "" if it could. A damaged file is not written."""
    others: Mapping[str, object] = field(default_factory=dict)
    """Entries of the list that are not valid views. They are written back."""
    beside: Mapping[str, object] = field(default_factory=dict)
    """Other keys of the file. They are written back."""

    def with_view(self, view: SavedView) -> SavedViews:
        """Add a view. Raises AddressError for a taken or invalid name, and for too many views."""
        check_name(view.name)
        named = [each.name for each in self.views]
        taken = [*named, *self.others]
        if _look(view.name) in map(_look, taken):
            said = f"A view named “{visible(view.name)}” already exists."
            raise AddressError(said, remedy="Choose another name, or delete that view first.")
        if len(self.views) >= MOST:
            said = f"There are {MOST} views already."
            raise AddressError(said, remedy="Delete one first.")
        return replace(self, views=_sorted([*self.views, view]))

    def without(self, name: str) -> SavedViews:
        """Remove the view of this name."""
        others = tuple(each for each in self.views if each.name != name)
        return replace(self, views=others)


NO_VIEWS = SavedViews()


def clean(name: str) -> str:
    """Strip a name and collapse its spaces."""
    return " ".join(name.split())


def check_name(name: str) -> None:
    """Check that a name is valid. Raises AddressError."""
    if not name:
        raise AddressError("A view needs a name.", remedy="Type one.")
    if len(name) > LONGEST_NAME:
        said = f"The name of a view can have at most {LONGEST_NAME} characters."
        raise AddressError(said, remedy="Use a shorter one.")
    if CONTROL.search(name):
        raise AddressError("The name contains control characters.", remedy="Remove them.")
    if not any(letter.isprintable() for letter in name):
        raise AddressError("The name of a view needs visible characters.", remedy="Type one.")


@lru_cache(maxsize=4)
def parse(text: str) -> SavedViews:
    """Parse the file. Invalid entries are kept apart; an invalid file is `damaged`."""
    if not text.strip():
        return NO_VIEWS
    try:
        beside = json.loads(text, object_pairs_hook=_once)
        found = beside.pop("views").items()
    except AddressError as problem:
        return SavedViews(damaged=problem.sentence)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return SavedViews(damaged="The file views.json is not a list of views.")
    views: list[SavedView] = []
    others = {}
    for name, search in found:
        is_search = isinstance(search, str) and search.startswith("?")
        if is_search and _is_name(name) and len(views) < MOST:
            views.append(SavedView(name, search))
        else:
            others[name] = search
    return SavedViews(_sorted(views), others=others, beside=beside)


def write(views: SavedViews) -> str:
    """Write views as `parse` reads them, one view a line."""
    named = {view.name: view.search for view in views.views}
    found = {"views": {**named, **views.others}, **views.beside}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if CONTROL.search(text.replace("\n", "")):  # in other entries
        text = json.dumps(found, indent=1)
    return text + "\n"


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object. Raises AddressError if a name occurs twice: one would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        name = max(names, key=names.count)
        said = f"The file views.json has “{visible(name[:LONGEST_NAME])}” twice."
        raise AddressError(said, remedy="Rename one of the two in the file.")
    return found


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except AddressError:
        return False
    return True


def _look(name: str) -> str:
    """Return a key that is equal for names that look alike: accents have two encodings."""
    return normalize("NFC", name).casefold()


def _sorted(views: Iterable[SavedView]) -> tuple[SavedView, ...]:
    return tuple(sorted(views, key=_place))


def _place(view: SavedView) -> tuple[str, str]:
    """Sort key: the name, whatever its case."""
    return view.name.casefold(), view.name
