"""`Navigator`: follows addresses and requests their pages. `PageView`: one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash.development.base_component import Component

from cloudsense.web.kit.base import KitComponent


class Navigator(KitComponent):
    """Wraps the whole layout: follows its links (`?…`) and requests the page of the address.

    It sets `request` of the `PageView` whose id is `page-<name>`: `{search, load, asked_at, at}`,
    the address, how the page was opened (None once a person has agreed to a price), the `as_of` of
    the page on which they did, and milliseconds. The page's callback returns `status`:
    `{address, page, title, as_of, poll, image, closed, drilled, busy}`. The page is requested again
    after `poll` milliseconds. `image` describes saved charts: `{period, costs, days}`. A new
    `revision` requests the page at once. `address` is the query string in the address bar. If the
    server cannot be reached, or does not respond for twelve seconds, the alert `connection` is
    shown, and the page asks again.

    `dcc.Location` would request every page at each change, or need one more callback before each.
    """

    id: str
    children: Sequence[Component]
    pages: Sequence[str]
    status: Mapping[str, Any] | None = None
    revision: str | None = None
    address: str | None = None


class PageView(KitComponent):
    """A page. It is mounted when first shown, and hidden while another page is shown.

    `request` is the input of the page's callback. `shown` has a digest of each part that the
    browser shows, so that the callback can leave out unchanged parts.
    """

    id: str
    name: str
    children: Sequence[Component]
    request: Mapping[str, Any] | None = None
    shown: Mapping[str, str] | None = None
