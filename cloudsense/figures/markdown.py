"""Tables and texts in Markdown, with names from bills escaped. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

ESCAPES = str.maketrans({"&": "&amp;"} | {sign: f"\\{sign}" for sign in "\\`*_[]<>|#~"})
"""Escapes for characters that renderers interpret as markup."""


def plain(text: str) -> str:
    """Text escaped so that it is shown unchanged."""
    return text.translate(ESCAPES)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str]
) -> Iterator[str]:
    """Lines of a table; the columns in `numbers` are right-aligned."""
    yield _line(map(plain, head))
    yield _line("---:" if title in numbers else ":---" for title in head)
    for row in rows:
        yield _line(map(plain, row))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
