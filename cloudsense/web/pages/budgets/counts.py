"""What a budget counts: the filters of its form, and the values that they offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cloudsense.costs.period import choose
from cloudsense.costs.query import Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import controls
from cloudsense.web.components.footer import AppOptions
from cloudsense.web.pages.budgets import form
from cloudsense.web.queries.filter_values import FilterValues, filter_values
from cloudsense.web.queries.price_tags import Props
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

HREFS = ("include_href", "exclude_href", "clear_href")
"""Of a filter of an address."""


def props(selection: Selection, labels: Labels, today: date, currency: str = "") -> Props:
    """Every dimension that can be filtered, with the names of what is chosen."""
    choice = choose(selection.period, today)
    bar = controls.filters(selection, labels, choice, currency, {})
    states = [*bar["filters"]]
    for each in bar["more"]:
        dimension = Dimension(each["dimension"])
        states.append(controls.filter_state(selection, labels, {}, dimension))
    return {
        "filters": list(map(_without_address, states)),
        "amount_label": bar["amount_label"],
        "currency": bar["currency"],
    }


def _without_address(state: Props) -> Props:
    kept = [name for name in state if name not in HREFS]
    return {name: state[name] for name in kept}


def drafted(ledger: Ledger, text: str, options: AppOptions) -> Sequence[Props] | None:
    """The filters of what is typed; None if that is no list of filters."""
    try:
        selection = form.counted(text, options.references)
        identity = ledger.identity(0)
    except CloudSenseError:
        return None
    accounts = ledger.account_names(identity) if identity else {}
    labels = Labels(accounts, options.hide_account)
    today = ledger.clock().date()
    filters: Sequence[Props] = props(selection, labels, today)["filters"]
    return filters


def offered(ledger: Ledger, wanted: Props, options: AppOptions, patience: float) -> FilterValues:
    """The values of a dimension, within the other filters of what is typed."""
    dimension = Dimension(wanted["dimension"])
    typed = str(wanted.get("form", ""))
    try:
        selection = form.counted(typed, options.references)
    except CloudSenseError as problem:
        return FilterValues(dimension, "failed", message=problem.sentence)
    buy = bool(wanted.get("buy"))
    return filter_values(
        ledger, selection, dimension, options.hide_account, buy=buy, patience=patience
    )
