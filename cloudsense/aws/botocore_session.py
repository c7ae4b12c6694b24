"""A botocore session configured like the AWS CLI's: region variables,
token folders, multi-factor codes."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.credentials import (
    AssumeRoleProvider,
    CanonicalNameCredentialSourcer,
    CredentialResolver,
    EnvProvider,
    ProfileProviderBuilder,
    create_credential_resolver,
)
from botocore.exceptions import BotoCoreError
from botocore.session import Session
from botocore.utils import create_nested_client

from cloudsense.aws.caches import Caches
from cloudsense.aws.payer_role import Role, assuming
from cloudsense.aws.profiles import origin

REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
PROFILES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
PROXY_LOGIN = 407
CODE = re.compile(r"\d{6}", re.ASCII)

Ask = Callable[[str], str]
"""Asks for the multi-factor code of a profile, by its name."""


class CodeNeededError(BotoCoreError):
    """A role needs a multi-factor code, and there is no terminal to ask for it."""

    fmt = "A multi-factor code is needed."


class WrongCodeError(BotoCoreError):
    """The input is not a multi-factor code."""

    fmt = "A multi-factor code has six digits."


class ProxyLoginError(BotoCoreError):
    """A proxy responded in place of AWS."""

    fmt = "The proxy requires a user name and password."


def open_session(
    profile: str | None,
    region: str | None,
    config: Config,
    caches: Caches,
    ask: Ask | None = None,
    role: Role | None = None,
) -> Session:
    """Session; makes no requests yet.

    `ask` is called on the thread that first needs credentials. With a `role` the session uses the
    role's credentials.
    """
    session = Session(session_vars=_variables(), profile=profile)
    if region:
        session.set_config_variable("region", region)
    session.set_default_client_config(config)  # its timeouts also apply to requests for credentials
    session.register("before-parse", _refuse_proxy)

    def find() -> CredentialResolver:
        usual = _resolver(session, caches, ask)
        return assuming(session, role, usual) if role else usual

    session.lazy_register_component("credential_provider", find)
    return session


def _refuse_proxy(**event: Any) -> None:
    """Raises ProxyLoginError before botocore parses a proxy's page as a response of AWS."""
    if event["response_dict"]["status_code"] == PROXY_LOGIN:
        raise ProxyLoginError


def _variables() -> dict[str, tuple[Any, ...]]:
    """Variables where botocore differs from the AWS CLI. An empty variable counts as not set."""
    return {
        "region": ("region", _set(REGIONS), None, None),
        "profile": (None, _set(PROFILES), None, None),
    }


def _set(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if os.environ.get(name)]


def _resolver(session: Session, caches: Caches, ask: Ask | None) -> CredentialResolver:
    """Resolver of credentials that works with read-only token folders, and without a prompt."""
    name = session.get_config_variable("profile") or "default"
    mfa = origin(session).mfa
    # Other roles are assumed again: a cached session would outlive a change of the role.
    roles: Any = caches.roles if mfa else {}
    sso: Any = caches.sso
    login: Any = caches.login
    builder = ProfileProviderBuilder(session, roles, sso_token_cache=sso, login_token_cache=login)
    resolver = create_credential_resolver(session, cache=roles)
    # Keys in the environment do not count if CloudSense was given a profile.
    is_explicit = session.instance_variables().get("profile") is not None
    # Sources that `credential_source` in a profile can name.
    places = [resolver.get_provider(method) for method in ("container-role", "iam-role")]
    of_profile = builder.providers(name, is_explicit)
    own = {provider.METHOD: provider for provider in of_profile}
    own[AssumeRoleProvider.METHOD] = AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=partial(create_nested_client, session),
        cache=roles,
        profile_name=name,
        prompter=lambda _prompt: _code(mfa or name, ask),
        credential_sourcer=CanonicalNameCredentialSourcer([EnvProvider(), *places]),
        profile_provider_builder=builder,
    )
    resolver.providers = [own.get(provider.METHOD, provider) for provider in resolver.providers]
    return resolver


def _code(profile: str, ask: Ask | None) -> str:
    if ask is None:
        raise CodeNeededError
    code = ask(profile).strip()
    if not CODE.fullmatch(code):
        raise WrongCodeError
    return code
