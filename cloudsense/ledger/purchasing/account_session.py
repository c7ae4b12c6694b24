"""Who we are, as AWS said last, and whether that was checked since."""

from __future__ import annotations

from datetime import datetime

from cloudsense.costs.identity import Identity
from cloudsense.costs.source import CostSource
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.purchasing.jobs import Job, Jobs

IDENTITY = "identity"
"""The key of jobs that ask who we are."""


class AccountSession:
    """Whose costs are shown. Safe for threads.

    An account that was checked once stays known, so that its numbers can be shown after its
    credentials expire.
    """

    def __init__(self, source: CostSource, jobs: Jobs) -> None:
        self._source = source
        self._jobs = jobs
        self._checked = False
        self._renewals = 0
        self._answered = 0
        """The renewal of credentials after which the source last said, or failed to say, whose they
        are."""
        self.identity: Identity | None = None
        """The account last known."""
        self.checked_at: datetime | None = None
        """When the source last said so."""
        self.before: Identity | None = None
        """The account that it was until then, where it has become another one."""

    @property
    def problem(self) -> CloudSenseError | None:
        """Why AWS does not say whose costs these are, if it refused a moment ago."""
        return self._jobs.failure(IDENTITY)

    def wait(self, timeout: float | None) -> Identity | None:
        """The account, or None while AWS is still being asked. Raises CloudSenseError if it was
        never known."""
        if not self._checked and not self.problem:
            job = self._jobs.start((IDENTITY, self._renewals), IDENTITY, self._check)
            job.outcome(timeout)
        problem = self.problem
        if problem and self.identity is None:
            raise problem
        return self.identity if problem or self._answered == self._renewals else None

    def check(self) -> Identity:
        """Ask the source. What it was asked before a renewal says nothing about the time after."""
        renewals = self._renewals
        try:
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

    def expire(self) -> None:
        """AWS refused the credentials: they are checked again before anything else is bought."""
        self._checked = False

    def renew(self) -> None:
        """Look for credentials afresh."""
        self._source.renew()
        self._renewals += 1
        self._checked = False

    def _check(self, _job: Job) -> Identity:
        return self.check()
