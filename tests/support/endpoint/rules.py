"""Whether Cost Explorer would take a request: its published model first, then the rules that it states nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape

from cloudsense.aws.capabilities import DIMENSION_KEYS
from cloudsense.costs.dimension import FILTER_ONLY, Dimension
from cloudsense.costs.period import ONE_DAY, Month, Period
from cloudsense.costs.query import CostQuery, Filter
from endpoint.faults import Refusal

METRICS = {
    "UnblendedCost",
    "AmortizedCost",
    "NetUnblendedCost",
    "NetAmortizedCost",
    "BlendedCost",
    "UsageQuantity",
    "NormalizedUsageAmount",
}
FORECAST_METRICS = {
    "UNBLENDED_COST": "UnblendedCost",
    "AMORTIZED_COST": "AmortizedCost",
    "NET_UNBLENDED_COST": "NetUnblendedCost",
    "NET_AMORTIZED_COST": "NetAmortizedCost",
    "BLENDED_COST": "BlendedCost",
}
DIMENSIONS = {key: dimension for dimension, key in DIMENSION_KEYS.items()}
GROUPS = {key: dimension for key, dimension in DIMENSIONS.items() if dimension not in FILTER_ONLY}
"""More than are documented: others are reported to work."""
NAMED = {"Tags": Dimension.tag, "CostCategories": Dimension.cost_category}
GROUP_TYPES = {"DIMENSION": GROUPS.get, "TAG": Dimension.tag, "COST_CATEGORY": Dimension.cost_category}
HISTORY_MONTHS = 13
HOUR, HOURLY_DAYS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:00:00Z"), timedelta(days=14)
ANOMALY_DAYS = timedelta(days=90)
ROOTS = ("And", "Or", "Not", "Dimensions", "Tags", "CostCategories")
PYTHON = {"structure": dict, "list": list, "map": dict, "string": str, "boolean": bool, "integer": int, "double": float}


class RefusedError(Exception):
    """The request is answered with an error."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True)
class Question:
    """A request that passed."""

    query: CostQuery
    period: Period
    metrics: tuple[str, ...]
    hours: tuple[datetime, ...] = ()
    """Starts of the hours that are asked for, instead of days."""


@dataclass(frozen=True)
class ForecastQuestion:
    """A GetCostForecast request that passed."""

    query: CostQuery
    period: Period
    metric: str
    level: int | None


@cache
def operation(name: str = "GetCostAndUsage") -> OperationModel:
    return botocore.session.Session().get_service_model("ce").operation_model(name)


def question(body: Any, today: date) -> Question:
    """The request body as a question. Raises RefusedError as AWS would."""
    for problem in violations(operation().input_shape, body, ""):
        raise _invalid(problem)
    if body["Granularity"] == "HOURLY":
        hours = _hours(body, today)
        period = Period(hours[0].date(), hours[-1].date() + ONE_DAY)
        return Question(_query(body), period, _metrics(body), hours)
    return Question(_query(body), _period(body, today), _metrics(body))


def forecast_question(body: Any, today: date) -> ForecastQuestion:
    """The body of a GetCostForecast request. Raises RefusedError as AWS would."""
    for problem in violations(operation("GetCostForecast").input_shape, body, ""):
        raise _invalid(problem)
    if body["Granularity"] != "MONTHLY":
        raise _invalid("this endpoint forecasts MONTHLY only")
    if body["Metric"] not in FORECAST_METRICS:
        raise _invalid("Metric must be among " + ", ".join(sorted(FORECAST_METRICS)))
    start, end = (date.fromisoformat(body["TimePeriod"][side]) for side in ("Start", "End"))
    if start < today - ONE_DAY:
        raise _invalid(f"Earliest supported Start is {today - ONE_DAY}")
    if end > Month.of(today).plus(18).first:
        raise _invalid(f"Latest supported End is {Month.of(today).plus(18).first}")
    if start >= end:
        raise _invalid("Start date (and hour) should be before end date (and hour)")
    metric = FORECAST_METRICS[body["Metric"]]
    level = body.get("PredictionIntervalLevel")
    if level is not None and not 51 <= level <= 99:
        raise _invalid("PredictionIntervalLevel must be between 51 and 99")
    return ForecastQuestion(
        _query({"Filter": body["Filter"]} if "Filter" in body else {}), Period(start, end), metric, level
    )


