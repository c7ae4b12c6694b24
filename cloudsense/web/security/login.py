"""Who gets in: whoever knows the token, a few tries a minute, and then for a month with a signed session."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from threading import Lock

from itsdangerous import BadSignature, TimestampSigner

from cloudsense.clock import Clock
from cloudsense.config.settings import Settings
from cloudsense.web.security.guard import is_local

MONTH = timedelta(days=30)
"""How long a session holds that nobody uses."""
DAY = timedelta(days=1)
"""Age from which a session that is used is renewed."""
MINUTE = timedelta(minutes=1)
TRIES = 10
"""Wrong tokens that an address may send in a minute.

There is no limit for all addresses together: it would let anybody lock everybody out, and tokens of 16 characters
or more are not found by trying.
"""
MOST_REMEMBERED = 10_000
"""Addresses; the one that tried longest ago is forgotten first."""

SESSION = re.compile(r"[\w.-]+", re.ASCII)
"""The letters of a session."""


class TooManyTriesError(Exception):
    """Wrong tokens came too often; even the right one has to wait."""


def wanted(settings: Settings) -> bool:
    """Whether visitors have to log in: where others can come, or where somebody thought of them."""
    if settings.no_login:
        return False
    return not is_local(settings.host) or bool(settings.token or settings.trusted_proxy)


def make_token() -> str:
    """One that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


class Login:
    """One token, the tries that went wrong, and sessions that only this token can have signed."""

    def __init__(self, token: str, clock: Clock) -> None:
        self._token = token.encode()
        self._clock = clock
        self._signer = _Signer(token, clock)
        self._lock = Lock()
        self._wrong: OrderedDict[str, list[datetime]] = OrderedDict()
        """When each address sent a wrong token in the last minute."""

    def admits(self, given: str, address: str) -> bool:
        """Whether `given`, sent from the IP address `address`, is the token. Raises TooManyTriesError."""
        visitor = neighbourhood(address)
        with self._lock:
            now = self._clock()
            recent = [when for when in self._wrong.pop(visitor, ()) if now - when < MINUTE]
            if recent:
                self._wrong[visitor] = recent
            if len(recent) >= TRIES:
                raise TooManyTriesError
            right = hmac.compare_digest(given.encode(errors="replace"), self._token)
            if not right:
                self._wrong[visitor] = [*recent, now]
                if len(self._wrong) > MOST_REMEMBERED:
                    self._wrong.popitem(last=False)
        return right

    def session(self) -> str:
        """The cookie of somebody who was let in: no token, and as long as this token is in force worth as much."""
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def age(self, session: str) -> timedelta | None:
        """How old a session is that holds; None if it is made up, of another token, or too old."""
        if not SESSION.fullmatch(session):
            return None  # base64 takes other letters for the same bytes
        try:
            signed = session.encode(errors="replace")
            _, begun = self._signer.unsign(signed, max_age=int(MONTH.total_seconds()), return_timestamp=True)
        except BadSignature:
            return None
        return self._clock() - begun


class _Signer(TimestampSigner):
    """Of the token's own key, so that a restart with the same token sends nobody away."""

    def __init__(self, token: str, clock: Clock) -> None:
        super().__init__(token, salt="cloudsense session", key_derivation="hmac", digest_method=hashlib.sha256)
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock().astimezone(UTC).timestamp())


def neighbourhood(address: str) -> str:
    """Whose tries count together: an address, or in IPv6 the network of 64 bits that a subscriber has to himself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or int(found) >> 64)
