"""Controls of a comparison: the other period, per day or in full, and the grouping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.against import Against, compared_with
from cloudsense.costs.period import Pairing, Period, choose
from cloudsense.costs.query import Dimension
from cloudsense.errors import AddressError
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.components import key_menus, messages
from cloudsense.web.components.choices import LabeledChoice, choices, menu, segments
from cloudsense.web.pages.changes.answers import ChangesAnswers
from cloudsense.web.state.parameters import period_text
from cloudsense.web.state.selection import PLACEHOLDER, Selection

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


def against(answers: ChangesAnswers, complete_to: str) -> Mapping[str, Any]:
    """Return the props of the picker of the other period."""
    selection = answers.selection
    before = _before(answers)
    label = _named(before)
    if _is_word(selection):
        label = LABELS.get(Against(selection.against), "")
    earliest = answers.compared.earliest
    return {
        "label": label,
        "dates": formatting.days(before),
        "first": before.start.isoformat(),
        "last": before.last.isoformat(),
        "template": replace(selection, against=PLACEHOLDER).search,
        "earliest": earliest.isoformat(),
        "latest": answers.today.isoformat(),
        "today": answers.today.isoformat(),
        "complete_to": complete_to,
        "presets": [_preset(word, answers) for word in _words(answers)],
        "current": selection.against,
    }


def against_days(answers: ChangesAnswers, complete_to: str) -> Mapping[str, Any]:
    """Return these props without a label, for pages with links next to the button."""
    days = _days(_before(answers))
    return {**against(answers, complete_to), "label": days, "dates": ""}


def with_against(selection: Selection, period: str) -> Selection:
    """Compare with another period."""
    return replace(selection, against=period)


def options(answers: ChangesAnswers) -> tuple[Node, ...]:
    """Build the link that swaps the periods, and the usual comparisons."""
    names = {word.value: SHORT[word] for word in _words(answers)}
    usual = choices(names, answers.selection, "against")
    return _exchanged(answers), segments("Compared with", usual)


def amounts(answers: ChangesAnswers) -> Node:
    """Build the choice between totals and amounts per day. Periods of different lengths, unless
    months, have no comparable totals."""
    selection = answers.selection
    if answers.compared.pairing is Pairing.PER_DAY:
        return segments("Amounts", [("Per day", selection, True)])
    return segments("Amounts", choices({False: "Total", True: "Per day"}, selection, "per_day"))


def groupings(answers: ChangesAnswers) -> tuple[Node, ...]:
    """Build the button that copies the address, and the choice of grouping."""
    selection, current = answers.selection, answers.focus.by
    offered = [each for each in OFFERED if each not in selection.included]
    more = key_menus.menu_props(selection, answers.keys)
    if current not in offered and not (more and current.key):
        offered.insert(0, current)
    by_usual = segments("Changes by", _items(answers, offered))
    if not more:
        return {"t": "copy-link"}, by_usual
    listed = key_menus.groupings(answers.keys)
    others = [each for each in listed if each not in selection.included]
    by_key = menu("by", "Tags", _items(answers, others), more)
    return {"t": "copy-link"}, by_usual, by_key


def _items(answers: ChangesAnswers, offered: Sequence[Dimension]) -> list[LabeledChoice]:
    shown = replace(answers.selection, by=answers.focus.by)
    return choices({by: formatting.dimension(by) for by in offered}, shown, "by")


def refused(problem: AddressError, selection: Selection) -> Node:
    """Explain why the periods can't be compared, and what to do."""
    if selection.against == Against.BEFORE:
        said = "Cost Explorer's history has no earlier days to compare with."
        return messages.note(said, "Choose a shorter or a later period.")
    return messages.problem(problem)


def _exchanged(answers: ChangesAnswers) -> Node:
    """Build a link that swaps the periods."""
    chosen = replace(
        answers.selection,
        period=period_text(_before(answers)),
        against=period_text(answers.compared.period),
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


def _before(answers: ChangesAnswers) -> Period:
    """Return the other period, or the one that it would be."""
    if answers.questions.refused is None or _is_word(answers.selection):
        return answers.compared.before
    return choose(answers.selection.against, answers.today).period


def _is_word(selection: Selection) -> bool:
    return selection.against in tuple(Against)


def _words(answers: ChangesAnswers) -> list[Against]:
    """Return the comparisons within the history, and the chosen one."""
    found = []
    for word in Against:
        try:
            compared_with(answers.choice, word, answers.today)
        except AddressError:
            if word != answers.selection.against:
                continue
        found.append(word)
    return found


def _preset(word: Against, answers: ChangesAnswers) -> dict[str, str]:
    found = {
        "word": word.value,
        "label": LABELS[word],
        "href": replace(answers.selection, against=word.value).search,
    }
    try:
        days = compared_with(answers.choice, word, answers.today).before
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
