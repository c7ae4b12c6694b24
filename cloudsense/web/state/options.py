"""Words of an address that only a page has: how its chart is drawn, what it shows, switches."""

from __future__ import annotations

from enum import StrEnum

from cloudsense.costs.granularity import Granularity, automatic
from cloudsense.costs.parsing import granularity
from cloudsense.costs.period import Period


class Chart(StrEnum):
    """How the daily costs are drawn."""

    STACKED = "stacked"
    BAR = "bar"
    LINE = "line"
    PIE = "pie"
    SHARE = "share"
    WEEKDAY = "weekday"


EXPLORE = "explore"
EXPLORE_CHARTS = (Chart.STACKED, Chart.LINE, Chart.SHARE, Chart.WEEKDAY)
OTHER_CHARTS = (Chart.STACKED, Chart.BAR, Chart.LINE, Chart.PIE)


def charts_of(page: str) -> tuple[Chart, ...]:
    """The kinds of chart that a page draws."""
    return EXPLORE_CHARTS if page == EXPLORE else OTHER_CHARTS


def default_period(page: str) -> str:
    """The period of a page whose address has none."""
    return "13w" if page == EXPLORE else "30d"


class Show(StrEnum):
    """What Explore adds up: costs, or within one unit how much was used and at what price."""

    COST = "cost"
    USAGE_QUANTITY = "usage-quantity"
    UNIT_PRICE = "unit-price"


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
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    def of(self, period: Period) -> Granularity:
        if self is ChartGranularity.AUTO:
            return automatic(period)
        return Granularity(self.value)

    def on_page(self, page: str) -> ChartGranularity:
        """Itself, unless that page has none such."""
        return self if self in granularities_of(page) else ChartGranularity.AUTO


def granularities_of(page: str) -> tuple[ChartGranularity, ...]:
    """Those that a page has: hours are on Explore only."""
    every = tuple(ChartGranularity)
    if page == EXPLORE:
        return every
    return tuple(each for each in every if each is not ChartGranularity.HOURLY)


def granularity_of(page: str, text: str) -> ChartGranularity:
    """That of an address. Raises AddressError."""
    return granularity(ChartGranularity, "granularity", text, granularities_of(page))
