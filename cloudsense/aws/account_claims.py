"""Several payers are several accounts: none is shown twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.errors import CredentialsError

Claim = Callable[[Identity], None]
"""Told of an account before anything of it is used. Raises CredentialsError."""


def unclaimed(_identity: Identity) -> None:
    """Where there is but one payer."""


class Claims:
    """Which payer an account is shown as: never two at a time. Safe for threads."""

    def __init__(self) -> None:
        self._accounts: dict[str, tuple[str, str]] = {}
        """By payer."""
        self._lock = Lock()

    def claim(self, payer: str, identity: Identity) -> None:
        """Take it for `payer`, in place of the one before. Raises CredentialsError if it is
        another payer's."""
        account = identity.partition, identity.account
        with self._lock:
            self._accounts.pop(payer, None)
            for other, theirs in self._accounts.items():
                if theirs == account:
                    raise same_account(payer, other)
            self._accounts[payer] = account


def same_account(payer: str, other: str) -> CredentialsError:
    return CredentialsError(
        f"{visible(payer)}: These credentials lead to the same AWS account as {visible(other)}.",
        f"Its costs are shown as {visible(other)}, so that they are not counted twice.",
        "Remove one of the two payers, or correct its profile or role.",
    )
