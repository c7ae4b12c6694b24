"""Sentences about budgets and anomalies, one line each, for checks, alerts,
digests and the page."""

from __future__ import annotations

from functools import partial

from cloudsense.alerts.check import Check, Unusual
from cloudsense.costs.budget_standing import Standing, State
from cloudsense.costs.budgets import Budget, Every
from cloudsense.costs.parsing import Charges
from cloudsense.costs.query import Filter, Metric
from cloudsense.figures import anomaly_words
from cloudsense.figures.anomaly_words import Label
from cloudsense.formatting import (
    day,
    label,
    money,
    month,
    noun,
    percent,
    rough_money,
    trimmed_money,
)


def period_of(standing: Standing) -> str:
    """`November 2026`, `Q4 2026`, `2026`."""
    first = standing.period.start
    match standing.budget.every:
        case Every.MONTH:
            return f"{month(first)} {first.year}"
        case Every.QUARTER:
            quarter = (first.month - 1) // 3 + 1
            return f"Q{quarter} {first.year}"
        case Every.YEAR:
            return str(first.year)


def amount(standing: Standing) -> str:
    """Amount of the budget: `$4,200`, `$4,200.50`."""
    return trimmed_money(standing.limit, standing.currency)


def used(standing: Standing) -> str:
    """Used part: `$3,340.47 of $4,200 used (79.5%)`."""
    spent = money(standing.spent, standing.currency)
    share = percent(standing.used)
    return f"{spent} of {amount(standing)} used ({share})"


def projected(standing: Standing) -> str:
    """Projection: `projected $4,560, likely $4,480 – $4,650`; "" if unknown."""
    if standing.projected is None:
        return ""
    currency = standing.currency
    said = f"projected {rough_money(standing.projected, currency)}"
    low, high = standing.range
    if low is None or high is None:
        return said
    begin, end = rough_money(low, currency), rough_money(high, currency)
    return f"{said}, likely {begin} – {end}"


def crossing(standing: Standing) -> str:
    """Crossing of the amount: `exceeded on Nov 22`, `crosses on Nov 28`; "" if there is none."""
    crosses = standing.crosses
    if standing.state is State.EXCEEDED:
        return f"exceeded on {day(crosses)}" if crosses else "exceeded"
    if standing.state is State.PROJECTED_OVER:
        return f"crosses on {day(crosses)}" if crosses else "projected over"
    return ""


def scope(budget: Budget, hide_account: bool = False) -> str:
    """Counted costs: `all costs`, `service is RDS, region is not
    us-east-1; usage only, amortized`."""
    rules = [_rule(rule, hide_account) for rule in budget.filters]
    counted = []
    if budget.charges is not Charges.ALL:
        counted.append("usage only")
    if budget.metric is not Metric.UNBLENDED:
        counted.append(budget.metric.value.replace("-", " "))
    scope = ", ".join(rules) or "all costs"
    if not counted:
        return scope
    return f"{scope}; {', '.join(counted)}"


def _rule(rule: Filter, hide_account: bool) -> str:
    """One filter: `region is not us-east-1 or us-west-2`."""
    name_of = partial(label, rule.dimension, hide_account=hide_account)
    names = dict.fromkeys(map(name_of, rule.values))
    verb = "is not" if rule.exclude else "is"
    values = " or ".join(names)
    return f"{noun(rule.dimension)} {verb} {values}"


def state(standing: Standing, hide_account: bool = False) -> str:
    """Complete status: `November 2026, service is RDS: exceeded on Nov 22. $1,290.86 of
    $1,200 used (107.6%), …`"""
    amounts = [used(standing), projected(standing)]
    parts = ", ".join(filter(None, amounts))
    says = crossing(standing)
    if standing.state is State.PROJECTED_OVER:
        says = f"projected over, {says}" if standing.crosses else says
    said = f"{says}. {parts}" if says else parts
    about = [period_of(standing), scope(standing.budget, hide_account)]
    return f"{', '.join(about)}: {said}"


def unusual(found: Unusual, name_of: Label) -> str:
    """Anomaly: `going on since Nov 12, $312.40 above expected so far. 6.1 TB
    more through NAT gateways.`"""
    anomaly = found.anomaly
    above = money(anomaly.impact, found.currency)
    state = anomaly_words.STATES[anomaly.state]
    if finder := anomaly_words.FINDERS.get(anomaly.source):
        state = f"{finder}, {state}"
    said = anomaly_words.sentence(anomaly, found.why, name_of, found.currency)
    first, last = day(anomaly.first), day(anomaly.last)
    if anomaly.going_on:
        return f"{state} since {first}, {above} above expected so far. {said}"
    on = first if anomaly.first == anomaly.last else f"{first} – {last}"
    return f"{state}, {on}, {above} above expected. {said}"


def names(check: Check, hide_account: bool) -> Label:
    """Labels of values, with account names."""
    return lambda of, value: label(of, value, check.accounts, hide_account)
