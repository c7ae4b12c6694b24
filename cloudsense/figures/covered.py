"""Sentences about charges that are offset by credits."""

from __future__ import annotations

from cloudsense import formatting
from cloudsense.costs.analysis import Table


def is_covered(table: Table) -> bool:
    """Whether there are charges, and credits of the same amount."""
    return abs(table.total) < formatting.HALF_A_CENT <= table.charged


def sentence(table: Table, currency: str, usage_only: bool = False) -> str:
    """Sentence if credits offset all charges of `table`, else "". With `usage_only` the negative
    charges are not credits."""
    if not is_covered(table):
        return ""
    charged = formatting.money(table.charged, currency)
    if usage_only:
        return f"Negative charges offset all {charged} of charges."
    return f"Credits pay for all {charged} of charges."
