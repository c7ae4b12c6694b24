"""The least that IAM has to allow."""

from __future__ import annotations

import json

ACTIONS = {"costs": ("ce:GetCostAndUsage",), "AWS Budgets": ("budgets:ViewBudget",)}
"""By feature; `sts:GetCallerIdentity` needs no permission."""


def policy() -> str:
    """An IAM policy, as JSON, that allows what CloudSense asks for and nothing else."""
    actions = [action for feature in ACTIONS.values() for action in feature]
    action = actions[0] if len(actions) == 1 else actions
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return json.dumps(policy, indent=2)
