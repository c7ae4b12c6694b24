"""What the AWS configuration files say about the profile in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botocore.session import Session

RENEWED = "sso_session"
"""Access tokens of such a profile are renewed; others end, and need a new login."""
SSO = (RENEWED, "sso_start_url", "sso_account_id")
LOGIN = "login_session"
"""What `aws login` writes into a profile."""


@dataclass(frozen=True)
class Origin:
    """Where credentials come from, for the sentences about them."""

    profile: str | None = None
    login: str | None = None
    """The profile to log in with: a role's source profile may be another one."""
    mfa: str | None = None
    """The profile whose role needs a multi-factor code."""
    method: str = ""
    """botocore's word for the place: `env`, `sso`, `assume-role`, ..."""
    partition: str = ""
    payer: str = ""
    """Whose they are, where there are several payers."""


def origin(session: Session) -> Origin:
    """What is known before there are credentials. Raises what botocore raises for files that it
    can't read."""
    login = mfa = None
    for name, settings in chain(session):
        if LOGIN in settings or any(key in settings for key in SSO):
            login = login or name
        if "role_arn" in settings and "mfa_serial" in settings:
            mfa = mfa or name
    return Origin(named(session), login, mfa)


def named(session: Session) -> str | None:
    """The profile that was chosen by name."""
    return session.get_config_variable("profile") or None


def chain(session: Session) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The profile in use and the source profiles that it leads to, with their settings."""
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
