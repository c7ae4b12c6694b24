"""What only the management account can allow: it is not asked for again within a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass

from cloudsense.errors import AccessError, MemberAccountError

A_DAY = 24 * 60 * 60.0
"""Seconds."""


@dataclass(frozen=True)
class Refusal:
    """What AWS said, and when."""

    problem: AccessError
    at: float


class KeptFromMembers:
    """Refusals by account and kind: that of one tag holds for all tags. Safe for threads."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        of: type[AccessError] = MemberAccountError,
    ) -> None:
        """Of this class of refusals."""
        self._now = now
        self._of = of
        self._known: dict[tuple[str, str], Refusal] = {}

    @contextmanager
    def asking(self, account: str, kinds: Collection[str]) -> Iterator[None]:
        """Around a question about tags or cost categories, or about none of them.

        Raises the refusal, before anything is asked if AWS refused within a day.
        """
        for kind in kinds:
            known = self._known.get((account, kind))
            if known and self._now() - known.at < A_DAY:
                # A copy: one that is raised again and again would keep every frame that it passed.
                raise copy(known.problem)
        try:
            yield
        except self._of as problem:
            # Of a question about both, the refusal does not say which of them it is about.
            if len(kinds) == 1:
                (kind,) = kinds
                refusal = Refusal(copy(problem), self._now())
                self._known[account, kind] = refusal
            raise

    def forget(self) -> None:
        """A person asks to try everything afresh."""
        self._known.clear()
