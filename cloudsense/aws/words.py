"""What to say about each of AWS's failures: the table that `cloudsense.aws.faults` reads from the top.

A key is one or more names of a failure and, after a colon, a fragment that its message must hold. The words may use
`{host}`, `{profile}`, `{option}` (` --profile dev`, or nothing), `{login}` (the same for the profile to log in with),
`{mfa}` (the profile that needs a code), `{package}` and `{code}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cloudsense.errors import (
    AccessError,
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    ElsewhereError,
    NoDataError,
    SettingsError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
    UsageError,
    WithheldError,
)


class Words(NamedTuple):
    """What happened, what to do, and what it means if that is not plain."""

    title: str
    remedy: str
    detail: str = ""


TRY_AGAIN = "Try again in a few minutes."
SSO_LOGIN = "Run `aws sso login{login}`, then try again."
AWS_LOGIN = "Run `aws login{login}`, then try again."
CHECK_KEYS = "Check the access key and secret key with `aws sts get-caller-identity{option}`."
SET_CLOCK = "Set the clock (in a container: the host's), then try again."
ENABLE = "Open Cost Explorer once in the Billing console as the account's owner; numbers follow within a day."
NETWORK = "Check the network, and HTTPS_PROXY if there is a proxy, then try again."

ENTER_CODE = (
    "Run `aws sts get-caller-identity{option}` in a terminal and enter the code: "
    "CloudSense uses the session that the AWS CLI then keeps. "
    "Or set the keys that `aws sts get-session-token` gives in the environment. Then try again."
)

SKEWED = Words(
    "AWS refused the request because its time is off.",
    SET_CLOCK,
    "This computer's clock differs from AWS's by more than five minutes.",
)

MISCONFIGURED = "The AWS profile is not set up correctly."
CORRECT = "Correct ~/.aws/config (`aws configure{option}` helps), then try again."
UNUSABLE = Words(
    "The AWS credentials cannot be used.",
    "Check them with `aws sts get-caller-identity{option}`; if that works, add --debug to see what is wrong.",
    "Something is missing in them or in the AWS configuration, or is not what it should be ({code}).",
)
BAD_ROLE = Words(
    "The role of the AWS profile is not set up correctly.",
    "Correct role_arn and the settings beside it in ~/.aws/config, then try again.",
    "A value is too short, too long or no number.",
)

LOADING = {
    "NoCredentialsError NoAuthTokenError": Words(
        "No AWS credentials were found.",
        "Run `aws configure{option}` or `aws sso login{option}`, or choose another profile with `--profile`.",
        "CloudSense looks where the AWS CLI looks: environment, profiles, SSO, container and instance roles.{closed}",
    ),
    "PartialCredentialsError: source_profile or credential_source": Words(
        "The role of the AWS profile has no source of credentials.",
        "Set source_profile or credential_source beside role_arn in ~/.aws/config, then try again.",
    ),
    "PartialCredentialsError": Words(
        "The AWS credentials are incomplete.",
        "Set both, for instance with `aws configure{option}`.",
        "One of access key and secret key is missing.",
    ),
    "ProfileNotFound": Words(
        "There is no AWS profile named {profile}.",
        "`aws configure list-profiles` shows the ones there are; choose one with `--profile` or `AWS_PROFILE`.",
    ),
    "InfiniteLoopConfigError": Words(
        MISCONFIGURED, CORRECT, "Its source profiles refer to each other, and none has credentials of its own."
    ),
    "InvalidConfigError: contains both": Words(
        MISCONFIGURED, CORRECT, "It has both source_profile and credential_source."
    ),
    "InvalidConfigError: credential source": Words(
        MISCONFIGURED, CORRECT, "credential_source must be Environment, Ec2InstanceMetadata or EcsContainer."
    ),
    "InvalidConfigError: must have credentials": Words(
        MISCONFIGURED, CORRECT, "Its source profile has no credentials."
    ),
    "InvalidConfigError: source_profile": Words(MISCONFIGURED, CORRECT, "Its source profile does not exist."),
    "InvalidConfigError: role arn": Words(
        MISCONFIGURED, CORRECT, "It has web_identity_token_file (or AWS_WEB_IDENTITY_TOKEN_FILE) without a role ARN."
    ),
    "InvalidConfigError: sso": Words(
        MISCONFIGURED,
        "Run `aws configure sso{login}`, or correct ~/.aws/config, then try again.",
        "A setting of IAM Identity Center (SSO) or its sso-session is missing, or the two contradict each other.",
    ),
    "InvalidConfigError UnknownCredentialError UnknownTokenProviderError": Words(
        MISCONFIGURED, CORRECT, "A profile or setting that it refers to is missing or refers back to it."
    ),
    "ConfigParseError ConfigNotFound": Words(
        "The AWS configuration files cannot be read.",
        "Check ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and "
        "AWS_SHARED_CREDENTIALS_FILE name.",
    ),
    "MissingDependencyException": Words(
        "A Python package is missing that these AWS credentials need.",
        "Run `pip install '{package}'` where CloudSense is installed, then start it again.",
        "It is {package}.",
    ),
    "SSOTokenLoadError": Words("Nobody is logged in to AWS IAM Identity Center (SSO).", SSO_LOGIN, "{locked}"),
    "SSOError TokenRetrievalError UnauthorizedException": Words("The AWS SSO session has expired.", SSO_LOGIN),
    "LoginInsufficientPermissions": Words(
        "This AWS user may not renew the session of `aws login`.",
        "Ask whoever manages your permissions to allow signin:CreateOAuth2Token, then run `aws login{login}`.",
    ),
    "LoginError": Words("The AWS login session has expired or was never begun.", AWS_LOGIN, "{locked}"),
    "CodeNeededError": Words(
        "The AWS profile {mfa} needs a multi-factor (MFA) code.",
        ENTER_CODE,
        "It can be asked for in a terminal only, when CloudSense starts.",
    ),
    "RefreshWithMFAUnsupportedError": Words(
        "The session that a multi-factor (MFA) code opened for the AWS profile {mfa} has ended.",
        ENTER_CODE,
    ),
    "WrongCodeError": Words(
        "A multi-factor (MFA) code has six digits.",
        "Start again and enter the code that the device of the AWS profile {mfa} shows.",
    ),
    "MetadataRetrievalError InvalidIMDSEndpointError InvalidIMDSEndpointModeError": Words(
        "The role of the container or instance could not be fetched.",
        "Check that one is attached, and the AWS_CONTAINER_ and AWS_EC2_METADATA_ variables, then try again.",
        "The metadata endpoint did not answer as it should.",
    ),
    "CredentialRetrievalError@container-role": Words(
        "The role of the container could not be fetched.",
        "Check that one is attached, and the AWS_CONTAINER_ variables, then try again.",
        "The metadata endpoint did not answer as it should.",
    ),
    "CredentialRetrievalError: custom-process": Words(
        "The credential process of the AWS profile failed.",
        "Run the credential_process of ~/.aws/config in a terminal to see why; it must print JSON of Version 1.",
        "The AWS credentials could not be fetched.",
    ),
    "CredentialRetrievalError JSONDecodeError FileNotFoundError PermissionError": Words(
        "The AWS credentials could not be fetched.",
        "Check it with `aws sts get-caller-identity{option}`.",
        "The credential process, token file, role or container endpoint in use gave none.",
    ),
    "ParamValidationError: parameter role": BAD_ROLE,
    "ParamValidationError: parameter serialnumber": BAD_ROLE,
    "ParamValidationError: parameter externalid": BAD_ROLE,
    "ParamValidationError: parameter durationseconds": BAD_ROLE,
    "ParamValidationError: parameter tokencode": BAD_ROLE,
}

EXPIRED = "ExpiredTokenException{0} ExpiredToken{0} TokenRefreshRequired{0}"

REFUSED = {
    EXPIRED.format("@sso"): Words("The AWS credentials have expired.", SSO_LOGIN),
    EXPIRED.format("@login"): Words("The AWS credentials have expired.", AWS_LOGIN),
    EXPIRED.format("@env"): Words(
        "The AWS credentials have expired.",
        "Set new ones in the environment, and start CloudSense again.",
        "They are temporary ones from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
    ),
    EXPIRED.format("@assume-role"): Words(
        "The AWS credentials with which the role is assumed have expired.",
        "Renew those of the source profile, as you got them, then try again.",
    ),
    EXPIRED.format(""): Words(
        "The AWS credentials have expired.",
        "Renew them as you got them, then try again.",
        "They are temporary ones.",
    ),
    "UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId AuthFailure": Words(
        "AWS does not know these credentials.",
        CHECK_KEYS,
        "The access key was deleted, belongs to another partition (AWS China, GovCloud), or lacks its session token.",
    ),
    "RequestExpired RequestTimeTooSkewed": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch: signature expired": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch: signature not yet current": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch IncompleteSignature": Words(
        "AWS does not accept the signature of the request.",
        "Check the clock. " + CHECK_KEYS,
        "The secret key is wrong, or this computer's clock is off by more than five minutes.",
    ),
    "MissingAuthenticationToken MissingAuthenticationTokenException": Words("AWS received no credentials.", CHECK_KEYS),
}

THROTTLED = {
    "LimitExceededException ThrottlingException Throttling ThrottledException TooManyRequestsException "
    "RequestLimitExceeded RequestThrottled RequestThrottledException 429": Words(
        "AWS asks to slow down.",
        "Try again in a minute.",
        "Too many Cost Explorer requests were made in a short time, perhaps by other tools of this account.",
    ),
}

GATEWAY = {
    "502 504": Words(
        "Something between here and AWS did not get its answer ({code}).",
        TRY_AGAIN,
        "A proxy on the way waited in vain, or AWS itself has a problem.",
    ),
}

AILING = {
    "5xx InternalServerError InternalFailure ServiceUnavailable ServiceUnavailableException": Words(
        "AWS has a problem of its own ({code}).", TRY_AGAIN, "Nothing is wrong with the request."
    ),
}

ROLES = {
    "AssumeRole: multifactorauthentication failed": Words(
        "AWS did not accept the multi-factor (MFA) code.",
        "Wait for the next code of the device, then start again; each code works once.",
    ),
    "AssumeRole AssumeRoleWithWebIdentity AssumeRoleWithSAML": Words(
        "The role of the AWS profile cannot be assumed ({code}).",
        "Check the role, its trust policy and the source profile with `aws sts get-caller-identity{option}`.",
    ),
    "GetRoleCredentials": Words(
        "AWS SSO gives no credentials for this account and role ({code}).",
        "Ask for the permission set to be assigned to you, or choose another profile with `--profile`.",
    ),
    "CreateOAuth2Token": Words("AWS does not renew the session of `aws login` ({code}).", AWS_LOGIN),
}

DENIED = {
    "AccessDeniedException AccessDenied: service control policy": Words(
        "A service control policy of the organization forbids Cost Explorer.",
        "Ask the organization's administrator to allow ce:GetCostAndUsage for this account.",
    ),
    "AccessDeniedException AccessDenied: explicit deny": Words(
        "A policy explicitly denies Cost Explorer to this user or role.",
        "Ask whoever manages your permissions to lift the deny on ce:GetCostAndUsage.",
    ),
    "AccessDeniedException AccessDenied: not enabled for cost explorer": Words(
        "Cost Explorer is not enabled for this user or account.",
        "Open Cost Explorer once in the Billing console, let the root user activate IAM access to billing information, "
        "and in a member account ask the management account for linked account access.",
        "It was never opened, IAM access to billing information is off, or the management account keeps it from its "
        "member accounts.",
    ),
    "AccessDeniedException AccessDenied: linked account": Words(
        "The management account keeps this from its member accounts.",
        "Ask it to allow linked account access in its Cost Management preferences, or use its profile.",
    ),
    "AccessDeniedException AccessDenied UnauthorizedOperation": Words(
        "This user or role may not read Cost Explorer.",
        "Attach an IAM policy that allows ce:GetCostAndUsage on resource *.",
    ),
    "OptInRequired SubscriptionRequiredException": Words(
        "This AWS account is not fully activated for Cost Explorer.", "Finish the account's sign-up. " + ENABLE
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
    "BillExpirationException": Words("Cost Explorer no longer keeps these days.", "Choose a later period."),
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
        "For Cost Explorer these days lie in the future.", SET_CLOCK, "This computer's clock is probably wrong."
    ),
}

QUESTIONS = {
    "ValidationException: group definition": Words(
        "Cost Explorer does not group costs by this dimension.", "Choose another one."
    ),
    "ValidationException ParamValidationError": Words(
        "Cost Explorer does not accept this question.", "Choose another period, grouping or filter."
    ),
}

UNREADABLE = Words(
    "What came as AWS's answer cannot be read.",
    NETWORK,
    "Something between here and AWS, a proxy perhaps, may have answered in its place.",
)

WITHHELD = {
    "InvalidNextTokenException RequestChangedException": Words(
        "Cost Explorer broke off in the middle of its answer.",
        "Try again; the answer was not used.",
        "The page that followed was no longer there.",
    ),
}

BROKEN = {
    "ResponseParserError": UNREADABLE,
    "BrokenOff": Words("{host} broke off in the middle of its answer.", NETWORK, "Nothing of this answer was used."),
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

GOVCLOUD = {"EndpointConnectionError@aws-us-gov ConnectTimeoutError@aws-us-gov": ELSEWHERE}

SETTINGS = {
    "NoRegionError InvalidRegionError UnknownRegionError UnknownEndpointError EndpointProviderError": Words(
        "The AWS region is missing or unknown.", "Set AWS_REGION or the profile's region, for instance to us-east-1."
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

SILENCE = Words("{host} does not answer.", NETWORK, "The time for an answer ran out.")

LOST = {
    "ReadTimeoutError": SILENCE,
    "ConnectionClosedError": Words("{host} closed the connection before it answered.", NETWORK),
}

PROXY_LOGIN = Words(
    "The proxy wants a user name and a password, or does not accept those that it got.",
    "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded, "
    "and start CloudSense again.",
    "It answered with status 407; AWS was not reached.",
)

NO_ANSWER = {
    "ConnectTimeoutError": SILENCE,
    "407 ProxyLoginError": PROXY_LOGIN,
    "Tunnel": Words(
        "The proxy {host} does not connect to AWS ({code}).",
        "Ask whoever runs the proxy to allow AWS's hosts, or check HTTPS_PROXY and NO_PROXY, then try again.",
    ),
    "ProxyConnectionError": Words(
        "The proxy {host} cannot be reached.", "Check HTTPS_PROXY and NO_PROXY, then try again."
    ),
    "SSLError": Words(
        "The certificate of {host} is not trusted.",
        "Let AWS_CA_BUNDLE name the file with the proxy's certificate authority.",
        "A proxy that opens encrypted connections is the usual cause.",
    ),
    "EndpointConnectionError": Words("{host} cannot be reached.", NETWORK),
    "ConnectionError HTTPClientError": Words("The connection to AWS failed.", NETWORK),
    "foreign": Words(
        "Something else answered in place of AWS ({code}).",
        NETWORK,
        "A proxy or a firewall between here and AWS is the usual cause.",
    ),
    "ClientError": Words("AWS did not answer as expected ({code}).", TRY_AGAIN),
    "BotoCoreError": Words(
        "AWS's library could not go on ({code}).",
        "Check the AWS_ variables and ~/.aws/config; if they are right, add --debug to see where, and report it.",
    ),
}

SYSTEM = {
    "OSError": Words(
        "A file or program that the AWS credentials need cannot be used ({code}).",
        "Check ~/.aws and what the profile refers to: files, folders, owner and mode.",
    ),
}

TABLE: tuple[tuple[type[CloudSenseError], Mapping[str, Words]], ...] = (
    (CredentialsError, LOADING),
    (CredentialsError, REFUSED),
    (ThrottledError, THROTTLED),
    (UnansweredError, GATEWAY),
    (UnavailableError, AILING),
    (CredentialsError, ROLES),
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
"""Everything in order: the first row that fits a failure is the one that speaks."""
