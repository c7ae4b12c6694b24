"""Values of an address that only concern pages: kinds of chart, what is shown, switches."""

from __future__ import annotations

from enum import StrEnum

from cloudsense.costs.granularity import Granularity, automatic
from cloudsense.costs.parsing import granularity
from cloudsense.costs.period import Period


class Chart(StrEnum):
    """Kinds of chart of costs."""

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
    """Return the kinds of chart that a page has."""
    return EXPLORE_CHARTS if page == EXPLORE else OTHER_CHARTS


def default_period(page: str) -> str:
    """Return the period of a page whose address has none."""
    return "13w" if page == EXPLORE else "30d"


class Show(StrEnum):
    """What Explore adds up: costs or, within one unit, quantities or unit prices."""

    COST = "cost"
    USAGE_QUANTITY = "usage-quantity"
    UNIT_PRICE = "unit-price"


class Listed(StrEnum):
    """Which budgets the Budgets page lists."""

    ALL = "all"
    EXCEEDED = "exceeded"
    PROJECTED_OVER = "projected-over"


class Switch(StrEnum):
    """On or off."""

    YES = "yes"
    NO = "no"


class ChartGranularity(StrEnum):
    """Length of a bar. `auto` depends on the period."""

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
        """Return this granularity, or `auto` where the page does not have it."""
        return self if self in granularities_of(page) else ChartGranularity.AUTO


def granularities_of(page: str) -> tuple[ChartGranularity, ...]:
    """Return the granularities of a page. Only Explore has hours."""
    every = tuple(ChartGranularity)
    if page == EXPLORE:
        return every
    return tuple(each for each in every if each is not ChartGranularity.HOURLY)


def granularity_of(page: str, text: str) -> ChartGranularity:
    """Parse the granularity in an address. Raises AddressError."""
    return granularity(ChartGranularity, "granularity", text, granularities_of(page))
