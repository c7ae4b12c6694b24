"""Login by token: a few tries a minute, then a signed session for a month."""

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
"""How long an unused session is valid."""
DAY = timedelta(days=1)
"""Age at which a session in use is renewed."""
MINUTE = timedelta(minutes=1)
TRIES = 10
"""Wrong tokens that a network may send in a minute.

There is no limit for all networks together: it would allow anybody to lock everybody out, and a
token of 16 characters or more can't be guessed.
"""
REMEMBERED_NETWORKS = 10_000
"""Networks whose tries are remembered. The one with the oldest last try is dropped first."""

SESSION = re.compile(r"[\w.-]+", re.ASCII)
"""Characters of a session."""


class TooManyTriesError(Exception):
    """Too many wrong tokens. The right one is refused, too, for a while."""


def wanted(settings: Settings) -> bool:
    """Whether visitors have to log in: on a shared host, or if the settings expect visitors."""
    if settings.no_login:
        return False
    expects_visitors = bool(settings.token or settings.trusted_proxy)
    return expects_visitors or not is_local(settings.host)


def make_token() -> str:
    """A random token, safe in URLs."""
    return secrets.token_urlsafe(32)


class Login:
    """A token, the recent wrong tries, and signed sessions."""

    def __init__(self, token: str, clock: Clock) -> None:
        self._token = token.encode()
        self._clock = clock
        self._signer = _Signer(token, clock)
        self._lock = Lock()
        self._wrong: OrderedDict[str, list[datetime]] = OrderedDict()
        """Times of the wrong tokens that each network sent in the last minute."""

    def admits(self, given: str, address: str) -> bool:
        """Whether `given`, sent from `address`, is the token. Raises TooManyTriesError."""
        network = network_of(address)
        with self._lock:
            now = self._clock()
            wrong = self._wrong.pop(network, [])
            recent = [when for when in wrong if now - when < MINUTE]
            if recent:
                self._wrong[network] = recent
            if len(recent) >= TRIES:
                raise TooManyTriesError
            is_right = hmac.compare_digest(given.encode(errors="replace"), self._token)
            if not is_right:
                self._wrong[network] = [*recent, now]
                if len(self._wrong) > REMEMBERED_NETWORKS:
                    self._wrong.popitem(last=False)
        return is_right

    def session(self) -> str:
        """Return a new session for a cookie, without the token and valid as long as it is."""
        return self._signer.sign(secrets.token_urlsafe(16)).decode()

    def age(self, session: str) -> timedelta | None:
        """Return the age of a valid session; None if it is forged, expired or of another token."""
        if not SESSION.fullmatch(session):
            return None  # base64 accepts other characters for the same bytes
        signed = session.encode(errors="replace")
        max_age = int(MONTH.total_seconds())
        try:
            _, begun = self._signer.unsign(signed, max_age, return_timestamp=True)
        except BadSignature:
            return None
        return self._clock() - begun


class _Signer(TimestampSigner):
    """Signer with the token as its key: sessions survive a restart with the same token."""

    def __init__(self, token: str, clock: Clock) -> None:
        super().__init__(
            token,
            salt="cloudsense session",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock().astimezone(UTC).timestamp())


def network_of(address: str) -> str:
    """Return the network whose tries are counted: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or int(found) >> 64)
