"""How values are called on this page: by whoever runs it, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cloudsense.costs.query import Dimension
from cloudsense.figures import words


@dataclass(frozen=True)
class Labels:
    """Display names of dimension values; accounts by name where known, masked where they are to be hidden."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    hide_account: bool = False

    def __call__(self, dimension: Dimension, value: str) -> str:
        return words.label(dimension, value, self.accounts, self.hide_account)

    def of(self, dimension: Dimension) -> Callable[[str], str]:
        return lambda value: self(dimension, value)
