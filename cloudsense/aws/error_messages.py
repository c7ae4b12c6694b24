"""Messages for AWS's failures: the table that `cloudsense.aws.errors` reads from the top.

A key is one or more names of a failure and, after a colon, a fragment that its message must
contain. Placeholders: `{host}`, `{profile}`, `{option}` (` --profile dev`, or nothing), `{login}`
(the same for the profile to log in with), `{mfa}` (the profile that needs a code), `{package}` and
`{code}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from cloudsense.aws.credential_words import LOADING, REFUSED, ROLES, SYSTEM
from cloudsense.aws.phrases import ENABLE, NETWORK, SET_CLOCK, TRY_AGAIN, Words
from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    ElsewhereError,
    MemberAccountError,
    NoDataError,
    SettingsError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)

THROTTLED = {
    "LimitExceededException ThrottlingException Throttling ThrottledException TooManyRequestsException "
    "RequestLimitExceeded RequestThrottled RequestThrottledException 429": Words(
        "Cost Explorer is throttling requests.",
        "Try again in a minute.",
        "Too many Cost Explorer requests were made in a short time, perhaps by other tools of this account.",
    ),
}

GATEWAY = {
    "502 504": Words(
        "A proxy or gateway timed out waiting for AWS ({code}).",
        TRY_AGAIN,
        "A proxy timed out, or AWS itself has a problem.",
    ),
}

AILING = {
    "5xx InternalServerError InternalFailure ServiceUnavailable ServiceUnavailableException": Words(
        "AWS has an internal problem ({code}).", TRY_AGAIN, "Nothing is wrong with the request."
    ),
}

KEPT_FROM_MEMBERS = {
    "AccessDeniedException AccessDenied ValidationException: access to cost allocation tag": Words(
        "The management account hides cost allocation tags from its member accounts.",
        "Use a profile of the management account to see costs by tag.",
        "Only tags are missing: all other costs can be listed and filtered.",
    ),
    "AccessDeniedException AccessDenied ValidationException: access to cost categor": Words(
        "The management account hides cost categories from its member accounts.",
        "Use a profile of the management account to see costs by cost category.",
        "Only cost categories are missing: all other costs can be listed and filtered.",
    ),
}

DENIED = {
    "AccessDeniedException AccessDenied: service control policy": Words(
        "A service control policy of the organization forbids Cost Explorer.",
        "Ask the organization's administrator to allow ce:GetCostAndUsage for this account.",
    ),
    "AccessDeniedException AccessDenied: explicit deny": Words(
        "A policy explicitly denies Cost Explorer to this user or role.",
        "Ask the person who manages your permissions to remove the deny on ce:GetCostAndUsage.",
    ),
    "AccessDeniedException AccessDenied: not enabled for cost explorer": Words(
        "Cost Explorer is not enabled for this user or account.",
        "Open Cost Explorer once in the Billing console, let the root user activate IAM access to billing information, "
        "and in a member account ask the management account for linked account access.",
        "It was never opened, IAM access to billing information is off, or the management account keeps it from its "
        "member accounts.",
    ),
    "AccessDeniedException AccessDenied ValidationException: linked account": Words(
        "The management account hides this from its member accounts.",
        "Ask it to allow linked account access in its Cost Management preferences, or use its profile.",
    ),
    "AccessDeniedException AccessDenied UnauthorizedOperation": Words(
        "This user or role is not allowed to read Cost Explorer.",
        "Attach an IAM policy that allows ce:GetCostAndUsage on resource *.",
    ),
    "OptInRequired SubscriptionRequiredException": Words(
        "This AWS account is not fully activated for Cost Explorer.",
        "Finish the account's sign-up. " + ENABLE,
    ),
    "ValidationException: member accounts": Words(
        "Only the management account may ask this.", "Use a profile of the management account."
    ),
}

NO_DATA = {
    "DataUnavailableException": Words(
        "Cost Explorer has no data for this account yet.",
        ENABLE,
        "After it was enabled, AWS needs about a day to prepare the current month, and longer for the months before.",
    ),
    "BillExpirationException": Words(
        "Cost Explorer no longer keeps these days.", "Choose a later period."
    ),
    "UnknownMonitorException": Words(
        "AWS has no such anomaly monitor.",
        "Create a monitor in the AWS console, under Cost Anomaly Detection.",
    ),
    "ResourceNotFoundException BillingViewHealthStatusException": Words(
        "The billing view is not there or not ready.",
        "Check it in the Billing console, or use the primary billing view.",
    ),
    "ValidationException: months": Words(
        "Cost Explorer's history of this account does not reach that far back.",
        "Choose a later period.",
        "By default it keeps this month and the 13 before it.",
    ),
}

FUTURE = {
    "ValidationException: end date past": Words(
        "For Cost Explorer these days lie in the future.",
        SET_CLOCK,
        "This computer's clock is probably wrong.",
    ),
}

QUESTIONS = {
    "ValidationException: group definition": Words(
        "Cost Explorer does not group costs by this dimension.", "Choose another one."
    ),
    "ValidationException ParamValidationError": Words(
        "Cost Explorer rejected this request.", "Choose another period, grouping or filter."
    ),
}

UNREADABLE = Words(
    "The response from AWS could not be read.",
    NETWORK,
    "A proxy may have responded in place of AWS.",
)

WITHHELD = {
    "InvalidNextTokenException RequestChangedException": Words(
        "Cost Explorer ended its answer early.",
        "Try again; the answer was not used.",
        "The next page was no longer available.",
    ),
}

BROKEN = {
    "ResponseParserError": UNREADABLE,
    "BrokenOff": Words(
        "{host} ended its response early.", NETWORK, "Nothing of this answer was used."
    ),
}

ENDPOINT = Words(
    "The address of the AWS endpoint is not valid.",
    "Correct AWS_ENDPOINT_URL, its variants, or endpoint_url in ~/.aws/config.",
)

ELSEWHERE = Words(
    "Cost Explorer cannot be reached in AWS GovCloud (US).",
    "Use credentials of the standard account, with a region such as us-east-1.",
    "AWS shows the costs of a GovCloud account in the standard (commercial) account that pays for it.",
)

GOVCLOUD = {
    "EndpointConnectionError@aws-us-gov ConnectTimeoutError@aws-us-gov Tunnel@aws-us-gov": ELSEWHERE
}

SETTINGS = {
    "NoRegionError InvalidRegionError UnknownRegionError UnknownEndpointError EndpointProviderError": Words(
        "The AWS region is missing or unknown.",
        "Set AWS_REGION or the profile's region, for instance to us-east-1.",
    ),
    "InvalidRetryConfigurationError InvalidSTSRegionalEndpointsConfigError InvalidDefaultsMode "
    "InvalidProxiesConfigError EndpointVariantError UnknownFIPSEndpointError InvalidChecksumConfigError "
    "UnknownSignatureVersionError UnsupportedSignatureVersionError": Words(
        "An AWS setting has a value that cannot be used ({code}).",
        "Correct the AWS_ variables or ~/.aws/config, then try again.",
    ),
    "InvalidEndpointConfigurationError": ENDPOINT,
    "ValueError: invalid endpoint": ENDPOINT,
    "ValueError: invalid ipv6": ENDPOINT,
    "ValueError: port out of range": ENDPOINT,
    "ValueError: port could not be cast": ENDPOINT,
}

SILENCE = Words("{host} does not answer.", NETWORK, "The request timed out.")

LOST = {
    "ReadTimeoutError": SILENCE,
    "ConnectionClosedError": Words("{host} closed the connection before it answered.", NETWORK),
}

PROXY_LOGIN = Words(
    "The proxy requires a user name and password, or rejected the given ones.",
    "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded, "
    "and start CloudSense again.",
    "It answered with status 407; AWS was not reached.",
    needs_restart=True,
)

NO_ANSWER = {
    "ConnectTimeoutError": SILENCE,
    "407 Tunnel407 ProxyLoginError": PROXY_LOGIN,
    "Tunnel": Words(
        "The proxy {host} does not connect to AWS ({code}).",
        "Ask your network administrator to allow AWS's hosts, or check HTTPS_PROXY and NO_PROXY, then try again.",
    ),
    "ProxyConnectionError": Words(
        "The proxy {host} cannot be reached.", "Check HTTPS_PROXY and NO_PROXY, then try again."
    ),
    "SSLError": Words(
        "The certificate of {host} is not trusted.",
        "Set AWS_CA_BUNDLE to the file with the proxy's certificate authority.",
        "The usual cause is a proxy that inspects encrypted connections.",
    ),
    "EndpointConnectionError": Words("{host} cannot be reached.", NETWORK),
    "ConnectionError HTTPClientError": Words("The connection to AWS failed.", NETWORK),
    "foreign": Words(
        "The response did not come from AWS ({code}).",
        NETWORK,
        "The usual cause is a proxy or firewall.",
    ),
    "ClientError": Words("AWS did not answer as expected ({code}).", TRY_AGAIN),
    "BotoCoreError": Words(
        "The AWS SDK failed ({code}).",
        "Check the AWS_ variables and ~/.aws/config; if they are right, add --debug to see where, and report it.",
    ),
}

TABLE: tuple[tuple[type[CloudSenseError], Mapping[str, Words]], ...] = (
    (CredentialsError, LOADING),
    (CredentialsError, REFUSED),
    (ThrottledError, THROTTLED),
    (UnansweredError, GATEWAY),
    (UnavailableError, AILING),
    (CredentialsError, ROLES),
    (MemberAccountError, KEPT_FROM_MEMBERS),
    (AccessError, DENIED),
    (NoDataError, NO_DATA),
    (UnavailableError, FUTURE),
    (UsageError, QUESTIONS),
    (WithheldError, WITHHELD),
    (BrokenAnswerError, BROKEN),
    (ElsewhereError, GOVCLOUD),
    (SettingsError, SETTINGS),
    (UnansweredError, LOST),
    (UnavailableError, NO_ANSWER),
    (CredentialsError, SYSTEM),
)
"""Rows in order: the first one that matches a failure is used."""
