"""Filters of the budget form, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cloudsense.costs.period import choose
from cloudsense.costs.query import Dimension
from cloudsense.errors import CloudSenseError
from cloudsense.ledger.ledger import Ledger
from cloudsense.web.components import controls
from cloudsense.web.pages.budgets import form
from cloudsense.web.queries.filter_values import FilterValues, filter_values
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.state.app_options import AppOptions
from cloudsense.web.state.labels import Labels
from cloudsense.web.state.selection import Selection

HREFS = ("include_href", "exclude_href", "clear_href")
"""Addresses of a filter that the form does not need."""


def props(selection: Selection, labels: Labels, today: date, currency: str = "") -> Props:
    """Return every dimension that can be filtered, with the names of chosen values."""
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
    """Return the filters of a draft; None if the typed filters are invalid."""
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
    """Return the values of a dimension, within the other filters of the draft."""
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
