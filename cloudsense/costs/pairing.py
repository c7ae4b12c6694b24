"""Which days of two periods are compared with each other."""

from __future__ import annotations

from enum import StrEnum


class Pairing(StrEnum):
    """Which days of two periods are compared with each other."""

    BY_KIND = "by-kind"
    """As the kind of the period has it: it is compared with the period before."""
    IN_ORDER = "in-order"
    """The n-th day with the n-th day."""
    SAME_DAYS = "same-days"
    """Each day with the same day of another month."""
    WHOLE_MONTHS = "whole-months"
    """All days, also where the months differ in length."""
    PER_DAY = "per-day"
    """All days of two periods that differ in length."""
