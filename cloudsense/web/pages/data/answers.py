"""Data of the Data page. It asks AWS only for the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.inventory import Inventory
from cloudsense.ledger.ledger import Question
from cloudsense.web.queries.link_prices import Price
from cloudsense.web.queries.page_reader import PageReader
from cloudsense.web.queries.questions import Questions
from cloudsense.web.state.selection import Selection


@dataclass(frozen=True)
class CachedData:
    """Cached data, and results of the last commands."""

    selection: Selection
    identity: Identity
    inventory: Inventory
    read_at: datetime
    accounts: Mapping[str, str] = field(default_factory=dict)
    asked: Sequence[Question] = ()
    price_to_confirm: Price | None = None
    failed: bool = False

    @property
    def problems(self) -> Sequence[CloudSenseError]:
        problem = self.inventory.problem
        return [problem] if problem else []

    @property
    def progress(self) -> Progress | None:
        return self.inventory.progress

    def same(self, other: object) -> bool:
        """Whether both are one object. Ages and prices always change, so others are drawn again."""
        return self is other


def answers(reader: PageReader[Questions]) -> CachedData | None:
    """Read what is cached. Buys nothing."""
    ledger, identity = reader.ledger, reader.identity
    inventory = ledger.inventory()
    if inventory is None:
        return None
    names = ledger.account_names(identity)
    return CachedData(reader.selection, identity, inventory, ledger.clock(), names)
