"""Chart of Explore with legend and summary, or a table of weekdays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST, Table
from cloudsense.costs.dimension import ABSENT
from cloudsense.costs.frame import QUANTITY
from cloudsense.costs.parsing import can_all_be_filtered
from cloudsense.costs.pivot import by_weekday
from cloudsense.costs.pivot_rows import PivotRows, divided, is_without
from cloudsense.figures import explore_chart, theme, weekday_heat
from cloudsense.figures.bars import Bars
from cloudsense.figures.explore_chart import ExploreStyle
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import Href, Label, Style
from cloudsense.web.pages.explore import controls
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.pages.explore.cell_links import days_text, narrowed
from cloudsense.web.pages.explore.measures import Measured
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.state.address_words import Chart, Show
from cloudsense.web.state.selection import LONGEST, PLACEHOLDER


@dataclass(frozen=True)
class Picture:
    """Content of the chart's panel."""

    answers: ExploreAnswers
    measured: Measured
    rows: PivotRows
    """Names that have a row of their own."""
    label: Label
    colour: theme.Colour
    into: Href

    @property
    def view(self) -> Props:
        title = {"title": self._title, "tools": controls.charts(self.answers)}
        if self.figure:
            return {**title, "body": (self._legend(),), "sentence": self.sentence}
        if self._kind is Chart.WEEKDAY:
            return {**title, "body": (self._weekdays(),), "empty": True}
        nothing = el("p", "Nothing to draw: all amounts are zero.", cls="note")
        return {**title, "body": (nothing,), "empty": True}

    @cached_property
    def figure(self) -> dict[str, Any] | None:
        if self._kind is Chart.WEEKDAY:
            return None
        bars, look = self._bars, self._look
        others = self._others
        return explore_chart.figure(self._drawn, others, bars, self._kind.value, look)

    @property
    def sentence(self) -> str:
        said = []
        if self.measured.show is not Show.UNIT_PRICE:
            largest = self.label(self.rows.names[0])
            amount = float(self.rows.totals.amounts[0])
            said.append(f"Largest: {largest}, {self.measured.says(amount)}.")
        if self._bars.incomplete:
            day = formatting.day(self.answers.snapshot.complete_to)
            said.append(f"Costs after {day} are incomplete.")
        bars = self._bars
        parts = [span for span in bars.spans if not bars.is_whole(span)]
        if parts:
            days = formatting.enumerated(list(map(formatting.span, parts)))
            verb = "is part" if len(parts) == 1 else "are parts"
            said.append(f"{days} {verb} of a {bars.unit}.")
        if self.answers.hours:
            said.append("Hours are UTC.")
        return " ".join(said)

    @property
    def _kind(self) -> Chart:
        """Kind of chart. Unit prices do not add up, so they are lines."""
        chosen = self.answers.selection.chart
        is_price = self.measured.show is Show.UNIT_PRICE
        return Chart.LINE if is_price and chosen is not Chart.WEEKDAY else chosen

    @property
    def _title(self) -> str:
        if self._kind is Chart.WEEKDAY:
            return f"{self.measured.title}: mean of each weekday"
        title = f"{self.measured.title} by {self._bars.unit}"
        return f"{title} in shares" if self._kind is Chart.SHARE else title

    @cached_property
    def top(self) -> PivotRows:
        """Names in the chart, the rest, and what has no value."""
        count = self.answers.selection.top
        return self.measured.pivot.groups.top(count, self._by)

    @property
    def _by(self) -> Any:
        return self.answers.focus.by

    @property
    def _others(self) -> int:
        named = [name for name in self.top.names if name != REST]
        return len(self.rows.names) - len(named)

    @cached_property
    def _drawn(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Names, and their amounts as a matrix of names x columns."""
        top = self.top
        per = self.measured.shown.per_groups
        if per is None:
            return top.names, top.sums.amounts
        units = per.like(top).sums
        return top.names, divided(top.sums, units)

    @cached_property
    def _bars(self) -> Bars:
        answers = self.answers
        period = answers.choice.period
        return Bars(
            Table(period, (), np.zeros((0, period.days))),
            answers.granularity,
            answers.snapshot.complete_to,
            self.measured.currency,
            answers.spans,
            self.measured.shown.totals,
        )

    @cached_property
    def _look(self) -> ExploreStyle:
        style = Style(
            currency=self.measured.currency,
            label=self.label,
            colour=self.colour,
            into=self.into,
            template=self._template,
            period_text=partial(days_text, today=self.answers.today),
        )
        without = ABSENT if self._by.can_be_absent else None
        is_cost = self.measured.show is Show.COST
        return ExploreStyle(style, without, self.measured.says, is_cost, self.measured.prefix)

    def _named(self, key: str) -> str:
        if key == REST:
            return f"{self._others:,} others"
        return self.label(key)

    def _legend(self) -> Node:
        items = []
        for key in self.top.names:
            if is_without(self._by, key):
                swatch = el("i", cls="swatch swatch-hatched")
            else:
                swatch = el("i", cls="swatch", fill=self.colour(key))
            name = el("span", swatch, self._named(key))
            items.append(el("li", name))
        return el("ul", *items, cls="legend")

    def _weekdays(self) -> Node:
        """Build the table of weekdays, of complete days only, because it shows means."""
        complete = self.answers.complete
        if complete is None:
            return el("p", "No complete day yet.", cls="note")
        measured, by = self.measured, self._by
        frame = measured.frame.within(complete)
        rows, counts = by_weekday(frame, by, measured.column, complete)
        top = rows.top(self.answers.selection.top, by)
        if measured.shown.per:
            used, _ = by_weekday(frame, by, QUANTITY, complete)
            means = divided(top.sums, used.like(top).sums)
            total = divided(rows.total, used.total)
        else:
            days = np.where(counts > 0, counts, np.nan)
            means = top.sums.amounts / days
            total = rows.total.amounts / days
        return weekday_heat.table(top.names, means, total, self._named, measured.says)

    def _template(self, name: str | None) -> str | None:
        """Return the address of a name on the Changes page, with a placeholder for the period; None
        for hours, which Changes can't compare."""
        if self.answers.hours:
            return None
        there = replace(self.answers.selection.on_page("changes"), period=PLACEHOLDER)
        alone = replace(there, by=None, then=None, show=Show.COST)
        if name is None:
            return alone.search
        values = self.answers.spellings(name)
        if not can_all_be_filtered(self._by, values):
            return None
        search = narrowed(alone, self._by, *values).search
        return search if len(search) <= LONGEST else None
