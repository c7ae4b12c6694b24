"""A till for whoever asks a source without a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.errors import CloudSenseError, UnansweredError
from cloudsense.ledger.spending import FREE


class Counting:
    """Lets every page through, and counts those that cost money."""

    def __init__(self) -> None:
        self.pages = 0

    @contextmanager
    def page(self) -> Iterator[None]:
        try:
            yield
        except CloudSenseError as error:
            self.pages += isinstance(error, UnansweredError) or not isinstance(error, FREE)
            raise
        self.pages += 1
