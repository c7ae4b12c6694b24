"""What Cost Explorer can be asked, and what it calls it."""

from __future__ import annotations

from cloudsense.costs.granularity import Granularity
from cloudsense.costs.query import Dimension, Metric
from cloudsense.costs.source import Capabilities

METRIC_NAMES = {
    Metric.UNBLENDED: "UnblendedCost",
    Metric.AMORTIZED: "AmortizedCost",
    Metric.NET_UNBLENDED: "NetUnblendedCost",
    Metric.NET_AMORTIZED: "NetAmortizedCost",
    Metric.BLENDED: "BlendedCost",
}
DIMENSION_KEYS = {
    Dimension.SERVICE: "SERVICE",
    Dimension.USAGE_TYPE: "USAGE_TYPE",
    Dimension.REGION: "REGION",
    Dimension.ACCOUNT: "LINKED_ACCOUNT",
    Dimension.CHARGE_TYPE: "RECORD_TYPE",
    Dimension.OPERATION: "OPERATION",
    Dimension.INSTANCE_TYPE: "INSTANCE_TYPE",
    Dimension.PURCHASE_TYPE: "PURCHASE_TYPE",
    Dimension.AZ: "AZ",
    Dimension.PLATFORM: "PLATFORM",
    Dimension.TENANCY: "TENANCY",
    Dimension.LEGAL_ENTITY_NAME: "LEGAL_ENTITY_NAME",
    Dimension.INVOICING_ENTITY: "INVOICING_ENTITY",
}

COST_EXPLORER = Capabilities(
    dimensions_at_once=2,
    dimensions=frozenset(DIMENSION_KEYS),
    metrics=frozenset(METRIC_NAMES),
    granularities=frozenset({Granularity.DAILY}),
    history_months=13,
    priced=True,
    forecasts=True,
    reports_anomalies=True,
)
"""Its other granularities are not asked for: days add up to all of them."""
