"""Data that all panels of the Overview share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from werkzeug.utils import cached_property

from cloudsense.costs.amounts import Amount
from cloudsense.costs.budgets import Budget
from cloudsense.costs.parsing import Charges
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.figures import theme
from cloudsense.figures.scope import Scope
from cloudsense.figures.style import TOP, Href, Style
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.parameters import period_text
from cloudsense.web.state.selection import PLACEHOLDER


@dataclass(frozen=True)
class PanelContext:
    """Data that all panels share: answers, labels and budgets."""

    answers: OverviewAnswers
    labels: Labels
    limit: Amount | None
    """Budget of the costs on the screen."""
    account_limit: Amount | None = None
    """Budget of the whole account, from the settings or budgets.toml."""
    typed: bool = True
    """Whether `limit` is from the address or the settings, not from budgets.toml."""

    @property
    def currency(self) -> str:
        return self.answers.snapshot.currency or "USD"

    @property
    def by(self) -> Dimension:
        return self.answers.focus.by

    @property
    def scope(self) -> Scope:
        """The costs that projection and budget cover."""
        selection = self.answers.selection
        counted = []
        if selection.metric is not Metric.UNBLENDED:
            counted.append(selection.metric.value.replace("-", " "))
        if selection.charges is Charges.USAGE:
            counted.append("usage only")
        return Scope(bool(selection.filters), tuple(counted))

    @property
    def file_budget(self) -> Budget | None:
        """The budget in budgets.toml that `limit` comes from."""
        if self.typed or self.limit is None:
            return None
        return self.answers.file_budget

    @property
    def unknown_month(self) -> str:
        """The address that loads what the projection needs."""
        return self.answers.selection.with_period("this-month").search

    @cached_property
    def into(self) -> Href:
        """Function that returns the address of a name's details, or None."""
        by, answers = self.by, self.answers
        selection = answers.selection
        chosen = selection.values(by)
        is_service = by is Dimension.SERVICE  # no other names have several spellings
        needs_service = by in WITHIN_SERVICES and not selection.values(Dimension.SERVICE)

        def into(name: str) -> str | None:
            values = answers.spellings(name) if is_service else (name,)
            is_open = values == chosen
            return None if is_open or needs_service else selection.into(by, values)

        return into

    def colour(self) -> theme.Colour:
        table = self.answers.table.listed
        is_by_service = self.by is Dimension.SERVICE
        ranking = self.answers.ranking if is_by_service else table.names
        return theme.colours(ranking, table.top(TOP).names)

    def template(self, name: str | None) -> str:
        """Return an address with a placeholder for the period, filtered to a name."""
        selection = self.answers.selection
        if name is not None and self.into(name):
            spellings = self.answers.spellings(name)
            selection = selection.with_filter(self.by, *spellings)
        return selection.with_period(PLACEHOLDER).search

    @property
    def style(self) -> Style:
        today = self.answers.today
        charges = self.answers.selection.charges
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
