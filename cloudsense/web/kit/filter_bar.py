"""`FilterBar`: a button for each dimension; its values are searched, ticked and
applied as one address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent
from cloudsense.web.kit.choice_menu import FindState
from cloudsense.web.state.selection import LONGEST


class ChosenValue(TypedDict):
    """A value as written in the address, and its display name."""

    value: str
    name: str


class FilterState(TypedDict):
    """The filter of a dimension, and the addresses that change it.

    `include_href` and `exclude_href` have `account=%1A` and `account!=%1A` as placeholders for the
    values, each of which becomes a parameter. `clear_href` is the address without the filter.
    `total` is the number of values in the period, if known.
    """

    dimension: str
    label: str
    plural: str
    chosen: Sequence[ChosenValue]
    exclude: bool
    include_href: str
    exclude_href: str
    clear_href: str
    total: NotRequired[int]


class MoreDimension(TypedDict):
    """A dimension without a filter."""

    dimension: str
    label: str


class FilterValues(TypedDict):
    """The values of the dimension that is open.

    - `ready`: `rows` of value, name, id, cost as text, cost as number in the bill's currency
    - `price`: not cached; `price` is what loading costs, `≈1¢`
    - `loading`: on the way; `FilterBar` sets `wanted` again 0.7 s later, 60 times at most
    - `failed`: `message` says what happened and what to do

    `message` is one sentence, in place of the general one. A cost may be None, of lists without
    costs. `filter` is that of a dimension which is not among `FilterBar.filters`.
    """

    dimension: str
    state: Literal["ready", "price", "loading", "failed"]
    price: NotRequired[str]
    message: NotRequired[str]
    rows: NotRequired[Sequence[Sequence[str | float | None]]]
    filter: NotRequired[FilterState]


class FilterBar(KitComponent):
    """A button for each of `filters`, and *Add filter* for those of `more`.

    - `filters`, `more`: dimensions that have a button at once, and those that are offered; grey
      shapes as long as there are no `filters`
    - `finds`: what is known of the keys of tags and cost categories (see `ChoiceMenu`); others
      can be typed
    - `amount_label`, `currency`: for the sum of what is selected, `in 30 days` and `$`
    - `longest`: the characters that an address may have
    - `wanted`: set when a dimension opens, `{"dimension": "account", "at": milliseconds}`, and
      with `"buy": True` when the person agrees to the price
    - `action`: set when a button of `finds` is clicked, as in `Content`
    - `values`: what the page's callback on `wanted` returns, for each `wanted` a new one; ignored
      unless it is of the dimension that is open

    Nothing is bought by opening, searching or ticking; *Apply* is a link with its price.
    """

    id: str
    filters: Sequence[FilterState] = ()
    more: Sequence[MoreDimension] = ()
    finds: Sequence[FindState] = ()
    amount_label: str = ""
    currency: str = "$"
    longest: int = LONGEST
    wanted: dict[str, Any] | None = None
    values: FilterValues | None = None
    action: dict[str, Any] | None = None
