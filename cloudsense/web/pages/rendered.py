"""Response of a page's callback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cloudsense.web.queries.link_price_labels import PageContent, Props

POLL_BUSY = 700
"""Milliseconds between polls while a purchase runs."""
POLL_IDLE = 60_000
"""Milliseconds between polls of a page that a person looks at."""


@dataclass(frozen=True)
class Rendered:
    """Response of a page's callback."""

    content: PageContent
    digests: Mapping[str, str]
    status: Props
    """Status of the `Navigator`."""
    header: Props
    """Status of the `Header`."""
