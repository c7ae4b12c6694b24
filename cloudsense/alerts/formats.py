"""Output of a check: lines for people, JSON for programs, Markdown for pull requests. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import starmap
from typing import Any

from cloudsense.alerts import sentences
from cloudsense.alerts.check import Check, Judged, Unusual
from cloudsense.alerts.notifier import Delivery
from cloudsense.config.options import Format
from cloudsense.costs import exact
from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.budget_standing import Standing
from cloudsense.costs.names import visible
from cloudsense.costs.query import Dimension
from cloudsense.figures import anomaly_words, text_tables
from cloudsense.figures.anomaly_words import Label
from cloudsense.formatting import account, count, iso

MOST_LINES = 10
"""Most unjudged budgets that are listed; JSON has all."""


def written(
    check: Check,
    form: Format,
    hide_account: bool = False,
    requests: int = 0,
    deliveries: Sequence[Delivery] = (),
) -> str:
    """Check in this format; as text it is empty if nothing needs attention."""
    if form is Format.JSON:
        found = _object(check, hide_account, requests, deliveries)
        return json.dumps(found, indent=2, ensure_ascii=False)
    lines = _lines(check, hide_account)
    if form is Format.TABLE:
        return "\n".join(map(": ".join, lines))
    return "\n".join(starmap(_markdown_line, lines))


def _markdown_line(name: str, said: str) -> str:
    return f"- **{text_tables.plain(name)}**: {text_tables.plain(said)}"


def problems(check: Check) -> list[str]:
    """Why budgets could not be judged, and other problems; a line each."""
    found = []
    for judged in check.budgets:
        name = f"budget {visible(judged.budget.name)}"
        if judged.problem:
            found.append(f"{name}: {judged.problem.sentence}")
    if len(found) > MOST_LINES:
        more = count(len(found) - MOST_LINES, "more budget")
        found[MOST_LINES:] = [f"{more} could not be judged."]
    return found


def _lines(check: Check, hide: bool) -> Iterator[tuple[str, str]]:
    """Subject and sentence of each line."""
    for judged in check.over:
        if judged.standing:
            name = visible(judged.budget.name)
            yield name, sentences.state(judged.standing, hide)
    for judged in check.without_costs:
        yield visible(judged.budget.name), "no costs match its filter."
    name_of = sentences.names(check, hide)
    for found in check.anomalies:
        name = anomaly_words.title(found.anomaly, name_of)
        yield name, sentences.unusual(found, name_of)


def _object(
    check: Check, hide: bool, requests: int, deliveries: Sequence[Delivery]
) -> dict[str, Any]:
    name_of = sentences.names(check, hide)
    return {
        "day": str(check.today),
        "complete_to": str(check.overview.complete_to),
        "as_of": iso(check.as_of),
        "account": account(check.identity.account, hide),
        "requests": requests,
        "ok": not check.failed,
        "budgets": [_budget(judged, hide) for judged in check.budgets],
        "anomalies": [_anomaly(found, name_of, hide) for found in check.anomalies],
        "deliveries": [
            {"target": each.target.name, "sent": each.sent, "problem": each.problem or None}
            for each in deliveries
        ],
    }


def _budget(judged: Judged, hide: bool) -> dict[str, Any]:
    budget = judged.budget
    found: dict[str, Any] = {
        "name": budget.name,
        "amount": _plain(budget.amount.value),
        "every": budget.every.value,
        "scope": sentences.scope(budget, hide),
        "state": None,
    }
    if judged.standing:
        return found | _standing(judged.standing)
    problem = judged.problem.sentence if judged.problem else ""
    return found | {"problem": problem}


def _anomaly(found: Unusual, name_of: Label, hide: bool) -> dict[str, Any]:
    anomaly = found.anomaly
    # An account id could be recovered from a hash by trying all numbers.
    is_hidden = hide and bool(anomaly.value(Dimension.ACCOUNT))
    return {
        "id": "" if is_hidden else anomaly.id,
        "key": _key(anomaly, name_of),
        "first": str(anomaly.first),
        "last": str(anomaly.last),
        "state": anomaly.state.value,
        "actual": _plain(anomaly.actual),
        "expected": _plain(anomaly.expected),
        "impact": _plain(anomaly.impact),
        "source": anomaly.source.value,
        "sentence": anomaly_words.sentence(anomaly, found.why, name_of, found.currency),
    }


def _key(anomaly: Anomaly, name_of: Label) -> dict[str, str]:
    """Subject of an anomaly, as in `cloudsense anomalies`; account ids hidden if requested."""
    found = {}
    for dimension, value in anomaly.key:
        word = dimension.value.replace("-", "_")
        is_account = dimension is Dimension.ACCOUNT
        found[word] = name_of(dimension, value) if is_account else value
    return found


def _standing(standing: Standing) -> dict[str, Any]:
    low, high = standing.range
    crosses, period = standing.crosses, standing.period
    return {
        "state": standing.state.value.replace(" ", "-"),
        "period": {"start": str(period.start), "end": str(period.end)},
        "currency": standing.currency,
        "has_costs": standing.has_costs,
        "spent": _plain(standing.spent),
        "used_percent": round(standing.used * 100, 7),
        "threshold": standing.step or None,
        "projected": _plain(standing.projected),
        "low": _plain(low),
        "high": _plain(high),
        "crosses": str(crosses) if crosses else None,
    }


def _plain(amount: float | Decimal | None) -> str | None:
    return None if amount is None else exact.text(amount)
