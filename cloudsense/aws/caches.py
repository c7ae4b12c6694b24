"""The folders under ~/.aws in which the AWS CLI and CloudSense keep login tokens.

Where a folder can't be written, as with ~/.aws mounted read-only, what was renewed is kept in
memory: botocore by itself would fail, and lose a token that AWS has just issued.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from botocore.utils import JSONFileCache, get_login_token_cache_directory

log = logging.getLogger(__name__)


class Unsaved(NamedTuple):
    """What could not be written, as JSON, and what the file held instead."""

    text: str
    instead_of: Any


class FileCache:
    """botocore's cache of JSON files, which can also be used where nothing can be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: Any = JSONFileCache(str(folder), dumps_func=_dumps)
        self._unsaved: dict[str, Unsaved] = {}
        self._told = False
        self._lock = Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._unsaved or self._held(key) is not None

    def __getitem__(self, key: str) -> Any:
        """Raises KeyError."""
        held = self._held(key)
        unsaved = self._unsaved.get(key)
        # If the file has changed since, it holds a newer login.
        if unsaved and unsaved.instead_of == held:
            return json.loads(unsaved.text)
        return self._files[key]

    def __setitem__(self, key: str, value: Any) -> None:
        try:
            self._files[key] = value
        except OSError as problem:
            written = _dumps(value)
            self._unsaved[key] = Unsaved(written, self._held(key))
            self._tell_once(problem)
        else:
            self._unsaved.pop(key, None)

    def _held(self, key: str) -> Any:
        try:
            return self._files[key]
        except KeyError:
            return None

    def _tell_once(self, problem: OSError) -> None:
        with self._lock:
            first, self._told = not self._told, True
        if first:
            log.warning(
                "renewed AWS credentials cannot be saved in %s (%s): they are used until "
                "CloudSense ends",
                self.folder,
                problem.strerror,
            )


@dataclass(frozen=True)
class Caches:
    """Those of one user."""

    sso: FileCache = field(default_factory=lambda: FileCache(sso_folder()))
    login: FileCache = field(default_factory=lambda: FileCache(login_folder()))
    roles: FileCache = field(default_factory=lambda: FileCache(roles_folder()))


def sso_folder() -> Path:
    """Access tokens of `aws sso login`."""
    return _home() / ".aws" / "sso" / "cache"


def login_folder() -> Path:
    """Sessions of `aws login`."""
    return Path(get_login_token_cache_directory())


def roles_folder() -> Path:
    """Credentials of assumed roles, those for which a multi-factor code was entered among them."""
    return _home() / ".aws" / "cli" / "cache"


def _home() -> Path:
    """As botocore has it; a user without a home folder has none of these files."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("~")


def _dumps(value: Any) -> str:
    return json.dumps(value, default=_time)


def _time(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} cannot be saved")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
