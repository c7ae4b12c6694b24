"""Commands of the menu of saved views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

from cloudsense.errors import AddressError, CloudSenseError, StoreError
from cloudsense.insight.per_ledger import PerLedger
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.state import saved_views
from cloudsense.web.state.account_references import PLAIN, AccountReferences
from cloudsense.web.state.address_words import EXPLORE
from cloudsense.web.state.saved_views import SavedView, SavedViews
from cloudsense.web.state.selection import Selection

ViewAction = Literal["save-view", "remove-view"]
VIEW_ACTIONS = get_args(ViewAction)
_failed: PerLedger[str] = PerLedger()
"""Error of the last change."""


def run(
    ledger: Ledger, do: str, name: str, search: str, references: AccountReferences = PLAIN
) -> None:
    """Save `search` as a view of this name, or delete that view. The page shows the result."""
    try:
        if do == "remove-view":
            _change(ledger, lambda views: views.without(name))
        else:
            view = SavedView(saved_views.clean(name), _plain(search, references))
            _change(ledger, lambda views: views.with_view(view))
        _failed.pop(ledger, None)
    except CloudSenseError as problem:
        _failed[ledger] = problem.sentence


def views_of(ledger: Ledger) -> SavedViews:
    """Return the current views. If they can't be read there are none, and they are `damaged`."""
    try:
        return saved_views.parse(ledger.views.read())
    except StoreError as problem:
        return SavedViews(damaged=problem.sentence)


def failure_of(ledger: Ledger) -> str:
    """Return the error of the last change; "" if it succeeded."""
    return _failed.get(ledger, "")


def written(view: SavedView, references: AccountReferences) -> str | None:
    """Return the view's address as pages write it; None if it is no longer valid."""
    try:
        selection, _ = Selection.lenient(view.search)
    except AddressError:
        return None
    return replace(selection, references=references).search


def _plain(search: str, references: AccountReferences) -> str:
    """Return the address with account ids, which is valid whatever the key of references is."""
    selection, _ = Selection.lenient(search, references)
    if selection.page != EXPLORE:
        raise AddressError("Only views of Explore can be saved.", remedy="Open Explore first.")
    return replace(selection, references=PLAIN, budget=None).search


def _change(ledger: Ledger, changed: Callable[[SavedViews], SavedViews]) -> None:
    def rewritten(text: str) -> str:
        found = saved_views.parse(text)
        if found.damaged:
            detail = "Nothing was changed."
            raise StoreError(found.damaged, detail, "Repair or delete views.json.")
        return saved_views.write(changed(found))

    ledger.views.change(rewritten)
