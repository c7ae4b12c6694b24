"""On whose behalf something is bought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.costs.query import CostQuery
from cloudsense.errors import AccessError, CloudSenseError, NoDataError, UsageError

REFUSALS = (AccessError, NoDataError, UsageError)
"""AWS was asked, said no to this question, and charged nothing; it may well say yes to another one at once."""


@dataclass(frozen=True)
class PurchaseContext:
    """On whose behalf entries are brought up to date, how new they must be, and who wants to hear of each page."""

    identity: Identity
    on_page: Callable[[], None]
    newer_than: datetime | None = None
    asked_by: str = "page"
    turn: Callable[[CostQuery], AbstractContextManager[None]] = lambda _asked: nullcontext()
    """Entered to put a question to AWS; raises the CloudSenseError because of which that is not to be done now."""

    @property
    def dispensable(self) -> PurchaseContext:
        """The same, for a question that can be done without: if AWS refuses it, no question has to rest for that."""

        @contextmanager
        def turn(asked: CostQuery) -> Iterator[None]:
            refused: CloudSenseError | None = None
            with self.turn(asked):
                try:
                    yield
                except REFUSALS as problem:
                    refused = problem
            if refused:
                raise refused

        return replace(self, turn=turn)
