"""Where costs come from, as the rest of CloudSense sees it."""

from contextlib import AbstractContextManager
from typing import Protocol

from cloudsense.costs.frame import Fetched
from cloudsense.costs.identity import Identity
from cloudsense.costs.period import Period
from cloudsense.costs.query import CostQuery


class Meter(Protocol):
    """Where requests that AWS charges for are paid."""

    def page(self) -> AbstractContextManager[None]:
        """To be entered for each request before it is sent, and left with its answer or failure.

        Raises SpendingLimitError if it may not be sent.
        """
        ...


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

    def fetch(self, identity: Identity, query: CostQuery, period: Period, meter: Meter) -> Fetched:
        """The complete daily answer to `query` over `period`, and never part of one. Raises CloudSenseError."""
        ...

    def renew(self) -> None:
        """Forget credentials and identity, so that the next call looks for them afresh."""
        ...
