"""Checks without AWS: versions and the cache folder. Nothing is changed."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cloudsense import __version__
from cloudsense.aws.responsibility import Who
from cloudsense.doctor.check import Check, bad, good, warning
from cloudsense.formatting import count
from cloudsense.ledger.storage.journal import PAYMENTS, FileJournal
from cloudsense.ledger.storage.private import unusable
from cloudsense.ledger.storage.store import LEFTOVER

PACKAGES = ("dash", "plotly", "boto3")
MEGABYTE = 1_000_000
LITTLE_SPACE = 100 * MEGABYTE

VERSION, CACHE = "version", "cache-folder"
ELSEWHERE = "Choose another folder with --cache-dir. Until then data is kept in memory only."


def versions() -> Iterator[Check]:
    parts = [f"CloudSense {__version__}", f"Python {platform.python_version()}"]
    yield good(VERSION, ", ".join([*parts, *(f"{name} {_version(name)}" for name in PACKAGES)]))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def cache_folder(folder: Path) -> Iterator[Check]:
    """Whether what is paid for can be kept in `folder`, by nobody else, and how much there is of it."""
    try:
        yield _kept(folder) if folder.exists() else _to_be_made(folder)
    except OSError as problem:
        yield bad(CACHE, f"{folder} cannot be used ({problem.strerror}).", Who.YOU, ELSEWHERE)


def _to_be_made(folder: Path) -> Check:
    parent = next(parent for parent in folder.absolute().parents if parent.exists())
    if not (parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)):
        return bad(CACHE, f"{folder} does not exist and cannot be created.", Who.YOU, ELSEWHERE)
    return good(CACHE, f"{folder} does not exist yet and will be created")


def _kept(folder: Path) -> Check:
    """Raises OSError where nothing can be written."""
    with tempfile.TemporaryFile(dir=folder):
        free = shutil.disk_usage(folder).free
    if reason := unusable(folder):
        return bad(CACHE, f"{folder} cannot be used: {reason}.", Who.YOU, ELSEWHERE)
    if unreadable := _unreadable(folder / PAYMENTS):
        return unreadable
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        what, how = f"{folder} is accessible to other users of this machine.", f"Run `chmod 700 {folder}`."
        return warning(CACHE, what, Who.YOU, how)
    if free < LITTLE_SPACE:
        return warning(
            CACHE,
            f"{folder} has only {_size(free)} free.",
            Who.YOU,
            "Free disk space, or choose another folder with --cache-dir.",
        )
    return good(CACHE, f"{folder}, private, {_contents(folder / 'costs')}, {_size(free)} free")


def _unreadable(payments: Path) -> Check | None:
    try:
        FileJournal(payments).news()
    except OSError as problem:
        what = f"{payments} cannot be read ({problem.strerror}), so nothing is bought: payments cannot be counted."
        return bad(CACHE, what, Who.YOU, "Make it a file that CloudSense can read and write, or remove it.")
    return None


def _contents(folder: Path) -> str:
    files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    leftovers = [path for path in files if path.match(LEFTOVER)]
    entries = [path for path in files if path not in set(leftovers)]
    text = f"{count(len(entries), 'entry', 'entries')} of {_size(sum(path.stat().st_size for path in entries))}"
    return f"{text}, {count(len(leftovers), 'leftover')} to be removed" if leftovers else text


def _size(size: int) -> str:
    """`0.4 MB`, `12.0 GB`."""
    return f"{size / MEGABYTE:,.1f} MB" if size < 1000 * MEGABYTE else f"{size / MEGABYTE / 1000:,.1f} GB"
