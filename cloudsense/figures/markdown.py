"""Tables and texts in Markdown, where no name of a bill becomes markup. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

SIGNS = frozenset("\\`*_[]<>|#~")
"""What renderers may take for markup."""


def plain(text: str) -> str:
    """Text that is shown as it is."""
    escaped = "".join(f"\\{letter}" if letter in SIGNS else letter for letter in text)
    return escaped.replace("&", "&amp;")


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str]
) -> Iterator[str]:
    """A line a row, under a head; the columns called `numbers` are aligned to the right."""
    yield _line(head)
    yield _line(["---:" if title in numbers else ":---" for title in head])
    for row in rows:
        yield _line([plain(text) for text in row])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
