"""What a view draws, taken apart."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote_plus

from cloudsense.figures.nodes import Node, text
from cloudsense.figures.view import View

KIT_JS = Path(__file__).parents[2] / "assets" / "kit" / "00-kit.js"


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


def known_to_the_browser() -> tuple[set[str], Callable[[str], bool]]:
    """The tags that the kit's script draws, and whether it draws an attribute."""
    script = KIT_JS.read_text(encoding="utf-8")
    sets = {
        name: set(re.findall(r'"([^"]+)"', inside))
        for name, inside in re.findall(r"const (TAGS|ATTRIBUTES) = new Set\(\[(.*?)\]\)", script, re.DOTALL)
    }
    (styles,) = re.findall(r"const STYLES = {(.*?)}", script)
    (prefixes,) = re.findall(r"/\^\((\S+)\)-/\.test\(name\)", script)
    special = set(re.findall(r'name === "([a-z]+)"', script)) | set(re.findall(r"(\w+):", styles))
    known = sets["ATTRIBUTES"] | special

    def is_drawn(attribute: str) -> bool:
        return attribute in known or attribute.partition("-")[0] in prefixes.split("|")

    return sets["TAGS"], is_drawn
