"""Role of a payer: assumed with the default credentials or the profile's, and renewed in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    CredentialProvider,
    CredentialResolver,
    DeferredRefreshableCredentials,
)
from botocore.session import Session
from botocore.utils import create_nested_client

SESSION_NAME = "CloudSense"
"""Session name of the role in CloudTrail."""
ANY_REGION = "us-east-1"
"""Region of STS if none is set."""


@dataclass(frozen=True)
class Role:
    """Role to assume. Neither field is ever shown or logged."""

    arn: str = field(repr=False)
    external_id: str | None = field(default=None, repr=False)


class RoleProvider(CredentialProvider):
    """Credentials of `role`, assumed with those that `inner` finds first."""

    METHOD = "payer-role"

    def __init__(self, session: Session, role: Role, inner: CredentialResolver) -> None:
        super().__init__(session)
        self._session = session
        self._role = role
        self._inner = inner

    def load(self) -> Any:
        """Credentials; None if there are none to assume the role with."""
        found = self._inner.load_credentials()
        if found is None:
            return None
        more = {"RoleSessionName": SESSION_NAME}
        if self._role.external_id:
            more["ExternalId"] = self._role.external_id
        region = self._session.get_config_variable("region") or ANY_REGION
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=partial(create_nested_client, self._session, region_name=region),
            source_credentials=found,
            role_arn=self._role.arn,
            extra_args=more,
        )
        return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)


def assuming(session: Session, role: Role, inner: CredentialResolver) -> CredentialResolver:
    """Resolver of credentials that assumes the role."""
    return CredentialResolver([RoleProvider(session, role, inner)])
