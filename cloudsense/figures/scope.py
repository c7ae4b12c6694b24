"""Costs that a projection and a budget are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """All costs of the account, or those of the current filters."""

    filtered: bool = False
    counted: tuple[str, ...] = ()
    """Metric and charges that count, if they differ from the defaults."""

    def title(self, name: str) -> str:
        return f"{name} · this selection" if self.filtered else name

    @property
    def words(self) -> tuple[str, ...]:
        """Complete description."""
        return (*(("this selection",) if self.filtered else ()), *self.counted)

    @property
    def note(self) -> str:
        """Suffix of a figure that says what is counted."""
        return "".join(f" · {word}" for word in self.counted)


ACCOUNT = Scope()
