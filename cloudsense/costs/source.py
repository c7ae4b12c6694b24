"""Where costs come from, as the rest of CloudSense sees it."""

from collections.abc import Callable
from typing import Protocol

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery

OnPage = Callable[[int], None]
"""Called after each paid page with the number of pages so far."""


class CostSource(Protocol):
    """AWS, or the demo organization. Safe to use from several threads at once."""

    paid: bool
    """Whether a page costs money."""

    def identity(self) -> Identity:
        """Who is asking, validated by the source. Raises CredentialsError, UnavailableError."""
        ...

    def check(self) -> None:
        """Ask the source, at no cost, whether it still takes our credentials; where they lie is not forgotten.

        Raises CredentialsError, UnavailableError.
        """
        ...

    def fetch(self, identity: Identity, query: CostQuery, period: Period, on_page: OnPage) -> Fetched:
        """The complete daily answer to `query` over `period`, and never part of one. Raises CloudSenseError."""
        ...

    def renew(self) -> None:
        """Forget credentials and identity, so that the next call looks for them afresh."""
        ...
