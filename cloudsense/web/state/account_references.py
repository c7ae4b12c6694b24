"""References to accounts, for addresses without ids. Only this CloudSense can resolve them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from cloudsense.costs.parsing import EXCLUDING
from cloudsense.costs.query import DIMENSIONS, CostQuery, Dimension
from cloudsense.errors import AddressError

PREFIX = "hidden-"
HIDDEN = {
    f"{dimension}{sign}": dimension
    for dimension in DIMENSIONS
    if dimension.holds_ids
    for sign in ("", EXCLUDING)
}
"""Parameters whose values contain account ids."""
TAG = 10
"""Bytes of a reference that depend on the whole id and prove that it was made here."""
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
"""Letters in place of hex digits: no digest or reference looks like part of an account id."""
DIGITS = str.maketrans("abcdefghijklmnop", "0123456789abcdef")
"""The inverse of `LETTERS`."""


@dataclass(frozen=True)
class AccountReferences:
    """How addresses name accounts: by id or, with a `secret` key, by reference.

    A hash of twelve digits could be found by trying all ids. So a reference is the encrypted id:
    the same each time, and readable with the key only.
    """

    secret: Callable[[], bytes] | None = None

    def written(self, dimension: Dimension, value: str) -> str:
        """Return the value as it is written in an address."""
        if self.secret is None or not value or not dimension.holds_ids:
            return value
        key = self.secret()
        plain = value.encode()
        tag = _tag(key, plain)
        return _reference(tag + _xor_with_stream(key, tag, plain))

    def read(self, dimension: Dimension, text: str) -> str:
        """Return the value that an address refers to; an id is returned unchanged.

        Raises AddressError for a reference that another CloudSense made.
        """
        if self.secret is None or not text or not dimension.holds_ids:
            return text
        if not text.startswith(PREFIX):
            return text
        key = self.secret()
        sealed = _bytes(text.removeprefix(PREFIX))
        tag = sealed[:TAG]
        plain = _xor_with_stream(key, tag, sealed[TAG:])
        is_ours = hmac.compare_digest(tag, _tag(key, plain))
        if not plain or not is_ours:
            raise AddressError(
                "This link names an account that CloudSense cannot resolve.",
                "It was made by another CloudSense, or before its cache was deleted.",
                "Choose the account in the list.",
            )
        return plain.decode()

    def question(self, query: CostQuery) -> str:
        """Return a name for a query, without the ids of accounts in its filters."""
        if self.secret is None:
            return query.name
        return _reference(_tag(self.secret(), query.name.encode()))


PLAIN = AccountReferences()


def hide_ids(server: Flask, references: AccountReferences) -> None:
    """Redirect an address with an account id to the same address with a reference."""

    def check() -> Response | None:
        is_page = request.method == "GET" and request.path == "/"
        search = _hidden_search(references) if is_page else None
        return redirect(search) if search else None

    if references.secret:
        server.before_request(check)


def _hidden_search(references: AccountReferences) -> str | None:
    """Return the requested query string with references; None if it has no account id."""
    search = request.query_string.decode("latin-1")
    given = parse_qsl(search, keep_blank_values=True)
    hidden = []
    for name, value in given:
        hidden.append((name, _hidden(references, name, value)))
    return None if hidden == given else f"?{urlencode(hidden)}"


def _hidden(references: AccountReferences, name: str, value: str) -> str:
    if name not in HIDDEN or not value or value.startswith(PREFIX):
        return value
    return references.written(HIDDEN[name], value)


def _reference(sealed: bytes) -> str:
    return PREFIX + sealed.hex().translate(LETTERS)


def _tag(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")[:TAG]


def _xor_with_stream(key: bytes, tag: bytes, text: bytes) -> bytes:
    """Encrypt or decrypt a text with a stream that depends on key and tag."""
    length = len(text)
    stream = hashlib.shake_256(key + tag).digest(length)
    mixed = int.from_bytes(text) ^ int.from_bytes(stream)
    return mixed.to_bytes(length)


def _bytes(letters: str) -> bytes:
    try:
        return bytes.fromhex(letters.translate(DIGITS))
    except ValueError:
        return b""
