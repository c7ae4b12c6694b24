"""Ensures that several payers have different accounts."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.errors import CredentialsError

Claim = Callable[[Identity], None]
"""Claims an account before it is used. Raises CredentialsError."""


def unclaimed(_identity: Identity) -> None:
    """Claim of a single payer; accepts any account."""


class Claims:
    """Which payer has which account: one each. Thread-safe."""

    def __init__(self) -> None:
        self._accounts: dict[str, tuple[str, str]] = {}
        """Account of each payer."""
        self._lock = Lock()

    def claim(self, payer: str, identity: Identity) -> None:
        """Claims the account for `payer`, in place of its earlier one. Raises CredentialsError if
        another payer has it."""
        account = identity.partition, identity.account
        with self._lock:
            self._accounts.pop(payer, None)
            for other, theirs in self._accounts.items():
                if theirs == account:
                    raise same_account(payer, other)
            self._accounts[payer] = account


def same_account(payer: str, other: str) -> CredentialsError:
    return CredentialsError(
        f"{visible(payer)}: These credentials belong to the same AWS account as {visible(other)}.",
        f"Its costs are shown as {visible(other)}, so that they are not counted twice.",
        "Remove one of the two payers, or correct its profile or role.",
    )
