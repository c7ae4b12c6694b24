"""What a chart draws: names, how they are called and coloured, where they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.analysis import REST, Table
from cloudsense.costs.period import Period
from cloudsense.figures import theme

TOP = 8
"""Names with a colour of their own; where there is but one more, that one too."""

Href = Callable[[str], str | None]
Label = Callable[[str], str]


@dataclass(frozen=True)
class Style:
    """How names are called and coloured, and where they lead to."""

    currency: str
    label: Label
    colour: theme.Colour
    into: Href
    """The address of a name's details in the whole period."""
    template: Callable[[str | None], str | None]
    """The same for a name, or all names, in a period that the browser fills in."""
    period_text: Callable[[Period], str]
    """What it fills in."""
    usage_only: bool = False

    def href(self, key: str) -> str | None:
        """The address of a name's details; the rest has none."""
        return None if key == REST else self.into(key)


@dataclass(frozen=True)
class Names:
    """The largest names of `table`, and all others as one."""

    table: Table
    top: Table
    named: Sequence[str]
    """How the rows of `top` are called."""
    rest: Sequence[str]
    """How those are called that are one row of `top`, its last."""

    @classmethod
    def of(cls, table: Table, label: Label) -> Names:
        one_more = TOP + 1
        if len(table.names) > one_more:
            table = table.arranged(TOP)
        top = table.top(TOP)
        named = list(map(label, top.names))
        rest: list[str] = []
        if top is not table:
            rest += map(label, table.names[TOP:])
            named[-1] = f"{len(rest):,} others"
        return cls(table, top, named, rest)

    @property
    def amounts_of_rest(self) -> np.ndarray:
        """By name and day."""
        return self.table.amounts[TOP:]


def exact(amounts: np.ndarray) -> list[float]:
    """With as many decimals as Cost Explorer gives, so that the parts still add up."""
    return [float(amount) for amount in np.round(amounts, 10)]
