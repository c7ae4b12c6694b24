"""The open anomaly: figures, causes, notes, and how to mute it."""

from __future__ import annotations

from typing import Any

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, DetectedBy
from cloudsense.costs.anomalies.explain import Cause, days_needed
from cloudsense.costs.anomalies.remarks import MONTH_END, Mute, default_until, pattern_of
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension, Filter
from cloudsense.figures.anomaly_words import STATES, cause_name, quantity
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.pages.anomalies import words
from cloudsense.web.pages.anomalies.buttons import button, note_list
from cloudsense.web.pages.anomalies.context import AnomalyContext

TITLES = {
    Dimension.USAGE_TYPE: "Usage types",
    Dimension.REGION: "Regions",
    Dimension.ACCOUNT: "Accounts",
}


def view(shown: AnomalyContext, anomaly: Anomaly) -> dict[str, Any]:
    """Build facts, causes, links, notes and buttons."""
    letter = shown.letters.get(anomaly, "")
    title = f"{letter} · Root causes" if letter else "Root causes"
    own = shown.own(anomaly)
    body = [
        el("ul", *_facts(own, anomaly), cls="anomaly-facts"),
        *_causes(own, anomaly),
        _links(own, anomaly),
        *(_at_payer(own, anomaly) if anomaly.payer else _remarks(own, anomaly)),
    ]
    said = "Compared with the same weekdays of the four weeks before."
    if anomaly.source is DetectedBy.AWS:
        said = "Amounts and causes as AWS Cost Anomaly Detection reports them."
    return {
        "title": title,
        "note": STATES[anomaly.state],
        "sentence": said,
        "body": body,
    }


def _remarks(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    """Build notes and mutes, with their forms."""
    return [
        *note_list(shown.answers.remarks.notes_of(anomaly)),
        {"t": "note-form", "p": {"id": "anomaly-note-form", "question": anomaly.id}},
        _buttons(shown, anomaly),
    ]


def _at_payer(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    """Build a link to the anomaly at its payer, where it can be muted."""
    href = shown.address(anomaly=anomaly.id)
    there = link(href, f"Open at {visible(anomaly.payer)}", id="anomaly-at-payer")
    return [el("p", there, " to mute it or to add a note.", cls="anomaly-ask")]


def _fact(name: str, text: str, role: str = "") -> Node:
    value = el("strong", text, cls=role)
    return el("li", el("span", name), value)


def _facts(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    since = "Since" if anomaly.going_on else "When"
    when = words.when(anomaly)
    lasted = words.lasted(anomaly)
    difference = shown.money(anomaly.impact, plus=True)
    if share := words.share(anomaly):
        difference += f" · {share}"
    is_rise = anomaly.impact > 0
    facts = [
        _fact(since, f"{when} · {lasted}"),
        _fact("Actual", shown.money(anomaly.actual)),
        _fact("Expected", shown.money(anomaly.expected)),
        _fact(
            "Above expected" if is_rise else "Below expected",
            difference,
            role="up" if is_rise else "down",
        ),
    ]
    if anomaly.going_on:
        month = formatting.month(anomaly.last)
        more = shown.money(words.rest_of_month(shown, anomaly), plus=True)
        facts.append(_fact(f"If it continues to the end of {month}", more))
    return facts


def _causes(shown: AnomalyContext, anomaly: Anomaly) -> list[Node]:
    why = shown.why(anomaly)
    service = anomaly.value(Dimension.SERVICE)
    found: list[Node] = []
    groups = (why.usage_types, why.regions, why.accounts)
    for dimension, causes in zip(TITLES, groups, strict=True):
        title = TITLES[dimension]
        if causes:
            found.append(el("h3", title))
            items = [_cause(shown, anomaly, service, cause) for cause in causes]
            found.append(el("ul", *items, cls="anomaly-causes"))
        elif dimension in why.asked:
            said = f"No single {formatting.noun(dimension)} stands out."
            found.append(el("p", said, cls="note"))
    if not shown.answers.explained and service:
        found.append(_ask(shown, anomaly))
    return found


def _cause(shown: AnomalyContext, anomaly: Anomaly, service: str, cause: Cause) -> Node:
    share = abs(cause.impact / anomaly.impact) if anomaly.impact else 0.0
    more = quantity(abs(cause.quantity), cause.unit) if cause.quantity else ""
    name = cause_name(cause, service, shown.labels)
    amount = shown.money(cause.impact, plus=True)
    width = f"{min(share, 1.0):.0%}"
    return el(
        "li",
        el("span", name, el("small", more)),
        el("strong", amount),
        el("i", w=width, aria_hidden="true"),
        cls="" if cause.impact > 0 else "down",
    )


def _ask(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    """Build a link with its price, if not all answers about causes are cached."""
    if shown.answers.selection.anomaly == anomaly.id:
        return el("p", "The causes are loading, or could not be loaded.", cls="note")
    href = shown.address(anomaly=anomaly.id)
    ask = link(href, "Load the causes from AWS", id="explain")
    return el("p", ask, cls="anomaly-ask")


def _links(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    """Build links to the anomaly's trend on the Overview."""
    filters = [Filter(dimension, (value,)) for dimension, value in anomaly.key]
    needed = days_needed(anomaly)
    first = max(needed.start, shown.answers.choice.earliest)
    last = min(needed.last, shown.answers.today)
    href = shown.address(
        page="overview",
        period=f"{first}..{last}",
        filters=tuple(filters),
        by=None,
        anomaly="",
        budget=None,
    )
    costs = link(href, "Show its costs", id="anomaly-costs")
    return el("p", costs, cls="anomaly-ask")


def _buttons(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    mute = shown.answers.remarks.mute_of(anomaly)
    if mute:
        said = el("span", _why_muted(mute))
        unmute = button("Unmute", "remove-remark", mute.id)
        return el("div", said, unmute, cls="anomaly-mutes")
    name = words.title(shown, anomaly)
    pattern = _pattern(pattern_of(anomaly))
    first = shown.answers.today
    other_day = {
        "id": "mute-until",
        "question": anomaly.id,
        "name": name,
        "first": first.isoformat(),
        "day": default_until(first).isoformat(),
    }
    return el(
        "details",
        el("summary", "Mute …", id="mute"),
        button("This one", "mute-anomaly", anomaly.id),
        button(f"{name}, {pattern}", "mute-pattern", anomaly.id),
        {"t": "mute-form", "p": other_day},
        cls="anomaly-mutes",
    )


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
