"""Answers of GetAnomalies, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cloudsense.costs.period import ONE_DAY, Period
from endpoint.faults import Refusal
from endpoint.rules import RefusedError, anomaly_days, operation, violations

TOKEN = "anomalies-from-"


def answer(known: Sequence[dict[str, Any]], body: dict[str, Any], today: date, size: int) -> dict[str, Any]:
    """Those of `known` with a day in the interval, `size` of them from where the token says. Raises RefusedError."""
    days = anomaly_days(body, today)
    found = [each for each in known if days.meet(_days(each, today))]
    first = _offset(body.get("NextPageToken", f"{TOKEN}0"))
    page: dict[str, Any] = {"Anomalies": found[first : first + size]}
    if len(found) > first + size:
        page["NextPageToken"] = f"{TOKEN}{first + size}"
    wrong = list(violations(operation("GetAnomalies").output_shape, page, ""))
    assert not wrong, wrong
    return page


def _days(anomaly: dict[str, Any], today: date) -> Period:
    last = date.fromisoformat(anomaly["AnomalyEndDate"][:10]) if "AnomalyEndDate" in anomaly else today
    start = date.fromisoformat(anomaly["AnomalyStartDate"][:10]) if "AnomalyStartDate" in anomaly else last
    return Period(start, last + ONE_DAY)


def _offset(token: str) -> int:
    number = token.removeprefix(TOKEN)
    if not number.isdigit():
        raise RefusedError(Refusal("InvalidNextTokenException", "The next page token is invalid."))
    return int(number)


def anomaly(name: str, first: str | None, last: str | None, service: str, **more: Any) -> dict[str, Any]:
    """One as the model has it: `actual`, `expected`; `region`, `account` and `usage_type` of its cause."""
    actual, expected = more.get("actual", 500.0), more.get("expected", 100.0)
    cause = {"Service": service, "Impact": {"Contribution": actual - expected}}
    for word, key in (("region", "Region"), ("account", "LinkedAccount"), ("usage_type", "UsageType")):
        if word in more:
            cause[key] = more[word]
    made = {
        "AnomalyId": name,
        "DimensionValue": more.get("about", service),
        "RootCauses": [cause] if more.get("has_causes", True) else [],
        "AnomalyScore": {"MaxScore": 0.9, "CurrentScore": 0.4},
        "Impact": {
            "MaxImpact": actual - expected,
            "TotalImpact": actual - expected,
            "TotalActualSpend": actual,
            "TotalExpectedSpend": expected,
        },
        "MonitorArn": "arn:aws:ce::111122223333:anomalymonitor/made-up",
    }
    if first:  # neither day is required
        made["AnomalyStartDate"] = f"{first}T00:00:00Z"
    if last:
        made["AnomalyEndDate"] = f"{last}T00:00:00Z"
    return made
