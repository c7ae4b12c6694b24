"""On whose behalf something is bought."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.costs.query import CostQuery


@dataclass(frozen=True)
class Errand:
    """On whose behalf entries are brought up to date, how new they must be, and who wants to hear of each page."""

    identity: Identity
    on_page: Callable[[], None]
    newer_than: datetime | None = None
    asked_by: str = "page"
    turn: Callable[[CostQuery], AbstractContextManager[None]] = lambda _asked: nullcontext()
    """Entered to put a question to AWS; raises the CloudSenseError because of which that is not to be done now."""
