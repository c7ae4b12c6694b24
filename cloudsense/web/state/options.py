"""Words of an address that only a page has: how its chart is drawn, and switches."""

from __future__ import annotations

from enum import StrEnum

from cloudsense.costs.granularity import Granularity, automatic
from cloudsense.costs.period import Period


class Chart(StrEnum):
    """How the daily costs are drawn."""

    STACKED = "stacked"
    BAR = "bar"
    LINE = "line"
    PIE = "pie"


class Listed(StrEnum):
    """Which budgets the page Budgets lists."""

    ALL = "all"
    PASSED = "passed"
    PROJECTED_OVER = "projected-over"


class Switch(StrEnum):
    """Whether something is switched on."""

    YES = "yes"
    NO = "no"


class ChartGranularity(StrEnum):
    """The length of a bar; `auto` depends on the period."""

    AUTO = "auto"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def of(self, period: Period) -> Granularity:
        return automatic(period) if self is ChartGranularity.AUTO else Granularity(self.value)
