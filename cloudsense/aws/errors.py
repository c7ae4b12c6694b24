"""Translates failures of AWS into CloudSense's errors; the only module that does.

The messages are in `cloudsense.aws.error_messages`; the first row that fits a failure by its
names and text is used. A request that AWS refused has as names its error code, the operation,
`5xx` for a fault of AWS, and `foreign` for a refusal that is not in AWS's format. An exception of
botocore has its class and base classes, `BrokenOff` if a part of the response had arrived, and
`Tunnel` (and `Tunnel407`) if a proxy refused to connect. Each name also matches with a suffix for
the source of the credentials or the partition, such as `ExpiredToken@env` and
`EndpointConnectionError@aws-us-gov`, and with `@payer` if there are several payers.

Messages of AWS contain ARNs, keys and request ids, so they are never repeated. Sentences may
contain only the host, profiles, the error code and the name of a missing package.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError
from botocore.parsers import ResponseParserError

from cloudsense.aws.caches import login_folder, sso_folder
from cloudsense.aws.credential_words import UNUSABLE
from cloudsense.aws.error_messages import TABLE, UNREADABLE
from cloudsense.aws.phrases import Words
from cloudsense.aws.profiles import Origin
from cloudsense.costs.names import visible
from cloudsense.errors import (
    BrokenAnswerError,
    CloudSenseError,
    CredentialsError,
    ThrottledError,
    UnansweredError,
    UnavailableError,
)

SAYABLE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
"""Allowed form of error codes and hosts in messages."""
PACKAGE = re.compile(r"pip install \W?([A-Za-z0-9_.\[\]-]{1,64})")
TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})\b")

FILES = (
    ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ("AWS_CONFIG_FILE", "~/.aws/config"),
)
CLOSED = " A credentials file exists but cannot be read: check its owner and mode."
UNKNOWN = Origin()


@contextmanager
def translating(origin: Origin = UNKNOWN) -> Iterator[None]:
    """Context that translates botocore's exceptions into CloudSenseErrors that can be shown.

    `origin` is for remedies such as "aws sso login --profile dev".
    """
    try:
        yield
    except (BotoCoreError, ClientError, ResponseParserError, ValueError, OSError) as error:
        found = _find(_names(error, origin), str(error).lower())
        if found is None:
            raise
        kind, words = found
        raise _said(kind, words, _facts(error, origin)) from error


@contextmanager
def loading(origin: Origin = UNKNOWN) -> Iterator[None]:
    """Context that translates exceptions while credentials are read: malformed data then
    is not AWS's response."""
    try:
        with translating(origin):
            yield
    except CloudSenseError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise _said(CredentialsError, UNUSABLE, _facts(error, origin)) from error


@contextmanager
def wording(words: Mapping[type[CloudSenseError], Words], origin: Origin) -> Iterator[None]:
    """Context that replaces the messages of errors by their class."""
    try:
        yield
    except tuple(words) as error:
        kind, facts = type(error), {"payer": _payer(origin)}
        raise _said(kind, words[kind], facts) from None


@contextmanager
def reading() -> Iterator[None]:
    """Context that turns a malformed response into a BrokenAnswerError."""
    try:
        yield
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise broken("A part of it is missing or malformed.") from error


def broken(detail: str) -> BrokenAnswerError:
    """Error for an unusable answer; `detail` says why."""
    return BrokenAnswerError(
        "Cost Explorer's answer is not complete.",
        detail,
        "Try again. The incomplete answer was not used.",
    )


def unreadable() -> BrokenAnswerError:
    """Error for a response with status 200 that is not AWS's, such as a proxy's login page."""
    return BrokenAnswerError(UNREADABLE.title, UNREADABLE.detail, UNREADABLE.remedy)


def was_lost(problem: CloudSenseError) -> bool:
    """Whether a request was sent and its response was lost, at least in part: AWS may
    have charged for it."""
    broke_off = isinstance(problem, BrokenAnswerError) and isinstance(
        problem.__cause__, ConnectionClosedError
    )
    return broke_off or isinstance(problem, UnansweredError)


