"""Tag keys and cost categories in the controls, and the button that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.dimension import Dimension, Kind
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.web.kit.choice_menu import FindState
from cloudsense.web.queries.known_keys import KnownKeys
from cloudsense.web.state.selection import Selection

MOST = 30
"""Most keys in a menu of links, each with its price. Others are typed."""
PLURALS = {Kind.TAG: "tag keys", Kind.COST_CATEGORY: "cost categories"}
TITLES = {Kind.TAG: "Tag", Kind.COST_CATEGORY: "Cost category"}


def finds(keys: Sequence[KnownKeys], most: int | None = None) -> list[FindState]:
    """Return the state of each kind of key for the menus. With more than `most` keys it says that
    some are missing."""
    return [_find(known, most) for known in keys]


def _find(known: KnownKeys, most: int | None) -> FindState:
    plural = PLURALS[known.kind]
    found: FindState = {
        "kind": known.kind.value,
        "title": TITLES[known.kind],
        "state": "listed",
        "label": "",
        "message": "",
    }
    about = f"about {PAGE_PRICE * known.requests * 100:.0f}¢"
    if known.under_way:
        return {**found, "state": "asking", "message": f"Asking AWS for {plural} …"}
    if known.listed:
        return {**found, "message": _listed(len(known.dimensions), plural, most)}
    if not known.within_limit:
        return {
            **found,
            "message": f"The daily limit does not allow a request for {plural}.",
        }
    if known.problem:
        label = f"Ask again ({about})"
        return {**found, "state": "failed", "label": label, "message": known.problem}
    label = f"Find {plural} ({about})"
    return {**found, "state": "unknown", "label": label}


def _listed(count: int, plural: str, most: int | None) -> str:
    """Describe a list of keys that is cached."""
    if not count:
        return f"AWS has no {plural} for this account."
    if most and count > most:
        of = f"{count:,} {plural}"
        return f"{most} of {of} are listed. Type the name of another one."
    return ""


def offered(keys: Sequence[KnownKeys]) -> list[Dimension]:
    """Return every cached key."""
    return [dimension for known in keys for dimension in known.dimensions]


def groupings(keys: Sequence[KnownKeys]) -> list[Dimension]:
    """Return the keys in a menu of links."""
    return [dimension for known in keys for dimension in known.dimensions[:MOST]]


def menu_props(
    selection: Selection, keys: Sequence[KnownKeys], by: Dimension | None = None
) -> dict[str, Any]:
    """Return props of a menu of groupings besides its links: buttons, and a field for another key,
    which replaces the grouping or, with `by`, is added to it."""
    if not keys:
        return {}
    base = replace(selection, by=by, then=None).search
    return {"finds": finds(keys, MOST), "typed_base": base}


def more(dimensions: Sequence[Dimension]) -> list[dict[str, str]]:
    """Return dimensions as *Add filter* lists them."""
    found = []
    for dimension in dimensions:
        label = formatting.dimension(dimension)
        found.append({"dimension": dimension.value, "label": label})
    return found
