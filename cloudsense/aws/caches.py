"""Folders under ~/.aws in which the AWS CLI and CloudSense store login tokens.

If a folder is read-only, as with a mounted ~/.aws, renewed tokens are kept in memory: botocore
alone would fail, and lose a token that AWS has just issued.
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
    """JSON that could not be written, and the contents of the file at that time."""

    text: str
    instead_of: Any


class FileCache:
    """botocore's cache of JSON files, which also works with read-only folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: Any = JSONFileCache(str(folder), dumps_func=_dumps)
        self._unsaved: dict[str, Unsaved] = {}
        self._told = False
        self._lock = Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._unsaved or self._held(key) is not None

    def __getitem__(self, key: str) -> Any:
        """Cached value. Raises KeyError."""
        held = self._held(key)
        unsaved = self._unsaved.get(key)
        # If the file has changed since, it has a newer login.
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
    """Caches of the user."""

    sso: FileCache = field(default_factory=lambda: FileCache(sso_folder()))
    login: FileCache = field(default_factory=lambda: FileCache(login_folder()))
    roles: FileCache = field(default_factory=lambda: FileCache(roles_folder()))


def sso_folder() -> Path:
    """Folder with access tokens of `aws sso login`."""
    return _home() / ".aws" / "sso" / "cache"


def login_folder() -> Path:
    """Folder with sessions of `aws login`."""
    return Path(get_login_token_cache_directory())


def roles_folder() -> Path:
    """Folder with credentials of assumed roles, including those with a multi-factor code."""
    return _home() / ".aws" / "cli" / "cache"


def _home() -> Path:
    """Home folder, as botocore determines it; a user without one has none of these files."""
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
