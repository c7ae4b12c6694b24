"""Thresholds: how large an anomaly must be, and how many others would find."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudsense import formatting
from cloudsense.costs.anomalies.gates import DEFAULT_GATES, Gates
from cloudsense.costs.names import visible
from cloudsense.figures.nodes import Node, el, link
from cloudsense.web.pages.anomalies.answers import list_of
from cloudsense.web.pages.anomalies.aws_switch import aws_switch
from cloudsense.web.pages.anomalies.buttons import switch_state
from cloudsense.web.pages.anomalies.context import AnomalyContext

LOWER = 0.5
"""Fraction of the amount: the lower threshold that the page compares with."""


def view(shown: AnomalyContext) -> dict[str, Any]:
    """Build two fields, a switch for falls, and one for AWS's anomalies."""
    gates = shown.answers.selection.gates
    body = [
        _dollars(shown, gates),
        _percent(shown, gates),
        _falls(shown, gates),
    ]
    if shown.answers.has_reports:
        body.append(aws_switch(shown.answers.reports))
    return {
        "title": "Thresholds",
        "sentence": _found(shown, gates),
        "tools": [_defaults(shown, gates)] if gates != DEFAULT_GATES else [],
        "body": [el("div", *body, cls="anomaly-gates")],
    }


def _least(shown: AnomalyContext, gates: Gates) -> float | None:
    """Return the threshold in the bill's currency; None if each payer has its own."""
    if gates.dollars is None and shown.payers:
        return None
    return shown.watch.default_dollars if gates.dollars is None else gates.dollars


def _found(shown: AnomalyContext, gates: Gates) -> str:
    """Return `9 anomalies pass both. From $10, 14 would.`"""
    least = _least(shown, gates)
    if least is None:
        return _by_payer(shown)
    lower = round(least * LOWER, 2)
    looser = replace(gates, dollars=lower)
    answers = shown.answers
    passing = list_of(shown.watch, answers.selection, looser, answers.choice.period)
    others = len(shown.unmuted(passing))
    amount = formatting.trimmed_money(lower, shown.currency)
    found = len(shown.unmuted_listed)
    said = formatting.count(found, "anomaly passes", "anomalies pass")
    if others == found:
        return f"{said} both. From {amount}, no more would."
    return f"{said} both. From {amount}, {others} would."


def _by_payer(shown: AnomalyContext) -> str:
    """Return `9 anomalies pass both. Amounts by default: acme $20, nordlicht $210.`"""
    counted = formatting.count(len(shown.unmuted_listed), "anomaly passes", "anomalies pass")
    amounts = []
    for name, own in shown.payers.items():
        amount = formatting.trimmed_money(own.watch.default_dollars, own.currency)
        amounts.append(f"{visible(name)} {amount}")
    return f"{counted} both. Amounts by default: {', '.join(amounts)}."


def _defaults(shown: AnomalyContext, gates: Gates) -> Node:
    back = replace(gates, dollars=None, percent=DEFAULT_GATES.percent, falls=False)
    return link(shown.address(gates=back), "Defaults", id="gate-defaults")


def _dollars(shown: AnomalyContext, gates: Gates) -> Node:
    without = shown.address(gates=replace(gates, dollars=None))
    least = _least(shown, gates)
    value = "" if least is None else f"{least:.2f}".removesuffix(".00")
    sign = formatting.symbol(shown.currency).strip()
    label = f"At least, above expected, in {sign}"
    return _field("min-dollars", label, value, without, "" if value else "default")


def _percent(shown: AnomalyContext, gates: Gates) -> Node:
    default = replace(gates, percent=DEFAULT_GATES.percent)
    without = shown.address(gates=default)
    return _field("min-percent", "And above expected by, in %", f"{gates.percent:g}", without)


def _field(name: str, label: str, value: str, without: str, placeholder: str = "") -> Node:
    props = {
        "id": f"gate-{name}",
        "name": name,
        "label": label,
        "value": value,
        "base": without,
        "placeholder": placeholder,
    }
    return {"t": "field", "p": props}


def _falls(shown: AnomalyContext, gates: Gates) -> Node:
    """Build the switch for falls, a link: the setting is in the address."""
    other = replace(gates, falls=not gates.falls)
    href = shown.address(gates=other)
    text = el("span", "Falls too", el("small", "a job may have stopped"))
    state = switch_state(gates.falls)
    return link(href, text, state, cls="gate-row", id="gate-falls")
