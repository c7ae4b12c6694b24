"""Refusals that only the management account can lift: not asked again within a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy

from cloudsense.errors import AccessError, MemberAccountError

A_DAY = 24 * 60 * 60.0
"""Seconds."""


class KeptFromMembers:
    """Refusals by account and kind: that of one tag applies to all tags. Thread-safe."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        of: type[AccessError] = MemberAccountError,
    ) -> None:
        """Refusals of the error class `of`."""
        self._now = now
        self._of = of
        self._known: dict[tuple[str, str], tuple[AccessError, float]] = {}
        """Refusals and their times."""

    @contextmanager
    def asking(self, account: str, kinds: Collection[str]) -> Iterator[None]:
        """Context of a question about these kinds: tags, cost categories, or neither.

        Raises the refusal, before anything is asked if AWS refused within a day.
        """
        for kind in kinds:
            refusal, at = self._known.get((account, kind), (None, 0.0))
            if refusal and self._now() - at < A_DAY:
                # A copy, as an error raised repeatedly would accumulate tracebacks.
                raise copy(refusal)
        try:
            yield
        except self._of as problem:
            # For a question about both kinds, the refusal does not say which one it is about.
            if len(kinds) == 1:
                (kind,) = kinds
                self._known[account, kind] = copy(problem), self._now()
            raise

    def forget(self) -> None:
        """Clears the refusals, when a person asks to try again."""
        self._known.clear()
