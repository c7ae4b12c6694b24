"""What a view draws, taken apart."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

from cloudsense.figures.nodes import Node, text
from cloudsense.figures.view import View

PAGE_JS = Path(__file__).parents[2] / "assets" / "30-page.js"


def into(name: str) -> str | None:
    """As `web.selection` makes addresses; there is nothing behind the rest."""
    return f"?service={quote_plus(name)}" if name else None


def elements(view: View) -> Iterator[Node]:
    """Every element of the body, from the outside in."""
    waiting = list(view.body)
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, str):
            yield node
            waiting = [*node.get("x", ()), *waiting]


def by_class(view: View, name: str) -> list[Node]:
    return [node for node in elements(view) if name in node.get("c", "").split()]


def texts(view: View, name: str) -> list[str]:
    """What the elements of a class say."""
    return [text(node) for node in by_class(view, name)]


def hrefs(view: View) -> list[str]:
    return [node["a"]["href"] for node in elements(view) if "href" in node.get("a", {})]


def known_to_the_browser() -> tuple[set[str], set[str]]:
    """The tags and attributes that the page's script draws."""
    script = PAGE_JS.read_text(encoding="utf-8")
    sets = {
        name: set(re.findall(r'"([^"]+)"', inside))
        for name, inside in re.findall(r"const (TAGS|ATTRIBUTES) = new Set\(\[(.*?)\]\)", script, re.DOTALL)
    }
    return sets["TAGS"], sets["ATTRIBUTES"] | set(re.findall(r'if \(name === "([a-z-]+)"\) (?:element|\{ if)', script))
