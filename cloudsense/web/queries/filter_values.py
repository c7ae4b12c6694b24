"""Values of a filter with their costs, and months with prices, for pickers that were opened."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.combined import different
from cloudsense.costs.currency import together
from cloudsense.costs.dimension import ABSENT, GROUPED_ON_REQUEST
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import comparable, spellings_in
from cloudsense.errors import AddressError, CloudSenseError
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.queries.known_keys import list_question
from cloudsense.web.queries.link_prices import FREE, Price, price_of_all
from cloudsense.web.queries.page_questions import QuestionsOf, page_questions
from cloudsense.web.queries.price_tags import tag
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

NAMES_FROM = 5
"""Paid requests. If costs by value take more, only names are listed, at one request for each page
of names.

They are no default, because they have no costs, and can't be reused for a list by this dimension.
"""

Row = tuple[str, str, str, str, float | None]
"""Value as in an address, name, id or "", cost as a text, cost; None if unknown."""


@dataclass(frozen=True)
class FilterValues:
    """Values of a dimension, sorted by falling cost."""

    dimension: Dimension
    state: str
    """`ready`, `price` (not loaded; what that costs), `loading` or `failed`."""
    price: str = ""
    message: str = ""
    rows: tuple[Row, ...] = ()
    currency: str = ""
    """Currency of the costs in `rows`."""

    @classmethod
    def of_all(cls, found: Sequence[FilterValues]) -> FilterValues:
        """Combine those of several payers and add their costs. They are ready if all are."""
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
        """Props for the `FilterBar`."""
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
    """Return the values of `dimension` in the period, within the other filters.

    For most dimensions cached answers suffice. Otherwise it returns the price or, with `buy`, asks
    AWS for costs by value, which lists by this dimension reuse. It asks for names only if Cost
    Explorer can't group by the dimension, or if costs take many requests.
    """
    others = replace(selection.with_values(dimension, []), by=dimension, then=None)
    try:
        if ledger.identity(patience) is None:
            return FilterValues(dimension, "loading")
        if is_only_listed(ledger, dimension):
            return _listed(ledger, others, hide_account, buy=buy, patience=patience)
        questions = page_questions(ledger, others, ledger.clock().date()).alone
        wanted = (*questions.steps, questions.main)
        price = price_of_all(ledger, wanted)
        if price.pages > NAMES_FROM and dimension.can_be_absent and ledger.value_lists.offered:
            return _listed(ledger, others, hide_account, buy=buy, patience=patience, costs=price)
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


def is_only_listed(ledger: Ledger, dimension: Dimension) -> bool:
    """Whether values are requested without costs."""
    is_grouped = ledger.capabilities.groups_by(dimension) and dimension not in GROUPED_ON_REQUEST
    return ledger.paid and not is_grouped and ledger.value_lists.offered


def _listed(
    ledger: Ledger,
    selection: Selection,
    hide_account: bool,
    *,
    buy: bool,
    patience: float,
    costs: Price = FREE,
) -> FilterValues:
    """Return names without costs, of the whole history. `costs` is the price of costs by value."""
    dimension = selection.focus.by
    question = list_question(ledger, dimension)
    if buy:
        ledger.value_lists.ask(question, patience)
    known = ledger.value_lists.of(question)
    if known.answer:
        rows = _names(selection, known.answer.values, hide_account)
        return FilterValues(dimension, "ready", rows=(*_absent(dimension), *rows))
    if known.under_way:
        return FilterValues(dimension, "loading")
    if known.problem:
        return FilterValues(dimension, "failed", message=known.problem.sentence)
    takes = f"Only names are listed. Costs by value would take {costs.tag}."
    message = takes if costs.pages else ""
    return FilterValues(dimension, "price", price=tag(PRICE), message=message)


def _names(selection: Selection, values: Collection[str], hide_account: bool) -> Iterator[Row]:
    dimension = selection.focus.by
    labels = Labels({}, hide_account, {dimension: values})
    for value in values:
        if can_be_filtered(dimension, value):
            written = selection.references.written(dimension, value)
            yield written, labels(dimension, value), "", "", None


def _absent(dimension: Dimension) -> tuple[Row, ...]:
    """Return the value for costs without a tag or cost category. It is always listed."""
    if not dimension.can_be_absent:
        return ()
    return ((ABSENT, formatting.label(dimension, ABSENT, {}, False), "", "", None),)


def value_counts(ledger: Ledger, selection: Selection) -> dict[Dimension, int]:
    """Count the values of each dimension of which the selection includes several.

    Only cached values are counted: it buys nothing.
    """
    counts = {}
    for rule in selection.filters:
        if rule.exclude or len(rule.values) == 1:
            continue
        others = replace(selection.with_values(rule.dimension, []), by=rule.dimension, then=None)
        values = _cached_values(ledger, others)
        if values is not None:
            dimension = rule.dimension
            chosen = {comparable(dimension, value) for value in rule.values}
            known = {comparable(dimension, value) for value in values}
            counts[dimension] = len(chosen | known)
    return counts


def _cached_values(ledger: Ledger, selection: Selection) -> list[str] | None:
    """Return the values of a filter on `selection.focus.by`; None if they are not cached."""
    questions = page_questions(ledger, selection, ledger.clock().date()).alone
    wanted = (*questions.steps, questions.main)
    snapshot = None
    for question in wanted:
        snapshot = ledger.snapshot(*question)
        if snapshot is None:
            return None
    if snapshot is None:
        return None
    table = _table(selection, snapshot, questions.choice.period)
    return [name for name in table.names if can_be_filtered(selection.focus.by, name)]


def _added(found: Sequence[FilterValues], currency: str) -> tuple[Row, ...]:
    """Add up costs and sort by falling cost. Values with an unknown cost come last."""
    rows: dict[str, Row] = {}
    for row in (row for each in found for row in each.rows):
        known = rows.get(row[0])
        rows[row[0]] = _sum(known, row, currency) if known else row
    return tuple(sorted(rows.values(), key=_falling))


def _sum(one: Row, other: Row, currency: str) -> Row:
    written, label, number, *_ = one
    if one[-1] is None or other[-1] is None:
        return (written, label, number, "", None)
    total = one[-1] + other[-1]
    return (written, label, number, formatting.money(total, currency), total)


def _falling(row: Row) -> tuple[bool, float]:
    cost = row[-1]
    return (cost is None, -(cost or 0.0))


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
    found: list[Row] = []
    for name, total in zip(table.names, table.totals.tolist(), strict=True):
        spellings = spelled.get(name, (name,))
        # A renamed service is one row under the chosen name.
        value = next((spelling for spelling in spellings if spelling in chosen), spellings[0])
        if not can_be_filtered(dimension, value):
            continue
        written = selection.references.written(dimension, value)
        number = name if dimension is Dimension.ACCOUNT and not hide_account else ""
        label = labels(dimension, name).removesuffix(f" ({number})")
        cost = formatting.money(total, snapshot.currency)
        found.append((written, label, number, cost, total))
    without = [row for row in found if row[0] == ABSENT] or _absent(dimension)
    return (*without, *(row for row in found if row[0] != ABSENT))


def _table(selection: Selection, snapshot: Snapshot, period: Period) -> Table:
    focus = selection.focus
    return tabulate(focus.within(snapshot.frame), focus.by, selection.metric, period)


def priced_months(
    ledger: Ledger,
    chosen: Callable[[str], Selection],
    tag_of: Callable[[str], str],
    questions_of: QuestionsOf,
) -> list[Mapping[str, str | None]]:
    """Return every month of the history, oldest first: `{month, label, price, href}`.

    `chosen` returns the selection of a month, given as in an address; `tag_of` returns the price of
    an address. The price is None for periods without questions, such as those that can't be
    compared.
    """
    today = ledger.clock().date()
    found: list[Mapping[str, str | None]] = []
    for month in ledger.capabilities.history(today).months:
        selection = chosen(str(month))
        asks = _asks(ledger, questions_of, selection)
        price = tag_of(selection.search) if asks else None
        label = f"{formatting.month(month.first)} {month.year}"
        found.append(
            {"month": str(month), "label": label, "price": price, "href": selection.search}
        )
    return found


def _asks(ledger: Ledger, questions_of: QuestionsOf, selection: Selection) -> bool:
    """Whether the page has any question."""
    with suppress(AddressError):
        return bool(questions_of(ledger, selection, ledger.clock().date()).all(ledger))
    return False
