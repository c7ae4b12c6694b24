"""The answer of Explore in words, as a chart and as a table: what is made of it once it is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial

import numpy as np

from cloudsense import formatting
from cloudsense.costs.analysis import REST, Table
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.period import Month, Period
from cloudsense.costs.pivot import Pivot, PivotRows, by_weekday, is_without
from cloudsense.costs.pivot_facts import (
    comparable_columns,
    grew_most,
    untagged_of,
    without_value,
)
from cloudsense.figures import explore_chart, explore_words, pivot_table, theme, weekday_heat
from cloudsense.figures.bars import UNITS, Bars
from cloudsense.figures.explore_chart import ExploreStyle
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.pivot_table import PivotStyle
from cloudsense.figures.style import Style
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.explore import controls
from cloudsense.web.pages.explore.answers import ExploreReading
from cloudsense.web.pages.explore.layout import (
    ANSWER,
    CHART,
    FRAME,
    PICTURE,
    PIVOT,
    TABLE,
    UNTAGGED,
)
from cloudsense.web.queries.price_tags import PageContent, Props
from cloudsense.web.state.options import Chart
from cloudsense.web.state.selection import PLACE, Selection

PALETTE = (*theme.PALETTE, *theme.MORE)


class Results:
    """Raises CloudSenseError if the answer failed, Waiting while it is on its way."""

    def __init__(self, reading: ExploreReading, context: ViewContext) -> None:
        self.reading = reading
        self.context = context
        self.pivot: Pivot = reading.pivot
        self.by = reading.focus.by
        self.label = context.labels.of(self.by)
        self.currency = reading.snapshot.currency or "USD"
        self.says: Callable[[float], str] = partial(formatting.money, currency=self.currency)

    @property
    def content(self) -> PageContent:
        found: dict[str, Props] = {
            ANSWER: {"nodes": self._answer()},
            UNTAGGED: {"nodes": self._untagged()},
            PICTURE: {"view": self._picture},
            PIVOT: {"view": {"title": self._title, "note": self._counted}},
            TABLE: self._table(),
        }
        if self._figure:
            found[FRAME] = {"label": self._said, "priced": self.context.paid}
            found[CHART] = {"figure": self._figure}
        if not self.rows.names:
            nothing = el("p", f"No costs {self._on_days}.", cls="note")
            found[PIVOT] = {"view": {"title": "Table", "body": (nothing,), "empty": True}}
        return found

    @cached_property
    def rows(self) -> PivotRows:
        """The names that are worth a row."""
        rows = self.pivot.groups
        places = [n for n, name in enumerate(rows.names) if name in self.pivot.listed]
        names = tuple(rows.names[n] for n in places)
        return PivotRows(names, rows.sums[np.array(places, dtype=np.intp)])

    # ---- in words

    def _answer(self) -> list[Node]:
        total = self.says(float(self.pivot.groups.totals.sum(axis=0).amounts))
        said = explore_words.answer(total, self._on_days, self.pivot.dimensions)
        nodes = [el("p", *said, cls="answer-said")]
        columns = self._compared(adjacent=False)
        growth = grew_most(self.rows, columns, self.by) if columns else None
        unit = UNITS[self.reading.granularity]
        label = partial(self.context.labels.short, self.by)
        why = explore_words.largest(self.rows, self.by, growth, unit, label, self.says)
        return [*nodes, el("p", *why, cls="answer-why")] if why else nodes

    @property
    def _on_days(self) -> str:
        name = formatting.period_name(self.reading.choice)
        is_span = name[0].isdigit()
        return f"in {name}" if is_span else formatting.on_days(self.reading.choice.period)

    def _compared(self, *, adjacent: bool) -> tuple[int, int] | None:
        reading = self.reading
        complete_to = reading.snapshot.complete_to
        return comparable_columns(
            reading.spans, reading.granularity, complete_to, adjacent=adjacent
        )

    def _untagged(self) -> list[Node]:
        """What has no tag or cost category, where costs are grouped by one."""
        for dimension in self.pivot.dimensions:
            if dimension.can_be_absent:
                rows = self.rows if dimension is self.by else self.pivot.by_second
                found = untagged_of(rows, dimension, self._services_without(dimension))
                if found is None:
                    continue
                href = self._only_without(dimension)
                label = self.context.labels.of(Dimension.SERVICE)
                return explore_words.untagged(found, href, label, self.says)
        return []

    def _services_without(self, dimension: Dimension) -> PivotRows | None:
        """What is without, by service, if the answer tells services."""
        frame = self.reading.frame
        if Dimension.SERVICE not in frame.dimensions:
            return None
        without = without_value(frame, dimension)
        metric = self.reading.selection.metric.value
        period = (self.reading.choice.period,)
        return Pivot.of(without, (Dimension.SERVICE,), metric, period).groups

    def _only_without(self, dimension: Dimension) -> str | None:
        """The address of costs without it, by service."""
        selection = self.reading.selection
        if selection.values(dimension) == (ABSENT,):
            return None
        only = selection.with_values(dimension, [ABSENT])
        return replace(only, by=Dimension.SERVICE, then=None).search

    # ---- as a chart

    @cached_property
    def top(self) -> PivotRows:
        return self.pivot.groups.top(self.reading.selection.top, partial(is_without, self.by))

    @property
    def _others(self) -> int:
        named = [name for name in self.top.names if name != REST]
        return len(self.rows.names) - len(named)

    @cached_property
    def bars(self) -> Bars:
        reading = self.reading
        period = reading.choice.period
        table = Table(period, (), np.zeros((0, period.days)))
        return Bars(
            table,
            reading.granularity,
            reading.snapshot.complete_to,
            self.currency,
            reading.spans,
            self.pivot.total.amounts,
        )

    @cached_property
    def _figure(self) -> dict[str, object] | None:
        kind = self.reading.selection.chart
        if kind is Chart.WEEKDAY or not self.rows.names:
            return None
        return explore_chart.figure(self.top, self._others, self.bars, kind.value, self._look)

    @property
    def _picture(self) -> Props:
        tools = (controls.charts(self.reading),)
        title = {"title": self._chart_title, "tools": tools}
        if self._figure:
            return {**title, "body": (self._legend(),), "sentence": self._said}
        if self.reading.selection.chart is Chart.WEEKDAY and self.rows.names:
            return {**title, "body": (self._weekdays(),), "empty": True}
        nothing = el("p", f"No costs {self._on_days}.", cls="note")
        return {**title, "body": (nothing,), "empty": True}

    @property
    def _chart_title(self) -> str:
        if self.reading.selection.chart is Chart.WEEKDAY:
            return "Mean of each weekday"
        unit = UNITS[self.reading.granularity]
        share = "Shares" if self.reading.selection.chart is Chart.SHARE else "Costs"
        return f"{share} by {unit}"

    @property
    def _said(self) -> str:
        parts = [formatting.days(span) for span in self.bars.spans if not self.bars.is_whole(span)]
        said = [f"Largest: {self.label(self.rows.names[0])}, {self._largest}."]
        if self.bars.incomplete:
            said.append(f"Costs after {formatting.day(self.bars.complete_to)} are incomplete.")
        if parts:
            verb = "is part" if len(parts) == 1 else "are parts"
            said.append(f"{formatting.enumerated(parts)} {verb} of a {self.bars.unit}.")
        return " ".join(said)

    @property
    def _largest(self) -> str:
        return self.says(float(self.rows.totals.amounts[0]))

    def _legend(self) -> Node:
        items = []
        for key in self.top.names:
            name = f"{self._others:,} others" if key == REST else self.label(key)
            hatched = "swatch swatch-hatched" if is_without(self.by, key) else "swatch"
            swatch = el("i", cls=hatched, fill=None if "h-" in hatched else self.colour(key))
            items.append(el("li", el("span", swatch, name)))
        return el("ul", *items, cls="legend")

    def _weekdays(self) -> Node:
        """Of complete days only, so that a mean is of whole days."""
        reading = self.reading
        if reading.complete is None:
            return el("p", "No complete day yet.", cls="note")
        frame = reading.frame.within(reading.complete)
        metric = reading.selection.metric.value
        rows, counts = by_weekday(frame, self.by, metric, reading.complete)
        top = rows.top(reading.selection.top, partial(is_without, self.by))
        days = np.where(counts > 0, counts, np.nan)
        label = self._named
        means = top.sums.amounts / days
        total = rows.total.amounts / days
        return weekday_heat.table(top.names, means, total, label, self.says)

    def _named(self, key: str) -> str:
        return f"{self._others:,} others" if key == REST else self.label(key)

    @cached_property
    def colour(self) -> theme.Colour:
        """Services have the colours that they have everywhere."""
        named = [name for name in self.top.names if name != REST and not is_without(self.by, name)]
        ranking = self.reading.ranking if self.by is Dimension.SERVICE else named
        return theme.colours(ranking or named, named, PALETTE)

    @cached_property
    def _look(self) -> ExploreStyle:
        style = Style(
            currency=self.currency,
            label=self.label,
            colour=self.colour,
            into=self.into,
            template=self._template,
            period_text=_period_text,
        )
        without = ABSENT if self.by.can_be_absent else REST
        return ExploreStyle(style, without, self.says)

    # ---- as a table

    @property
    def _title(self) -> str:
        names = [explore_words.short_noun(each) for each in self.pivot.dimensions]
        return f"By {' and '.join(names)}"

    @property
    def _counted(self) -> str:
        return formatting.count(len(self.rows.names), "row")

    def _table(self) -> Props:
        search = self.reading.selection.search
        files = {form: f"costs.{form}{search}" for form in ("csv", "xlsx")}
        second = self.pivot.dimensions[-1]
        style = PivotStyle(
            label=partial(self.context.labels.short, self.by),
            part_label=partial(self.context.labels.short, second),
            colour=self.colour,
            into=self.into,
            note=self._note,
            prefix=formatting.symbol(self.currency),
            files=files,
        )
        compared = self._compared(adjacent=True)
        props = pivot_table.props(self.pivot, self.reading.granularity, compared, style)
        return {**props, "of": search}

    def _note(self, name: str) -> str:
        """The id of an account that has a name."""
        if self.by is not Dimension.ACCOUNT:
            return ""
        label = self.label(name)
        return name if label.endswith(f" ({name})") else ""

    # ---- where it leads to

    def into(self, name: str) -> str | None:
        """The address of this name alone, by what it is made of."""
        if name == REST:
            return None
        selection = self.reading.selection
        href = selection.into(self.by, self._spellings(name))
        if href is None:
            return None
        then = self.reading.focus.then
        narrowed = selection.with_filter(self.by, *self._spellings(name))
        return replace(narrowed, by=then, then=None).search

    def _template(self, name: str | None) -> str | None:
        """The same on the page Changes, for a period that the browser fills in."""
        selection = replace(self.reading.selection.on_page("changes"), period=PLACE)
        if name is None:
            return _alone(selection).search
        return _alone(selection).into(self.by, self._spellings(name))

    def _spellings(self, name: str) -> tuple[str, ...]:
        if self.by is not Dimension.SERVICE:
            return (name,)
        return self.reading.spellings.get(name, (name,))


def _alone(selection: Selection) -> Selection:
    """Grouped by nothing in particular."""
    return replace(selection, by=None, then=None)


def _period_text(span: Period) -> str:
    """As an address has it: a whole month, a day, or days."""
    month = Month.of(span.start)
    if span == month.period:
        return str(month)
    return str(span.start) if span.days == 1 else f"{span.start}..{span.last}"
