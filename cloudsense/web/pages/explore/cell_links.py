"""Links of the amounts in Explore's table: to the Changes page, with their days and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import quote_plus

from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.dimension import Dimension
from cloudsense.costs.parsing import can_all_be_filtered
from cloudsense.costs.period import ONE_DAY, Month, Period, choose
from cloudsense.costs.query import Filter
from cloudsense.errors import AddressError
from cloudsense.web.pages.explore.answers import ExploreAnswers
from cloudsense.web.queries.link_price_labels import Props
from cloudsense.web.state.account_references import AccountReferences
from cloudsense.web.state.address_words import Show
from cloudsense.web.state.parameters import filter_name, period_text
from cloudsense.web.state.selection import LONGEST, PLACEHOLDER, QUOTED_PLACEHOLDER, Selection

GROUP, PART = "%1B", "%1C"
"""Placeholders for the filters of a group and of a row in it, filled in by the browser."""
LONGEST_FILTER = LONGEST // 3
"""Most characters of a filter. An address may have two of them, and more parameters."""


def cell_links(answers: ExploreAnswers, groups: Iterable[str], parts: Iterable[str]) -> Props:
    """Return the addresses of cells, in parts, because a table has thousands.

    They have placeholders for period, group and row, and values for these by column and by key.
    Cells of a column or row without a value have no address.
    """
    by, then = answers.focus.by, answers.focus.then
    there = answers.selection.on_page("changes")
    here = replace(there, period=PLACEHOLDER, show=Show.COST)
    within = narrowed(here, by, PLACEHOLDER)
    days = [span for span in answers.columns if isinstance(span, Period)]
    by_parts = replace(within, by=then, then=None)
    references = answers.selection.references
    found = {
        "total": replace(here, by=by, then=None).search,
        "group": _placed(by_parts, {by: GROUP}),
        "periods": [_period(answers, span) for span in days],
        "groups": _filters(references, by, groups, answers.spellings),
    }
    if then:
        inside = narrowed(within, then, PLACEHOLDER)
        alone = replace(inside, by=None, then=None)
        found["part"] = _placed(alone, {by: GROUP, then: PART})
        found["parts"] = _filters(references, then, parts, lambda name: (name,))
    return found


def _period(answers: ExploreAnswers, span: Period) -> str | None:
    """Return the period of a column; None for days that Changes can't compare.

    The first column may have no days before it, and days after the last complete one are not
    compared.
    """
    if span.start > answers.snapshot.complete_to:
        return None
    today = answers.today
    text = days_text(span, today)
    try:
        choice = choose(text, today, answers.choice.earliest)
        compared_with(choice, Against.BEFORE, today)
    except AddressError:
        return None
    return text


def _filters(
    references: AccountReferences,
    of: Dimension,
    keys: Iterable[str],
    spellings: Callable[[str], tuple[str, ...]],
) -> dict[str, str]:
    """Return filters as written in an address, by the key of a row."""
    parameter = filter_name(of, exclude=False)
    found = {}
    for key in keys:
        values = spellings(references.read(of, key))
        if not can_all_be_filtered(of, values):
            continue
        written = [quote_plus(references.written(of, value)) for value in values]
        text = "&".join(f"{parameter}={value}" for value in written)
        if len(text) <= LONGEST_FILTER:
            found[key] = text
    return found


def narrowed(selection: Selection, dimension: Dimension, *values: str) -> Selection:
    """Limit what is shown to these values. Other filters stay."""
    chosen = Filter(dimension, values)
    rest = [rule for rule in selection.filters if rule.exclude or rule.dimension is not dimension]
    return replace(selection, filters=(*rest, chosen), budget=None)


def days_text(span: Period, today: date) -> str:
    """As an address has it. The current month so far is that month, so that it is compared with
    the same days of the one before."""
    month = Month.of(today)
    is_current = span.start == month.first and span.last >= today - ONE_DAY
    return str(month) if is_current and span.days > 1 else period_text(span)


def _placed(selection: Selection, places: Mapping[Dimension, str]) -> str:
    """Its address, with a place instead of the filter of each dimension."""
    stands = {}
    for dimension, place in places.items():
        name = filter_name(dimension, exclude=False)
        stands[f"{name}={QUOTED_PLACEHOLDER}"] = place
    # Whole parameters: `service=…` is the end of `tag:service=…`, too.
    parameters = selection.search.removeprefix("?").split("&")
    placed = [stands.get(parameter, parameter) for parameter in parameters]
    return "?" + "&".join(placed)
