"""`Finder`: a dialog that finds pages, services, accounts and more while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class Findable(TypedDict):
    """Something with an address. Without a `price` the browser fetches it when it is shown."""

    name: str
    note: NotRequired[str]
    href: str
    price: NotRequired[str]


class FindableValue(TypedDict):
    """A value of a dimension as in the address, its name, its id if different, and its cost."""

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
    """A dialog, opened by Ctrl K, ⌘K and every button whose `data-opens` is its id.

    - `wanted`: set when it opens, `{"at": milliseconds}`; a callback then sets `found`
    - `found`: `{address, groups, lacking}`: what can be found from the page at `address`, and a
      sentence about what can't be found yet

    Following a link agrees to the price next to it, as on a page.
    """

    id: str
    wanted: dict[str, Any] | None = None
    found: dict[str, Any] | None = None
