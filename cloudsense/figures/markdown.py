"""Tables and texts in Markdown, where no name of a bill becomes markup. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

ESCAPES = str.maketrans({"&": "&amp;"} | {sign: f"\\{sign}" for sign in "\\`*_[]<>|#~"})
"""Of signs that renderers may take for markup."""


def plain(text: str) -> str:
    """Text that is shown as it is."""
    return text.translate(ESCAPES)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str]
) -> Iterator[str]:
    """A line a row, under a head; the columns called `numbers` are aligned to the right."""
    yield _line(head)
    yield _line("---:" if title in numbers else ":---" for title in head)
    for row in rows:
        yield _line(map(plain, row))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
