"""From answers to what the browser draws of them: not done twice for the same answers."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cachetools import LRUCache
from werkzeug.utils import cached_property

from cloudsense.web.pages.base import Answers
from cloudsense.web.queries.price_tags import PageContent, Props, TagOf, tagged
from cloudsense.web.state.references import LETTERS

CACHED_PAGES = 64
"""One takes about half a megabyte."""


@dataclass(frozen=True)
class PricedPart:
    """Props of a component with the prices of its links."""

    drawn: str
    """Digest of the props without prices."""
    props: Props
    tags: Mapping[str, str]
    """The price of each link."""

    @classmethod
    def of(cls, drawn: str, props: Props, tag_of: TagOf) -> PricedPart:
        tags: dict[str, str] = {}

        def noted(href: str) -> str:
            tags[href] = tag_of(href)
            return tags[href]

        return cls(drawn, tagged(props, noted), tags)

    @cached_property
    def digest(content: object) -> str:
    """The same for the same content, as JSON; without digits, which might look like part of an
    account's id."""
    written = json.dumps(content, default=list, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=9).hexdigest().translate(LETTERS)
