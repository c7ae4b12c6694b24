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
    - `state`: `unknown` and `failed` have a button with `label`, which includes the price; it
      reports `{"do": "find-keys", "question": kind}`
    - `message`: the result of the request, or ""
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

    - `label`: what the menu chooses, `Cost`
    - `current`: the label of the choice that the page shows, `Unblended`
    - `choices`: `[{"label": "Unblended", "href": "?…", "price": "≈1¢"}, …]`, `price` optional
    - `sections`: further choices in the same menu; the button shows those that are not the default
    - `finds`: in menus of tag keys, the state of each kind of key, and a field for another key;
      `typed_base` is the address that its `by` is added to

    Opening the menu and moving through it buy nothing.
    """

    id: str
    label: str
    current: str
    choices: Sequence[Choice]
    sections: Sequence[ChoiceSection] = ()
    finds: Sequence[FindState] = ()
    typed_base: str = ""
