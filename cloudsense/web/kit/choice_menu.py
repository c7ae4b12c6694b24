"""`ChoiceMenu`: one of a few, as a button with a list of links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class Choice(TypedDict):
    """A choice and where it leads: `?…`; `price` if opening it is not free: `≈1¢`."""

    label: str
    href: str
    price: NotRequired[str]


class ChoiceMenu(KitComponent):
    """A button `label current ▾` and its `choices` as links.

    - `label`: what is chosen, `Cost`
    - `current`: the label of the choice that the page shows, `Unblended`
    - `choices`: `[{"label": "Unblended", "href": "?…", "price": "≈1¢"}, …]`, `price` optional

    Opening it buys nothing and moving through it neither.
    """

    id: str
    label: str
    current: str
    choices: Sequence[Choice]