def may_pass(problem: CloudSenseError) -> bool:
    """Whether the same request may succeed in a moment."""
    cause = problem.__cause__
    refused = isinstance(cause, ClientError) and _status(cause) < 500
    failed = isinstance(problem, UnavailableError) and not refused
    return failed or isinstance(problem, ThrottledError) or was_lost(problem)


def _find(names: set[str], message: str) -> tuple[type[CloudSenseError], Words] | None:
    for kind, rows in TABLE:
        for key, words in rows.items():
            known, _, fragment = key.partition(": ")
            if names & set(known.split()) and fragment in message:
                return kind, words
    return None


def _said(kind: type[CloudSenseError], words: Words, facts: dict[str, str]) -> CloudSenseError:
    templates = (f"{{payer}}{words.title}", words.detail, words.remedy)
    texts = [template.format(**facts).strip() for template in templates]
    problem = kind(*texts)
    problem.needs_restart = words.needs_restart
    return problem


def _payer(origin: Origin) -> str:
    """Prefix of titles, if there are several payers."""
    return f"{visible(origin.payer)}: " if origin.payer else ""


def _names(error: Exception, origin: Origin) -> set[str]:
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, ClientError):
        names |= {_code(error), error.operation_name}
        if _status(error) >= 500:
            names.add("5xx")
        if _code(error).isdigit():  # botocore found no code in the body and used the status
            names.add("foreign")
    if "Connection broken" in _wrapped(error):
        names.add("BrokenOff")
    if tunnel := TUNNEL.search(_wrapped(error)):
        names |= {"Tunnel", f"Tunnel{tunnel[1]}"}
    of_payer = "payer" if origin.payer else ""
    places = filter(None, (origin.method, origin.partition, of_payer))
    return names | set(map("@".join, product(names, places)))


def _wrapped(error: Exception) -> str:
    """Message of the exception that botocore wrapped."""
    return str(getattr(error, "kwargs", {}).get("error", ""))


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _facts(error: Exception, origin: Origin) -> dict[str, str]:
    parts = getattr(error, "kwargs", {})
    profile = parts.get("profile", origin.profile)
    package = PACKAGE.search(str(parts.get("msg", "")))
    url = parts.get("proxy_url") or parts.get("endpoint_url")
    return {
        "host": host(str(url or "")),
        "payer": _payer(origin),
        "profile": str(profile),
        "option": _option(profile),
        "login": _option(origin.login or profile),
        "mfa": origin.mfa or str(profile or "default"),
        "code": _short(error),
        "package": package[1] if package else "the package that it needs",
        "closed": CLOSED if any(_closed(*file) for file in FILES) else "",
        "locked": CLOSED if _locked(sso_folder()) or _locked(login_folder()) else "",
    }


def _option(profile: str | None) -> str:
    return f" --profile {shlex.quote(profile)}" if profile else ""


def _closed(variable: str, usual: str) -> bool:
    """Whether a credentials file exists, but is not readable: botocore ignores that silently."""
    name = os.environ.get(variable) or usual
    try:
        with Path(name).expanduser().open():
            return False
    except (OSError, RuntimeError) as problem:
        return isinstance(problem, PermissionError)


def _locked(folder: Path) -> bool:
    """Whether the folder has tokens that are not readable: botocore treats them as missing."""
    if not os.access(folder, os.F_OK):
        return False
    if not os.access(folder, os.R_OK | os.X_OK):
        return True
    readable = [os.access(file, os.R_OK) for file in folder.glob("*.json")]
    return not all(readable)


def _short(error: Exception) -> str:
    """Short name of a failure: AWS's code, a proxy's status, the system's number, or the class."""
    if isinstance(error, ClientError):
        return _code(error)
    if tunnel := TUNNEL.search(_wrapped(error)):
        return tunnel[1]
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number or 0, type(error).__name__)


def _code(error: ClientError) -> str:
    said = error.response.get("Error", {})
    return sayable(said.get("Code"), "unknown error")


def host(url: str, otherwise: str = "AWS") -> str:
    """Host of `url`; the other parts may contain credentials."""
    try:
        return sayable(urlsplit(url).hostname, otherwise)
    except ValueError:
        return otherwise


def sayable(text: object, otherwise: str) -> str:
    is_sayable = isinstance(text, str) and SAYABLE.fullmatch(text)
    return str(text) if is_sayable else otherwise
