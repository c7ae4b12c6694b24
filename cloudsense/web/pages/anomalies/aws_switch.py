"""Switch for AWS's own anomalies, with its price and the result."""

from __future__ import annotations

from cloudsense.figures import anomaly_words
from cloudsense.figures.nodes import Node, el
from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.purchasing.other_answers import KnownReports
from cloudsense.web.components.buttons import action_button
from cloudsense.web.pages.anomalies.buttons import switch_state

CENTS = f"{PAGE_PRICE * 100:.0f}¢"
PRICED = f"{CENTS} on each day you open this page"


def aws_switch(known: KnownReports | None) -> Node:
    """Build the switch, and the result below it. `known` is None while it is off."""
    source = el("small", f"Cost Anomaly Detection, {PRICED}")
    button = el(
        "button",
        el("span", "AWS's anomalies too", source),
        switch_state(known is not None),
        type="button",
        id="aws-anomalies",
        cls="gate-row",
        data_do="no-aws-anomalies" if known else "aws-anomalies",
        aria_pressed="true" if known else "false",
    )
    return el("div", button, *_said(known)) if known else button


def _said(known: KnownReports) -> list[Node]:
    """Say what AWS reports, or why that is not known."""
    if known.under_way:
        return [_note("Asking AWS for its anomalies …")]
    found = []
    if known.answer:
        found.append(_note(reported(known)))
    if known.problem:
        found.append(_note(known.problem.sentence))
        found.append(action_button("Ask again", "retry", "ask-reports"))
    return found


def _note(said: str) -> Node:
    return el("p", said, cls="note", role="status")


def reported(known: KnownReports) -> str:
    """Return `AWS reports 3 in the last 90 days, as of 14:02 UTC.`"""
    if known.answer is None or known.answer.fetched_at is None:
        return ""
    at = f"as of {known.answer.fetched_at:%H:%M} UTC"
    days = known.question.period.days
    undated = known.answer.undated
    count = len(known.answer.reports) + undated
    if not count:
        return f"AWS reports none in the last {days} days, {at}. It needs an anomaly monitor."
    said = (
        f"AWS reports {count} in the last {days} days, {at}. Those above the thresholds are listed."
    )
    if undated:
        said += f" {anomaly_words.undated(undated)}"
    return said
