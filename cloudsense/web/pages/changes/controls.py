"""Controls of a comparison: the other period, per day or in full, and the grouping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.pairing import Pairing
from cloudsense.costs.period import ONE_DAY, Period, choose
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.components import keys, messages
from cloudsense.web.components.controls import Item, menu, segments
from cloudsense.web.pages.changes.answers import ChangesReading
from cloudsense.web.state.selection import PLACE, Selection

LABELS = {
    Against.BEFORE: "Period before",
    Against.SAME_DAYS_LAST_MONTH: "Same days last month",
    Against.YEAR_AGO: "A year ago",
}
SHORT = {
    Against.BEFORE: "Period before",
    Against.SAME_DAYS_LAST_MONTH: "Same days",
    Against.YEAR_AGO: "Year ago",
}
"""Short labels, for links side by side."""
OFFERED = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.ACCOUNT, Dimension.REGION)


def against(reading: ChangesReading, complete_to: str) -> Mapping[str, Any]:
    """Return the props of the picker of the other period."""
    selection = reading.selection
    before = _before(reading)
    earliest = reading.compared.earliest
    return {
        "label": LABELS.get(Against(selection.against), "")
        if _is_word(selection)
        else _named(before),
        "dates": formatting.days(before),
        "first": before.start.isoformat(),
        "last": before.last.isoformat(),
        "template": replace(selection, against=PLACE).search,
        "earliest": earliest.isoformat(),
        "latest": reading.today.isoformat(),
        "today": reading.today.isoformat(),
        "complete_to": complete_to,
        "presets": [_preset(word, reading) for word in _words(reading)],
        "current": selection.against,
    }


def against_days(reading: ChangesReading, complete_to: str) -> Mapping[str, Any]:
    """Return these props without a label, for pages with links next to the button."""
    return {**against(reading, complete_to), "label": _days(_before(reading)), "dates": ""}


def with_against(selection: Selection, period: str) -> Selection:
    """Compare with another period."""
    return replace(selection, against=period)


def options(reading: ChangesReading) -> tuple[Node, ...]:
    """Build the link that swaps the periods, and the usual comparisons."""
    selection = reading.selection
    items: list[Item] = []
    for word in _words(reading):
        chosen = replace(selection, against=word.value)
        items.append((SHORT[word], chosen, selection.against == word))
    return _exchanged(reading), segments("Compared with", items)


def amounts(reading: ChangesReading) -> Node:
    """Build the choice between totals and amounts per day. Periods of different lengths, unless
    months, have no comparable totals."""
    selection = reading.selection
    if reading.compared.pairing is Pairing.PER_DAY:
        return segments("Amounts", [("Per day", selection, True)])
    items: list[Item] = [
        ("Total", replace(selection, per_day=False), not selection.per_day),
        ("Per day", replace(selection, per_day=True), selection.per_day),
    ]
    return segments("Amounts", items)


def groupings(reading: ChangesReading) -> tuple[Node, ...]:
    """Build the button that copies the address, and the choice of grouping."""
    selection, current = reading.selection, reading.focus.by
    offered = [each for each in OFFERED if each not in selection.included]
    more = keys.menu_props(selection, reading.keys)
    if current not in offered and not (more and current.key):
        offered.insert(0, current)
    items: list[Item] = []
    for by in offered:
        chosen = replace(selection, by=by)
        items.append((formatting.dimension(by), chosen, by is current))
    if not more:
        return {"t": "copy-link"}, segments("Changes by", items)
    others = [each for each in keys.groupings(reading.keys) if each not in selection.included]
    by_key: list[Item] = []
    for by in others:
        chosen = replace(selection, by=by)
        by_key.append((formatting.dimension(by), chosen, by is current))
    return {"t": "copy-link"}, segments("Changes by", items), menu("by", "Tags", by_key, more)


def refused(problem: AddressError, selection: Selection) -> Node:
    """Explain why the periods can't be compared, and what to do."""
    if selection.against == Against.BEFORE:
        said = "Cost Explorer's history has no earlier days to compare with."
        return messages.note(said, "Choose a shorter or a later period.")
    return messages.problem(problem)


def _exchanged(reading: ChangesReading) -> Node:
    """Build a link that swaps the periods."""
    compared = reading.compared
    chosen = replace(
        reading.selection, period=_typed(_before(reading)), against=_typed(compared.period)
    )
    title = "Swap the two periods"
    arrows, name = el("span", "⇄", aria_hidden="true"), el("span", title, cls="unseen")
    return link(chosen.search, arrows, name, cls="exchange", id="exchange", title=title)


def _before(reading: ChangesReading) -> Period:
    """Return the other period, or the one that it would be."""
    if reading.questions.refused is None or _is_word(reading.selection):
        return reading.compared.before
    return choose(reading.selection.against, reading.today).period


def _is_word(selection: Selection) -> bool:
    return selection.against in tuple(Against)


def _words(reading: ChangesReading) -> list[Against]:
    """Return the comparisons within the history, and the chosen one."""
    found = []
    for word in Against:
        try:
            compared_with(reading.choice, word, reading.today)
        except AddressError:
            if word != reading.selection.against:
                continue
        found.append(word)
    return found


def _preset(word: Against, reading: ChangesReading) -> dict[str, str]:
    found = {
        "word": word.value,
        "label": LABELS[word],
        "href": replace(reading.selection, against=word.value).search,
    }
    try:
        days = compared_with(reading.choice, word, reading.today).before
    except AddressError:
        return found
    return {**found, "first": days.start.isoformat(), "last": days.last.isoformat()}


def _typed(period: Period) -> str:
    """Write a period as in an address: a whole month, a day, or days."""
    month = period.months[0]
    if period == month.period:
        return str(month)
    if period.end == period.start + ONE_DAY:
        return str(period.start)
    return f"{period.start}..{period.last}"


def _named(period: Period) -> str:
    """Return `September 2026`, or `12 days` (the dates are next to it)."""
    month = period.months[0]
    if period == month.period:
        return f"{formatting.month(month.first)} {month.year}"
    return formatting.count(period.days, "day")


def _days(period: Period) -> str:
    """Return `September 2026`, or `Sep 3 – Sep 14, 2026`."""
    name = _named(period)
    is_month = period == period.months[0].period
    return name if is_month else formatting.days(period)
