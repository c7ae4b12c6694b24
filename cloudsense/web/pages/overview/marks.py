"""Anomalies and notes on the Overview: marks on its trend, and a short line."""

from __future__ import annotations

from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.figures.anomaly_chart import notable
from cloudsense.figures.anomaly_words import title
from cloudsense.figures.marks import Mark, note_mark, with_marks
from cloudsense.figures.nodes import Node, el, link
from cloudsense.figures.view import View
from cloudsense.web.pages.overview.answers import OverviewAnswers
from cloudsense.web.state.address_words import Chart
from cloudsense.web.state.labels import Labels

PAGE = "anomalies"


def quiet_line(answers: OverviewAnswers) -> tuple[Node, ...]:
    """Return `3 anomalies, +$617.30 so far`, if the whole account is shown."""
    noticed = answers.noticed
    if noticed is None or answers.selection.filters:
        return ()
    going_on = noticed.going_on
    if not going_on:
        return ()
    counted = formatting.count(len(going_on), "anomaly", "anomalies")
    total = sum(anomaly.impact for anomaly in going_on)
    amount = formatting.money(total, noticed.currency, plus=True)
    address = replace(answers.selection, page=PAGE, budget=None).search
    said = f"{counted}, {amount} so far"
    to_anomalies = link(address, said, id="going-on")
    return (el("div", to_anomalies, cls="message going-on", role="status"),)


def marked(view: View, answers: OverviewAnswers, labels: Labels) -> View:
    """Mark each bar of the trend in which an anomaly begins or a day has a note."""
    noticed, period = answers.noticed, answers.choice.period
    is_over_time = answers.selection.chart is not Chart.PIE
    if noticed is None or view.figure is None or not is_over_time:
        return view
    found = noticed.since(period.start)
    currency = noticed.currency
    signs = notable(found, period)
    marks = []
    for each in found:
        said = _said(each, labels, currency)
        has_sign = each in signs
        marks.append(Mark(each.first, said, has_sign=has_sign))
    marks += map(note_mark, noticed.notes)
    shown = [mark for mark in marks if mark.day in period]
    if not shown:
        return view
    return replace(view, figure=with_marks(view.figure, shown))


def _said(anomaly: Anomaly, labels: Labels, currency: str) -> str:
    amount = formatting.money(anomaly.impact, currency, plus=True)
    return f"Anomaly: {title(anomaly, labels)}, {amount}"
