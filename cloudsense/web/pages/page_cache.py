"""From answers to what the browser draws of them: not done twice for the same answers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson
from cachetools import LRUCache
from werkzeug.utils import cached_property

from cloudsense.web.pages.base import Answers
from cloudsense.web.queries.price_tags import PageContent, Props, TagOf, tagged
from cloudsense.web.state.references import LETTERS

CACHED_PAGES = 128
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
    def digest(self) -> str:
        """What does not change need not be sent again."""
        if not self.tags:
            return self.drawn
        return digest([self.drawn, self.tags])

    def holds(self, tag_of: TagOf) -> bool:
        """Whether all prices are still the same."""
        return all(tag_of(href) == tag for href, tag in self.tags.items())


PricedPage = Mapping[str, PricedPart]
"""By the id of the component."""


class PagePrices:
    """The content of a page with the prices of its links, as they were when last looked at."""

    def __init__(self, content: PageContent) -> None:
        self._content = content
        self._last: tuple[object, PricedPage] | None = None

    def of(self, state: object, prices: Callable[[], TagOf]) -> PricedPage:
        """With new prices in another `state`. A component whose prices are the same stays the
        same."""
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
    """What answers look like, whatever the time and whatever anything costs."""

    answers: Answers
    content: PageContent
    """Never to be changed: others get it, too."""
    tab_title: str
    prices: PagePrices

    @classmethod
    def of(cls, answers: Answers, content: PageContent, tab_title: str) -> Drawn:
        return cls(answers, content, tab_title, PagePrices(content))


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


def digest(content: object) -> str:
    """The same for the same content, as JSON; without digits, which might look like part of an
    account's id."""
    written = orjson.dumps(content, default=list, option=orjson.OPT_SORT_KEYS)
    found = hashlib.blake2b(written, digest_size=9)
    return found.hexdigest().translate(LETTERS)


def digests_of(content: PageContent) -> dict[str, str]:
    """By the id of the component."""
    return {name: digest(props) for name, props in content.items()}
