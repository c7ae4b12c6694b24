"""The least that IAM has to allow."""

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
"""By feature; `sts:GetCallerIdentity` needs no permission."""


def policy() -> str:
    """An IAM policy, as JSON, that allows what CloudSense asks for and nothing else."""
    actions = [action for feature in ACTIONS.values() for action in feature]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return json.dumps(policy, indent=2)
