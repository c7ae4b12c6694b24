"""The current account, as AWS last returned it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError, CredentialsError
from cloudsense.ledger.instrumentation import Watch
from cloudsense.ledger.purchasing.jobs import Jobs

IDENTITY = "identity"
"""Job key of identity requests."""


class AccountSession:
    """Account of the credentials. Thread-safe.

    Once checked, an account stays known, so that its costs can be shown after the credentials
    expire.
    """

    def __init__(self, source: CostSource, jobs: Jobs, watch: Watch) -> None:
        self._source = source
        self._jobs = jobs
        self._watch = watch
        self._checked = False
        self._renewals = 0
        self._answered = 0
        """Renewal of the credentials after which the source last answered or failed."""
        self.identity: Identity | None = None
        """Last known account."""
        self.checked_at: datetime | None = None
        """Time of the last answer of the source."""
        self.before: Identity | None = None
        """Account before it changed to another one."""

    @property
    def problem(self) -> CloudSenseError | None:
        """Recent failure to get the account."""
        return self._jobs.failure(IDENTITY)

    def wait(self, timeout: float | None) -> Identity | None:
        """The account, or None while AWS is still being asked. Raises CloudSenseError if
        it was never known."""
        if not self._checked and not self.problem:
            name = IDENTITY, self._renewals
            job = self._jobs.start(name, IDENTITY, lambda _job: self.check())
            job.outcome(timeout)
        problem = self.problem
        if problem and self.identity is None:
            raise problem
        return self.identity if problem or self._answered == self._renewals else None

    def check(self) -> Identity:
        """Asks the source. An answer from before a renewal of the credentials is not used."""
        renewals = self._renewals
        try:
            with self._watch.failures("identity"):
                identity = self._source.identity()
        finally:
            self._answered = max(self._answered, renewals)
        if renewals == self._renewals:
            self._note_change(identity)
            self.identity = identity
            self._checked = True
            self.checked_at = self._jobs.clock()
        return identity

    def _note_change(self, now: Identity) -> None:
        if self.identity is None or self.identity.is_same(now):
            return
        came_back = self.before and self.before.is_same(now)
        self.before = None if came_back else self.identity

    @contextmanager
    def checked(self) -> Iterator[Identity]:
        """Context of a purchase, with its account. Credentials that AWS refuses meanwhile are
        checked before the next one."""
        try:
            yield self.check()
        except CredentialsError:
            self._checked = False
            raise

    def reset_credentials(self) -> None:
        """Looks up the credentials again."""
        self._source.renew()
        self._renewals += 1
        self._checked = False
