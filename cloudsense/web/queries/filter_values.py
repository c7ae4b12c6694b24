"""Values of a filter with their costs, and months with prices, for pickers that were opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from cloudsense import formatting
from cloudsense.costs.analysis import Table, tabulate
from cloudsense.costs.combined import different
from cloudsense.costs.currency import joined_codes
from cloudsense.costs.dimension import ABSENT, GROUPED_ON_REQUEST
from cloudsense.costs.frame import Snapshot
from cloudsense.costs.parsing import can_be_filtered
from cloudsense.costs.period import choose
from cloudsense.costs.query import Dimension
from cloudsense.costs.questions import comparable, spellings_in
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.ledger import Ledger, Question
from cloudsense.web.queries.known_keys import list_question
from cloudsense.web.queries.link_price_labels import tag
from cloudsense.web.queries.link_prices import FREE, Price, price_of_all
from cloudsense.web.queries.questions import choice_of
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

NAMES_FROM = 5
"""Paid requests. If costs by value take more, only names are listed, at one request for each page
of names.

They are no default, because they have no costs, and can't be reused for a list by this dimension.
"""


class ValueRow(NamedTuple):
    """A value, as the `FilterBar` takes it."""

    value: str
    """As an address has it."""
    name: str
    number: str = ""
    """The id of an account that is not hidden."""
    cost: str = ""
    """As a text."""
    amount: float | None = None
    """Of the cost; None where it is not known."""

    def plus(self, other: ValueRow, currency: str) -> ValueRow:
        """With the cost that another payer has for it; unknown if one of the two is."""
        if self.amount is None or other.amount is None:
            return self._replace(cost="", amount=None)
        total = self.amount + other.amount
        cost = formatting.money(total, currency)
        return self._replace(cost=cost, amount=total)

    @property
    def falling(self) -> tuple[bool, float]:
        """Orders rows by falling cost; those of which it is not known come last."""
        return self.amount is None, -(self.amount or 0.0)


@dataclass(frozen=True)
class FilterValues:
    """Values of a dimension, sorted by falling cost."""

    dimension: Dimension
    state: str
    """`ready`, `price` (not loaded; what that costs), `loading` or `failed`."""
    price: str = ""
    message: str = ""
    rows: tuple[ValueRow, ...] = ()
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
            message = different(joined_codes(currencies)).sentence
            return cls(found[0].dimension, "failed", message=message)
        currency = "".join(currencies)
        return replace(found[0], rows=_added(found, currency))

    @property
    def props(self) -> Mapping[str, Any]:
        """Props for the `FilterBar`."""
        return {
            "dimension": self.dimension.value,
            "state": self.state,
            "price": self.price,
            "message": self.message,
            "rows": tuple(map(tuple, self.rows)),
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
    others = _within_others(selection, dimension)
    try:
        if ledger.identity(patience) is None:
            return FilterValues(dimension, "loading")
        if is_only_listed(ledger, dimension):
            return _listed(ledger, others, hide_account, buy=buy, patience=patience)
        wanted = _questions(ledger, others)
        price = price_of_all(ledger, wanted)
        if price.pages > NAMES_FROM and dimension.can_be_absent and ledger.value_lists.offered:
            return _listed(ledger, others, hide_account, buy=buy, patience=patience, costs=price)
        if price.pages and not buy:
            return FilterValues(dimension, "price", price=price.tag)
        *_, answer = [_snapshot(ledger, question, buy, patience) for question in wanted]
    except CloudSenseError as problem:
        return FilterValues(dimension, "failed", message=problem.sentence)
    if answer is None:
        return FilterValues(dimension, "loading")
    of_dimension = [rule.values for rule in selection.filters if rule.dimension is dimension]
    chosen = set(chain.from_iterable(of_dimension))
    rows = _rows(ledger, others, answer, hide_account, chosen)
    return FilterValues(dimension, "ready", rows=rows, currency=answer.currency)


def _within_others(selection: Selection, dimension: Dimension) -> Selection:
    """Listed by `dimension`, within the filters on others."""
    others = selection.with_values(dimension, [])
    return replace(others, by=dimension, then=None)


def _questions(ledger: Ledger, selection: Selection) -> tuple[Question, ...]:
    """Whose answers have the values of `selection.focus.by`, in the last of them."""
    today = ledger.clock().date()
    period = choice_of(ledger, selection, today).period
    route = ledger.route(selection.focus, period)
    steps = [(step.query, period) for step in route.steps]
    return (*steps, (route.question, period))


def is_only_listed(ledger: Ledger, dimension: Dimension) -> bool:
    """Whether values are requested without costs."""
    is_grouped = ledger.capabilities.groups_by(dimension) and dimension not in GROUPED_ON_REQUEST
    return ledger.is_priced and not is_grouped and ledger.value_lists.offered


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
        names = _names(selection, known.answer.values, hide_account)
        rows = (*_absent(dimension), *names)
        return FilterValues(dimension, "ready", rows=rows)
    if known.under_way:
        return FilterValues(dimension, "loading")
    if known.problem:
        return FilterValues(dimension, "failed", message=known.problem.sentence)
    takes = f"Only names are listed. Costs by value would take {costs.tag}."
    message = takes if costs.pages else ""
    return FilterValues(dimension, "price", price=tag(PAGE_PRICE), message=message)


def _names(selection: Selection, values: Collection[str], hide_account: bool) -> Iterator[ValueRow]:
    dimension = selection.focus.by
    labels = Labels({}, hide_account, {dimension: values})
    for value in values:
        if can_be_filtered(dimension, value):
            written = selection.references.written(dimension, value)
            yield ValueRow(written, labels(dimension, value))


def _absent(dimension: Dimension) -> tuple[ValueRow, ...]:
    """Return the value for costs without a tag or cost category. It is always listed."""
    if not dimension.can_be_absent:
        return ()
    name = formatting.label(dimension, ABSENT)
    return (ValueRow(ABSENT, name),)


def value_counts(ledger: Ledger, selection: Selection) -> dict[Dimension, int]:
    """Count the values of each dimension of which the selection includes several.

    Only cached values are counted: it buys nothing.
    """
    counts = {}
    for rule in selection.filters:
        if rule.exclude or len(rule.values) == 1:
            continue
        dimension = rule.dimension
        values = _cached_values(ledger, _within_others(selection, dimension))
        if values is not None:
            chosen = {comparable(dimension, value) for value in rule.values}
            known = {comparable(dimension, value) for value in values}
            counts[dimension] = len(chosen | known)
    return counts


def _cached_values(ledger: Ledger, selection: Selection) -> list[str] | None:
    """Return the values of a filter on `selection.focus.by`; None if they are not cached."""
    snapshot = None
    for question in _questions(ledger, selection):
        snapshot = ledger.snapshot(*question)
        if snapshot is None:
            return None
    if snapshot is None:
        return None
    table = _table(ledger, selection, snapshot)
    return [name for name in table.names if can_be_filtered(selection.focus.by, name)]


def _added(found: Sequence[FilterValues], currency: str) -> tuple[ValueRow, ...]:
    """Those of several payers, by falling cost."""
    rows: dict[str, ValueRow] = {}
    for row in chain.from_iterable(each.rows for each in found):
        known = rows.get(row.value)
        rows[row.value] = known.plus(row, currency) if known else row
    return tuple(sorted(rows.values(), key=lambda row: row.falling))


def _snapshot(ledger: Ledger, question: Question, buy: bool, patience: float) -> Snapshot | None:
    if buy or not ledger.is_priced:
        return ledger.costs(*question, patience).snapshot
    return ledger.cached(*question).snapshot


def _rows(
    ledger: Ledger,
    selection: Selection,
    snapshot: Snapshot,
    hide_account: bool,
    chosen: Collection[str],
) -> tuple[ValueRow, ...]:
    """Costs without a value first, then by falling cost."""
    dimension = selection.focus.by
    table = _table(ledger, selection, snapshot)
    names = ledger.account_names(snapshot.identity)
    labels = Labels(names, hide_account, {dimension: table.names})
    spelled = spellings_in(snapshot.frame) if dimension is Dimension.SERVICE else {}
    shows_ids = dimension is Dimension.ACCOUNT and not hide_account
    without: Sequence[ValueRow] = _absent(dimension)
    found: list[ValueRow] = []
    totals = table.totals.tolist()
    for name, total in zip(table.names, totals, strict=True):
        spellings = spelled.get(name, (name,))
        # A renamed service is one row under the chosen name.
        preferred = [spelling for spelling in spellings if spelling in chosen]
        value = (preferred or spellings)[0]
        if not can_be_filtered(dimension, value):
            continue
        number = name if shows_ids else ""
        row = ValueRow(
            value=selection.references.written(dimension, value),
            name=labels(dimension, name).removesuffix(f" ({number})"),
            number=number,
            cost=formatting.money(total, snapshot.currency),
            amount=total,
        )
        if row.value == ABSENT:
            without = [row]
        else:
            found.append(row)
    return (*without, *found)


def _table(ledger: Ledger, selection: Selection, snapshot: Snapshot) -> Table:
    focus = selection.focus
    period = choose(selection.period, ledger.clock().date()).period
    frame = focus.within(snapshot.frame)
    return tabulate(frame, focus.by, selection.metric, period)
