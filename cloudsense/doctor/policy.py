"""Minimal IAM permissions."""

from __future__ import annotations

import json

ACTIONS = {
    "costs": ("ce:GetCostAndUsage",),
    "AWS's forecast": ("ce:GetCostForecast",),
    "AWS's anomalies": ("ce:GetAnomalies",),
    "AWS Budgets": ("budgets:ViewBudget",),
    "lists of tags, cost categories and values": (
        "ce:GetTags",
        "ce:GetCostCategories",
        "ce:GetDimensionValues",
    ),
    "organizational units": (
        "organizations:ListRoots",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListAccountsForParent",
    ),
    "several payers": ("organizations:DescribeOrganization",),
}
"""Actions by feature; `sts:GetCallerIdentity` needs no permission."""


def policy() -> str:
    """IAM policy as JSON that allows exactly what CloudSense uses."""
    actions = [action for feature in ACTIONS.values() for action in feature]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return json.dumps(policy, indent=2)
