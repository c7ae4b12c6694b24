"""Asks for a multi-factor code in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

from cloudsense.errors import CredentialsError


def prompt() -> Callable[[str], str] | None:
    """Function that asks for a profile's code; None without a terminal."""
    return _ask if sys.stdin and sys.stdin.isatty() else None


def _ask(profile: str) -> str:
    sys.stderr.write(f"MFA code of the AWS profile {profile}: ")
    sys.stderr.flush()
    code = sys.stdin.readline()
    if not code.strip():
        title = f"No MFA code was entered for the AWS profile {profile}."
        raise CredentialsError(title, remedy="Start again.")
    return code
