"""Checks without AWS: versions, the cache folder, Redis. Nothing is changed."""

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
from cloudsense.doctor.check import Check, failed, ok, skipped, warning
from cloudsense.formatting import count
from cloudsense.ledger.storage import redis as shared
from cloudsense.ledger.storage.journal import PAYMENTS, FileJournal
from cloudsense.ledger.storage.private import unusable
from cloudsense.ledger.storage.store import LEFTOVER

PACKAGES = ("dash", "plotly", "boto3")
MEGABYTE = 1_000_000
LITTLE_SPACE = 100 * MEGABYTE

VERSION, CACHE, REDIS = "version", "cache-folder", "redis"
ELSEWHERE = "Choose another folder with --cache-dir. Until then data is kept in memory only."


def versions() -> Iterator[Check]:
    parts = [f"CloudSense {__version__}", f"Python {platform.python_version()}"]
    parts += [f"{name} {_version(name)}" for name in PACKAGES]
    yield ok(VERSION, ", ".join(parts))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def cache_folder(folder: Path) -> Iterator[Check]:
    """Checks that `folder` can hold the cache and is private; reports its contents."""
    try:
        yield _existing(folder) if folder.exists() else _to_be_made(folder)
    except OSError as problem:
        yield _unusable(f"{folder} cannot be used ({problem.strerror}).")


def _unusable(what: str) -> Check:
    return failed(CACHE, what, Who.YOU, ELSEWHERE)


def _to_be_made(folder: Path) -> Check:
    parents = folder.absolute().parents
    parent = next(parent for parent in parents if parent.exists())
    can_write = os.access(parent, os.W_OK | os.X_OK)
    if not (parent.is_dir() and can_write):
        return _unusable(f"{folder} does not exist and cannot be created.")
    return ok(CACHE, f"{folder} does not exist yet and will be created")


def _existing(folder: Path) -> Check:
    """Check of an existing folder. Raises OSError if it is not writable."""
    with tempfile.TemporaryFile(dir=folder):
        free = shutil.disk_usage(folder).free
    if reason := unusable(folder):
        return _unusable(f"{folder} cannot be used: {reason}.")
    if unreadable := _unreadable(folder / PAYMENTS):
        return unreadable
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        what = f"{folder} is accessible to other users of this machine."
        return warning(CACHE, what, Who.YOU, f"Run `chmod 700 {folder}`.")
    if free < LITTLE_SPACE:
        return warning(
            CACHE,
            f"{folder} has only {_size(free)} free.",
            Who.YOU,
            "Free disk space, or choose another folder with --cache-dir.",
        )
    contents = _contents(folder / "costs")
    left = f"{_size(free)} free"
    return ok(CACHE, f"{folder}, private, {contents}, {left}")


def _unreadable(payments: Path) -> Check | None:
    try:
        FileJournal(payments).news()
    except OSError as problem:
        what = (
            f"{payments} cannot be read ({problem.strerror}), so nothing is bought: payments "
            "cannot be counted."
        )
        return failed(
            CACHE, what, Who.YOU, "Make it a file that CloudSense can read and write, or remove it."
        )
    return None


def _contents(folder: Path) -> str:
    entries, leftovers = 0, 0
    size = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if not path.is_file():
            continue
        if path.match(LEFTOVER):
            leftovers += 1
        else:
            entries += 1
            size += path.stat().st_size
    number = count(entries, "entry", "entries")
    text = f"{number} of {_size(size)}"
    if leftovers:
        text += f", {count(leftovers, 'leftover')} to be removed"
    return text


def _size(size: int) -> str:
    """Size: `0.4 MB`, `12.0 GB`."""
    megabytes = size / MEGABYTE
    if megabytes < 1000:
        return f"{megabytes:,.1f} MB"
    return f"{megabytes / 1000:,.1f} GB"


def redis(url: str | None) -> Iterator[Check]:
    """Checks of a Redis; writes nothing. Raises SettingsError, and StoreError
    if it is unreachable."""
    if not url:
        yield skipped(REDIS, "not used; the cache is in the cache folder")
        return
    shared.require()
    from cloudsense.ledger.storage.redis.connection import RedisServer

    facts = RedisServer(url).facts()
    name = f"Redis {facts.version}"
    if facts.evicts:
        what = f"{name} evicts data, including payments, when its memory is full."
        yield warning(REDIS, what, Who.YOU, "Set its maxmemory-policy to noeviction.")
    elif not facts.persistent:
        what = (
            f"{name} does not write each change to disk: payments and cached data are lost when "
            "it stops."
        )
        yield warning(REDIS, what, Who.YOU, "Start it with --appendonly yes.")
    else:
        yield ok(REDIS, f"{name}, persistent")
