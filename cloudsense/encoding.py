"""Characters that a terminal's encoding lacks, replaced by ones that it has."""

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
"""Of what CloudSense writes itself. A letter of a name becomes its number, so that it is taken for
no other."""
HANDLER = "cloudsense.replace"


def replace_unencodable(stream: TextIO | None) -> None:
    """Make `stream` accept every character, whatever its encoding."""
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
