"""What can go wrong on AWS's side or on the way, as values to hand to `Endpoint.fail`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """An error in the service's own form."""

    code: str
    message: str = ""
    status: int = 400


@dataclass(frozen=True)
class Raw:
    """Any status and body."""

    status: int
    body: bytes
    content_type: str = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Hang:
    """No answer for so many seconds, then the right one."""

    seconds: float


@dataclass(frozen=True)
class Reset:
    """The connection is reset instead of an answer, or in the middle of one."""

    within: bool = False


@dataclass(frozen=True)
class Truncated:
    """The right answer, cut in the middle."""


@dataclass(frozen=True)
class Changed:
    """The right answer, changed by `change`."""

    change: Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Endless:
    """The first page for ever; `token` makes the token of the next one from the number of requests so far."""

    token: Callable[[int], str]


Fault = Refusal | Raw | Hang | Reset | Truncated | Changed | Endless

USER = "arn:aws:sts::111122223333:assumed-role/finance/jane"
NO_POLICY = (
    f"User: {USER} is not authorized to perform: ce:GetCostAndUsage on resource: "
    "arn:aws:ce:us-east-1:111122223333:/GetCostAndUsage"
)

THROTTLED = Refusal("LimitExceededException", "Rate limit exceeded")
THROTTLING = Refusal("ThrottlingException", "Rate exceeded")
INTERNAL = Refusal("InternalServerError", "", 500)
HTML_503 = Raw(503, b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>", "text/html")
RESET = Reset()
RESET_WITHIN = Reset(within=True)
TRUNCATED = Truncated()
EMPTY = Raw(200, b"{}")
HTML_200 = Raw(200, b"<html><body><h1>Log in to the network</h1></body></html>", "text/html")
HTML_403 = Raw(403, b"<html><body><h1>Blocked by policy</h1></body></html>", "text/html")
GARBLED = Raw(200, b"\xff\xfe")
TOKEN_LOOP = Endless(lambda _count: "the-same-token")
ENDLESS = Endless(lambda count: f"token-{count}")
EXPIRED = Refusal("ExpiredTokenException", "The security token included in the request is expired")
ACCESS_DENIED = Refusal(
    "AccessDeniedException",
    f"{NO_POLICY} because no identity-based policy allows the ce:GetCostAndUsage action",
)
SCP_DENIED = Refusal(
    "AccessDeniedException",
    f"{NO_POLICY} with an explicit deny in a service control policy: "
    "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-xyz",
)
NOT_ENABLED = Refusal("AccessDeniedException", "User not enabled for cost explorer access")
DATA_UNAVAILABLE = Refusal(
    "DataUnavailableException",
    "Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be "
    "ingested yet",
)
INVALID_TOKEN = Refusal("InvalidNextTokenException", "The next page token is invalid.")
REQUEST_CHANGED = Refusal("RequestChangedException", "The request changed between pages.")
HISTORY_LIMIT = Refusal("ValidationException", "You haven't enabled historical data beyond 14 months.")
SKEWED = Refusal(
    "InvalidSignatureException",
    "Signature expired: 20261123T120000Z is now earlier than 20261123T121500Z (20261123T122000Z - 5 min.)",
    403,
)

FAULTS: dict[str, Fault] = {
    "throttled": THROTTLED,
    "throttling": THROTTLING,
    "internal": INTERNAL,
    "html-503": HTML_503,
    "hang": Hang(600),
    "reset": RESET,
    "reset-within": RESET_WITHIN,
    "truncated": TRUNCATED,
    "empty": EMPTY,
    "garbled": GARBLED,
    "html-200": HTML_200,
    "html-403": HTML_403,
    "token-loop": TOKEN_LOOP,
    "endless": ENDLESS,
    "invalid-token": INVALID_TOKEN,
    "request-changed": REQUEST_CHANGED,
    "history-limit": HISTORY_LIMIT,
    "skewed": SKEWED,
    "expired": EXPIRED,
    "access-denied": ACCESS_DENIED,
    "scp-denied": SCP_DENIED,
    "not-enabled": NOT_ENABLED,
    "data-unavailable": DATA_UNAVAILABLE,
}
"""By name, for the command line."""
