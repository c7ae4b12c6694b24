"""Replacements for characters that a terminal's encoding lacks."""

from __future__ import annotations

import codecs
import io
import sys
from typing import TextIO

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
