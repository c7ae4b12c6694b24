"""`FilterBar`: a button for each dimension, to search and tick its values."""

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
    """The values of the open dimension, by `state`.

    - `ready`: `rows` of value, name, id, cost as text, cost as number in the bill's currency
    - `price`: not cached; `price` is what loading costs, `≈1¢`
    - `loading`: being loaded; `FilterBar` sets `wanted` again 0.7 s later, 60 times at most
    - `failed`: `message` says what happened and what to do

    `message` is one sentence that replaces the general one. Costs are None in lists without costs.
    `filter` is the state of a dimension that is not in `FilterBar.filters`.
    """

    dimension: str
    state: Literal["ready", "price", "loading", "failed"]
    price: NotRequired[str]
    message: NotRequired[str]
    rows: NotRequired[Sequence[Sequence[str | float | None]]]
    filter: NotRequired[FilterState]


class FilterBar(KitComponent):
    """A button for each of `filters`, and *Add filter* for those of `more`.

    - `filters`, `more`: dimensions with a button, and those in *Add filter*; without `filters` it
      shows grey shapes
    - `finds`: the state of the lists of tag keys and cost categories (see `ChoiceMenu`); other keys
      can be typed
    - `amount_label`, `currency`: for the sum of the ticked values, `in 30 days` and `$`
    - `longest`: most characters of an address
    - `wanted`: set when a dimension opens, `{"dimension": "account", "at": milliseconds}`, and
      with `"buy": True` when the person agrees to the price
    - `action`: set when a button of `finds` is clicked, as in `Content`
    - `values`: returned by the page's callback for each `wanted`; ignored unless they are of the
      open dimension

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
    page_props = ("filters", "more", "finds", "amount_label", "currency")
