"""Sentences about an anomaly, such as "6.1 TB more NAT gateway data in us-east-1"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cloudsense import formatting
from cloudsense.costs.anomalies.anomaly import Anomaly, DetectedBy, State
from cloudsense.costs.anomalies.explain import Cause
from cloudsense.costs.families import family
from cloudsense.costs.query import Dimension
from cloudsense.costs.regions import region_of
from cloudsense.costs.usage_types import OTHER

Label = Callable[[Dimension, str], str]

STATES = {
    State.GOING_ON: "going on",
    State.OVER: "over",
    State.NEW_LEVEL: "new level",
    State.NEW: "new",
}
FINDERS = {DetectedBy.AWS: "found by AWS", DetectedBy.BOTH: "found by AWS too"}
"""Labels of anomalies that AWS found, alone or too."""
UNITS = {
    "hrs": ("hour", "hours"),
    "hours": ("hour", "hours"),
    "vcpu-hours": ("vCPU hour", "vCPU hours"),
    "gb-hours": ("GB hour", "GB hours"),
    "gb-mo": ("GB-month", "GB-months"),
    "gb-month": ("GB-month", "GB-months"),
    "requests": ("request", "requests"),
    "request": ("request", "requests"),
    "queries": ("query", "queries"),
    "events": ("event", "events"),
    "lambda-gb-second": ("GB-second", "GB-seconds"),
    "gb-second": ("GB-second", "GB-seconds"),
    "gb-seconds": ("GB-second", "GB-seconds"),
    "seconds": ("second", "seconds"),
    "minutes": ("minute", "minutes"),
    "keys": ("key", "keys"),
}
"""AWS's units in everyday terms: singular and plural."""
GIGABYTES = ("GB", "Gigabytes")
SIZES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


@dataclass(frozen=True)
class Explanation:
    """Known causes of an anomaly, by dimension; empty where nothing is cached."""

    usage_types: Sequence[Cause] = ()
    regions: Sequence[Cause] = ()
    accounts: Sequence[Cause] = ()
    asked: frozenset[Dimension] = field(default_factory=frozenset)
    """Dimensions with cached answers."""

    @property
    def all(self) -> list[Cause]:
        """All causes, the largest first within each dimension."""
        return [*self.usage_types, *self.regions, *self.accounts]


def sentence(anomaly: Anomaly, why: Explanation, label: Label, currency: str) -> str:
    """One sentence about what happened, as precise as known."""
    what = _what(anomaly, why, label, currency)
    where = _where(anomaly, why, label)
    return f"{what}{where}."


def _what(anomaly: Anomaly, why: Explanation, label: Label, currency: str) -> str:
    """Event: `6.1 TB more through NAT gateways`, `RDS cost $120.00 more than expected (+30%)`."""
    if why.usage_types:
        return _more(anomaly, why.usage_types[0], label, currency)
    name = _subject(anomaly, label)
    if anomaly.is_from_nothing and anomaly.impact > 0:
        return f"{name} had no cost before {formatting.day(anomaly.first)}"
    more = "more" if anomaly.impact > 0 else "less"
    amount = formatting.money(abs(anomaly.impact), currency)
    said = f"{name} cost {amount} {more} than expected"
    if anomaly.share is None:
        return said
    share = formatting.percent(anomaly.share, plus=True)
    return f"{said} ({share})"


def _subject(anomaly: Anomaly, label: Label) -> str:
    usage_type = anomaly.value(Dimension.USAGE_TYPE)
    if not usage_type:
        return title(anomaly, label)
    return _family(anomaly.value(Dimension.SERVICE), usage_type, label)


def _family(service: str, usage_type: str, label: Label) -> str:
    """Family of the usage type; the service if no rule matches."""
    found = family(service, usage_type)
    is_known = not found.name.startswith(OTHER)
    return found.name if is_known else label(Dimension.SERVICE, service)


