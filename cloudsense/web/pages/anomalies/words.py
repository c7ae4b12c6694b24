"""Sentences of the Anomalies page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.names import visible
from cloudsense.costs.period import Month
from cloudsense.figures import anomaly_words
from cloudsense.figures.nodes import Node, el
from cloudsense.web.pages.anomalies.context import AnomalyContext

LEARN = "An anomaly is a day, or a run of days, that costs more than the same weekdays did before."
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def answer(shown: AnomalyContext) -> tuple[Node, ...]:
    """Summarize the page in a sentence and a line of reasons."""
    going_on = [each for each in shown.unmuted_listed if each.going_on]
    if shown.watch.is_empty:
        return _said(["No costs, so no anomalies."], LEARN)
    if shown.watch.is_too_short:
        said = "There is too little data to find anomalies."
        first = formatting.day(shown.watch.judged_from, year=True)
        why = f"Four weeks of costs are needed: the first day to be judged is {first}."
        return _said([said], why)
    if not going_on:
        return _said([_nothing_goes_on(shown)], _over(shown))
    total = sum(each.impact for each in going_on)
    is_rise = total > 0
    role = "up" if is_rise else "down"
    amount = el("strong", shown.money(abs(total)), cls=role)
    start = "One anomaly is going on. So far it cost "
    if len(going_on) > 1:
        start = f"{_number(len(going_on))} anomalies are going on. So far they cost "
    than = " more than expected." if is_rise else " less than expected."
    why = _if_it_goes_on(shown, going_on)
    return _said([start, amount, than], why)


def _number(count: int) -> str:
    if count > len(NUMBERS):
        return str(count)
    return NUMBERS[count - 1]


def _said(heading: Sequence[Node | str], why: str) -> tuple[Node, ...]:
    said = el("h2", *heading, cls="answer-said")
    return said, el("p", why, cls="answer-why")


def _nothing_goes_on(shown: AnomalyContext) -> str:
    over = formatting.count(len(shown.unmuted_listed), "anomaly", "anomalies")
    when = formatting.days(shown.answers.choice.period)
    if not shown.unmuted_listed:
        return f"Nothing unusual in {when}."
    return f"Nothing unusual is going on. {over} in {when}."


def _over(shown: AnomalyContext) -> str:
    rises = [each.impact for each in shown.unmuted_listed if each.impact > 0]
    if not rises:
        through = formatting.day(shown.watch.complete_to, year=True)
        return f"Every service cost what it usually does, through {through}."
    total = shown.money(sum(rises))
    subject = "It" if len(rises) == 1 else "In all they"
    return f"{subject} cost {total} more than expected."


def _if_it_goes_on(shown: AnomalyContext, going_on: list[Anomaly]) -> str:
    first = going_on[0]
    largest = f"Largest, at {visible(first.payer)}" if first.payer else "Largest"
    said = sentence(shown, first)
    more = sum(rest_of_month(shown, each) for each in going_on)
    month = formatting.month(shown.watch.complete_to)
    where = "higher" if more > 0 else "lower"
    amount = shown.money(abs(more))
    end = f"{month} ends {amount} {where}"
    return f"{largest}: {said} If this goes on, {end}."


def rest_of_month(shown: AnomalyContext, anomaly: Anomaly) -> float:
    """Estimate the anomaly's cost above expected at the end of the month, at its daily mean."""
    last = Month.of(shown.own(anomaly).watch.complete_to).period.last
    days = max((last - anomaly.last).days, 0)
    unusual = len(list(filter(None, anomaly.excess)))
    # AWS does not say what each day cost.
    mean = anomaly.impact / (unusual or anomaly.period.days)
    return anomaly.impact + mean * days


def title(shown: AnomalyContext, anomaly: Anomaly) -> str:
    """Return `EC2 – Other › NAT gateway data`; of several payers, `acme › RDS`."""
    subject = anomaly_words.title(anomaly, shown.labels)
    return f"{visible(anomaly.payer)} › {subject}" if anomaly.payer else subject


def sentence(shown: AnomalyContext, anomaly: Anomaly) -> str:
    """Describe an anomaly and its known causes."""
    why = shown.why(anomaly)
    return anomaly_words.sentence(anomaly, why, shown.labels, shown.currency)


def when(anomaly: Anomaly) -> str:
    """Return `since Nov 16`, `Oct 9 – Oct 22`, or `Nov 12`."""
    first = formatting.day(anomaly.first)
    if anomaly.going_on:
        return f"since {first}"
    if anomaly.first == anomaly.last:
        return first
    return f"{first} – {formatting.day(anomaly.last)}"


def lasted(anomaly: Anomaly) -> str:
    return formatting.count(anomaly.period.days, "day")


def share(anomaly: Anomaly) -> str:
    """Return `+433%` or `new`."""
    if anomaly.share is None:
        return "new" if anomaly.impact > 0 else ""
    return formatting.percent(anomaly.share, plus=True)


def chart_label(shown: AnomalyContext) -> str:
    """Summarize the chart for screen readers."""
    listed = []
    for anomaly in shown.unmuted_listed:
        letter = shown.letters[anomaly]
        listed.append(f"{letter}: {_in_short(shown, anomaly)}")
    return "; ".join(listed) or "No day is above expected."


def _in_short(shown: AnomalyContext, anomaly: Anomaly) -> str:
    """Return `NAT gateway data, since Nov 16, +$1,013.40`."""
    amount = shown.money(anomaly.impact, plus=True)
    return ", ".join([title(shown, anomaly), when(anomaly), amount])


def nearest(shown: AnomalyContext) -> Node:
    """Describe the anomaly that comes nearest to the thresholds, if none passes them."""
    period = shown.answers.choice.period
    any_amount = replace(shown.answers.selection.gates, dollars=0.0)
    below = shown.watch.anomalies(any_amount, period.start)
    inside = [each for each in below if each.period.meet(period)]
    if not inside:
        return el("p", "No costs come near the thresholds.", cls="note")
    closest = max(inside, key=lambda each: abs(each.impact))
    said = f"The nearest miss: {_in_short(shown, closest)}."
    return el("p", said, cls="note")
