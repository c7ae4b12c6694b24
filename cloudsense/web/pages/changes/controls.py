"""Controls of a comparison: the other period, per day or in full, and the grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.pairing import Pairing
from cloudsense.costs.period import Period, choose
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.components import keys, messages
from cloudsense.web.components.choices import Item, menu, segments
from cloudsense.web.pages.changes.answers import ChangesReading
from cloudsense.web.state.parameters import period_text
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
    label = _named(before)
    if _is_word(selection):
        label = LABELS.get(Against(selection.against), "")
    earliest = reading.compared.earliest
    return {
        "label": label,
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
    days = _days(_before(reading))
    return {**against(reading, complete_to), "label": days, "dates": ""}


def with_against(selection: Selection, period: str) -> Selection:
    """Compare with another period."""
    return replace(selection, against=period)


def options(reading: ChangesReading) -> tuple[Node, ...]:
    """Build the link that swaps the periods, and the usual comparisons."""
    selection = reading.selection
    items: list[Item] = []
    for word in _words(reading):
        chosen = replace(selection, against=word.value)
        is_current = selection.against == word
        items.append((SHORT[word], chosen, is_current))
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
    by_usual = segments("Changes by", _items(reading, offered))
    if not more:
        return {"t": "copy-link"}, by_usual
    listed = keys.groupings(reading.keys)
    others = [each for each in listed if each not in selection.included]
    by_key = menu("by", "Tags", _items(reading, others), more)
    return {"t": "copy-link"}, by_usual, by_key


def _items(reading: ChangesReading, offered: Sequence[Dimension]) -> list[Item]:
    items: list[Item] = []
    for by in offered:
        chosen = replace(reading.selection, by=by)
        is_current = by is reading.focus.by
        items.append((formatting.dimension(by), chosen, is_current))
    return items


def refused(problem: AddressError, selection: Selection) -> Node:
    """Explain why the periods can't be compared, and what to do."""
    if selection.against == Against.BEFORE:
        said = "Cost Explorer's history has no earlier days to compare with."
        return messages.note(said, "Choose a shorter or a later period.")
    return messages.problem(problem)


def _exchanged(reading: ChangesReading) -> Node:
    """Build a link that swaps the periods."""
    chosen = replace(
        reading.selection,
        period=period_text(_before(reading)),
        against=period_text(reading.compared.period),
    )
    title = "Swap the two periods"
    return link(
        chosen.search,
        el("span", "⇄", aria_hidden="true"),
        el("span", title, cls="unseen"),
        cls="exchange",
        id="exchange",
        title=title,
    )


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
    first, last = days.start, days.last
    return {**found, "first": first.isoformat(), "last": last.isoformat()}


def _named(period: Period) -> str:
    """`September 2026`, or `12 days`: the dates stand beside it."""
    if period == period.months[0].period:
        return formatting.month(period.start, year=True)
    return formatting.count(period.days, "day")


def _days(period: Period) -> str:
    """Return `September 2026`, or `Sep 3 – Sep 14, 2026`."""
    name = _named(period)
    is_month = period == period.months[0].period
    return name if is_month else formatting.days(period)
