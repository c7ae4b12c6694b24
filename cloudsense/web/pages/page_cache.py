"""Cache of drawn pages: the same answers are drawn once."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson
from cachetools import LRUCache
from werkzeug.utils import cached_property

from cloudsense.web.queries.combined import Answers
from cloudsense.web.queries.link_price_labels import PageContent, Props, TagOf, tagged
from cloudsense.web.state.account_references import LETTERS

CACHED_PAGES = 128
"""Pages in the cache. Each takes about half a megabyte."""


@dataclass(frozen=True)
class PricedPart:
    """Props of a component with the prices of its links."""

    drawn: str
    """Digest of the props without prices."""
    props: Props
    tags: Mapping[str, str]
    """Price by link."""

    @classmethod
    def of(cls, drawn: str, props: Props, tag_of: TagOf) -> PricedPart:
        tags: dict[str, str] = {}

        def noted(href: str) -> str:
            tags[href] = tag_of(href)
            return tags[href]

        return cls(drawn, tagged(props, noted), tags)

    @cached_property
    def digest(self) -> str:
        """Digest of the props with prices. Unchanged components are not sent again."""
        if not self.tags:
            return self.drawn
        return digest([self.drawn, self.tags])

    def holds(self, tag_of: TagOf) -> bool:
        """Whether all prices are still the same."""
        return all(tag_of(href) == tag for href, tag in self.tags.items())


PricedPage = Mapping[str, PricedPart]
"""Components of a page, by id."""


class PagePrices:
    """Content of a page with the latest prices of its links."""

    def __init__(self, content: PageContent) -> None:
        self._content = content
        self._last: tuple[object, PricedPage] | None = None

    def of(self, state: object, prices: Callable[[], TagOf]) -> PricedPage:
        """Return the content with prices. In another `state` they are computed again; components
        with unchanged prices stay the same object."""
        parts: PricedPage = {}
        if self._last:
            then, parts = self._last
            if then == state:
                return parts
        tag_of = prices()
        priced = {}
        for name, props in self._content.items():
            part = parts.get(name)
            if part is None:
                part = PricedPart.of(digest(props), props, tag_of)
            elif not part.holds(tag_of):
                part = PricedPart.of(part.drawn, props, tag_of)
            priced[name] = part
        self._last = state, priced
        return priced


@dataclass(frozen=True)
class Drawn:
    """A drawn page, without prices and ages."""

    answers: Answers
    content: PageContent
    """Shared between requests: must not be changed."""
    tab_title: str
    prices: PagePrices

    @classmethod
    def of(cls, answers: Answers, content: PageContent, tab_title: str) -> Drawn:
        return cls(answers, content, tab_title, PagePrices(content))


class PageCache:
    """The last drawn pages, by address. Thread-safe."""

    def __init__(self) -> None:
        self._known: LRUCache[object, Drawn] = LRUCache(CACHED_PAGES)
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        """Drawing takes a whole processor: only one of several requests for a page draws it."""

    def of(self, address: object, answers: Answers, draw: Callable[[], Drawn]) -> Drawn:
        """Return what was drawn for the same answers, or call `draw`."""
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


def digest(content: object) -> str:
    """Return a digest of JSON content, in letters: digits might look like part of an account id."""
    written = orjson.dumps(content, default=list, option=orjson.OPT_SORT_KEYS)
    found = hashlib.blake2b(written, digest_size=9)
    return found.hexdigest().translate(LETTERS)


def digests_of(content: PageContent) -> dict[str, str]:
    """Return digests by component id."""
    return {name: digest(props) for name, props in content.items()}
