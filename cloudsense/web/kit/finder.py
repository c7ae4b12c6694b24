"""`Finder`: a dialog that finds pages, services, accounts and more while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class Findable(TypedDict):
    """Something with an address. If `price` is missing, the browser asks for it when
    the link is shown."""

    name: str
    note: NotRequired[str]
    href: str
    price: NotRequired[str]


class FindableValue(TypedDict):
    """A value of a dimension as written in the address, its name, its id if that
    differs, and its cost."""

    value: str
    name: str
    id: NotRequired[str]
    cost: NotRequired[str]


class FindGroup(TypedDict):
    """A group of results: `items`, or `values` whose address is `template`, with `account=%1A` in
    place of the value. `paid` is whether following a link may cost something."""

    title: str
    note: NotRequired[str]
    items: NotRequired[Sequence[Findable]]
    values: NotRequired[Sequence[FindableValue]]
    template: NotRequired[str]
    paid: NotRequired[bool]


class Finder(KitComponent):
    """Opened by Ctrl K, ⌘K and every button with `data-opens` of its id.

    - `wanted`: set when it opens, `{"at": milliseconds}`; a callback then gives `found`
    - `found`: `{address, groups, lacking}`: what can be found from the page at `address`, and a
      sentence about what cannot yet

    Links are followed as those of a page, and agree to the price that stands beside them.
    """

    id: str
    wanted: dict[str, Any] | None = None
    found: dict[str, Any] | None = None
