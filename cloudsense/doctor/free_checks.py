"""Free checks: credentials, Region, network, identity, clock and payer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cloudsense.aws.diagnostics import LONGEST, Probes, Source
from cloudsense.aws.error_messages import ELSEWHERE
from cloudsense.aws.responsibility import Who
from cloudsense.clock import Clock
from cloudsense.costs.identity import Identity
from cloudsense.doctor.check import Check, failed, from_error, ok, skipped, warning
from cloudsense.errors import AccessError, CloudSenseError
from cloudsense.formatting import account

METHODS = {
    "env": "environment variables",
    "shared-credentials-file": "the shared credentials file",
    "config-file": "the AWS config file",
    "custom-process": "a credential process",
    "assume-role": "an assumed role",
    "payer-role": "the role of the payer",
    "assume-role-with-web-identity": "a role for a web identity token",
    "sso": "IAM Identity Center (SSO)",
    "login": "`aws login`",
    "container-role": "the container's role",
    "iam-role": "the instance's role",
}
PARTITIONS = {
    "aws": "AWS",
    "aws-cn": "AWS China",
    "aws-us-gov": "AWS GovCloud (US)",
    "aws-eusc": "AWS European Cloud",
}
PRINCIPALS = {"user": "an IAM user", "assumed-role": "an assumed role", "root": "the root user"}
SOON = timedelta(minutes=15)
SKEW, TOO_MUCH_SKEW = timedelta(seconds=60), timedelta(seconds=300)
"""Clock skew for a warning, and for an error: from the latter on AWS rejects requests."""
SERVICES = ("ce", "sts")

TOKENS = "Let CloudSense write that folder, or log in again with the AWS CLI before a restart."

CREDENTIALS, REGION, ENDPOINT, PROXY = "credentials", "region", "endpoint", "proxy"
IDENTITY, PARTITION, CLOCK, PAYER = "identity", "partition", "clock", "payer"


def credentials(probes: Probes) -> Iterator[Check]:
    found = probes.credentials()
    profile = f"profile {probes.profile}, " if probes.profile else ""
    method = METHODS.get(found.method, "another source")
    what = f"{profile}{method}, {_expiry(found)}"
    ends_soon = found.left is not None and found.left < SOON
    if found.method == "env" and ends_soon:
        yield warning(CREDENTIALS, f"{what}.", Who.YOU, "Renew them as you usually do.")
    elif found.unwritable:
        folder = found.unwritable
        what = (
            f"{what}. A renewed login token cannot be saved in {folder}: it is lost when "
            "CloudSense ends."
        )
        yield warning(CREDENTIALS, what, Who.YOU, TOKENS)
    else:
        yield ok(CREDENTIALS, what)


def _expiry(found: Source) -> str:
    if found.left is None:
        return "temporary, expiry unknown" if found.temporary else "does not expire"
    until = f"good for another {_span(found.left)}"
    match found.method:
        case "env":
            return until
        case "sso" | "login":
            return f"{until}, then renewed as long as the login lasts"
        case _:
            return f"{until}, then renewed automatically"


def _span(left: timedelta) -> str:
    hours, minutes = divmod(left // timedelta(minutes=1), 60)
    if left >= LONGEST:
        return f"{hours} h or more"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min"


def region(probes: Probes) -> Iterator[Check]:
    used, home = probes.region()
    yield ok(REGION, f"{used or 'none set'}, Cost Explorer requests go to {home}")


def endpoint_and_proxy(probes: Probes) -> Iterator[Check]:
    ways = [probes.way(service) for service in SERVICES]
    hosts = ", ".join(dict.fromkeys(way.host for way in ways))
    if any(way.configured for way in ways):
        how = (
            "If this is not intended, remove AWS_ENDPOINT_URL, its variants and endpoint_url in "
            "~/.aws/config."
        )
        yield warning(ENDPOINT, f"{hosts}, set by AWS_ENDPOINT_URL or endpoint_url.", Who.YOU, how)
    else:
        yield ok(ENDPOINT, hosts)
    proxies = dict.fromkeys(way.proxy for way in ways if way.proxy)
    yield ok(PROXY, ", ".join(proxies) or "none")


def identity(probes: Probes, clock: Clock, hide_account: bool) -> Iterator[Check]:
    """Checks of identity, partition and clock."""
    caller, now = probes.caller, clock()
    if isinstance(caller.found, Identity):
        yield from _identity(caller.found, hide_account)
    else:
        yield from_error(IDENTITY, caller.found)
        yield skipped(PARTITION, "unknown without an identity")
    yield _clock(now, caller.time)


def _identity(identity: Identity, hide_account: bool) -> Iterator[Check]:
    resource = identity.arn.split(":")[-1]
    kind = resource.split("/")[0]
    principal = PRINCIPALS.get(kind, "another kind of user")
    number = account(identity.account, hide_account)
    yield ok(IDENTITY, f"account {number}, {principal}")
    name = PARTITIONS.get(identity.partition, "an unknown partition")
    what = f"{name} ({identity.partition})"
    if identity.partition == "aws-us-gov":
        what = f"{what}. {ELSEWHERE.detail}"
        yield warning(PARTITION, what, Who.YOU, ELSEWHERE.remedy)
    else:
        yield ok(PARTITION, what)


def _clock(now: datetime, theirs: datetime | None) -> Check:
    if theirs is None:
        return skipped(CLOCK, "unknown without an answer from AWS")
    skew = round((now - theirs).total_seconds())
    side = "ahead of" if skew > 0 else "behind"
    what = "same time as AWS"
    if skew:
        what = f"{abs(skew)} s {side} AWS"
    how = "Set the clock (in a container: the host's)."
    if abs(skew) >= TOO_MUCH_SKEW.total_seconds():
        return failed(CLOCK, f"{what}: AWS rejects requests.", Who.YOU, how)
    if abs(skew) >= SKEW.total_seconds():
        return warning(CLOCK, f"{what}: AWS rejects requests from five minutes on.", Who.YOU, how)
    return ok(CLOCK, what)


def payer(probes: Probes, hide_account: bool) -> Iterator[Check]:
    """Check whether the account pays for others. Skipped without the permission, which a single
    payer does not need."""
    try:
        number = probes.payer()
    except AccessError:
        yield skipped(
            PAYER,
            "unknown without organizations:DescribeOrganization, which only several payers need",
        )
    except CloudSenseError as problem:
        yield skipped(PAYER, f"unknown, and not needed: {problem.title}")
    else:
        yield ok(PAYER, _standing(number, probes.identity.account, hide_account))


def _standing(payer: str | None, own: str, hide_account: bool) -> str:
    if payer is None:
        return "an account without an organization"
    if payer == own:
        return "management account: it sees the costs of all accounts"
    pays = f"account {account(payer, hide_account)} pays"
    may_keep = "it may hide tags and cost categories from member accounts, which --paid checks"
    return f"member account: it sees its own costs; {pays}; {may_keep}"
