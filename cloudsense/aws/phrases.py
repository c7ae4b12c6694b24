"""Parts that messages about AWS's failures share."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Message: what happened, what to do, and what it means if needed.

    `needs_restart` is for settings that a running process can't change, such as its environment.
    """

    title: str
    remedy: str
    detail: str = ""
    needs_restart: bool = False


TRY_AGAIN = "Try again in a few minutes."
SSO_LOGIN = "Run `aws sso login{login}`, then try again."
AWS_LOGIN = "Run `aws login{login}`, then try again."
CHECK_KEYS = "Check the access key and secret key with `aws sts get-caller-identity{option}`."
SET_CLOCK = "Set the clock (in a container: the host's), then try again."
ENABLE = (
    "Open Cost Explorer once in the Billing console as the account's owner; numbers follow "
    "within a day."
)
NETWORK = "Check the network, and HTTPS_PROXY if there is a proxy, then try again."

ENTER_CODE = (
    "Run `aws sts get-caller-identity{option}` in a terminal and enter the code: "
    "CloudSense uses the session that the AWS CLI then keeps. "
    "Or set the keys that `aws sts get-session-token` gives in the environment. Then try again."
)
