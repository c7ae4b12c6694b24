"""What every panel of the Overview draws from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from werkzeug.utils import cached_property

from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget
from cloudsense.costs.names import visible
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.figures import theme
from cloudsense.figures.scope import Scope
from cloudsense.figures.style import TOP, Href, Label, Style
from cloudsense.web.queries.page_data import OverviewAnswers
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.parameters import period_text
from cloudsense.web.state.selection import PLACE


@dataclass(frozen=True)
class PanelContext:
    """What every panel draws from: a reading, labels and budgets."""

    reading: OverviewAnswers
    labels: Labels
    limit: Amount | None
    """The budget of what is on the screen."""
    account_limit: Amount | None = None
    """The budget of the whole account, as the settings or budgets.toml have it."""
    typed: bool = True
    """Whether `limit` is of the address or the settings, and not of budgets.toml."""

    @property
    def currency(self) -> str:
        return self.reading.snapshot.currency or "USD"

    @property
    def by(self) -> Dimension:
        return self.reading.focus.by

    @property
    def scope(self) -> Scope:
        """What the projection and the budget are about."""
        selection = self.reading.selection
        counted = []
        if selection.metric is not Metric.UNBLENDED:
            counted.append(selection.metric.value.replace("-", " "))
        if selection.charges is Charges.USAGE:
            counted.append("usage only")
        return Scope(bool(selection.filters), tuple(counted))

    @property
    def file_budget(self) -> Budget | None:
        """The budget of budgets.toml that `limit` is of."""
        if self.typed or self.limit is None:
            return None
        return self.reading.file_budget

    @property
    def unknown_month(self) -> str:
        """The address that fetches what the projection needs."""
        return self.reading.selection.with_period("this-month").search

    @cached_property
    def into(self) -> Href:
        """The address of a name's details; None where there are none."""
        by, reading = self.by, self.reading
        selection = reading.selection
        chosen = selection.values(by)
        is_service = by is Dimension.SERVICE  # no other names have several spellings
        needs_service = by in WITHIN_SERVICES and not selection.values(Dimension.SERVICE)

        def into(name: str) -> str | None:
            values = reading.spellings(name) if is_service else (name,)
            is_open = values == chosen
            return None if is_open or needs_service else selection.into(by, values)

        return into

    @property
    def title(self) -> Label:
        """A name as AWS spells it."""
        if self.by is not Dimension.SERVICE:
            return visible
        return lambda name: ", ".join(map(visible, self.reading.spellings(name)))

    def colour(self) -> theme.Colour:
        table = self.reading.table.listed
        is_by_service = self.by is Dimension.SERVICE
        ranking = self.reading.ranking if is_by_service else table.names
        return theme.colours(ranking, table.top(TOP).names)

    def template(self, name: str | None) -> str:
        """The address of a period that the browser fills in, of a name where there are details."""
        selection = self.reading.selection
        if name is not None and self.into(name):
            spellings = self.reading.spellings(name)
            selection = selection.with_filter(self.by, *spellings)
        return selection.with_period(PLACE).search

    @property
    def style(self) -> Style:
        today = self.reading.today
        charges = self.reading.selection.charges
        return Style(
            currency=self.currency,
            label=self.labels.of(self.by),
            colour=self.colour(),
            into=self.into,
            template=self.template,
            period_text=partial(days_text, today=today),
            usage_only=charges is Charges.USAGE,
        )


def days_text(period: Period, today: date) -> str:
    """As an address has it; the current month with today is that month."""
    month = Month.of(today)
    is_current = period == Period(month.first, today + ONE_DAY)
    return str(month) if is_current else period_text(period)
