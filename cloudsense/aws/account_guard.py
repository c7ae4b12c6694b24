"""Credentials that renew themselves may come back as another account's.

So nothing is asked of Cost Explorer, Budgets and Organizations with a key of which AWS has not
said whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cloudsense.costs.identity import Identity
from cloudsense.costs.names import visible
from cloudsense.errors import CredentialsError

EVENT = "before-send"
"""Of a client, whatever it is asked."""
SIGNED = re.compile(rb"Credential=([^/\s]+)/")


class Keys:
    """Those that belong to the account of `mine`; of another one `identify` finds out whose it is,
    at no cost."""

    def __init__(
        self, known: str, mine: Identity, identify: Callable[[], Identity], payer: str = ""
    ) -> None:
        self._known = {known}
        self._payer = payer
        self._mine = mine
        self._identify = identify

    def check(self, request: Any, **_: object) -> None:
        """A handler of EVENT, after a request is signed and before it is sent. Raises
        CredentialsError."""
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
    """With the name of the `payer`, where there are several."""
    whose = f"{visible(payer)}: " if payer else ""
    remedy = "Try again to see the costs of the other account."
    if payer:
        remedy = "Correct the profile or role of this payer, or try again to see that account."
    return CredentialsError(
        f"{whose}The AWS credentials now belong to another account.",
        "No costs were loaded with them, so that the costs of two accounts are not mixed.",
        remedy,
    )