def title(anomaly: Anomaly, label: Label) -> str:
    """`EC2 – Other › NAT gateway data`, `RDS`."""
    service = anomaly.value(Dimension.SERVICE)
    usage_type = anomaly.value(Dimension.USAGE_TYPE)
    parts = [label(Dimension.SERVICE, service)] if service else []
    if usage_type:
        parts.append(family(service, usage_type).name)
    if account := anomaly.value(Dimension.ACCOUNT):
        parts.append(label(Dimension.ACCOUNT, account))
    return " › ".join(parts)


def cause_name(cause: Cause, service: str, label: Label) -> str:
    """`NAT gateway data (USE1-NatGateway-Bytes)`, `us-east-1, N. Virginia`."""
    ((dimension, value),) = cause.key
    if dimension is not Dimension.USAGE_TYPE:
        return label(dimension, value)
    name = family(service, value).name
    if name.endswith(value):  # no rule knows it
        return label(dimension, value)
    return f"{name} ({value})"


def quantity(amount: float, unit: str) -> str:
    """`6.1 TB`, `345 hours`, `3.8 million requests`; nothing for an unknown unit."""
    if unit in GIGABYTES:
        return _bytes(amount)
    number = _number(amount)
    words = UNITS.get(unit.lower())
    if words is None:
        return ""
    one, several = words
    return f"{number} {one if number == '1' else several}"


def _more(anomaly: Anomaly, cause: Cause, label: Label, currency: str) -> str:
    """`6.1 TB more through NAT gateways`, `345 hours more of Spot instances`."""
    service = anomaly.value(Dimension.SERVICE)
    name = _family(service, cause.value(Dimension.USAGE_TYPE), label)
    more = "more" if cause.impact > 0 else "less"
    amount = _quantity(cause)
    if not amount:
        money = formatting.money(abs(cause.impact), currency)
        return f"{money} {more} for {name}"
    if name == "NAT gateway data":
        return f"{amount} {more} through NAT gateways"
    if cause.unit in GIGABYTES:
        return f"{amount} {more} {name}"
    number, _, unit = amount.rpartition(" ")
    if unit.lower() in name.lower():
        return f"{number} {more} {name}"
    return f"{amount} {more} of {name}"


def _quantity(cause: Cause) -> str:
    """Change of the usage; empty if it has the other direction than the cost."""
    is_same_way = (cause.quantity > 0) == (cause.impact > 0)
    return quantity(abs(cause.quantity), cause.unit) if is_same_way else ""


def _where(anomaly: Anomaly, why: Explanation, label: Label) -> str:
    """Location: ` in us-east-1, in ml-research`, if it is one Region and one account."""
    places = []
    region = _region(anomaly, why)
    if region:
        places.append(f" in {region}")
    account = _account(why)
    if account:
        name = label(Dimension.ACCOUNT, account)
        places.append(f" in {name}")
    return ",".join(places)


def _account(why: Explanation) -> str:
    """Label of the account; empty if there is none, or several."""
    if len(why.accounts) != 1:
        return ""
    return why.accounts[0].value(Dimension.ACCOUNT)


def _region(anomaly: Anomaly, why: Explanation) -> str:
    if len(why.regions) == 1:
        return why.regions[0].value(Dimension.REGION)
    usage_type = anomaly.value(Dimension.USAGE_TYPE)
    if why.usage_types:
        usage_type = why.usage_types[0].value(Dimension.USAGE_TYPE)
    return region_of(usage_type) if usage_type else ""


def _bytes(gigabytes: float) -> str:
    for size, unit in ((1e6, "PB"), (1e3, "TB")):
        if gigabytes >= size:
            return f"{gigabytes / size:,.1f} {unit}"
    if gigabytes >= 1:
        return f"{gigabytes:,.0f} GB"
    return f"{gigabytes * 1000:,.0f} MB"


def _number(amount: float) -> str:
    for size, word in SIZES:
        if amount >= size:
            return f"{amount / size:,.1f} {word}"
    if amount >= 10:
        return f"{amount:,.0f}"
    return f"{amount:.1f}".removesuffix(".0")


def undated(count: int) -> str:
    """Note on anomalies that AWS reports without a start date."""
    noun = "anomaly" if count == 1 else "anomalies"
    return f"{count} {noun} of AWS without a start date can't be listed."
