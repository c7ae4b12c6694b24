"""Questions that explain an anomaly, and what their answers show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import starmap

from cloudsense.costs.anomalies.anomaly import Anomaly
from cloudsense.costs.anomalies.explain import CAUSES, Cause, causes, days_needed
from cloudsense.costs.anomalies.reported import EXPLAINING, ReportedAnomaly
from cloudsense.costs.frame import CostFrame, Snapshot
from cloudsense.costs.names import spellings
from cloudsense.costs.period import ONE_DAY, Period
from cloudsense.costs.query import Dimension, Filter, Metric
from cloudsense.costs.questions import Focus, spellings_in
from cloudsense.figures.anomaly_words import Explanation
from cloudsense.insight.watch import Watch
from cloudsense.ledger.ledger import Ledger, Question

Questions = Mapping[Dimension, Question]


def questions(ledger: Ledger, overview: Snapshot, anomaly: Anomaly) -> Questions:
    """Questions for each dimension that can explain `anomaly`.

    None for an account's anomaly, and for one of AWS, which names its causes.
    """
    service = anomaly.value(Dimension.SERVICE)
    if not service or isinstance(anomaly, ReportedAnomaly):
        return {}
    names = spellings_in(overview.frame).get(service) or spellings(service)
    about = Filter(Dimension.SERVICE, tuple(names))
    period = _within_history(ledger, days_needed(anomaly))
    found: dict[Dimension, Question] = {}
    for dimension in _explaining(anomaly):
        route = ledger.route(Focus(dimension, (about,)), period)
        found[dimension] = route.question, period
    return found


def _explaining(anomaly: Anomaly) -> tuple[Dimension, ...]:
    """Dimensions to ask for; an anomaly of a usage type needs no others."""
    if anomaly.value(Dimension.USAGE_TYPE):
        return (Dimension.USAGE_TYPE,)
    return EXPLAINING


def _within_history(ledger: Ledger, period: Period) -> Period:
    today: date = ledger.clock().date()
    history = ledger.capabilities.history(today)
    return period.meet(history) or Period(today, today + ONE_DAY)


def cached_answers(ledger: Ledger, asked: Questions) -> dict[Dimension, CostFrame]:
    """Cached answers; asks AWS nothing."""
    found: dict[Dimension, CostFrame] = {}
    for dimension, (query, period) in asked.items():
        if snapshot := ledger.snapshot(query, period):
            found[dimension] = snapshot.frame
    return found


def explanation(
    anomaly: Anomaly, answers: Mapping[Dimension, CostFrame], metric: Metric
) -> Explanation:
    """Explanation of `anomaly` by the answers, or by AWS."""
    if isinstance(anomaly, ReportedAnomaly):
        return _as_reported(anomaly)
    found: dict[Dimension, list[Cause]] = {}
    for dimension, frame in answers.items():
        found[dimension] = causes(anomaly, frame, dimension, metric)
    return Explanation(
        usage_types=found.get(Dimension.USAGE_TYPE, ()),
        regions=found.get(Dimension.REGION, ()),
        accounts=found.get(Dimension.ACCOUNT, ()),
        asked=frozenset(answers),
    )


def known_explanation(ledger: Ledger, seen: Watch, anomaly: Anomaly) -> Explanation:
    """Explanation by what is cached; asks AWS nothing."""
    asked = questions(ledger, seen.snapshot, anomaly)
    return explanation(anomaly, cached_answers(ledger, asked), seen.metric)


def _as_reported(anomaly: ReportedAnomaly) -> Explanation:
    causes: defaultdict[Dimension, list[Cause]] = defaultdict(list)
    for cause in anomaly.causes:
        ((dimension, _),) = cause.key
        causes[dimension].append(cause)
    return Explanation(
        usage_types=causes[Dimension.USAGE_TYPE][:CAUSES],
        regions=causes[Dimension.REGION][:CAUSES],
        accounts=causes[Dimension.ACCOUNT][:CAUSES],
    )


def pages_to_ask(ledger: Ledger, asked: Questions) -> int:
    """Estimated number of paid requests for the answers that are not cached."""
    to_pay = starmap(ledger.estimate, asked.values())
    return sum(price.pages for price in to_pay)
