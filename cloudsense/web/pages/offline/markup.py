"""Nodes as HTML. Text stays text, and nothing can be clicked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

from cloudsense.figures.nodes import Node, el

TAGS = frozenset(
    {
        *("abbr", "b", "code", "details", "div", "h2", "h3", "i", "li", "ol", "p", "section"),
        *("small", "span", "strong", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul", "svg", "path"),
    }
)
LEFT_OUT = frozenset(
    {
        *("button", "field", "form", "input", "label", "nav", "select"),
        *("copy-link", "menu", "mute-form", "note-form"),
    }
)
"""Nodes that don't work without CloudSense."""
ATTRIBUTES = frozenset({"title", "role", "scope", "colspan", "viewBox", "d"})
FILE = re.compile(r"\w+\.\w+\?")
"""Pattern of the addresses of files."""
STYLES = {"w": "width", "h": "height", "at": "left", "fill": "background"}
STYLE = re.compile(r"[\w.%#(), -]+", re.ASCII)


def element(tag: str, *children: str, cls: str = "", **attributes: str) -> str:
    """Return an element around `children`, which are HTML."""
    given = {"class": cls, **attributes}
    head = tag
    for name, value in given.items():
        if value:
            head += f' {name}="{escape(value)}"'
    inside = "".join(children)
    return f"<{head}>{inside}</{tag}>"


def text(value: str) -> str:
    return escape(value, quote=False)


def words(tag: str, value: str | None, cls: str = "") -> str:
    """Return an element around a text; "" without a text."""
    return element(tag, text(value), cls=cls) if value else ""


def size(written: str) -> int:
    """Return the bytes that a text takes in a file, which is ASCII."""
    return len(written.encode("ascii", "xmlcharrefreplace"))


def data(value: object) -> str:
    """Return JSON for a script element, which `</script` in a name would end."""
    written = json.dumps(value, separators=(",", ":"))
    return written.replace("<", "\\u003c")


class ByteBudget:
    """Number of bytes that a page may still take."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, written: str) -> str:
        """Return a text, and subtract its size. It must fit."""
        self._left -= size(written)
        return written

    def take_while_fits(self, rows: Iterable[str]) -> list[str]:
        """Return the first rows, as many as fit."""
        found = []
        for row in rows:
            if size(row) > self._left:
                break
            found.append(self.spend(row))
        return found


def left_out(rows: int) -> str:
    """Say how many rows of a table did not fit."""
    verb = "row is" if rows == 1 else "rows are"
    return f"{rows:,} more {verb} in the CSV and XLSX of the page. Totals count all rows."


def markup(nodes: Iterable[Node | str | None]) -> str:
    """Return the nodes of `figures.nodes` as HTML."""
    return "".join(_node(node) for node in nodes if node)


def _node(node: Node | str) -> str:
    if isinstance(node, str):
        return text(node)
    tag = node["t"]
    given = node.get("a", {})
    if tag in LEFT_OUT or FILE.match(given.get("href", "")):
        return ""
    attributes: dict[str, str] = {}
    styles = []
    for name, value in given.items():
        if name in STYLES and STYLE.fullmatch(value):
            styles.append(f"{STYLES[name]}:{value}")
        elif name in ATTRIBUTES or name.startswith("aria-"):
            attributes[name] = value
    attributes["style"] = ";".join(styles)
    known = tag if tag in TAGS else "span"
    children = node.get("x", ())
    if known == "details" and not markup(children[1:]):
        return ""  # it contained only a form
    look = node.get("c", "")
    return element(known, markup(children), cls=look, **attributes)


def head_of(titles: Iterable[str]) -> str:
    """Return the header row of a table."""
    cells = [element("th", text(title)) for title in titles]
    return element("thead", element("tr", *cells))


def head_of_row(name: str, note: str | None, colour: str | None) -> str:
    """Return the first cell of a row: its name next to a swatch, and a note."""
    swatch = el("i", cls="swatch", fill=colour) if colour else None
    return element("th", markup([swatch, name]), words("small", note))
