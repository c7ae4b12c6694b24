"""List of anomalies: ongoing, new levels, over, muted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, State
from cloudsense.costs.anomalies.remarks import Note
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures.anomaly_words import FINDERS
from cloudsense.figures.breakdown import SPARK_HEIGHT, SPARK_WIDTH, spark
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.pages.anomalies import words
from cloudsense.web.pages.anomalies.answers import list_of
from cloudsense.web.pages.anomalies.buttons import note_list, with_author
from cloudsense.web.pages.anomalies.context import AnomalyContext

KEYS = (Dimension.SERVICE, Dimension.USAGE_TYPE, Dimension.ACCOUNT)
SPARK_DAYS = 45
SPARK_AFTER = 14
"""Days of the sparkline, and how many of them are after the anomaly."""


def view(shown: AnomalyContext) -> dict[str, Any]:
    """Build groups with their sums. Each entry links to its anomaly."""
    heard = shown.unmuted_listed
    period = shown.answers.choice.period
    listed = shown.answers.listed
    muted = [each for each in listed if each in shown.muted]
    groups = [
        ("Going on", [each for each in heard if each.going_on]),
        ("New level", [each for each in heard if each.state is State.NEW_LEVEL]),
        ("Over", [each for each in heard if each.state is State.OVER]),
        ("Muted", muted),
    ]
    body: list[Node] = []
    for name, anomalies in groups:
        if anomalies:
            body += _group(shown, name, anomalies)
    if not body:
        body.append(el("p", "No anomaly passes both thresholds in this period.", cls="note"))
    body += _filtered_out(shown)
    body += _notes_by_payer(shown) if shown.payers else _day_notes(shown)
    counted = formatting.count(len(heard), "anomaly", "anomalies")
    return {
        "title": "Anomalies",
        "note": "ongoing first, then by amount",
        "sentence": f"{counted} in {formatting.days(period)}.",
        "tools": [_file(shown, "csv"), _file(shown, "xlsx"), {"t": "copy-link"}],
        "body": body,
    }


def _filtered_out(shown: AnomalyContext) -> list[Node]:
    """Say how many anomalies the filters leave out, and which filters never match one."""
    answers, selection = shown.answers, shown.answers.selection
    bare = replace(selection, filters=())
    everything = list_of(shown.watch, bare, selection.gates, answers.choice.period)
    others = len(everything) - len(answers.listed)
    if not selection.filters or not others:
        return []
    counted = formatting.count(others, "anomaly is", "anomalies are")
    said = f"{counted} left out by the filters. "
    # Anomalies have these dimensions as causes only.
    filtered = dict.fromkeys(rule.dimension for rule in selection.filters)
    unknown = [formatting.noun(dimension) for dimension in filtered if dimension not in KEYS]
    if unknown:
        names = " or ".join(unknown)
        said += f"Anomalies are found by service, usage type and account, not by {names}. "
    everywhere = link(bare.search, "Show all", id="without-filters")
    return [el("p", said, everywhere, cls="note", role="status")]


def _file(shown: AnomalyContext, form: str) -> Node:
    """Build a link to the list as a file."""
    search = shown.address(anomaly="")
    return el(
        "a",
        form.upper(),
        href=f"costs.{form}{search}",
        download="",
        id=f"anomalies-{form}",
    )


def _group(shown: AnomalyContext, name: str, anomalies: Sequence[Anomaly]) -> list[Node]:
    sum_of_all = sum(each.impact for each in anomalies)
    total = el("span", shown.money(sum_of_all, plus=True))
    count = len(anomalies)
    heading = el("h3", f"{name} · {count}", total)
    items = [_item(shown, each) for each in anomalies]
    return [heading, el("ul", *items, cls="anomaly-items")]


def _item(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    opened = shown.answers.opened
    is_open = opened is not None and _name(opened[0]) == _name(anomaly)
    role = _role(shown, anomaly)
    letter = shown.letters[anomaly]
    actual = shown.money(anomaly.actual)
    expected = shown.money(anomaly.expected)
    impact = shown.money(anomaly.impact, plus=True)
    when, lasted = words.when(anomaly), words.lasted(anomaly)
    return el(
        "li",
        el("span", letter, cls=f"anomaly-letter {role}"),
        _what(shown, anomaly, is_open),
        _two_lines(when, lasted, "anomaly-when"),
        _two_lines(actual, f"expected {expected}", "anomaly-amounts"),
        _two_lines(impact, words.share(anomaly), f"anomaly-impact {role}"),
        _spark(shown, anomaly),
        cls="anomaly-item open" if is_open else "anomaly-item",
    )


def _name(anomaly: Anomaly) -> str:
    """Return the anomaly's id; of several payers, with the payer."""
    return f"{anomaly.id}-{quote(anomaly.payer)}" if anomaly.payer else anomaly.id


