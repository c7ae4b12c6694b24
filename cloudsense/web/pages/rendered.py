"""What a page's callback answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloudsense.web.queries.price_tags import PageContent, Props

POLL_BUSY = 700
"""Milliseconds after which the page asks whether a purchase has ended."""
POLL_IDLE = 60_000
"""Milliseconds after which a page that a person looks at is read again."""


@dataclass(frozen=True)
class Rendered:
    """What a page's callback answers."""

    content: PageContent
    digests: Mapping[str, str]
    status: Props
    """Of the `Navigator`."""
    header: Props
    """Status of the `Header`."""
