"""View of the Anomalies page: from its answers to props. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.analysis import tabulate
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.period import ONE_DAY, Month
from cloudsense.costs.query import Dimension
from cloudsense.figures.anomaly_chart import ABOVE, EXPECTED, DailyCosts, all_services, one_series
from cloudsense.figures.marks import note_mark, with_marks
from cloudsense.figures.nodes import Node, el, link
from cloudsense.insight.watch import Watch
from cloudsense.web.components import messages, skeletons
from cloudsense.web.components.footer import through_day
from cloudsense.web.pages.anomalies import details_panel, listing, thresholds_panel, words
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers
from cloudsense.web.pages.anomalies.context import AnomalyContext
from cloudsense.web.pages.anomalies.layout import (
    ANSWER,
    FACTS,
    GATES,
    LIST,
    NAME,
    OPEN,
    OPEN_CHART,
    OPEN_FRAME,
    TREND,
    TREND_CHART,
    TREND_FRAME,
)
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.pages.page_frame import control_props
from cloudsense.web.queries.link_price_labels import PageContent, Props

FILTERS = (Dimension.SERVICE, Dimension.ACCOUNT)
"""Filters with a button."""


def content(answers: AnomalyAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    common: dict[str, Props] = {
        f"{NAME}-messages": {"nodes": _messages(answers)},
        f"{NAME}-footer": {"nodes": _footer(answers)},
        **control_props(NAME, answers, context, FILTERS),
    }
    if answers.watch is None:
        return {**common, **_waiting(answers)}
    shown = AnomalyContext(answers, answers.watch, context.labels)
    return {
        **common,
        ANSWER: {"nodes": words.answer(shown)},
        **_trend(shown),
        GATES: {"view": thresholds_panel.view(shown)},
        **_open(shown),
        LIST: {"view": listing.view(shown)},
    }


def _messages(answers: AnomalyAnswers) -> list[Node]:
    found = messages.of(answers)
    if answers.remarks.damaged:
        said = "Mutes and notes cannot be read."
        why = "The file is damaged or not UTF-8, or its store cannot be reached."
        hint = f"{why} It is not changed, and nothing is muted until it can be read."
        found.append(messages.note(said, hint, kind="stale"))
    seen = answers.watch
    if seen and seen.is_empty:
        found.append(messages.no_costs("these days", filtered=False))
    elif seen and not seen.is_too_short:
        found += _begins_late(answers, seen)
    return found


def _begins_late(answers: AnomalyAnswers, seen: Watch) -> list[Node]:
    """Say from which day of the period on costs are judged, with a link that loads more."""
    if answers.choice.period.start >= seen.judged_from:
        return []
    known_from = seen.snapshot.period.start
    first = formatting.day(seen.begins, year=True)
    judged = formatting.day(seen.judged_from, year=True)
    unjudged = f"Days before {judged} are not judged"
    if seen.begins > known_from:
        return [messages.note(f"{unjudged}: there were no costs before {first}.")]
    said = f"{unjudged}: costs before {first} are not cached."
    two_months_more = Month.of(known_from).plus(-2).first
    start = max(two_months_more, answers.choice.earliest)
    if start >= known_from:
        return [messages.note(said)]
    yesterday = answers.today - ONE_DAY
    longer = replace(answers.selection, period=f"{start}..{yesterday}")
    more = link(longer.search, "Load two months more", id="more")
    paragraph = el("p", f"{said} ", more)
    return [el("div", paragraph, cls="message", role="status")]


def _footer(answers: AnomalyAnswers) -> tuple[Node, ...]:
    seen = answers.watch
    if seen is None:
        return ()
    counted = formatting.count(seen.series_count, "series", "series")
    checked = el("span", f"{counted} checked")
    return through_day(seen.complete_to), checked


def _waiting(answers: AnomalyAnswers) -> PageContent:
    """Build the page without the overview: skeletons, or a hint if there is a message above."""
    names = {
        TREND: ("Daily cost", skeletons.chart()),
        GATES: ("Thresholds", skeletons.lines(3)),
        OPEN: ("Largest", skeletons.chart()),
        FACTS: ("Root causes", skeletons.lines()),
        LIST: ("Anomalies", skeletons.table()),
    }
    has_message = bool(answers.price_to_confirm or answers.problems)
    answer = () if has_message else (skeletons.lines(2),)
    found: dict[str, Props] = {ANSWER: {"nodes": answer}}
    for name, (title, skeleton) in names.items():
        body = messages.hint().body if has_message else (skeleton,)
        view = {"title": title, "body": body, "empty": True}
        found[name] = {"view": view}
    return found


def _trend(shown: AnomalyContext) -> PageContent:
    answers, seen = shown.answers, shown.watch
    known = seen.snapshot.period
    period = answers.choice.period.meet(known) or known
    table = tabulate(seen.snapshot.frame, Dimension.SERVICE, seen.metric, period)
    daily = DailyCosts(period, table.daily, seen.complete_to, shown.currency)
    figure = all_services(daily, shown.unmuted_listed, shown.letters)
    view: dict[str, Any] = {
        "title": "Daily cost",
        "note": formatting.days(period),
    }
    if figure is None:
        view |= {"sentence": "No costs in this period.", "empty": True}
        return {TREND: {"view": view}}
    said = "Tax, support and monthly fees on the 1st are expected and not flagged."
    view |= {"sentence": said, "body": [_legend()]}
    notes = [note for note in answers.remarks.notes if note.day in period]
    marks = list(map(note_mark, notes))
    return {
        TREND: {"view": view},
        TREND_FRAME: {"label": words.chart_label(shown)},
        TREND_CHART: {"figure": with_marks(figure, marks)},
    }


def _legend() -> Node:
    items = []
    for colour, name in ((EXPECTED, "as expected"), (ABOVE, "above expected")):
        swatch = el("i", cls="swatch", fill=colour)
        items.append(el("li", el("span", swatch, name)))
    return el("ul", *items, cls="legend")


def _open(shown: AnomalyContext) -> PageContent:
    """Build the trend and the causes of the open anomaly."""
    opened = shown.answers.opened
    if opened is None:
        unjudged = shown.watch.is_empty or shown.watch.is_too_short
        nothing = {
            "title": "Nothing to judge" if unjudged else "Nothing unusual",
            "body": [words.nearest(shown)],
            "empty": True,
        }
        learn = el("p", words.LEARN, cls="note")
        hint = {"title": "Root causes", "body": [learn]}
        return {OPEN: {"view": nothing}, FACTS: {"view": hint}}
    anomaly, findings = opened
    if findings is None:
        return _open_without_series(shown, anomaly)
    figure, period = one_series(anomaly, findings, shown.currency)
    view = {
        "title": words.title(shown, anomaly),
        "note": formatting.days(period),
        "sentence": words.sentence(shown, anomaly),
    }
    return {
        OPEN: {"view": view},
        OPEN_FRAME: {"label": words.sentence(shown, anomaly)},
        OPEN_CHART: {"figure": figure},
        FACTS: {"view": details_panel.view(shown, anomaly)},
    }


def _open_without_series(shown: AnomalyContext, anomaly: Anomaly) -> PageContent:
    """Build an anomaly that only AWS found, without cached daily costs."""
    view = {
        "title": words.title(shown, anomaly),
        "note": formatting.days(anomaly.period),
        "sentence": words.sentence(shown, anomaly),
        "body": [el("p", "Its daily costs are not cached.", cls="note")],
        "empty": True,
    }
    return {
        OPEN: {"view": view},
        FACTS: {"view": details_panel.view(shown, anomaly)},
    }
