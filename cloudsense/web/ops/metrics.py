"""Prometheus metrics: requests, payments, cache, durations and failures. No costs, no accounts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields

from flask import Flask, Response
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from cloudsense.ledger.api_spend import PAGE_PRICE
from cloudsense.ledger.instrumentation import Signals
from cloudsense.ledger.ledger import Ledger

REQUEST_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
AWS_SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120)


class Metrics:
    """Counters since the process began."""

    def __init__(self, signals: Signals) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._hits = Counter(
            "cloudsense_cache_hits", "Queries answered from the cache", registry=registry
        )
        self._misses = Counter(
            "cloudsense_cache_misses", "Queries that needed AWS", registry=registry
        )
        self._paid = Counter(
            "cloudsense_paid_requests", "Paid Cost Explorer requests", registry=registry
        )
        self._dollars = Counter(
            "cloudsense_paid_dollars", "Dollars paid for Cost Explorer requests", registry=registry
        )
        self._errors = Counter(
            "cloudsense_errors", "Failed AWS queries", ["kind"], registry=registry
        )
        self._under_way = Gauge(
            "cloudsense_questions_under_way", "AWS queries in progress", registry=registry
        )
        self._age = Gauge(
            "cloudsense_data_age_seconds", "Age of the current month's data", registry=registry
        )
        self._requests = Histogram(
            "cloudsense_request_seconds",
            "Duration of HTTP requests",
            ["route"],
            buckets=REQUEST_SECONDS,
            registry=registry,
        )
        self._aws = Histogram(
            "cloudsense_aws_seconds",
            "Duration of AWS queries, with all pages and retries",
            ["asked"],
            buckets=AWS_SECONDS,
            registry=registry,
        )

        for signal in fields(signals):
            listener = getattr(self, signal.name)
            getattr(signals, signal.name).connect(listener, weak=False)

    def hit(self, _sender: object) -> None:
        self._hits.inc()

    def miss(self, _sender: object) -> None:
        self._misses.inc()

    def paid(self, _sender: object) -> None:
        self._paid.inc()
        self._dollars.inc(float(PAGE_PRICE))

    def began(self, _sender: object) -> None:
        self._under_way.inc()

    def ended(self, _sender: object, asked: str, seconds: float) -> None:
        self._under_way.dec()
        self._aws.labels(asked).observe(seconds)

    def failed(self, _sender: object, kind: str) -> None:
        self._errors.labels(kind).inc()

    def answered(self, route: str, seconds: float) -> None:
        """Record a response to a visitor."""
        self._requests.labels(route).observe(seconds)

    def show(self, server: Flask, ledgers: Sequence[Ledger]) -> None:
        """Add `/metrics` to `server`. The age of the data is that of the oldest of `ledgers`; NaN
        while none has data."""
        self._age.set_function(lambda: _age(ledgers))
        shown = self._registry

        def metrics() -> Response:
            return Response(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)

        server.add_url_rule("/metrics", "metrics", metrics)


def _age(ledgers: Sequence[Ledger]) -> float:
    now = ledgers[0].clock()
    seen = filter(None, (ledger.last_seen() for ledger in ledgers))
    ages = [(now - moment).total_seconds() for moment in seen]
    return max(ages, default=math.nan)
