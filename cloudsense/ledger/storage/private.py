"""Folders and files that only this user can read and write."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags that refuse links, and don't block on a pipe in place of a file. Windows has neither."""
FOLDERS = ("costs", "locks")
"""Subfolders of a cache folder."""


def private_folder(folder: Path) -> Path:
    """`folder`, created with mode 0700, or with its mode corrected. Raises OSError on failure, or
    if it belongs to another user."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if reason := unusable(folder):
        raise OSError(errno.EINVAL, reason)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def unusable(folder: Path) -> str | None:
    """Why a folder cannot be this user's cache; None if it can.

    The folder itself may be a link, which people use to move it to another disk; its contents may
    not.
    """
    for part in (folder, *(folder / name for name in FOLDERS)):
        if part != folder and part.is_symlink():
            return f"{part.name} in it is a symbolic link"
        is_there = os.name == "posix" and part.exists()
        if is_there and part.stat().st_uid != os.geteuid():
            return (
                "it belongs to another user"
                if part == folder
                else f"{part.name} in it belongs to another user"
            )
    return None


def open_private(path: str, flags: int) -> int:
    """An `opener` for `open`. Raises OSError for anything but a file of this user."""
    handle = os.open(path, flags | NO_LINK, 0o600)
    found = os.fstat(handle)
    mine = os.name != "posix" or found.st_uid == os.geteuid()
    if mine and stat.S_ISREG(found.st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "no file of this user", path)
