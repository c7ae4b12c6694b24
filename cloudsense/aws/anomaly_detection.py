"""GetAnomalies of AWS Cost Anomaly Detection: request and response."""

from __future__ import annotations

from datetime import date
from typing import Any

from cloudsense.aws.errors import broken, reading
from cloudsense.aws.phrases import Words
from cloudsense.costs.anomalies.reported import Report, ReportQuestion, Reports, RootCause
from cloudsense.errors import AccessError, CloudSenseError, NoDataError

UNAVAILABLE: dict[type[CloudSenseError], Words] = {
    NoDataError: Words(
        "AWS has no anomaly monitor for this account.",
        "Create a monitor in the AWS console, under Cost Anomaly Detection.",
        "The anomalies that CloudSense finds are not affected.",
    ),
    AccessError: Words(
        "This user or role is not allowed to read AWS's anomalies.",
        "Attach an IAM policy that allows ce:GetAnomalies on resource *.",
        "The anomalies that CloudSense finds are not affected.",
    ),
}
"""Messages if nothing is monitored, or if the permission is missing, which is not
the one for costs."""

LARGEST = 1e15
"""Most dollars of an impact: a larger amount is not a real bill, and could
not be stored exactly."""


def request(question: ReportQuestion) -> dict[str, Any]:
    """Request for the question; its last day is inclusive."""
    period = question.period
    days = {"StartDate": str(period.start), "EndDate": str(period.last)}
    return {"DateInterval": days}


def read(page: dict[str, Any]) -> Reports:
    """Anomalies of a page. Raises BrokenAnswerError."""
    with reading():
        found = page["Anomalies"]
        # The day is optional in AWS's model.
        dated = [each for each in found if each.get("AnomalyStartDate")]
        reports = tuple(_report(each) for each in dated)
        return Reports(reports, undated=len(found) - len(dated))


def _report(given: dict[str, Any]) -> Report:
    impact = given["Impact"]
    # Only the largest day is required in AWS's model; AWS leaves out sums that it does not know.
    total = _amount(impact.get("TotalImpact", impact["MaxImpact"]))
    expected = _amount(impact.get("TotalExpectedSpend", 0.0))
    actual = _amount(impact.get("TotalActualSpend", expected + total))
    first = _day(given["AnomalyStartDate"])
    end = given.get("AnomalyEndDate")
    last = _day(end) if end else None
    if last and last < first:
        raise broken("An anomaly ends before it begins.")
    return Report(
        id=str(given["AnomalyId"]),
        first=first,
        last=last,
        about=str(given.get("DimensionValue") or ""),
        actual=actual,
        expected=expected,
        causes=tuple(map(_cause, given.get("RootCauses") or ())),
    )


def _cause(given: dict[str, Any]) -> RootCause:
    impact = given.get("Impact") or {}
    return RootCause(
        service=str(given.get("Service") or ""),
        usage_type=str(given.get("UsageType") or ""),
        region=str(given.get("Region") or ""),
        account=str(given.get("LinkedAccount") or ""),
        impact=_amount(impact.get("Contribution", 0.0)),
    )


def _day(text: str) -> date:
    """Parsed day: `2026-11-12`, or the same with a time."""
    return date.fromisoformat(text[:10])


def _amount(given: Any) -> float:
    """Parsed amount. Raises ValueError for an invalid one, BrokenAnswerError for one
    that is too large."""
    amount = float(given)
    if not abs(amount) < LARGEST:
        raise broken("An amount in it is larger than any bill.")
    return amount
