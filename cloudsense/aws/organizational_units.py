"""AWS Organizations: the organizational unit of each account, free of charge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from botocore.exceptions import ClientError

from cloudsense.aws.errors import broken, reading, translating, unreadable
from cloudsense.aws.response import is_json
from cloudsense.errors import CloudSenseError

PAGE_SIZE = 20
"""Largest page that AWS allows."""
MOST_REQUESTS = 2000
JOINT = " / "
NO_ORGANIZATION = "AWSOrganizationsNotInUseException"

Operation = Callable[..., dict[str, Any]]


class Organizations(Protocol):
    """Methods of boto3's AWS Organizations client that CloudSense uses."""

    def list_roots(self, **request: Any) -> dict[str, Any]: ...

    def list_organizational_units_for_parent(self, **request: Any) -> dict[str, Any]: ...

    def list_accounts_for_parent(self, **request: Any) -> dict[str, Any]: ...

    def describe_organization(self) -> dict[str, Any]: ...


def management_account(client: Organizations) -> str:
    """Management account of the organization; "" without one, or if AWS does not return it."""
    try:
        with reading(), translating():
            return str(client.describe_organization()["Organization"]["MasterAccountId"])
    except CloudSenseError:
        return ""


def units(client: Organizations) -> dict[str, str]:
    """Units such as `Workloads / Prod` by account id; an account outside any unit has the root's
    name.

    Empty without an organization. Raises errors of botocore, which `aws.errors` translates.
    """
    try:
        return _Reader(client).units()
    except ClientError as refused:
        if refused.response.get("Error", {}).get("Code") == NO_ORGANIZATION:
            return {}
        raise


class _Reader:
    """Reader that limits its requests, in case the tree never ends."""

    def __init__(self, client: Organizations) -> None:
        self._client = client
        self._requests = 0

    def units(self) -> dict[str, str]:
        found: dict[str, str] = {}
        roots = self._all(self._client.list_roots, "Roots")
        nowhere: tuple[str, ...] = ()
        waiting = [(root["Id"], nowhere, root["Name"]) for root in roots]
        while waiting:
            parent, path, name = waiting.pop()
            accounts = self._client.list_accounts_for_parent
            for account in self._all(accounts, "Accounts", ParentId=parent):
                found[account["Id"]] = JOINT.join(path) or name
            children = self._client.list_organizational_units_for_parent
            units = self._all(children, "OrganizationalUnits", ParentId=parent)
            for unit in units:
                own = unit["Name"]
                waiting.append((unit["Id"], (*path, own), own))
        return found

    def _all(self, ask: Operation, key: str, **asked: str) -> Iterator[dict[str, Any]]:
        """Items of all pages."""
        request: dict[str, Any] = {**asked, "MaxResults": PAGE_SIZE}
        while self._requests < MOST_REQUESTS:
            self._requests += 1
            page = ask(**request)
            if key not in page and not is_json(page):
                raise unreadable()
            yield from page.get(key, ())
            token = page.get("NextToken")
            if not token:
                return
            request["NextToken"] = token
        raise broken(f"AWS Organizations takes more than {MOST_REQUESTS} requests.")
