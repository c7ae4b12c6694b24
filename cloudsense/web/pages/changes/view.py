"""View of the Changes page: from its answers to props. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial

from cloudsense import formatting
from cloudsense.costs.analysis import Table
from cloudsense.costs.changes import ChangedItem
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import WITHIN_SERVICES
from cloudsense.costs.two_periods import services_in
from cloudsense.errors import CloudSenseError
from cloudsense.figures import breakdown, change_split, change_table, compared, theme, waterfall
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.change_table import Sides
from cloudsense.figures.change_words import ChangeWords
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import TOP
from cloudsense.figures.table_data import TableData
from cloudsense.figures.tag_words import since_when_first
from cloudsense.figures.waterfall import WaterfallStyle
from cloudsense.web.components import messages
from cloudsense.web.components.controls import costs
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.changes import controls
from cloudsense.web.pages.changes.answers import ChangesAnswers
from cloudsense.web.pages.changes.layout import (
    AGAINST,
    ANSWER,
    MOVERS,
    NAME,
    OPTIONS,
    TABLE,
    TITLES,
    WATERFALL,
    WHY,
)
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.queries.link_price_labels import NEVER_OPENED, PageContent, Props
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection


def content(answers: ChangesAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    labels = replace(context.labels, known=answers.known_values)
    context = replace(context, labels=labels)
    found: dict[str, Props] = {**_controls(answers, context)}
    notes = messages.of(answers)
    if problem := _problem(answers, labels):
        notes.append(problem)
        found |= page_frame.nothing(TITLES, ANSWER)
    else:
        panels, failure = _panels(answers, context)
        found |= panels
        if not failure and answers.is_empty:
            filtered = bool(answers.selection.filters)
            notes.append(messages.no_costs("either period", filtered))
        if failure and failure not in answers.problems:
            notes.append(messages.problem(failure))
    found[f"{NAME}-messages"] = {"nodes": notes}
    foot = page_frame.data_through(answers)
    found[f"{NAME}-footer"] = {"nodes": foot}
    return found


def _problem(answers: ChangesAnswers, labels: Labels) -> Node | None:
    """Explain why nothing can be compared."""
    refused, rule = answers.questions.refused, answers.absent_filter
    if refused:
        return controls.refused(refused, answers.selection)
    if rule is None:
        return None
    remedy = "Pick other periods or clear the filter."
    return messages.absent(rule, labels, "in either period", remedy)


def _controls(answers: ChangesAnswers, context: ViewContext) -> PageContent:
    common = page_frame.control_props(NAME, answers, context, offered=())
    complete_to = common[f"{NAME}-period"]["complete_to"]
    counted = (costs(answers.selection), controls.amounts(answers))
    return {
        **common,
        f"{NAME}-options": {"nodes": counted},
        AGAINST: controls.against_days(answers, complete_to),
        OPTIONS: {"nodes": controls.options(answers)},
    }


def _panels(
    answers: ChangesAnswers, context: ViewContext
) -> tuple[PageContent, CloudSenseError | None]:
    """Return the panels, and the error if there are none."""
    try:
        return ChangesView(answers, context).content, None
    except Waiting:
        if answers.price_to_confirm:
            return page_frame.nothing(TITLES, ANSWER), None
        return page_frame.waiting(TITLES, ANSWER), None
    except CloudSenseError as failure:
        return page_frame.nothing(TITLES, ANSWER), failure


class ChangesView:
    """Views made from the changes."""

    def __init__(self, answers: ChangesAnswers, context: ViewContext) -> None:
        self.answers = answers
        self.context = context
        self.changes = answers.changes
        self.by = answers.focus.by
        self.label = context.labels.of(self.by)
        self.currency = answers.currency or "USD"
        self.sides = Sides(*compared.sides(self.changes.days, answers.compared))
        self._selections: dict[tuple[str, ...], Selection] = {}
        choice = answers.compared
        self.words = ChangeWords(self.changes, choice, self.currency, self.label, self.into)

    @property
    def content(self) -> PageContent:
        sides = self.sides
        chart = waterfall.view(self.changes, self.words.summary, self._style)
        split = change_split.view(self.changes, self.currency, sides.now, sides.before)
        view = page_frame.shown(chart)
        found: dict[str, Props] = {
            ANSWER: {"nodes": self._answer()},
            **page_frame.chart(
                WATERFALL, view, chart.figure, chart.sentence, self.context.is_priced
            ),
            WHY: {"view": page_frame.shown(split)},
            MOVERS: {"view": self._movers()},
        }
        if self.table.rows:
            props = page_frame.table(self.table, self.by, self.answers.selection, "change")
            found[TABLE] = {**props, "like_rows": self._like_rows}
        return found

    @property
    def _like_rows(self) -> Props | None:
        """A row of a tag value that nobody has opened: the others have its prices."""
        if not self.by.can_be_absent:
            return None
        rate = {"href": self.usage_types(NEVER_OPENED)}
        return {"href": self.into(NEVER_OPENED), "cells": {"rate": rate}}

    def _answer(self) -> list[Node]:
        """Build the summary, a line of reasons, and a note if amounts are per day."""
        divided = [el("p", said, cls="note") for said in self.words.divided]
        return [*page_frame.answer(self.words.answer, self.words.why), *divided]

    @property
    def _notes(self) -> list[str]:
        """What is left out."""
        since = since_when_first(self.answers.snapshots, self.answers.focus)
        return [*self.words.left_out, *since]

    def _movers(self) -> Props:
        tools = controls.groupings(self.answers)
        if not self.table.rows:
            said = ["No costs in either period.", *self._notes]
            body = [el("p", note, cls="note") for note in said]
            return {"title": TITLES[MOVERS], "tools": tools, "body": body, "empty": True}
        differences = [item.difference for item in self.changes.items]
        moved = len(differences) - sum(map(formatting.rounds_to_zero, differences))
        of = breakdown.counted(len(self.listed), self.by)
        notes = self._notes
        if len(self.listed) > len(self.table.rows):
            notes.append(f"The table has the {change_table.MOST_ROWS} largest; files have all.")
        return {
            "title": TITLES[MOVERS],
            "tools": tools,
            "note": f"{moved:,} of {of} moved",
            "sentence": " ".join(notes),
        }

    @property
    def _style(self) -> WaterfallStyle:
        return WaterfallStyle(
            currency=self.currency,
            label=self.label,
            short=partial(self.context.labels.short, self.by),
            into=self.into,
            now=self.sides.now,
            before=self.sides.before,
        )

    @cached_property
    def table(self) -> TableData:
        return self._table(change_table.MOST_ROWS)

    @cached_property
    def whole_table(self) -> TableData:
        """The table with all rows, for files."""
        return self._table(None)

    @cached_property
    def listed(self) -> list[ChangedItem]:
        return change_table.listed(self.changes, self.by)

    def _table(self, most: int | None) -> TableData:
        return change_table.table(
            self.changes,
            self.listed,
            self._daily,
            self.by,
            self.row_style,
            self.sides,
            most,
            self.usage_types,
        )

    @property
    def _daily(self) -> Table | None:
        """Costs by day; None for distant periods, and in lists with quantities."""
        asked_at_once = len(self.answers.questions.periods) == 1
        is_drawn = asked_at_once and not self.changes.divides
        return self.answers.daily if is_drawn else None

    @property
    def row_style(self) -> RowStyle:
        return RowStyle(
            currency=self.currency,
            label=self.label,
            title=self.answers.billed_as,
            colour=self._colour(),
            into=self.into,
            note=self._note,
        )

    def _colour(self) -> theme.Colour:
        """Return a function for colours. Services have those of the Overview."""
        largest_first = sorted(self.changes.items, key=lambda item: -item.amount)
        names = [item.name for item in largest_first]
        ranking = self._ranking() if self.by is Dimension.SERVICE else names
        return theme.colours(ranking, names[:TOP])

    def _ranking(self) -> tuple[str, ...]:
        overview, metric = self.answers.overview, self.answers.selection.metric
        return services_in(overview, metric).names if overview else ()

    @cached_property
    def _overview(self) -> Selection:
        return replace(self.answers.selection, page=Selection.page, by=None)

    def into(self, name: str) -> str | None:
        """Return the address of a name's trend on the Overview, or None."""
        selection = self._overview
        values = self.answers.spellings(name)
        if selection.values(self.by) == values:
            return selection.search
        if self.by is Dimension.USAGE_TYPE:
            selection = self._within(self.answers.services_of.get(name, ()))
        needs_service = self.by in WITHIN_SERVICES
        if needs_service and not selection.values(Dimension.SERVICE):
            return None
        return selection.into(self.by, values)

    def _within(self, services: tuple[str, ...]) -> Selection:
        """Return these costs on the Overview, of the services with a usage type."""
        if services not in self._selections:
            self._selections[services] = self._narrowed(services)
        return self._selections[services]

    def _narrowed(self, services: tuple[str, ...]) -> Selection:
        whole = self._overview
        excluded = whole.values(Dimension.SERVICE, exclude=True)
        theirs = [service for service in services if service not in excluded]
        is_one = len(whole.values(Dimension.SERVICE)) == 1
        others = whole.included.intersection(WITHIN_SERVICES)
        if not theirs or is_one or others:
            return whole
        return whole.with_filter(Dimension.SERVICE, *theirs)

    def usage_types(self, name: str) -> str | None:
        """Return the address of a row's changes by usage type, which has prices."""
        if self.by is Dimension.USAGE_TYPE:
            return None
        values = self.answers.spellings(name)
        return self.answers.selection.into(self.by, values, Dimension.USAGE_TYPE)

    def _note(self, name: str) -> str:
        """Return the services of a usage type, in lists of several services."""
        if self.by is not Dimension.USAGE_TYPE:
            return ""
        if len(self.answers.selection.values(Dimension.SERVICE)) == 1:
            return ""
        services = self.answers.services_of.get(name, ())
        labels = map(partial(self.context.labels, Dimension.SERVICE), services)
        return ", ".join(dict.fromkeys(labels))
