"""Names of a chart with their labels, colors and links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cloudsense.costs.analysis import REST, Table
from cloudsense.costs.period import Period
from cloudsense.figures import theme

TOP = 8
"""Most names with a color of their own; one more if it would be the only other one."""

Href = Callable[[str], str | None]
Label = Callable[[str], str]


@dataclass(frozen=True)
class Style:
    """Labels, colors and links of names."""

    currency: str
    label: Label
    colour: theme.Colour
    into: Href
    """Address of a name's details in the whole period."""
    template: Callable[[str | None], str | None]
    """Address of a name, or of all names, with a placeholder for the period."""
    period_text: Callable[[Period], str]
    """Period as the text that replaces the placeholder."""
    usage_only: bool = False

    def href(self, key: str) -> str | None:
        """Address of a name's details; None for the rest."""
        return None if key == REST else self.into(key)


@dataclass(frozen=True)
class Names:
    """Largest names of `table`, and all others as one."""

    table: Table
    top: Table
    named: Sequence[str]
    """Labels of the rows of `top`."""
    rest: Sequence[str]
    """Labels of the names that the last row of `top` combines."""

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
        """Amounts of the combined names by day."""
        return self.table.amounts[TOP:]


def exact(amounts: np.ndarray) -> list[float]:
    """Amounts with as many decimals as Cost Explorer returns, so that the parts add up."""
    return [float(amount) for amount in np.round(amounts, 10)]
