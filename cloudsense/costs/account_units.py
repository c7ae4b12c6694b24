"""Costs of organizational units: the sums of their accounts. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cloudsense.costs.analysis import Change, Row

OUTSIDE = ""
"""Unit of accounts that are not in the organization, for example because they left it."""


@dataclass(frozen=True)
class UnitCost:
    """Costs of an organizational unit. Each account is in exactly one unit, so units add up."""

    name: str
    accounts: tuple[str, ...]
    cost: float
    compared: Change | None
    """Change of the compared accounts; None if none is compared."""


def by_unit(rows: Sequence[Row], units: Mapping[str, str]) -> tuple[UnitCost, ...]:
    """Units of the accounts in `rows`, by falling cost; `units` maps account ids to unit names."""
    members: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        members[units.get(row.name, OUTSIDE)].append(row)
    found = [_together(name, members[name]) for name in sorted(members)]
    return tuple(sorted(found, key=lambda unit: -unit.cost))


def _together(name: str, rows: Sequence[Row]) -> UnitCost:
    accounts = tuple(row.name for row in rows)
    cost = sum(row.cost for row in rows)
    return UnitCost(name, accounts, cost, combined(rows))


def combined(rows: Sequence[Row]) -> Change | None:
    """Sum of the accounts' changes; None if no account is compared."""
    compared = [row.compared for row in rows if row.compared]
    changes = [change for change in compared if not change.not_compared]
    if not changes:
        return None
    now = sum(change.now for change in changes)
    before = sum(change.before for change in changes)
    return Change(now, before)
