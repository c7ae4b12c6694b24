"""A strict local stand-in for Cost Explorer and STS, for tests and manual trials.

with Endpoint(organization(), page_size=100, today=date(2026, 11, 23)) as ep:
    ...                     # boto3, with `environment(ep)` in the environment, talks to it
    ep.fail(THROTTLED, 2)   # the next two requests
    ep.pages, ep.requests   # paid answers so far; everything that was asked
"""

from endpoint.faults import (
    ACCESS_DENIED,
    DATA_UNAVAILABLE,
    EMPTY,
    EXPIRED,
    FAULTS,
    HTML_503,
    INTERNAL,
    NOT_ENABLED,
    RESET,
    SCP_DENIED,
    THROTTLED,
    THROTTLING,
    TRUNCATED,
    Changed,
    Fault,
    Hang,
    Raw,
    Refusal,
    Reset,
    Truncated,
)
from endpoint.organizations import organization
from endpoint.server import Endpoint, Request, environment

__all__ = [
    "ACCESS_DENIED",
    "DATA_UNAVAILABLE",
    "EMPTY",
    "EXPIRED",
    "FAULTS",
    "HTML_503",
    "INTERNAL",
    "NOT_ENABLED",
    "RESET",
    "SCP_DENIED",
    "THROTTLED",
    "THROTTLING",
    "TRUNCATED",
    "Changed",
    "Endpoint",
    "Fault",
    "Hang",
    "Raw",
    "Refusal",
    "Request",
    "Reset",
    "Truncated",
    "environment",
    "organization",
]
