"""Tables of a TOML file that a person writes, such as `[[budget]]`, with errors that name the file.

The functions raise errors of the class `error`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from cloudsense.costs.names import quoted
from cloudsense.errors import CloudSenseError

LARGEST = 1_000_000
"""Most bytes of a file."""
Kind = TypeVar("Kind")
Error = type[CloudSenseError]


def content_of(path: Path, file: str, error: Error, more: str = "") -> bytes:
    """Bytes of the file; `more` follows the remedy. Raises FileNotFoundError, too."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise
    except OSError as problem:
        title = f"{file} cannot be read ({problem.strerror})."
        raise error(title, remedy=f"Check its path, owner and mode{more}.") from problem
    if len(content) > LARGEST:
        raise error(f"{file} is larger than 1 MB.", remedy="Shorten it.")
    return content


def text_of(content: bytes, file: str, error: Error) -> str:
    try:
        return content.decode("utf-8-sig")  # Windows editors mark a file as UTF-8
    except UnicodeDecodeError:
        raise error(f"{file} is not UTF-8.", remedy="Save it as UTF-8.") from None


def tables_of(
    document: dict[str, Any], key: str, file: str, error: Error, more: str = ""
) -> list[dict[str, Any]]:
    """Tables `[[key]]`, the only entries of a parsed file; `more` follows the remedy."""
    tables = document.pop(key, [])
    if document:
        unknown, *_ = document
        title = f"{file}: unknown entry {quoted(unknown)}."
        raise error(title, remedy=f"Begin each {key} with [[{key}]]{more}.")
    if not is_list_of(tables, dict):
        raise error(f"{file}: “{key}” is not a table.", remedy=f"Write [[{key}]].")
    return tables


def is_list_of(value: object, kind: type[Kind]) -> TypeGuard[list[Kind]]:
    """Whether a value of a TOML file is a list of nothing but these."""
    return isinstance(value, list) and all(isinstance(each, kind) for each in value)
