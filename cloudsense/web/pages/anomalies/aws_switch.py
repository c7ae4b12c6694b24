"""The switch for AWS's own anomalies, its price, and what AWS said."""

from __future__ import annotations

from cloudsense.figures import anomaly_words
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PRICE
from cloudsense.ledger.purchasing.anomaly_reports import KnownReports

CENTS = f"{PRICE * 100:.0f}¢"
PRICED = f"{CENTS} a day on which this page is opened"


def aws_switch(known: KnownReports | None) -> Node:
    """A button that switches, and below it what came of asking; `known` is None while off."""
    name = el("span", "AWS's anomalies too", el("small", f"Cost Anomaly Detection, {PRICED}"))
    state = el("span", "on" if known else "off", cls="switch on" if known else "switch")
    button = el(
        "button",
        name,
        state,
        type="button",
        id="aws-anomalies",
        cls="gate-row",
        data_do="no-aws-anomalies" if known else "aws-anomalies",
        aria_pressed="true" if known else "false",
    )
    return el("div", button, *_said(known)) if known else button


def _said(known: KnownReports) -> list[Node]:
    """What AWS reports, or why that is not known."""
    if known.under_way:
        return [el("p", "Asking AWS for its anomalies …", cls="note", role="status")]
    found = [el("p", reported(known), cls="note", role="status")] if known.answer else []
    if known.problem:
        found.append(el("p", known.problem.sentence, cls="note", role="status"))
        again = "btn btn-outline-secondary btn-sm"
        found.append(
            el("button", "Ask again", type="button", id="ask-reports", cls=again, data_do="retry")
        )
    return found


def reported(known: KnownReports) -> str:
    """`AWS reports 3 in the last 90 days, as of 14:02 UTC.`"""
    if known.answer is None or known.answer.fetched_at is None:
        return ""
    at = f"as of {known.answer.fetched_at:%H:%M} UTC"
    days = known.question.period.days
    undated = known.answer.undated
    count = len(known.answer.reports) + undated
    if not count:
        return f"AWS reports none in the last {days} days, {at}. It needs an anomaly monitor."
    said = (
        f"AWS reports {count} in the last {days} days, {at}; those that pass the gates are listed."
    )
    return f"{said} {anomaly_words.undated(undated)}" if undated else said
