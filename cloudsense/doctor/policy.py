"""The least that IAM has to allow."""

from __future__ import annotations

import json

ACTIONS = {"costs": ("ce:GetCostAndUsage",)}
"""By feature; `sts:GetCallerIdentity` needs no permission."""


def policy() -> str:
    """An IAM policy, as JSON, that allows what CloudSense asks for and nothing else."""
    actions = [action for feature in ACTIONS.values() for action in feature]
    statement = {"Effect": "Allow", "Action": actions[0] if len(actions) == 1 else actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
