"""View of the Anomalies page: from its answers to props. Pure."""

from __future__ import annotations

from typing import Any

from cloudsense import formatting
from cloudsense.costs.analysis import tabulate
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible, without_name
from cloudsense.costs.period import ONE_DAY, Month
from cloudsense.costs.query import Dimension
from cloudsense.figures.anomaly_chart import ABOVE, EXPECTED, DailyCosts, all_services, one_series
from cloudsense.figures.marks import note_mark, with_marks
from cloudsense.figures.nodes import Node, el, link
from cloudsense.insight.watch import Watch
from cloudsense.web.components import messages
from cloudsense.web.components.footer import through_day
from cloudsense.web.pages import page_frame
from cloudsense.web.pages.anomalies import details_panel, listing, thresholds_panel, words
from cloudsense.web.pages.anomalies.answers import AnomalyAnswers
from cloudsense.web.pages.anomalies.context import AnomalyContext, context_of
from cloudsense.web.pages.anomalies.layout import (
    ANSWER,
    FACTS,
    GATES,
    LIST,
    NAME,
    OPEN,
    TITLES,
    TREND,
)
from cloudsense.web.pages.base import ViewContext
from cloudsense.web.queries.link_price_labels import PageContent, Props

FILTERS = (Dimension.SERVICE, Dimension.ACCOUNT)
"""Filters with a button."""


def content(answers: AnomalyAnswers, context: ViewContext) -> PageContent:
    """Return the props of every component of the page."""
    common: dict[str, Props] = {
        f"{NAME}-footer": {"nodes": _footer(answers)},
        **page_frame.control_props(NAME, answers, context, FILTERS),
    }
    found = messages.of(answers)
    if answers.watch is None:
        return {**common, f"{NAME}-messages": {"nodes": found}, **_waiting(answers)}
    shown = context_of(answers, answers.watch, context)
    for name, own in (shown.payers or {"": shown}).items():
        found += _notes(own, name)
    if shown.watch.is_empty:
        found.append(messages.no_costs("these days", filtered=False))
    found += _unjudged(shown)
    return {
        **common,
        f"{NAME}-messages": {"nodes": found},
        ANSWER: {"nodes": words.answer(shown)},
        **_trend(shown),
        GATES: {"view": thresholds_panel.view(shown)},
        **_open(shown),
        LIST: {"view": listing.view(shown)},
    }


def _notes(shown: AnomalyContext, name: str) -> list[Node]:
    """Build messages about mutes and AWS's anomalies. Of several payers, they begin with `name`."""
    found = []
    payer = f"{visible(name)}: " if name else ""
    if shown.answers.remarks.damaged:
        said = f"{payer}Mutes and notes cannot be read."
        why = "The file is damaged or not UTF-8, or its store cannot be reached."
        hint = f"{why} It is not changed, and nothing is muted until it can be read."
        found.append(messages.note(said, hint, kind="stale"))
    reports = shown.answers.reports
    if name and reports and reports.problem:  # else the switch says so
        said = without_name(reports.problem.sentence, name)
        found.append(messages.note(f"{payer}AWS's anomalies are not listed.", said))
    return found


def _unjudged(shown: AnomalyContext) -> list[Node]:
    """Say from which day of the period on costs are judged, with a link that loads more."""
    names: dict[tuple[str, str], list[str]] = {}
    for name, own in (shown.payers or {"": shown}).items():
        if found := _begins_late(own.answers, own.watch):
            names.setdefault(found, []).append(visible(name))
    nodes: list[Node] = []
    for (said, longer), payers in names.items():
        who = f"{formatting.enumerated(payers)}: " if shown.payers else ""
        more = link(
            shown.address(period=longer), "Load two months more", id=None if nodes else "more"
        )
        paragraph = el("p", f"{who}{said} ", more if longer else None)
        nodes.append(el("div", paragraph, cls="message", role="status"))
    return nodes


def _begins_late(answers: AnomalyAnswers, seen: Watch) -> tuple[str, str] | None:
    """Return why the first days of the period are not judged, and the period that loads more, ""
    if nothing does; None if all days are judged."""
    if seen.is_empty or seen.is_too_short or answers.choice.period.start >= seen.judged_from:
        return None
    known_from = seen.snapshot.period.start
    first = formatting.day(seen.begins, year=True)
    judged = formatting.day(seen.judged_from, year=True)
    unjudged = f"Days before {judged} are not judged"
    if seen.begins > known_from:
        return f"{unjudged}: there were no costs before {first}.", ""
    two_months_more = Month.of(known_from).plus(-2).first
    start = max(two_months_more, answers.choice.earliest)
    yesterday = answers.today - ONE_DAY
    longer = f"{start}..{yesterday}" if start < known_from else ""
    return f"{unjudged}: costs before {first} are not cached.", longer


def _footer(answers: AnomalyAnswers) -> tuple[Node, ...]:
    seen = answers.watch
    if seen is None:
        return ()
    counted = formatting.count(seen.series_count, "series", "series")
    checked = el("span", f"{counted} checked")
    return through_day(seen.complete_to), checked


def _waiting(answers: AnomalyAnswers) -> PageContent:
    """Build the page without the overview: skeletons, or a hint if there is a message above."""
    if answers.price_to_confirm or answers.problems:
        return page_frame.nothing(TITLES, ANSWER)
    return page_frame.waiting(TITLES, ANSWER)


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
    notes = list(answers.remarks.notes)
    for own in shown.payers.values():
        notes += own.answers.remarks.notes
    marks = [note_mark(note) for note in notes if note.day in period]
    label = words.chart_label(shown)
    return page_frame.chart(TREND, view, with_marks(figure, marks), label)


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
    said = words.sentence(shown, anomaly)
    view = {
        "title": words.title(shown, anomaly),
        "note": formatting.days(period),
        "sentence": said,
    }
    facts = {"view": details_panel.view(shown, anomaly)}
    return {**page_frame.chart(OPEN, view, figure, said), FACTS: facts}


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
