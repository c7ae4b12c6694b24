"""AWS's failures in CloudSense's words: the one place where foreign exceptions change language.

The messages are in `cloudsense.aws.error_messages`; the first row that fits a failure by its
names and text is used. The names of a failure are, for a request that AWS refused, its error
code, the operation, `5xx` for a fault on AWS's side, and `foreign` for a refusal that is not in
AWS's form; for whatever botocore raised itself, the class of the exception and the classes above
it, `BrokenOff` if an answer had begun to come, and `Tunnel` (and `Tunnel407`) if a proxy refused
to connect. Each name counts with `@` and the source of the credentials or the partition after it,
too: `ExpiredToken@env`, `EndpointConnectionError@aws-us-gov`; with `@payer` where there are several
payers.

Messages of AWS hold ARNs, keys and request ids, so no part of them is ever repeated: only the host,
profiles, the error code and the name of a missing package may get into a sentence.
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
"""What an error code or host looks like; anything else is not repeated."""
PACKAGE = re.compile(r"pip install \W?([A-Za-z0-9_.\[\]-]{1,64})")
TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})\b")

FILES = (
    ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ("AWS_CONFIG_FILE", "~/.aws/config"),
)
CLOSED = " A file for them is there, but may not be read: see who owns it, and its mode."
UNKNOWN = Origin()


@contextmanager
def translating(origin: Origin = UNKNOWN) -> Iterator[None]:
    """What botocore raises inside comes out as a CloudSenseError that can be shown to anybody.

    `origin` is for sentences such as "aws sso login --profile dev".
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
    """The same, where credentials are read: whatever is misshapen there is not AWS's answer."""
    try:
        with translating(origin):
            yield
    except CloudSenseError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise _said(CredentialsError, UNUSABLE, _facts(error, origin)) from error


@contextmanager
def wording(words: Mapping[type[CloudSenseError], Words], origin: Origin) -> Iterator[None]:
    """What is refused inside is said in the `words` of its kind."""
    try:
        yield
    except tuple(words) as error:
        kind, facts = type(error), {"payer": _payer(origin)}
        raise _said(kind, words[kind], facts) from None


@contextmanager
def reading() -> Iterator[None]:
    """An answer inside that is not shaped as it must be comes out as a BrokenAnswerError."""
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
    """An answer came, and it cannot be used; `detail` says why."""
    return BrokenAnswerError(
        "Cost Explorer's answer is not complete.",
        detail,
        "Try again. The incomplete answer was not used.",
    )


def unreadable() -> BrokenAnswerError:
    """What came with status 200 is not AWS's: a proxy's page to log in, for instance."""
    return BrokenAnswerError(UNREADABLE.title, UNREADABLE.detail, UNREADABLE.remedy)


def was_lost(problem: CloudSenseError) -> bool:
    """Whether a request was sent and its answer did not come back, or not all of it: AWS may have
    charged for it."""
    broke_off = isinstance(problem, BrokenAnswerError) and isinstance(
        problem.__cause__, ConnectionClosedError
    )
    return broke_off or isinstance(problem, UnansweredError)


def may_pass(problem: CloudSenseError) -> bool:
    """Whether the same request may well be answered in a moment."""
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
    """Before a title, where there are several payers."""
    return f"{visible(origin.payer)}: " if origin.payer else ""


def _names(error: Exception, origin: Origin) -> set[str]:
    names = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, ClientError):
        names |= {_code(error), error.operation_name}
        if _status(error) >= 500:
            names.add("5xx")
        if _code(error).isdigit():  # botocore found no code in the body and took the status
            names.add("foreign")
    if "Connection broken" in _wrapped(error):
        names.add("BrokenOff")
    if tunnel := TUNNEL.search(_wrapped(error)):
        names |= {"Tunnel", f"Tunnel{tunnel[1]}"}
    of_payer = "payer" if origin.payer else ""
    places = filter(None, (origin.method, origin.partition, of_payer))
    return names | set(map("@".join, product(names, places)))


def _wrapped(error: Exception) -> str:
    """The message of what botocore wrapped."""
    return str(getattr(error, "kwargs", {}).get("error", ""))


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _facts(error: Exception, origin: Origin) -> dict[str, str]:
    parts = getattr(error, "kwargs", {})
    profile = parts.get("profile", origin.profile)
    package = PACKAGE.search(str(parts.get("msg", "")))
    url = parts.get("proxy_url") or parts.get("endpoint_url")
    return {
        "host": _host(str(url or "")),
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
    """Whether a file that may hold credentials is there, but not for this user: botocore passes
    over it in silence."""
    name = os.environ.get(variable) or usual
    try:
        with Path(name).expanduser().open():
            return False
    except (OSError, RuntimeError) as problem:
        return isinstance(problem, PermissionError)


def _locked(folder: Path) -> bool:
    """Whether it holds tokens that this user may not read: botocore takes them for missing."""
    if not os.access(folder, os.F_OK):
        return False
    if not os.access(folder, os.R_OK | os.X_OK):
        return True
    readable = [os.access(file, os.R_OK) for file in folder.glob("*.json")]
    return not all(readable)


def _short(error: Exception) -> str:
    """What a failure is called: AWS's code, a proxy's status, the system's number, or the class."""
    if isinstance(error, ClientError):
        return _code(error)
    if tunnel := TUNNEL.search(_wrapped(error)):
        return tunnel[1]
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number or 0, type(error).__name__)


def _code(error: ClientError) -> str:
    said = error.response.get("Error", {})
    return _sayable(said.get("Code"), "unknown error")


def _host(url: str) -> str:
    """The host of `url` alone: the rest may hold credentials."""
    try:
        return _sayable(urlsplit(url).hostname, "AWS")
    except ValueError:
        return "AWS"


def _sayable(text: object, otherwise: str) -> str:
    is_sayable = isinstance(text, str) and SAYABLE.fullmatch(text)
    return str(text) if is_sayable else otherwise
