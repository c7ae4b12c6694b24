"""Which costs a projection and a budget are about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """All of the account's costs, or those of the filters on the screen."""

    filtered: bool = False
    counted: tuple[str, ...] = ()
    """The metric and the charges that count, where these are not the usual ones."""

    def title(self, name: str) -> str:
        return f"{name} · this selection" if self.filtered else name

    @property
    def words(self) -> tuple[str, ...]:
        """All that there is to say of it."""
        return (*(("this selection",) if self.filtered else ()), *self.counted)

    @property
    def note(self) -> str:
        """What is counted, to follow on a figure."""
        return "".join(f" · {word}" for word in self.counted)


ACCOUNT = Scope()