def _two_lines(first: str, second: str, look: str) -> Node:
    return el("span", first, el("small", second), cls=look)


def _role(shown: AnomalyContext, anomaly: Anomaly) -> str:
    if anomaly in shown.muted:
        return "same"
    return "up" if anomaly.impact > 0 else "down"


def _what(shown: AnomalyContext, anomaly: Anomaly, is_open: bool) -> Node:
    own = shown.own(anomaly)
    href = own.address(anomaly=anomaly.id)
    current = "true" if is_open else None
    name = words.title(shown, anomaly)
    notes = []
    for note in own.answers.remarks.notes_of(anomaly):
        said = f"Note: {with_author(note)}"
        notes.append(el("p", said, cls="anomaly-note"))
    return el(
        "div",
        link(href, name, id=f"anomaly-{_name(anomaly)}", aria_current=current),
        _finder(anomaly),
        el("p", words.sentence(shown, anomaly)),
        *notes,
        cls="anomaly-what",
    )


def _finder(anomaly: Anomaly) -> Node | None:
    """Say whether AWS found the anomaly, too or alone."""
    said = FINDERS.get(anomaly.source)
    return el("small", said, cls="anomaly-finder") if said else None


def _spark(shown: AnomalyContext, anomaly: Anomaly) -> Node:
    """Draw the days around the anomaly as a sparkline, hidden from screen readers."""
    found = shown.own(anomaly).watch.find(anomaly.id)
    findings = found[1] if found else None
    if findings is None:
        return el("span")
    series = findings.series
    after = (anomaly.last - series.start).days + SPARK_AFTER
    end = max(min(after, series.complete), 2)
    start = max(end - SPARK_DAYS, 0)
    daily = series.costs[findings.place(anomaly), start:end]
    path = el("path", d=spark(daily))
    box = f"0 0 {SPARK_WIDTH} {SPARK_HEIGHT}"
    return el("svg", path, cls="anomaly-spark", viewBox=box, aria_hidden="true")


def _day_notes(shown: AnomalyContext) -> list[Node]:
    """List notes on days of the period, with a form for another one."""
    period = shown.answers.choice.period
    last = min(period.last, shown.answers.today)
    form = {
        "id": "day-note-form",
        "question": "",
        "first": period.start.isoformat(),
        "last": last.isoformat(),
    }
    return [
        el("h3", "Notes on days"),
        *note_list(_of_days(shown), dated=True),
        {"t": "note-form", "p": form},
    ]


def _notes_by_payer(shown: AnomalyContext) -> list[Node]:
    """List the notes of each payer on days of the period. They are changed at the payer."""
    items = []
    for name, own in shown.payers.items():
        for note in _of_days(own):
            when = formatting.day(note.day)
            items.append(el("li", f"{visible(name)}, {when}: {with_author(note)}"))
    if not items:
        return []
    return [el("h3", "Notes on days"), el("ul", *items, cls="anomaly-notes")]


def _of_days(shown: AnomalyContext) -> list[Note]:
    """Return the notes on days of the period, without those on anomalies."""
    period = shown.answers.choice.period
    notes = shown.answers.remarks.notes
    return [note for note in notes if not note.anomaly and note.day in period]
