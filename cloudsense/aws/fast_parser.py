"""Fast parsing of cost responses as plain JSON.

Botocore compares every value of a response with its model, which for thousands of groups takes far
longer than parsing; `aws.response` checks what it uses anyway.
"""

from __future__ import annotations

from typing import Any

import orjson

EVENT = "before-parse.cost-explorer.GetCostAndUsage"
MEMBERS = ("ResultsByTime", "NextPageToken", "DimensionValueAttributes")


def read(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object
) -> None:
    """Handler of EVENT. Other responses, and invalid JSON, are left to botocore."""
    if response_dict["status_code"] != 200:
        return
    try:
        answer = orjson.loads(response_dict["body"])
    except ValueError:
        return
    if isinstance(answer, dict):
        known = {name: answer[name] for name in MEMBERS if answer.get(name) is not None}
        customized_response_dict.update(known)
        response_dict["body"] = b"{}"
