"""Guards against credentials of another account: renewed ones, and those of another payer.

Nothing is asked of Cost Explorer, Budgets and Organizations with an access key whose account was
not checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Lock
from typing import Any

from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.errors import CredentialsError

EVENT = "before-send"
"""Event of a client before any request."""
Claim = Callable[[Identity], None]
"""Claims an account before it is used. Raises CredentialsError."""
SIGNED = re.compile(rb"Credential=([^/\s]+)/")


class Keys:
    """Access keys that belong to the account of `mine`; `identify` returns the account of a new
    one, free of charge."""

    def __init__(
        self, known: str, mine: Identity, identify: Callable[[], Identity], payer: str = ""
    ) -> None:
        self._known = {known}
        self._payer = payer
        self._mine = mine
        self._identify = identify

    def check(self, request: Any, **_: object) -> None:
        """Handler of EVENT, after a request is signed and before it
        is sent. Raises CredentialsError."""
        key = _key(request)
        if key in self._known:
            return
        if not self._mine.is_same(self._identify()):
            raise another_account(self._payer)
        self._known.add(key)


def _key(request: Any) -> str:
    signature = request.headers["Authorization"]
    if isinstance(signature, str):
        signature = signature.encode()
    found = SIGNED.search(signature)
    return found[1].decode() if found else ""


def another_account(payer: str = "") -> CredentialsError:
    """Error that the account has changed, with the name of the `payer` if there are several."""
    whose = f"{visible(payer)}: " if payer else ""
    remedy = "Try again to see the costs of the other account."
    if payer:
        remedy = "Correct the profile or role of this payer, or try again to see that account."
    return CredentialsError(
        f"{whose}The AWS credentials now belong to another account.",
        "No costs were loaded with them, so that the costs of two accounts are not mixed.",
        remedy,
    )


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
