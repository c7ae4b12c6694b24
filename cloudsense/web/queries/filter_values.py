"""What the pickers show when they are opened: values of a filter with their costs, months with
prices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.combined import different
from cloudsense.costs.currency import together
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import comparable, spellings_in
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.queries.link_prices import price_of_all
from cloudsense.web.queries.page_questions import page_questions
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

Row = tuple[str, str, str, str, float]
"""Value as an address has it, name, id or "", cost as a text, cost."""


@dataclass(frozen=True)
class FilterValues:
    """The values that a dimension can be filtered to, by falling cost."""

    dimension: Dimension
    state: str
    """`ready`, `price` (not loaded, and what that costs), `loading` or `failed`."""
    price: str = ""
    message: str = ""
    rows: tuple[Row, ...] = ()
    currency: str = ""
    """Of the costs in `rows`."""

    @classmethod
    def of_all(cls, found: Sequence[FilterValues]) -> FilterValues:
        """Those of several payers, with their costs added; what one lacks, all lack."""
        if len(found) == 1:
            return found[0]
        for state in ("failed", "loading", "price"):
            lacking = [values for values in found if values.state == state]
            if lacking:
                price = " + ".join(values.price for values in lacking if values.price)
                return replace(lacking[0], price=price, rows=())
        currencies = {values.currency for values in found if values.rows}
        if len(currencies) > 1:
            message = different(together(currencies)).sentence
            return cls(found[0].dimension, "failed", message=message)
        return replace(found[0], rows=_added(found, "".join(currencies)))

    @property
    def props(self) -> Mapping[str, Any]:
        """As the `FilterBar` takes it."""
        return {
            "dimension": self.dimension.value,
            "state": self.state,
            "price": self.price,
            "message": self.message,
            "rows": self.rows,
        }


def filter_values(
    ledger: Ledger,
    selection: Selection,
    dimension: Dimension,
    hide_account: bool = False,
    *,
    buy: bool = False,
    patience: float = 0,
) -> FilterValues:
    """The values of `dimension` in the period, within the other filters.

    Cached answers are enough for most dimensions; else it tells the price, and with `buy` asks AWS.
    """
    others = replace(selection.with_values(dimension, []), by=dimension)
    try:
        if ledger.identity(patience) is None:
            return FilterValues(dimension, "loading")
        questions = page_questions(ledger, others, ledger.clock().date()).alone
        wanted = (*questions.steps, questions.main)
        price = price_of_all(ledger, wanted)
        if buy or not price.pages:
            snapshots = [_snapshot(ledger, question, buy, patience) for question in wanted]
        else:
            snapshots = [None]
    except CloudSenseError as problem:
        return FilterValues(dimension, "failed", message=problem.sentence)
    answer = snapshots[-1]
    if answer:
        chosen = {rule.values for rule in selection.filters if rule.dimension is dimension}
        rows = _rows(ledger, others, answer, hide_account, set().union(*chosen))
        return FilterValues(dimension, "ready", rows=rows, currency=answer.currency)
    if buy or not price.pages:
        return FilterValues(dimension, "loading")
    return FilterValues(dimension, "price", price=price.tag)


def value_counts(ledger: Ledger, selection: Selection) -> dict[Dimension, int]:
    """How many values each dimension has of which the selection includes several.

    Without those that are not cached: it buys nothing.
    """
    counts = {}
    for rule in selection.filters:
        if rule.exclude or len(rule.values) == 1:
            continue
        others = replace(selection.with_values(rule.dimension, []), by=rule.dimension)
        values = _cached_values(ledger, others)
        if values is not None:
            dimension = rule.dimension
            chosen = {comparable(dimension, value) for value in rule.values}
            known = {comparable(dimension, value) for value in values}
            counts[dimension] = len(chosen | known)
    return counts


def _cached_values(ledger: Ledger, selection: Selection) -> list[str] | None:
    """The values that a filter of `selection.focus.by` offers; None if they are not cached."""
    questions = page_questions(ledger, selection, ledger.clock().date()).alone
    wanted = (*questions.steps, questions.main)
    snapshot = None
    for question in wanted:
        try:
            snapshot = ledger.cached(*question).snapshot
        except CloudSenseError:
            return None
        if snapshot is None:
            return None
    if snapshot is None:
        return None
    table = _table(selection, snapshot, questions.choice.period)
    return list(filter(can_be_filtered, table.names))


def _added(found: Sequence[FilterValues], currency: str) -> tuple[Row, ...]:
    rows: dict[str, Row] = {}
    for written, label, number, cost, total in (row for each in found for row in each.rows):
        if written in rows:
            total += rows[written][-1]
            cost = formatting.money(total, currency)
        rows[written] = (written, label, number, cost, total)
    return tuple(sorted(rows.values(), key=lambda row: row[-1], reverse=True))


def _snapshot(ledger: Ledger, question: Question, buy: bool, patience: float) -> Snapshot | None:
    if buy or not ledger.paid:
        return ledger.costs(*question, patience).snapshot
    return ledger.cached(*question).snapshot


def _rows(
    ledger: Ledger,
    selection: Selection,
    snapshot: Snapshot,
    hide_account: bool,
    chosen: Collection[str],
) -> tuple[Row, ...]:
    dimension = selection.focus.by
    period = choose(selection.period, ledger.clock().date()).period
    table = _table(selection, snapshot, period)
    names = ledger.account_names(snapshot.identity)
    labels = Labels(names, hide_account, {dimension: table.names})
    spelled = spellings_in(snapshot.frame) if dimension is Dimension.SERVICE else {}
    found = []
    for name, total in zip(table.names, table.totals.tolist(), strict=True):
        spellings = spelled.get(name, (name,))
        # A renamed service stands for all its names, and is known by the one that was chosen.
        value = next((spelling for spelling in spellings if spelling in chosen), spellings[0])
        if not can_be_filtered(value):
            continue
        written = selection.references.written(dimension, value)
        number = name if dimension is Dimension.ACCOUNT and not hide_account else ""
        label = labels(dimension, name).removesuffix(f" ({number})")
        cost = formatting.money(total, snapshot.currency)
        found.append((written, label, number, cost, total))
    return tuple(found)


def _table(selection: Selection, snapshot: Snapshot, period: Period) -> Table:
    focus = selection.focus
    return tabulate(focus.within(snapshot.frame), focus.by, selection.metric, period)


def priced_months(
    ledger: Ledger, selection: Selection, tag_of: Callable[[str], str]
) -> list[Mapping[str, str]]:
    """Every month of the history, from the first: `{month, label, price, href}`."""
    history = ledger.capabilities.history(ledger.clock().date())
    found: list[Mapping[str, str]] = []
    for month in history.months:
        href = selection.with_period(str(month)).search
        price = tag_of(href)
        label = f"{formatting.month(month.first)} {month.year}"
        found.append({"month": str(month), "label": label, "price": price, "href": href})
    return found
