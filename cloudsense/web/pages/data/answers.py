"""Data of the Data page. It asks AWS only for the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import Progress
from cloudsense.ledger.inventory import Inventory
from cloudsense.web.queries.answers import PageAnswers
from cloudsense.web.queries.combined import progress_of
from cloudsense.web.queries.page_reader import PageReader
from cloudsense.web.queries.questions import Questions, choice_of
from cloudsense.web.state.selection import Selection


@dataclass(frozen=True, kw_only=True)
class CachedData(PageAnswers):
    """Cached data, and results of the last commands."""

    inventory: Inventory
    read_at: datetime
    payers: Mapping[str, CachedData] = field(default_factory=dict)
    """Data by payer, in the view of all payers; `inventory` is then the first one's."""

    @property
    def by_payer(self) -> Mapping[str, CachedData]:
        """Data by payer; of a single one by ""."""
        return self.payers or {"": self}

    @property
    def problems(self) -> list[CloudSenseError]:
        found = (each.inventory.problem for each in self.by_payer.values())
        return list(filter(None, found))

    @property
    def progress(self) -> Progress | None:
        return progress_of(self.payers.values()) if self.payers else self.inventory.progress

    @property
    def failed(self) -> bool:
        """Always False: what is cached is shown whatever AWS answers."""
        return False

    def same(self, other: object) -> bool:
        """Whether both are one object. Ages and prices always change, so others are drawn again."""
        return self is other


def answers(reader: PageReader[Questions]) -> CachedData | None:
    """Read what is cached. Buys nothing."""
    ledger, identity = reader.ledger, reader.identity
    inventory = ledger.inventory()
    if inventory is None:
        return None
    now = ledger.clock()
    today = now.date()
    return CachedData(
        selection=reader.selection,
        today=today,
        choice=choice_of(ledger, Selection(), today),  # the page has all months
        identity=identity,
        accounts=ledger.account_names(identity),
        inventory=inventory,
        read_at=now,
    )
