"""Tables for terminals, and tables and texts in Markdown, with names from bills escaped. Pure."""

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
    yield _line(head)
    yield _line("---:" if title in numbers else ":---" for title in head)
    for row in rows:
        yield _line(map(plain, row))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def aligned(
    head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[str]
) -> Iterator[str]:
    """Lines of a table under its header; the columns in `numbers` are right-aligned."""
    columns = zip(head, *rows, strict=True)
    widths = [max(map(len, column)) for column in columns]
    for row in (head, *rows):
        padded = []
        for title, text, width in zip(head, row, widths, strict=True):
            pad = str.rjust if title in numbers else str.ljust
            padded.append(pad(text, width))
        yield "  ".join(padded).rstrip()
