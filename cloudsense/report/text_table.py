"""Tables for terminals. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence


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
