"""A meter for whoever asks a source without a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import may_be_charged


class Counting:
    """Lets every page through, and counts those that cost money."""

    def __init__(self) -> None:
        self.pages = 0

    @contextmanager
    def page(self) -> Iterator[None]:
        try:
            yield
        except CloudSenseError as error:
            self.pages += may_be_charged(error)
            raise
        self.pages += 1
