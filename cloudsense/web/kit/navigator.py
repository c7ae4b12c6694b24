"""`Navigator`: the address, and which page is asked when. `PageView`: one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

from cloudsense.web.kit.base import KitComponent


class Navigator(KitComponent):
    """Around the whole layout: follows its links (`?…`), and asks the page of the address.

    It sets `request` of the `PageView` whose id is `page-<name>`: `{search, load, asked_at, at}`,
    the address, how the page was opened (None once a person has agreed to a price), the `as_of` of
    the page on which they did, and milliseconds. The page's callback answers with `status`:
    `{address, page, title, as_of, poll, image, closed, drilled, busy}`, where `poll` is after how
    many milliseconds the page is asked again, and `image` what saved charts say:
    `{period, costs, days}`. A new `revision` asks it at once.
    `address` is the search part of the address bar. When the server has not answered for twelve
    seconds it opens the alert `connection`.

    `dcc.Location` would ask every page at each change, or take one more callback before each.
    """

    id: str
    children: Sequence[Component]
    pages: Sequence[str]
    status: Mapping[str, Any] | None = None
    revision: str | None = None
    address: str | None = None


class PageView(KitComponent):
    """Mounted when it is first shown, and hidden while another page is shown.

    `request` is what the page's callback listens to. `shown` holds a digest for each part as the
    browser has it, so that the callback can leave out what would not change.
    """

    id: str
    name: str
    children: Sequence[Component]
    request: Mapping[str, Any] | None = None
    shown: Mapping[str, str] | None = None
