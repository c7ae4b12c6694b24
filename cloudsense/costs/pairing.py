"""Pairing of the days of two compared periods."""

from __future__ import annotations

from enum import StrEnum


class Pairing(StrEnum):
    """How the days of two compared periods are paired."""

    BY_KIND = "by-kind"
    """Default for the kind of the period, which is compared with the period before."""
    IN_ORDER = "in-order"
    """The n-th day with the n-th day."""
    SAME_DAYS = "same-days"
    """Each day with the same day of another month."""
    WHOLE_MONTHS = "whole-months"
    """All days, even if the months differ in length."""
    PER_DAY = "per-day"
    """Daily means of two periods that differ in length."""
