"""The terminal: characters that its encoding lacks, and the question for a multi-factor code."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Callable
from typing import TextIO

from cloudsense.errors import CredentialsError

REPLACEMENTS = {
    **dict.fromkeys("−‐‑‒–—―", "-"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("•·∙●▪", "*"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    "…": "...",
    "→": "->",
    "←": "<-",
    "↑": "^",
    "↓": "v",
    "▲": "^",
    "▼": "v",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "×": "x",
    "€": "EUR ",
    "£": "GBP ",
    "¥": "CNY ",
    "✓": "ok",
    "✗": "x",
}
"""Replacements for characters of CloudSense's own texts. Characters of names are replaced by their
code points, to stay unambiguous."""
HANDLER = "cloudsense.replace"


def replace_unencodable(stream: TextIO | None) -> None:
    """Makes `stream` accept every character, whatever its encoding."""
    if not isinstance(stream, io.TextIOWrapper):
        return
    codecs.register_error(HANDLER, _replace)
    is_file_on_windows = sys.platform == "win32" and not stream.isatty()
    encoding = "utf-8" if is_file_on_windows else None
    stream.reconfigure(encoding=encoding, errors=HANDLER)


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = ""
    for character in error.object[error.start : error.end]:
        number = character.encode("ascii", "backslashreplace").decode()
        text += REPLACEMENTS.get(character, number)
    return text, error.end


def mfa_prompt() -> Callable[[str], str] | None:
    """Function that asks for a profile's code; None without a terminal."""
    return _ask if sys.stdin and sys.stdin.isatty() else None


def _ask(profile: str) -> str:
    sys.stderr.write(f"MFA code of the AWS profile {profile}: ")
    sys.stderr.flush()
    code = sys.stdin.readline()
    if not code.strip():
        title = f"No MFA code was entered for the AWS profile {profile}."
        raise CredentialsError(title, remedy="Start again.")
    return code
