"""Display names of dimension values on the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from cloudsense import formatting
from cloudsense.costs.names import canonical
from cloudsense.costs.query import Dimension, Filter

NAMED = 4
"""Up to this many values are named; more are counted."""


@dataclass(frozen=True)
class Labels:
    """Display names of dimension values: accounts by name, or masked with `hide_account`.

    No two of the `known` values share a name.
    """

    accounts: Mapping[str, str] = field(default_factory=dict)
    hide_account: bool = False
    known: Mapping[Dimension, Collection[str]] = field(default_factory=dict)
    _made: dict[Dimension, dict[str, str]] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, dimension: Dimension, value: str) -> str:
        if dimension is Dimension.SERVICE:
            value = canonical(value)
        found = self._of(dimension).get(value)
        return found or formatting.label(dimension, value, self.accounts, self.hide_account)

    def of(self, dimension: Dimension) -> Callable[[str], str]:
        return lambda value: self(dimension, value)

    def joined(self, dimension: Dimension, values: Collection[str]) -> str:
        """Join names: `us-east-1, us-west-2`, or `485 accounts`. A renamed service is one name."""
        names = dict.fromkeys(self(dimension, value) for value in values)
        if len(names) <= NAMED:
            return ", ".join(names)
        nouns = formatting.noun(dimension, plural=True)
        return f"{len(names)} {nouns}"

    def chosen(self, rule: Filter) -> str:
        """Describe a filter: `us-east-1, us-west-2`, or `not us-east-1, us-west-2`."""
        names = self.joined(rule.dimension, rule.values)
        return f"not {names}" if rule.exclude else names

    def short(self, dimension: Dimension, value: str) -> str:
        """Return the name of an account without its id."""
        return self(dimension, value).removesuffix(f" ({value})")

    def _of(self, dimension: Dimension) -> dict[str, str]:
        if dimension not in self._made:
            values = self.known.get(dimension, ())
            if dimension is Dimension.SERVICE:
                values = {canonical(value) for value in values}
            found = formatting.labels(dimension, values, self.accounts, self.hide_account)
            self._made[dimension] = found
        return self._made[dimension]
