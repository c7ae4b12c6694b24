"""`python tools/check_css.py FOLDER...`: mistakes in style sheets that a formatter doesn't see.

Parse errors, a property declared twice in a block, a variable that is used and never set, and one
that is set and never used. Vendored sheets (`*.min.css`) are only read for the variables they set.
"""

import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import tinycss2

ROOT = Path(__file__).parents[1]
SOURCES = ("cloudsense/**/*.py", "assets/**/*.js")
VARIABLE = re.compile(r"--[\w-]+")
USED = re.compile(r"var\(\s*(--[\w-]+)")
SET = re.compile(r"(--[\w-]+)\s*:")
# Variables of these families are set for Bootstrap and Dash, which use them.
FOREIGN = ("--bs-", "--Dash-", "--_")
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def contents(block: list[Any] | None) -> list[Any]:
    parsed: list[Any] = tinycss2.parse_blocks_contents(
        block or [], skip_comments=True, skip_whitespace=True
    )
    return parsed


def parse_errors(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line, node.message
        for part in getattr(node, "prelude", None) or []:
            if part.type == "error":
                yield part.source_line, part.message


def repeated(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    """A property declared again, unless right after the first: a fallback for older browsers."""
    last: dict[str, int] = {}
    declarations = [node for node in nodes if node.type == "declaration"]
    for index, declaration in enumerate(declarations):
        before = last.get(declaration.name)
        if before is not None and before != index - 1:
            yield declaration.source_line, f"{declaration.name} is declared twice in one block"
        last[declaration.name] = index


def block_mistakes(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    yield from parse_errors(nodes)
    yield from repeated(nodes)
    for node in nodes:
        nested = node.type == "qualified-rule" or getattr(node, "at_keyword", None) is not None
        if nested and node.content is not None:
            yield from block_mistakes(contents(node.content))


def sheet_mistakes(text: str) -> list[tuple[int, str]]:
    sheet = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return sorted(block_mistakes(sheet))


def variable_mistakes(own: str, vendored: str, sources: str) -> list[str]:
    """`own`, `vendored`: style sheets as one text; `sources`: what else sets or reads variables."""
    named = set(VARIABLE.findall(sources))
    set_here = set(SET.findall(own))
    used_here = set(USED.findall(own))
    unset = used_here - set_here - set(SET.findall(vendored)) - named
    unused = {name for name in set_here if not name.startswith(FOREIGN)} - used_here - named
    return [
        *(f"{name} is used and never set" for name in sorted(unset)),
        *(f"{name} is set and never used" for name in sorted(unused)),
    ]


def read(paths: list[Path]) -> str:
    return COMMENTS.sub("", "\n".join(path.read_text(encoding="utf-8") for path in paths))


def main(folders: list[str]) -> int:
    sheets = sorted(chain.from_iterable(Path(folder).rglob("*.css") for folder in folders))
    own = [path for path in sheets if not path.name.endswith(".min.css")]
    vendored = [path for path in sheets if path not in own]
    sources = [path for pattern in SOURCES for path in ROOT.glob(pattern)]
    said = [
        f"{path}:{line}: {what}"
        for path in own
        for line, what in sheet_mistakes(path.read_text(encoding="utf-8"))
    ]
    said += variable_mistakes(read(own), read(vendored), read(sources))
    print("\n".join(said or [f"{len(own)} style sheets checked."]))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
