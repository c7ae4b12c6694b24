"""Capabilities of Cost Explorer, and its names."""

from __future__ import annotations

from cloudsense.costs.dimension import FILTER_ONLY, Kind
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
    Dimension.BILLING_ENTITY: "BILLING_ENTITY",
    Dimension.DATABASE_ENGINE: "DATABASE_ENGINE",
    Dimension.INSTANCE_TYPE_FAMILY: "INSTANCE_TYPE_FAMILY",
    Dimension.OPERATING_SYSTEM: "OPERATING_SYSTEM",
    Dimension.RESERVATION_ID: "RESERVATION_ID",
    Dimension.SAVINGS_PLAN_ARN: "SAVINGS_PLAN_ARN",
    Dimension.USAGE_TYPE_GROUP: "USAGE_TYPE_GROUP",
    Dimension.CACHE_ENGINE: "CACHE_ENGINE",
    Dimension.DEPLOYMENT_OPTION: "DEPLOYMENT_OPTION",
    Dimension.PAYER_ACCOUNT: "PAYER_ACCOUNT",
    Dimension.PAYMENT_OPTION: "PAYMENT_OPTION",
    Dimension.SAVINGS_PLANS_TYPE: "SAVINGS_PLANS_TYPE",
    Dimension.SCOPE: "SCOPE",
    Dimension.SUBSCRIPTION_ID: "SUBSCRIPTION_ID",
}
GROUP_TYPES = {
    Kind.BUILT_IN: "DIMENSION",
    Kind.TAG: "TAG",
    Kind.COST_CATEGORY: "COST_CATEGORY",
}
KEY_ENDS = "$"
"""Separator between the key of a tag, or the name of a cost category, and its
value in group keys."""

COST_EXPLORER = Capabilities(
    dimensions_at_once=2,
    dimensions=frozenset(DIMENSION_KEYS) - FILTER_ONLY,
    filters=FILTER_ONLY,
    kinds=frozenset({Kind.TAG, Kind.COST_CATEGORY}),
    metrics=frozenset(METRIC_NAMES),
    granularities=frozenset({Granularity.DAILY, Granularity.HOURLY}),
    history_months=13,
    priced=True,
)
"""Capabilities. Monthly costs are not requested, but added up from days."""
