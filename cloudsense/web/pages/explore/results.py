"""Results of Explore: summary, chart and table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote_plus

from cloudsense import formatting
from cloudsense.costs.analysis import REST
from cloudsense.costs.dimension import ABSENT, Dimension
from cloudsense.costs.granularity import Granularity
from cloudsense.costs.parsing import can_all_be_filtered
from cloudsense.costs.pivot import Pivot
from cloudsense.costs.pivot_facts import (
    Untagged,
    comparable_columns,
    grew_most,
    untagged_of,
    without_value,
)
from cloudsense.costs.pivot_rows import PivotRows, is_without
from cloudsense.figures import explore_words, pivot_table, tag_words, theme
from cloudsense.figures.bars import UNITS
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.pivot_table import PivotStyle
from cloudsense.web.components import messages
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.download import files_of
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.pages.explore.cell_links import cell_links, narrowed
from cloudsense.web.pages.explore.chart_panel import Picture
from cloudsense.web.pages.explore.layout import (
    ANSWER,
    PICTURE,
    PIVOT,
    TABLE,
    UNTAGGED,
)
from cloudsense.web.pages.explore.measures import Measured
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.state.address_words import Show
from cloudsense.web.state.selection import LONGEST, PLACEHOLDER, QUOTED_PLACEHOLDER

PALETTE = (*theme.PALETTE, *theme.MORE)


class Results:
    """Results of an answer.

    Raises CloudSenseError if it failed or has no such amounts, Waiting while it is loading.
    """

    def __init__(self, answers: ExploreAnswers, context: ViewContext) -> None:
        self.answers = answers
        self.context = context
        self.measured = Measured.of(answers, answers.columns)
        self.pivot = self.measured.pivot
        self.by = answers.focus.by
        self.label = context.labels.of(self.by)
        self.short = partial(context.labels.short, self.by)

    @property
    def content(self) -> PageContent:
        if not self.rows.names:
            return self._nothing
        picture, priced = self._picture, self.context.is_priced
        return {
            ANSWER: {"nodes": self._answer()},
            UNTAGGED: {"nodes": self._untagged()},
            **page_frame.chart(PICTURE, picture.view, picture.figure, picture.sentence, priced),
            PIVOT: {"view": {"title": self._title, "note": self._counted}},
            TABLE: self._table(),
        }

    @property
    def _nothing(self) -> PageContent:
        said = f"No costs {self._on_days}"
        if self.answers.selection.filters:
            said += " with these filters"
        answer = el("p", f"{said}.", cls="answer-said no-costs")
        remedy = el("p", messages.OTHER_COSTS, cls="answer-why")
        return {
            ANSWER: {"nodes": (answer, remedy)},
            UNTAGGED: {"nodes": ()},
            PICTURE: {"view": {"title": self.measured.title, "empty": True}},
            PIVOT: {"view": {"title": self._title, "empty": True}},
        }

    @property
    def rows(self) -> PivotRows:
        """Names that have a row of their own."""
        return self.pivot.listed

    @property
    def _picture(self) -> Picture:
        return Picture(
            answers=self.answers,
            measured=self._drawn,
            rows=self.rows,
            label=self.label,
            colour=self.colour,
            into=self.into,
        )

    @property
    def _drawn(self) -> Measured:
        """Amounts in the chart: hours where the table has days."""
        answers = self.answers
        is_same = answers.columns is answers.spans
        return self.measured if is_same else Measured.of(answers, answers.spans)

    @cached_property
    def colour(self) -> theme.Colour:
        """Function that returns colours. Services have the same colour on all pages."""
        by, one_more = self.by, self.answers.selection.top + 1
        first = self.rows.first(one_more, by).names
        named = [name for name in first if not is_without(by, name)]
        ranking = self.answers.ranking if self.by is Dimension.SERVICE else named
        return theme.colours(ranking or named, named, PALETTE)

    # ---- in words

    def _answer(self) -> list[Node]:
        total = self.measured.says(self.measured.shown.total)
        said = explore_words.answer(total, self._on_days, self.pivot.dimensions)
        nodes = [el("p", *said, cls="answer-said")]
        if self.measured.show is Show.UNIT_PRICE:
            return nodes
        columns = self._compared(adjacent=False)
        growth = grew_most(self.rows, columns, self.by) if columns else None
        unit = UNITS[self.answers.column_granularity]
        says = self.measured.says
        why = explore_words.largest(self.rows, self.by, growth, unit, self.short, says)
        if why:
            nodes.append(el("p", *why, cls="answer-why"))
        return nodes

    @property
    def _on_days(self) -> str:
        """`in 13 weeks`; a year's name is no number of days."""
        choice = self.answers.choice
        name = formatting.period_name(choice)
        is_span = name[0].isdigit() and not name[:4].isdigit()
        return f"in {name}" if is_span else formatting.on_days(choice.period)

    def _compared(self, *, adjacent: bool) -> tuple[int, int] | None:
        """Return the two columns that are compared; None for hours, which differ by time of day."""
        answers = self.answers
        complete_to = answers.snapshot.complete_to
        granularity = answers.column_granularity
        if granularity is Granularity.HOURLY:
            return None
        return comparable_columns(answers.columns, granularity, complete_to, adjacent=adjacent)

    def _untagged(self) -> list[Node]:
        """Say how much has no tag or cost category, if costs are grouped by one."""
        if self.measured.show is Show.UNIT_PRICE:
            return []
        for dimension in self.pivot.dimensions:
            if not dimension.can_be_absent:
                continue
            rows = self.rows if dimension is self.by else self.pivot.by_second
            found = untagged_of(rows, dimension, self._services_without(dimension))
            if found and not formatting.rounds_to_zero(found.amount):
                return [*self._said_of(found), *self._since_when()]
        return []

    def _said_of(self, found: Untagged) -> list[Node]:
        label = self.context.labels.of(Dimension.SERVICE)
        links = self._only_without(found.dimension), self._then_service
        whole = "these costs" if self.measured.show is Show.COST else "this usage"
        return explore_words.untagged(found, *links, label, self.measured.says, whole)

    def _since_when(self) -> list[Node]:
        """Say since when tags and cost categories have values, if not for the whole period."""
        answers = self.answers
        frame = self.measured.frame
        said = tag_words.since_when(frame, answers.focus, answers.choice.period)
        return [el("p", sentence) for sentence in said]

    def _services_without(self, dimension: Dimension) -> PivotRows | None:
        """Return untagged costs by service, if the answer has services."""
        frame, period = self.measured.frame, self.answers.choice.period
        if Dimension.SERVICE not in frame.dimensions:
            return None
        without = without_value(frame, dimension)
        by = (Dimension.SERVICE,)
        return Pivot.of(without, by, self.measured.column, (period,)).groups

    def _only_without(self, dimension: Dimension) -> str | None:
        """Return the address of untagged costs by service."""
        selection = self.answers.selection
        if selection.values(dimension) == (ABSENT,):
            return None
        only = selection.with_values(dimension, [ABSENT])
        return replace(only, by=Dimension.SERVICE, then=None).search

    @property
    def _then_service(self) -> str | None:
        """The address of the same costs with services, if the answer has none."""
        if Dimension.SERVICE in self.measured.frame.dimensions:
            return None
        selection = self.answers.selection
        return replace(selection, by=self.by, then=Dimension.SERVICE).search

    # ---- as a table

    @property
    def _title(self) -> str:
        names = map(explore_words.short_noun, self.pivot.dimensions)
        return f"By {' and '.join(names)}"

    @property
    def _counted(self) -> str:
        return formatting.count(len(self.rows.names), "row")

    def _table(self) -> Props:
        selection = self.answers.selection
        written = selection.references.written
        last = self.pivot.dimensions[-1]
        style = PivotStyle(
            label=self.short,
            part_label=partial(self.context.labels.short, last),
            key=partial(written, self.by),
            part_key=partial(written, last),
            colour=self.colour,
            into=self.into,
            note=self._note,
            prefix=self.measured.prefix,
            digits=self.measured.digits,
            files=files_of(selection),
        )
        compared = self._compared(adjacent=True)
        shown = self.measured.shown
        props = pivot_table.props(shown, self.answers.column_granularity, compared, style)
        by_hour = self.answers.column_granularity is Granularity.HOURLY
        if self.measured.show is Show.COST and not by_hour:
            props["opens"] = self._opens(props["groups"])
        return {**props, "of": selection.search}

    def _opens(self, groups: Sequence[Mapping[str, Any]]) -> Props:
        """Return the addresses that amounts link to; none for quantities and unit prices, which
        Changes does not have."""
        names = [group["id"] for group in groups]
        parts: set[str] = set()
        for group in groups:
            parts.update(part["id"] for part in group.get("parts", ()))
        return cell_links(self.answers, names, sorted(parts - {REST}))

    def _note(self, name: str) -> str:
        """Return the id of an account that has a name."""
        if self.by is not Dimension.ACCOUNT:
            return ""
        has_name = self.label(name).endswith(f" ({name})")
        return name if has_name else ""

    # ---- links

    def into(self, name: str) -> str | None:
        """Return the address of one name only, grouped by what it consists of."""
        values = self.answers.spellings(name)
        if name == REST or not can_all_be_filtered(self.by, values):
            return None
        if len(values) > 1:
            href = self._narrowed(*values)
        else:
            references = self.answers.selection.references
            written = references.written(self.by, values[0])
            href = self._one.replace(QUOTED_PLACEHOLDER, quote_plus(written))
        return href if len(href) <= LONGEST else None

    @cached_property
    def _one(self) -> str:
        """An address with a placeholder for a value: there may be hundreds."""
        return self._narrowed(PLACEHOLDER)

    def _narrowed(self, *values: str) -> str:
        alone = narrowed(self.answers.selection, self.by, *values)
        return replace(alone, by=self.answers.focus.then, then=None).search
