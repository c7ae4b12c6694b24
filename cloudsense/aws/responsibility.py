"""Who can fix a failure."""

from __future__ import annotations

from enum import StrEnum

from botocore.exceptions import ClientError

from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    ElsewhereError,
    NoDataError,
    UnavailableError,
)


class Who(StrEnum):
    """People who can fix failures, as named in sentences."""

    YOU = "you"
    PERMISSIONS = "the person who manages your permissions"
    ORGANIZATION = "the organization's administrator"
    OWNER = "the account's owner"
    PAYER = "the management account"
    NETWORK = "your network administrator"
    AWS = "AWS"


MESSAGES = {
    "service control policy": Who.ORGANIZATION,
    "not enabled for cost explorer": Who.OWNER,
    "(optinrequired)": Who.OWNER,
    "(subscriptionrequiredexception)": Who.OWNER,
    "linked account": Who.PAYER,
    "calling the assumerole": Who.PERMISSIONS,
    "calling the getrolecredentials": Who.PERMISSIONS,
}
"""Responsible person by fragments of AWS's message in lower case; the first match applies."""

KINDS = {
    AccessError: Who.PERMISSIONS,
    NoDataError: Who.OWNER,
    ElsewhereError: Who.YOU,
    UnavailableError: Who.NETWORK,
    BrokenAnswerError: Who.NETWORK,
}
"""Responsible person by error class; the user for all others."""


def blame(error: CloudSenseError) -> Who:
    """Responsible person for an error of `cloudsense.aws`."""
    refused = isinstance(error.__cause__, ClientError)
    if isinstance(error, UnavailableError) and refused:
        return Who.AWS
    written = str(error.__cause__).lower() if refused else ""
    for fragment, who in MESSAGES.items():
        if fragment in written:
            return who
    for kind, who in KINDS.items():
        if isinstance(error, kind):
            return who
    return Who.YOU
