"""Messages for failures to find, renew and use credentials, for `cloudsense.aws.error_messages`."""

from __future__ import annotations

from cloudsense.aws.phrases import AWS_LOGIN, CHECK_KEYS, ENTER_CODE, SET_CLOCK, SSO_LOGIN, Words

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
    "A value in them or in the AWS configuration is missing or invalid ({code}).",
)
BAD_ROLE = Words(
    "The role of the AWS profile is not set up correctly.",
    "Correct role_arn and the settings beside it in ~/.aws/config, then try again.",
    "A value is too short, too long or not a number.",
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
    "ProfileNotFound@payer": Words(
        "There is no AWS profile named {profile}.",
        "`aws configure list-profiles` shows the ones there are. Name one of them for this payer, with "
        "--profile or in cloudsense.toml, then start CloudSense again.",
    ),
    "ProfileNotFound": Words(
        "There is no AWS profile named {profile}.",
        "`aws configure list-profiles` shows the ones there are; choose one with `--profile` or `AWS_PROFILE`.",
    ),
    "InfiniteLoopConfigError": Words(
        MISCONFIGURED,
        CORRECT,
        "Its source profiles refer to each other, and none has credentials of its own.",
    ),
    "InvalidConfigError: contains both": Words(
        MISCONFIGURED, CORRECT, "It has both source_profile and credential_source."
    ),
    "InvalidConfigError: credential source": Words(
        MISCONFIGURED,
        CORRECT,
        "credential_source must be Environment, Ec2InstanceMetadata or EcsContainer.",
    ),
    "InvalidConfigError: must have credentials": Words(
        MISCONFIGURED, CORRECT, "Its source profile has no credentials."
    ),
    "InvalidConfigError: source_profile": Words(
        MISCONFIGURED, CORRECT, "Its source profile does not exist."
    ),
    "InvalidConfigError: role arn": Words(
        MISCONFIGURED,
        CORRECT,
        "It has web_identity_token_file (or AWS_WEB_IDENTITY_TOKEN_FILE) without a role ARN.",
    ),
    "InvalidConfigError: sso": Words(
        MISCONFIGURED,
        "Run `aws configure sso{login}`, or correct ~/.aws/config, then try again.",
        "A setting of IAM Identity Center (SSO) or its sso-session is missing, or the two contradict each other.",
    ),
    "InvalidConfigError UnknownCredentialError UnknownTokenProviderError": Words(
        MISCONFIGURED,
        CORRECT,
        "A profile or setting that it refers to is missing or refers back to it.",
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
    "SSOTokenLoadError": Words(
        "You are not logged in to AWS IAM Identity Center (SSO).", SSO_LOGIN, "{locked}"
    ),
    "SSOError TokenRetrievalError UnauthorizedException": Words(
        "The AWS SSO session has expired.", SSO_LOGIN
    ),
    "LoginInsufficientPermissions": Words(
        "This AWS user is not allowed to renew the session of `aws login`.",
        "Ask the person who manages your permissions to allow signin:CreateOAuth2Token, then run `aws login{login}`.",
    ),
    "LoginError": Words(
        "The AWS login session has expired or was never begun.", AWS_LOGIN, "{locked}"
    ),
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
        "The metadata endpoint returned an unexpected response.",
    ),
    "CredentialRetrievalError@container-role": Words(
        "The role of the container could not be fetched.",
        "Check that one is attached, and the AWS_CONTAINER_ variables, then try again.",
        "The metadata endpoint returned an unexpected response.",
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
        needs_restart=True,
    ),
    EXPIRED.format("@assume-role"): Words(
        "The AWS credentials with which the role is assumed have expired.",
        "Renew those of the source profile, as you got them, then try again.",
    ),
    EXPIRED.format("@payer-role"): Words(
        "The AWS credentials with which the role is assumed have expired.",
        "Renew those that CloudSense runs with, as you got them, then try again.",
    ),
    EXPIRED.format(""): Words(
        "The AWS credentials have expired.",
        "Renew them as you got them, then try again.",
        "They are temporary ones.",
    ),
    "UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId AuthFailure": Words(
        "AWS does not recognize these credentials.",
        CHECK_KEYS,
        "The access key was deleted, belongs to another partition (AWS China, GovCloud), or lacks its session token.",
    ),
    "RequestExpired RequestTimeTooSkewed": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch: signature expired": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch: signature not yet current": SKEWED,
    "InvalidSignatureException SignatureDoesNotMatch IncompleteSignature": Words(
        "AWS rejected the signature of the request.",
        "Check the clock. " + CHECK_KEYS,
        "The secret key is wrong, or this computer's clock is off by more than five minutes.",
    ),
    "MissingAuthenticationToken MissingAuthenticationTokenException": Words(
        "AWS received no credentials.", CHECK_KEYS
    ),
}

ROLES = {
    "AssumeRole: multifactorauthentication failed": Words(
        "AWS rejected the multi-factor (MFA) code.",
        "Wait for the next code of the device, then start again; each code works once.",
    ),
    "AssumeRole@payer-role": Words(
        "The role of this payer cannot be assumed ({code}).",
        "Check role_arn and external_id in its [[payer]] table, that the role's trust policy names the "
        "principal that CloudSense runs as, and that this may call sts:AssumeRole.",
    ),
    "AssumeRole AssumeRoleWithWebIdentity AssumeRoleWithSAML": Words(
        "The role of the AWS profile cannot be assumed ({code}).",
        "Check the role, its trust policy and the source profile with `aws sts get-caller-identity{option}`.",
    ),
    "GetRoleCredentials": Words(
        "AWS SSO returned no credentials for this account and role ({code}).",
        "Ask for the permission set to be assigned to you, or choose another profile with `--profile`.",
    ),
    "CreateOAuth2Token": Words(
        "AWS does not renew the session of `aws login` ({code}).", AWS_LOGIN
    ),
}

SYSTEM = {
    "OSError": Words(
        "A file or program that the AWS credentials need cannot be used ({code}).",
        "Check ~/.aws and what the profile refers to: files, folders, owner and mode.",
    ),
}
