"""Budgets of AWS Budgets: free, read at most every ten minutes, and only when a page shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cloudsense.clock import Clock
from cloudsense.costs.budgets import AwsBudget
from cloudsense.insight import free_reads
from cloudsense.insight.free_reads import FreeReader

NO_PERMISSION = (
    "AWS Budgets are not shown. To show them, allow budgets:ViewBudget. Reading them is free."
)

AwsBudgets: TypeAlias = tuple[AwsBudget, ...]
Seen: TypeAlias = free_reads.LastRead[AwsBudgets]
Read = Callable[[], AwsBudgets]
"""Reads AWS Budgets. Raises CloudSenseError."""


class AwsBudgetsReader(FreeReader[AwsBudgets]):
    """Budgets of AWS Budgets, read in the background."""

    def __init__(self, read: Read | None, clock: Clock) -> None:
        super().__init__(read, clock, "AWS Budgets", NO_PERMISSION)
