"""The open anomaly: its figures, what explains it, notes, and how to mute it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, Finder
from cloudsense.costs.anomalies.explain import Cause, days_needed
from cloudsense.costs.anomalies.remarks import MONTH_END, Mute, default_until, pattern_of
from cloudsense.costs.query import Dimension, Filter
from cloudsense.figures.anomaly_words import STATES, cause_name, quantity
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.pages.anomalies import words
from cloudsense.web.pages.anomalies.buttons import button, remove_button, with_author
from cloudsense.web.pages.anomalies.context import AnomalyContext

Fact = tuple[str, ...]
TITLES = {
    Dimension.USAGE_TYPE: "Usage types",
    Dimension.REGION: "Regions",
    Dimension.ACCOUNT: "Accounts",
}


def view(shown: AnomalyContext, anomaly: Anomaly) -> dict[str, Any]:
    """Facts, causes, links, notes and buttons."""
    letter = shown.letters.get(anomaly.id, "")
    title = f"{letter} · what explains it" if letter else "What explains it"
    body = [
        el("ul", *(_fact(*fact) for fact in _facts(shown, anomaly)), cls="anomaly-facts"),
        *_causes(shown, anomaly),
        _links(shown, anomaly),
        *_notes(shown, anomaly),
        _buttons(shown, anomaly),
    ]
    said = "Compared with the same weekdays of the four weeks before."
    if anomaly.source is Finder.AWS:
        said = "Amounts and causes as AWS Cost Anomaly Detection reports them."
    return {"title": title, "note": STATES[anomaly.state], "sentence": said, "body": body}


def _fact(name: str, text: str, role: str = "") -> Node:
    return el("li", el("span", name), el("strong", text, cls=role))


def _facts(shown: AnomalyContext, anomaly: Anomaly) -> list[Fact]:
    currency = shown.currency
    impact = formatting.money(anomaly.impact, currency, plus=True)
    amount = " · ".join(filter(None, (impact, words.share(anomaly))))
    side, role = ("Above", "up") if anomaly.impact > 0 else ("Below", "down")
    facts: list[Fact] = [
        (
            "Since" if anomaly.going_on else "When",
            f"{words.when(anomaly)} · {words.lasted(anomaly)}",
        ),
        ("Actual", formatting.money(anomaly.actual, currency)),
        ("Expected", formatting.money(anomaly.expected, currency)),
        (f"{side} expected", amount, role),
    ]
    if anomaly.going_on:
        more = formatting.money(words.rest_of_month(shown, anomaly), currency, plus=True)
        facts.append((f"If it goes on to the end of {formatting.month(anomaly.last)}", more))
    return facts


def _causes(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    why = shown.why(anomaly)
    service = anomaly.value(Dimension.SERVICE)
    found: list[Node] = []
    groups = (why.usage_types, why.regions, why.accounts)
    for dimension, causes in zip(TITLES, groups, strict=True):
        if causes:
            items = [_cause(shown, anomaly, service, cause) for cause in causes]
            found += [el("h3", TITLES[dimension]), el("ul", *items, cls="anomaly-causes")]
        elif dimension in why.asked:
            said = f"No {TITLES[dimension].lower()} stand out: it is spread over many."
            found.append(el("p", said, cls="note"))
    if not shown.answers.explained and service:
        found.append(_ask(shown, anomaly))
    return found


def _cause(shown: AnomalyContext, anomaly: Anomaly, service: str, cause: Cause) -> Node:
    share = min(abs(cause.impact / anomaly.impact), 1.0) if anomaly.impact else 0.0
    more = quantity(abs(cause.quantity), cause.unit) if cause.quantity else ""
    name = cause_name(cause, service, shown.labels)
    amount = formatting.money(cause.impact, shown.currency, plus=True)
    bar = el("i", w=f"{share:.0%}", aria_hidden="true")
    role = "" if cause.impact > 0 else "down"
    return el("li", el("span", name, el("small", more)), el("strong", amount), bar, cls=role)


def _ask(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    """A link with its price, where not everything that explains it is cached."""
    if shown.answers.selection.anomaly == anomaly.id:
        return el("p", "What explains it is on its way, or could not be loaded.", cls="note")
    href = shown.address(anomaly=anomaly.id)
    return el("p", link(href, "Ask AWS what explains it", id="explain"), cls="anomaly-ask")


def _links(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    """To its own trend on the Overview."""
    dimensions = dict(anomaly.key)
    filters = tuple(Filter(dimension, (value,)) for dimension, value in dimensions.items())
    needed = days_needed(anomaly)
    first = max(needed.start, shown.answers.choice.earliest)
    trend = replace(
        shown.answers.selection,
        page="overview",
        period=f"{first}..{min(needed.last, shown.answers.today)}",
        filters=filters,
        by=None,
        anomaly="",
        budget=None,
    )
    return el("p", link(trend.search, "Show its costs", id="anomaly-costs"), cls="anomaly-ask")


def _notes(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    notes = shown.answers.remarks.notes_of(anomaly)
    items = [el("li", el("span", with_author(note)), remove_button(note)) for note in notes]
    form = {"t": "note-form", "p": {"id": "anomaly-note-form", "question": anomaly.id}}
    listed = [el("ul", *items, cls="anomaly-notes")] if items else []
    return [*listed, form]


def _buttons(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    mute = shown.answers.remarks.mute_of(anomaly)
    if mute:
        said = el("span", _why_muted(mute))
        unmute = button("Unmute", "remove-remark", mute.id)
        return el("div", said, unmute, cls="anomaly-mutes")
    name = words.title(shown, anomaly)
    choices: Sequence[tuple[str, str]] = (
        ("This one", "mute-anomaly"),
        (f"{name}, {_pattern(pattern_of(anomaly))}", "mute-pattern"),
    )
    buttons = [button(label, do, anomaly.id) for label, do in choices]
    first = shown.answers.today
    other_day = {
        "id": "mute-until",
        "question": anomaly.id,
        "name": name,
        "first": first.isoformat(),
        "day": default_until(first).isoformat(),
    }
    form = {"t": "mute-form", "p": other_day}
    return el("details", el("summary", "Mute …", id="mute"), *buttons, form, cls="anomaly-mutes")


def _pattern(monthly: str) -> str:
    if monthly == MONTH_END:
        return "in the last three days of each month"
    return f"around day {monthly} of each month"


def _why_muted(mute: Mute) -> str:
    if mute.monthly:
        return f"Muted {_pattern(mute.monthly)}."
    if mute.until:
        return f"Muted with its series until {formatting.day(mute.until, year=True)}."
    return "Muted."
