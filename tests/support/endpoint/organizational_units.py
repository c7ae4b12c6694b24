"""AWS Organizations: requests and answers are both checked against its published model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any

import botocore.session
from botocore.model import OperationModel

from endpoint.faults import Refusal
from endpoint.rules import RefusedError, violations

ROOTS, UNITS, MEMBERS = "ListRoots", "ListOrganizationalUnitsForParent", "ListAccountsForParent"
OPERATIONS = (ROOTS, UNITS, MEMBERS)
ROOT = "r-abcd"
MOST = 20


@cache
def operation(name: str) -> OperationModel:
    return botocore.session.Session().get_service_model("organizations").operation_model(name)


def answer(name: str, asked: dict[str, Any], payer: str, units: Mapping[str, str]) -> dict[str, Any]:
    """A page of the answer to the operation `name`; `units` are paths such as `Workloads / Prod` by account, "" for the
    root. Raises RefusedError as AWS would.
    """
    for problem in violations(operation(name).input_shape, asked, ""):
        raise RefusedError(Refusal("InvalidInputException", problem))
    if not payer:
        message = "Your account is not a member of an organization."
        raise RefusedError(Refusal("AWSOrganizationsNotInUseException", message, 400))
    if not 1 <= asked.get("MaxResults", MOST) <= MOST:
        raise RefusedError(Refusal("InvalidInputException", "You provided a value that is out of range.", 400))
    key, found = _listed(name, asked.get("ParentId", ROOT), payer, units)
    first, size = int(asked.get("NextToken", 0)), asked.get("MaxResults", MOST)
    page: dict[str, Any] = {key: found[first : first + size]}
    if first + size < len(found):
        page["NextToken"] = str(first + size)
    wrong = list(violations(operation(name).output_shape, page, ""))
    assert not wrong, wrong
    return page


def _listed(name: str, parent: str, payer: str, units: Mapping[str, str]) -> tuple[str, list[dict[str, Any]]]:
    arn = f"arn:aws:organizations::{payer}"
    if name == ROOTS:
        return "Roots", [{"Id": ROOT, "Arn": f"{arn}:root/o-example123/{ROOT}", "Name": "Root", "PolicyTypes": []}]
    paths = {_id(path): path for path in _all_paths(units)} | {ROOT: ""}
    if parent not in paths:
        raise RefusedError(Refusal("ParentNotFoundException", "You specified parent that doesn't exist.", 400))
    path = paths[parent]
    if name == UNITS:
        children = [one for one in _all_paths(units) if one.rpartition(" / ")[0] == path]
        return "OrganizationalUnits", [
            {"Id": _id(one), "Arn": f"{arn}:ou/o-example123/{_id(one)}", "Name": one.rpartition(" / ")[2]}
            for one in children
        ]
    return "Accounts", [
        {
            "Id": account,
            "Arn": f"{arn}:account/o-example123/{account}",
            "Email": f"{account}@example.com",
            "Name": f"account {account}",
            "State": "ACTIVE",
            "JoinedMethod": "CREATED",
        }
        for account, where in sorted(units.items())
        if where == path
    ]


def _all_paths(units: Mapping[str, str]) -> list[str]:
    """Every unit, also those that hold other units only."""
    found = set()
    for path in units.values():
        names = path.split(" / ") if path else []
        found.update(" / ".join(names[:n]) for n in range(1, len(names) + 1))
    return sorted(found)


def _id(path: str) -> str:
    return f"ou-abcd-{sha256(path.encode()).hexdigest()[:8]}"