def anomaly_days(body: Any, today: date) -> Period:
    """The days of a GetAnomalies request. Raises RefusedError as AWS would."""
    for problem in violations(operation("GetAnomalies").input_shape, body, ""):
        raise _invalid(problem)
    start, last = (date.fromisoformat(body["DateInterval"][side][:10]) for side in ("StartDate", "EndDate"))
    if last >= today:
        raise _invalid(f"Latest supported detectionDate is {today - ONE_DAY}")
    if start < today - ANOMALY_DAYS:
        raise _invalid(f"Earliest supported detectionDate is {today - ANOMALY_DAYS}")
    if start > last:
        raise _invalid("Start date should be before end date")
    return Period(start, last + ONE_DAY)


def list_period(name: str, body: dict[str, Any], today: date) -> Period:
    """The days of a request for tags, cost categories or values. Raises RefusedError as AWS would."""
    for problem in violations(operation(name).input_shape, body, ""):
        raise _invalid(problem)
    if unknown := body.keys() & {"SearchString", "Filter", "SortBy", "MaxResults"}:
        raise _invalid(f"this endpoint does not know {', '.join(sorted(unknown))}")
    if "Dimension" in body and body["Dimension"] not in DIMENSIONS:
        raise _invalid(f"this endpoint does not know the dimension {body['Dimension']}")
    return _days(body, today)


def violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """Where `value` differs from the model: type, members, enum, pattern, length."""
    kind = PYTHON[shape.type_name]
    if not isinstance(value, kind):
        yield f"{path}: {value!r} is no {shape.type_name}"
        return
    if shape.type_name == "structure":
        yield from (f"{path}.{name}: unknown" for name in value.keys() - shape.members.keys())
        yield from (f"{path}.{name}: must not be null" for name in shape.required_members if name not in value)
        for name in value.keys() & shape.members.keys():
            yield from violations(shape.members[name], value[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for n, item in enumerate(value):
            yield from violations(shape.member, item, f"{path}[{n}]")
    elif shape.type_name == "string":
        yield from _textviolations(shape, value, path)


def _textviolations(shape: Shape, value: str, path: str) -> Iterator[str]:
    rules = shape.metadata
    if shape.enum and value not in shape.enum:
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: must be one of {shape.enum}"
    if rules.get("pattern") and not re.fullmatch(_as_python(rules["pattern"]), value):
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: must match {rules['pattern']}"
    if not rules.get("min", 0) <= len(value) <= rules.get("max", len(value)):
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: wrong length"


def _as_python(pattern: str) -> str:
    """Flags within a pattern, which Python allows at its start only, and classes of letters, which it lacks."""
    pattern = pattern.replace("[\\p{L}\\p{N}\\p{Z}-_]", r"(?:[^\W_]|[ \u00a0_-])")
    return f"(?i){pattern.replace('(?i)', '')}" if "(?i)" in pattern else pattern


def _period(body: dict[str, Any], today: date) -> Period:
    if body["Granularity"] != "DAILY":
        raise _invalid("this endpoint answers DAILY and HOURLY requests only")
    return _days(body, today)


def _hours(body: dict[str, Any], today: date) -> tuple[datetime, ...]:
    """Whole hours, of which the last may be that of now: the endpoint's day has no time."""
    try:
        start, end = (_hour(body["TimePeriod"][side]) for side in ("Start", "End"))
    except ValueError:
        raise _invalid("Time period is invalid. Valid format is yyyy-MM-ddThh:mm:ssZ.") from None
    if start >= end:
        raise _invalid("Start date (and hour) should be before end date (and hour)")
    if end.date() > today + ONE_DAY:
        raise _invalid("end date is in the future")
    if start.date() < today - HOURLY_DAYS:
        raise _invalid("start date is too old for hourly, the max supported days for hourly granularity is 14 days")
    count = (end - start) // timedelta(hours=1)
    return tuple(start + timedelta(hours=n) for n in range(count))


def _days(body: dict[str, Any], today: date) -> Period:
    try:
        start, end = (date.fromisoformat(body["TimePeriod"][side]) for side in ("Start", "End"))
    except ValueError:
        raise _invalid("Time period is invalid. Valid format is yyyy-MM-dd.") from None
    month = Month.of(today)
    if start >= end:
        raise _invalid("Start date (and hour) should be before end date (and hour)")
    if end > month.plus(1).first:
        raise _invalid("end date past the beginning of next month")
    if start < month.plus(-HISTORY_MONTHS).first:
        raise _invalid("You haven't enabled historical data beyond 14 months.")
    return Period(start, end)


def _hour(text: str) -> datetime:
    """Without its zone."""
    if not HOUR.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.removesuffix("Z"))


def _metrics(body: dict[str, Any]) -> tuple[str, ...]:
    metrics = tuple(body["Metrics"])
    if not metrics or set(metrics) - METRICS:
        raise _invalid("Metrics must be among " + ", ".join(sorted(METRICS)))
    return metrics


def _query(body: dict[str, Any]) -> CostQuery:
    groups = body.get("GroupBy", [])
    if len(groups) > 2:
        raise _invalid("Group Definition must have at most 2 elements.")
    if any(group.get("Type") not in GROUP_TYPES for group in groups):
        raise _invalid("Group Definition type is invalid.")
    found = [_group(group) for group in groups]
    if len(set(found)) < len(found):
        raise _invalid("Group Definition must not repeat a dimension.")
    where = tuple(_filters(body["Filter"])) if "Filter" in body else ()
    return CostQuery(tuple(found), where)


def _group(group: dict[str, str]) -> Dimension:
    found = GROUP_TYPES[group["Type"]](group.get("Key", ""))
    if found is None:
        raise _invalid("Group Definition dimension is invalid. Valid values are " + ", ".join(sorted(GROUPS)))
    return found


def _filters(node: dict[str, Any]) -> Iterator[Filter]:
    """Every condition of an expression; all of them must hold. `Or` of one tag is all that this endpoint can do."""
    root = _root(node)
    if root == "And":
        if len(node["And"]) < 2:
            raise _invalid("And must have at least 2 operands")
        for child in node["And"]:
            yield from _filters(child)
    elif root == "Not":
        chosen = _chosen(node["Not"])
        yield Filter(chosen.dimension, chosen.values, exclude=True)
    else:
        yield _chosen(node)


def _chosen(node: dict[str, Any]) -> Filter:
    """The values of one dimension that a node without `And` and `Not` chooses."""
    root = _root(node)
    if root == "Or":
        found = [_chosen(child) for child in node["Or"]]
        if len(found) < 2:
            raise _invalid("Or must have at least 2 operands")
        if len({rule.dimension for rule in found}) > 1:
            raise _invalid("this endpoint joins values of one dimension only")
        return Filter(found[0].dimension, tuple(value for rule in found for value in rule.values))
    if root == "Dimensions":
        return _filter(node["Dimensions"])
    if root in NAMED:
        return _named(NAMED[root], node[root])
    raise _invalid(f"this endpoint cannot filter by {root}")


def _named(dimension: Callable[[str], Dimension], condition: dict[str, Any]) -> Filter:
    """Of a tag or cost category: its values, or with ABSENT all costs without it."""
    options = set(condition.get("MatchOptions", ["EQUALS", "CASE_SENSITIVE"]))
    if not condition.get("Key"):
        raise _invalid("this endpoint needs a key")
    if options == {"ABSENT"} and not condition.get("Values"):
        return Filter(dimension(condition["Key"]), ("",))
    if not options <= {"EQUALS", "CASE_SENSITIVE"}:
        raise _invalid("MatchOptions must be EQUALS and CASE_SENSITIVE, or ABSENT without values")
    if not condition.get("Values"):
        raise _invalid("a filter needs at least one value")
    return Filter(dimension(condition["Key"]), tuple(condition["Values"]))


def _root(node: dict[str, Any]) -> str:
    if len(node) != 1:
        raise _invalid(
            "Expression has more than one roots. Only one root operator is allowed for each expression: "
            + ", ".join(ROOTS)
        )
    return next(iter(node))


def _filter(condition: dict[str, Any]) -> Filter:
    if condition.get("MatchOptions", ["EQUALS"]) != ["EQUALS"]:
        raise _invalid("this endpoint matches with EQUALS only")
    if condition.get("Key") not in DIMENSIONS or not condition.get("Values"):
        raise _invalid("Dimension filter needs a key and at least one value")
    return Filter(DIMENSIONS[condition["Key"]], tuple(condition["Values"]))


def _invalid(message: str) -> RefusedError:
    return RefusedError(Refusal("ValidationException", message))
