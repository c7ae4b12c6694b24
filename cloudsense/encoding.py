"""Characters that a terminal's encoding lacks, replaced by ones that it has."""

from __future__ import annotations

import codecs
import io
import sys
from typing import TextIO

PLAIN = {
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
"""What CloudSense writes itself; letters of names become their numbers, so that none is taken for another."""
HANDLER = "cloudsense.plain"


def take_any_sign(stream: TextIO | None) -> None:
    """Nothing that is written to `stream` fails because of its encoding."""
    if isinstance(stream, io.TextIOWrapper):
        codecs.register_error(HANDLER, _plain)
        to_file = sys.platform == "win32" and not stream.isatty()
        stream.reconfigure(encoding="utf-8" if to_file else None, errors=HANDLER)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign) or _number(sign) for sign in signs), error.end


def _number(sign: str) -> str:
    return sign.encode("ascii", "backslashreplace").decode()
