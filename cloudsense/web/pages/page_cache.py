"""From answers to what the browser draws of them: not done twice for the same answers."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from cloudsense.web.pages.base import Answers
from cloudsense.web.queries.link_prices import PageContent
from cloudsense.web.state.references import LETTERS

CACHED_PAGES = 64
"""One takes about half a megabyte."""


@dataclass(frozen=True)
class PricedContent:
    """Content with the prices of its links, as they were in some state of the ledger."""

    content: PageContent
    digests: Mapping[str, str]
    """By component: what does not change need not be sent again."""

    @classmethod
    def of(cls, content: PageContent, plain: PricedContent | None = None) -> PricedContent:
        """Props that are those of `plain`, such as a chart's figure, keep their digest."""
        known = plain or cls({}, {})
        digests = {
            name: known.digests[name] if known.content.get(name) is props else digest(props)
            for name, props in content.items()
        }
        return cls(content, digests)


class Prices:
    """The last priced content of a page, whose content without prices is `plain`."""

    def __init__(self, plain: PricedContent) -> None:
        self._plain = plain
        self._known: tuple[object, float, PricedContent] | None = None

    def of(
        self, state: object, good_for: float, calculate: Callable[[], PageContent]
    ) -> PricedContent:
        """Calculated again in another `state`, unless that was done less than `good_for` seconds
        ago."""
        now = time.monotonic()
        if self._known:
            then, at, priced = self._known
            if then == state or now - at < good_for:
                return priced
        priced = PricedContent.of(calculate(), self._plain)
        self._known = state, now, priced
        return priced


@dataclass(frozen=True)
class Drawn:
    """What answers look like, whatever the time and whatever anything costs."""

    answers: Answers
    content: PageContent
    """Never to be changed: others get it, too."""
    tab_title: str
    prices: Prices

    @classmethod
    def of(cls, answers: Answers, content: PageContent, tab_title: str) -> Drawn:
        return cls(answers, content, tab_title, Prices(PricedContent.of(content)))


class PageCache:
    """The last pages drawn, by address: the same answers are not drawn twice. Safe for threads."""

    def __init__(self) -> None:
        self._known: LRUCache[object, Drawn] = LRUCache(CACHED_PAGES)
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        """Drawing keeps a processor busy: of many requests for the same page, one draws it."""

    def of(self, address: object, answers: Answers, draw: Callable[[], Drawn]) -> Drawn:
        """What was drawn of the same answers, or what `draw` makes of these."""
        if found := self._find(address, answers):
            return found
        with self._drawing:
            found = self._find(address, answers)
            if found:
                return found
            drawn = draw()
            with self._lock:
                self._known[address] = drawn
            return drawn

    def _find(self, address: object, answers: Answers) -> Drawn | None:
        with self._lock:
            known = self._known.get(address)
        return known if known and known.answers.same(answers) else None


def digest(props: Mapping[str, Any]) -> str:
    """The same for the same props; without digits, which might look like part of an account's
    id."""
    written = json.dumps(props, default=list, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=9).hexdigest().translate(LETTERS)
