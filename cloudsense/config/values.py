"""What may be typed for a setting, and what it means. Each function raises ValueError saying what is wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

from cloudsense.logs import KINDS

ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
EXAMPLES = ("20s", "10m", "1h", "7d")
REGION = r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}"
VISIBLE = r"[!-~]{16,200}"


Parse = Callable[[Sequence[str]], Any]
"""From all texts that were given for a setting, at least one, to its value. Raises ValueError saying what is wanted."""


def one(parse: Callable[[str], Any]) -> Parse:
    return lambda texts: parse(texts[-1])


def optional(parse: Callable[[str], Any]) -> Parse:
    return lambda texts: parse(texts[-1]) if texts[-1] else None


def switch(text: str) -> bool:
    if text.lower() not in (*ON, *OFF):
        raise ValueError(f"Use {', '.join(ON)} or {', '.join(OFF)}.")
    return text.lower() in ON


def log(text: str) -> str:
    if text.lower() not in KINDS:
        raise ValueError(f"Use {' or '.join(KINDS)}.")
    return text.lower()


def port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII) or int(text) > 65_535:
        raise ValueError("Use a number from 1 to 65535, or 0 for any free port.")
    return int(text)


def token(text: str) -> str:
    if not re.fullmatch(VISIBLE, text):
        raise ValueError(
            "Use at least 16 characters (letters, digits, symbols, no spaces), or omit it to generate one."
        )
    return text


def profile(texts: Sequence[str]) -> str | None:
    names = list(dict.fromkeys(texts))
    if len(names) > 1:
        raise ValueError("CloudSense shows one profile at a time. Give only one.")
    return names[0] or None


def region(text: str) -> str:
    if not re.fullmatch(REGION, text, re.ASCII):
        raise ValueError("Use the code of an AWS region, such as us-east-1.")
    return text


def duration(least: timedelta) -> Callable[[str], timedelta]:
    allowed = [text for text in EXAMPLES if _length(text) >= least]
    wanted = f"Use a duration of at least {_shortest(least)}, such as {', '.join(allowed[:-1])} or {allowed[-1]}."

    def parse(text: str) -> timedelta:
        length = _length(text)
        if length < least:
            raise ValueError(wanted)
        return length

    return parse


def _length(text: str) -> timedelta:
    """Zero for what is no duration."""
    match = re.fullmatch(r"(\d{1,5})([smhd])", text, re.ASCII)
    return timedelta(seconds=int(match[1]) * SECONDS[match[2]]) if match else timedelta()


def _shortest(length: timedelta) -> str:
    """`1m` rather than `60s`."""
    seconds = int(length.total_seconds())
    unit = next(unit for unit in reversed(SECONDS) if seconds % SECONDS[unit] == 0)
    return f"{seconds // SECONDS[unit]}{unit}"


def folder(text: str) -> Path:
    return file(text or user_cache_dir("cloudsense", appauthor=False))


def file(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError("Use an existing home folder, or a path without ~.") from None


def dollars(text: str) -> Decimal:
    if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text.removeprefix("$"), re.ASCII):
        raise ValueError("Use an amount in dollars such as 1 or 0.50; 0 turns paid requests off.")
    return Decimal(text.removeprefix("$"))
