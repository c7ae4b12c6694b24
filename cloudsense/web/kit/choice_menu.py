"""`ChoiceMenu`: a button with a list of links, one of which is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from cloudsense.web.kit.base import KitComponent


class Choice(TypedDict):
    """A choice and its address, `?…`; `price` if opening it is not free: `≈1¢`."""

    label: str
    href: str
    price: NotRequired[str]


class FindState(TypedDict):
    """Tags or cost categories, and whether AWS has listed their keys.

    - `kind`: `tag` or `cost-category`; `title`: `Tag`
    - `state`: `unknown` and `failed` have a button with `label`, which costs what it says; it
      reports `{"do": "find-keys", "question": kind}`
    - `message`: what came of asking, "" for nothing
    """

    kind: str
    title: str
    state: Literal["unknown", "asking", "failed", "listed"]
    label: str
    message: str


class ChoiceSection(TypedDict):
    """A further list with a heading. Its first choice is the default."""

    label: str
    current: str
    choices: Sequence[Choice]


class ChoiceMenu(KitComponent):
    """A button `label current ▾` and its `choices` as links.

    - `label`: what is chosen, `Cost`
    - `current`: the label of the choice that the page shows, `Unblended`
    - `choices`: `[{"label": "Unblended", "href": "?…", "price": "≈1¢"}, …]`, `price` optional
    - `sections`: what else is chosen in the same menu; the button says so if it is not the usual
    - `finds`: where keys of tags can be chosen: what is known of them, and a field for another
      key; `typed_base` is the address that its `by` is added to

    Opening it buys nothing and moving through it neither.
    """

    id: str
    label: str
    current: str
    choices: Sequence[Choice]
    sections: Sequence[ChoiceSection] = ()
    finds: Sequence[FindState] = ()
    typed_base: str = ""
