"""View of the Accounts page: from its answers to props. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from cloudsense import formatting
from cloudsense.costs.account_units import UnitCost, by_unit
from cloudsense.costs.query import Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.figures import account_map, account_table, account_units
from cloudsense.figures import changes as changed
from cloudsense.figures.account_map import MapStyle
from cloudsense.figures.account_words import AccountWords
from cloudsense.figures.breakdown import RowStyle
from cloudsense.figures.nodes import Node, el
from cloudsense.figures.style import Label
from cloudsense.figures.table_data import TableData
from cloudsense.web.components import messages
from cloudsense.web.components.choices import choices, segments
from cloudsense.web.components.footer import through_day
from cloudsense.web.components.reconciliation import status_note
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.accounts.answers import AccountsAnswers, reconciled
from cloudsense.web.pages.accounts.layout import (
    AGAINST,
    ANSWER,
    CHANGED,
    LIST,
    MAP,
    NAME,
    TABLE,
    TITLES,
    UNITS,
)
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.changes import controls
from cloudsense.web.queries.answers import Waiting
from cloudsense.web.queries.link_price_labels import PageContent, Props
from cloudsense.web.state.address_words import Chart
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import LONGEST, Selection

FILTERS = (Dimension.SERVICE, Dimension.REGION)
"""Filters with a button. Accounts have none, because they are what is listed."""
UNCOMPARED = "The costs of the period are complete. They are not compared."


def content(answers: AccountsAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    labels = replace(context.labels, known=answers.known_values)
    context = replace(context, labels=labels)
    common = page_frame.control_props(NAME, answers, context, FILTERS)
    complete_to = common[f"{NAME}-period"]["complete_to"]
    panels, failure = _panels(answers, context)
    notes = messages.of(answers)
    notes += _notes(answers, context.labels)
    if failure and failure not in answers.problems:
        notes.append(messages.problem(failure))
    return {
        **common,
        AGAINST: controls.against(answers, complete_to),
        **panels,
        f"{NAME}-messages": {"nodes": notes},
        f"{NAME}-footer": {"nodes": _footer(answers)},
    }


def _notes(answers: AccountsAnswers, labels: Labels) -> list[Node]:
    """Explain why there are no costs, or nothing to compare them with."""
    found = []
    refused, rule = answers.questions.refused, answers.absent_filter
    if refused:
        found.append(controls.refused(refused, answers.selection))
    if answers.uncompared:
        found += [messages.problem(answers.uncompared, UNCOMPARED), messages.retry()]
    if rule:
        found.append(messages.absent(rule, labels))
    elif answers.is_empty:
        filtered = bool(answers.selection.filters)
        found.append(messages.no_costs("this period", filtered))
    return found


def _panels(
    answers: AccountsAnswers, context: ViewContext
) -> tuple[PageContent, CloudSenseError | None]:
    """Return the panels, and the error if there are none."""
    nothing = page_frame.nothing(TITLES, ANSWER, UNITS)
    if answers.absent_filter or answers.is_empty:
        return nothing, None
    try:
        return AccountsView(answers, context).content, None
    except Waiting:
        waiting = page_frame.waiting(TITLES, ANSWER)
        return (nothing if answers.price_to_confirm else waiting), None
    except CloudSenseError as failure:
        return nothing, failure


class AccountsView:
    """Views made from the costs."""

    def __init__(self, answers: AccountsAnswers, context: ViewContext) -> None:
        self.answers = answers
        self.context = context
        self.costs = answers.costs
        self.currency = answers.currency or "USD"
        self.label = context.labels.of(Dimension.ACCOUNT)
        self.short = self._short_names(context.labels)
        self.words = AccountWords(
            self.costs,
            answers.choice,
            answers.compared,
            self.currency,
            self.short,
            filtered=bool(answers.selection.filters),
        )

    def _short_names(self, labels: Labels) -> Label:
        """Return a function that names accounts without ids, unless two have the same name."""
        ids = [row.name for row in self.costs.rows]
        short = {name: labels.short(Dimension.ACCOUNT, name) for name in ids}
        counts = Counter(short.values())
        for name, said in short.items():
            if counts[said] > 1:
                short[name] = self.label(name)
        return short.__getitem__

    @property
    def content(self) -> PageContent:
        return {
            ANSWER: {"nodes": page_frame.answer(self.words.answer, self.words.why)},
            **self._list(),
            MAP: {"view": self._map()},
            CHANGED: {"view": self._changed()},
            UNITS: {"nodes": self._units()},
        }

    def _list(self) -> PageContent:
        table = self.table
        view: dict[str, Any] = {"title": TITLES[LIST]}
        view["tools"] = ({"t": "copy-link"},)
        if not table.rows:
            nothing = el("p", "No account has costs in this period.", cls="note")
            view |= {"note": "", "body": (nothing,), "empty": True}
            return {LIST: {"view": view}}
        view["note"] = f"{len(self.costs.billed):,} · click one to open it"
        props = page_frame.table(table, Dimension.ACCOUNT, self.answers.selection)
        currency = formatting.symbol(self.currency)
        return {LIST: {"view": view}, TABLE: {**props, "currency": currency}}

    @cached_property
    def table(self) -> TableData:
        """The table with every account."""
        answers = self.answers
        return account_table.table(
            self.costs,
            answers.budgets,
            answers.today,
            RowStyle(self.currency, self.label, into=self.into, colour=lambda _name: ""),
            answers.units,
            answers.payers,
        )

    def _map(self) -> Props:
        selection = self.answers.selection
        draws_bars = selection.chart is Chart.BAR
        style = MapStyle(self.currency, self.short, self.into, selection.search)
        view = account_map.view(self.costs.billed, style, draws_bars)
        kinds = {Selection.chart: "Map", Chart.BAR: "Bars"}
        drawn = selection if draws_bars else replace(selection, chart=Selection.chart)
        tools = (segments("Accounts as", choices(kinds, drawn, "chart")),)
        return {**page_frame.shown(view), "tools": tools}

    def _changed(self) -> Props:
        comparison = self.costs.comparison
        title = TITLES[CHANGED]
        if comparison is None:
            nothing = el("p", "Nothing to compare with.", cls="note")
            return {"title": title, "body": (nothing,)}
        view = changed.view(self.costs.rows, comparison, self.currency, self.short, self.into)
        return page_frame.shown(replace(view, title=title))

    def _units(self) -> list[Node]:
        """Return the list of units; nothing without units."""
        units = self.answers.units
        if not units:
            return []
        found = by_unit(self.costs.listed, units)
        return [account_units.panel(found, self.currency, self._within)]

    def _within(self, unit: UnitCost) -> str | None:
        """Return the address of this page with the accounts of a unit only; None if the unit has
        costs without an account, which can't be filtered."""
        if "" in unit.accounts:
            return None
        search = self.answers.selection.with_values(Dimension.ACCOUNT, unit.accounts).search
        return search if len(search) <= LONGEST else None

    @cached_property
    def _overview(self) -> Selection:
        """These costs on the Overview."""
        here = self.answers.selection
        return replace(here, page=Selection.page, by=None, then=None)

    def into(self, account: str) -> str | None:
        """Return the address of an account on the Overview of its payer, or None."""
        selection = self._overview
        payers = self.answers.payers.get(account, ())
        if len(payers) == 1:
            own = self.context.options.address_of(payers[0])
            selection = replace(selection, payer=own)
        if selection.values(Dimension.ACCOUNT) == (account,):
            return selection.search
        return selection.into(Dimension.ACCOUNT, [account])


def _footer(answers: AccountsAnswers) -> list[Node]:
    if not answers.snapshots:
        return []
    through = max(snapshot.complete_to for snapshot in answers.snapshots)
    found = reconciled(answers)
    notes = [
        through_day(through),
        status_note(found) if found else None,
        el("span", answers.units_problem) if answers.units_problem else None,
    ]
    return [note for note in notes if note]
