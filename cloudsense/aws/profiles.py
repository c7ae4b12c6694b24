"""Profile in the AWS configuration files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.session import Session

RENEWED = "sso_session"
"""Setting of profiles whose access tokens can be renewed; others need a new login."""
SSO = (RENEWED, "sso_start_url", "sso_account_id")
LOGIN = "login_session"
"""Setting that `aws login` writes into a profile."""


@dataclass(frozen=True)
class Origin:
    """Origin of credentials, for messages."""

    profile: str | None = None
    login: str | None = None
    """Profile to log in with, which may be a role's source profile."""
    mfa: str | None = None
    """Profile whose role needs a multi-factor code."""
    method: str = ""
    """botocore's name of the method: `env`, `sso`, `assume-role`, ..."""
    partition: str = ""
    payer: str = ""
    """Name of the payer, if there are several."""


def origin(session: Session) -> Origin:
    """Origin that is known before there are credentials. Raises errors of
    botocore for unreadable files."""
    login = mfa = None
    for name, settings in chain(session):
        if LOGIN in settings or any(key in settings for key in SSO):
            login = login or name
        if "role_arn" in settings and "mfa_serial" in settings:
            mfa = mfa or name
    return Origin(named(session), login, mfa)


def named(session: Session) -> str | None:
    """Name of the selected profile."""
    return session.get_config_variable("profile") or None


def chain(session: Session) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Profile in use and its source profiles, with their settings."""
    profiles = session.full_config.get("profiles", {})
    name = named(session) or "default"
    seen = set()
    while name in profiles and name not in seen:
        seen.add(name)
        settings = profiles[name]
        yield name, settings
        if "role_arn" not in settings:
            return
        name = settings.get("source_profile", "")
