"""AWS Budgets, read along: free, at most every ten minutes, and only when somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cloudsense.clock import Clock
from cloudsense.costs.budgets import AwsBudget
from cloudsense.insight import free_reads
from cloudsense.insight.free_reads import FreeReader

NO_PERMISSION = (
    "AWS Budgets are not shown. To read them along, allow budgets:ViewBudget; that is free."
)

AwsBudgets: TypeAlias = tuple[AwsBudget, ...]
Seen: TypeAlias = free_reads.Seen[AwsBudgets]
Read = Callable[[], AwsBudgets]
"""Raises CloudSenseError."""


class ReadAlong(FreeReader[AwsBudgets]):
    """What AWS Budgets says."""

    def __init__(self, read: Read | None, clock: Clock) -> None:
        super().__init__(read, clock, "AWS Budgets", NO_PERMISSION)
