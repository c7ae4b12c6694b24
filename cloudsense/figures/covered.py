"""Sentences about charges that credits pay for."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.analysis import Table


def is_covered(table: Table) -> bool:
    """Whether there are charges, and as many credits."""
    return abs(table.total) < formatting.HALF_A_CENT <= table.charged


def sentence(table: Table, currency: str, usage_only: bool = False) -> str:
    """That credits pay for the charges of `table`, if they do; of usage alone there are no
    credits."""
    if not is_covered(table):
        return ""
    charged = formatting.money(table.charged, currency)
    if usage_only:
        return f"Negative charges offset all {charged} of charges."
    return f"Credits pay for all {charged} of charges."
