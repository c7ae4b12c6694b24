"""The sentences of the Anomalies page."""

from __future__ import annotations

from collections.abc import Sequence

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.gates import Gates
from cloudsense.costs.period import Month
from cloudsense.figures import anomaly_words
from cloudsense.figures.nodes import Node, el
from cloudsense.web.pages.anomalies.context import AnomalyContext

LEARN = "An anomaly is a day, or a run of days, that costs more than the same weekdays did before."


def answer(shown: AnomalyContext) -> tuple[Node, ...]:
    """The page in a sentence, and why in a line."""
    going_on = [each for each in shown.heard if each.going_on]
    if shown.watch.is_empty:
        return _said(["No costs, and so no anomalies."], LEARN)
    if shown.watch.is_too_short:
        said = "Too little is known to find anomalies."
        first = formatting.day(shown.watch.judged_from, year=True)
        return _said(
            [said], f"Four weeks of costs are needed: the first day to be judged is {first}."
        )
    if not going_on:
        return _said([_nothing_goes_on(shown)], _over(shown))
    total = sum(each.impact for each in going_on)
    is_rise = total > 0
    amount = el(
        "strong", formatting.money(abs(total), shown.currency), cls="up" if is_rise else "down"
    )
    one = len(going_on) == 1
    counted = "One anomaly is going on." if one else f"{_number(len(going_on))} are going on."
    cost = "it cost " if one else "they cost "
    than = " more than expected." if is_rise else " less than expected."
    return _said([f"{counted} So far {cost}", amount, than], _if_it_goes_on(shown, going_on))


def _number(count: int) -> str:
    words = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return f"{words[count]} anomalies" if count < len(words) else f"{count} anomalies"


def _said(heading: Sequence[Node | str], why: str) -> tuple[Node, ...]:
    return el("h2", *heading, cls="answer-said"), el("p", why, cls="answer-why")


def _nothing_goes_on(shown: AnomalyContext) -> str:
    over = formatting.count(len(shown.heard), "anomaly", "anomalies")
    when = formatting.days(shown.answers.choice.period)
    if not shown.heard:
        return f"Nothing unusual in {when}."
    return f"Nothing unusual is going on. {over} in {when}."


def _over(shown: AnomalyContext) -> str:
    rises = [each.impact for each in shown.heard if each.impact > 0]
    if not rises:
        through = formatting.day(shown.watch.complete_to, year=True)
        return f"Every service cost what it usually does, through {through}."
    total = formatting.money(sum(rises), shown.currency)
    subject = "It" if len(rises) == 1 else "In all they"
    return f"{subject} cost {total} more than expected."


def _if_it_goes_on(shown: AnomalyContext, going_on: list[Anomaly]) -> str:
    largest = going_on[0]
    more = sum(rest_of_month(shown, each) for each in going_on)
    month = formatting.month(shown.watch.complete_to)
    amount = formatting.money(abs(more), shown.currency)
    where = "higher" if more > 0 else "lower"
    return f"Largest: {sentence(shown, largest)} If this goes on, {month} ends {amount} {where}."


def rest_of_month(shown: AnomalyContext, anomaly: Anomaly) -> float:
    """What it will have cost above expected at the month's end, at its mean of a day."""
    last = Month.of(shown.watch.complete_to).period.last
    days = max((last - anomaly.last).days, 0)
    # AWS does not say what each day cost.
    unusual = sum(1 for excess in anomaly.excess if excess) or anomaly.period.days
    return anomaly.impact + anomaly.impact / unusual * days


def title(shown: AnomalyContext, anomaly: Anomaly) -> str:
    return anomaly_words.title(anomaly, shown.labels)


def sentence(shown: AnomalyContext, anomaly: Anomaly) -> str:
    """In the field's words, as far as it is explained."""
    return anomaly_words.sentence(anomaly, shown.why(anomaly), shown.labels, shown.currency)


def when(anomaly: Anomaly) -> str:
    """`since Nov 16`, `Oct 9 – Oct 22`, `Nov 12`."""
    if anomaly.going_on:
        return f"since {formatting.day(anomaly.first)}"
    if anomaly.first == anomaly.last:
        return formatting.day(anomaly.first)
    return f"{formatting.day(anomaly.first)} – {formatting.day(anomaly.last)}"


def lasted(anomaly: Anomaly) -> str:
    return formatting.count(anomaly.period.days, "day")


def share(anomaly: Anomaly) -> str:
    """`+433%`, `new`."""
    if anomaly.share is None:
        return "new" if anomaly.impact > 0 else ""
    return formatting.percent(anomaly.share, plus=True)


def chart_label(shown: AnomalyContext) -> str:
    """The chart's point for screen readers."""
    listed = []
    for anomaly in shown.heard:
        amount = formatting.money(anomaly.impact, shown.currency, plus=True)
        name = title(shown, anomaly)
        letter = shown.letters[anomaly.id]
        listed.append(f"{letter}: {name}, {when(anomaly)}, {amount}")
    return "; ".join(listed) or "No day is above what was expected."


def nearest(shown: AnomalyContext) -> Node:
    """Where nothing passes the gates: what came closest."""
    period = shown.answers.choice.period
    gates = shown.answers.selection.gates
    below = shown.watch.anomalies(Gates(0.0, gates.percent, gates.falls), period.start)
    inside = [each for each in below if each.period.meet(period)]
    if not inside:
        return el("p", "Nothing comes near what counts.", cls="note")
    closest = max(inside, key=lambda each: abs(each.impact))
    amount = formatting.money(closest.impact, shown.currency, plus=True)
    name = title(shown, closest)
    return el("p", f"The nearest miss: {name}, {when(closest)}, {amount}.", cls="note")
