"""Values computed for one state of the cache."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Values by key, dropped when the state changes. Thread-safe."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._last: tuple[object, dict[K, V]] = (None, {})

    def of(self, state: object, key: K, calculate: Callable[[], V]) -> V:
        """Value of `key` in this state of the cache."""
        then, known = self._last
        if then != state or len(known) >= self._most:
            known = {}
            self._last = state, known
        if key not in known:
            known[key] = calculate()
        return known[key]
