"""Who can put a failure right."""

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
    """As a sentence would name them."""

    YOU = "you"
    PERMISSIONS = "whoever manages your permissions"
    ORGANIZATION = "the organization's administrator"
    OWNER = "the account's owner"
    PAYER = "the management account"
    NETWORK = "whoever runs the network"
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
"""By what AWS wrote, in small letters; the first one that fits."""

KINDS = {
    AccessError: Who.PERMISSIONS,
    NoDataError: Who.OWNER,
    ElsewhereError: Who.YOU,
    UnavailableError: Who.NETWORK,
    BrokenAnswerError: Who.NETWORK,
}
"""By what AWS's failure was translated to; anything else is for the user."""


def blame(error: CloudSenseError) -> Who:
    """Who can put right what `cloudsense.aws` raised."""
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
