"""Logs: one line for each event, as text or JSON, without secrets.

A line has the time (UTC), level, logger, request id, message, and fields, which are passed as
`extra={"fields": {...}}`. Input of a visitor can never begin a new line.
"""

from __future__ import annotations

import json
import logging
import math
import re
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

KINDS = ("text", "json")
NO_REQUEST = "-"
REQUEST: ContextVar[str] = ContextVar("request", default=NO_REQUEST)
"""Id of the current request; threads started for it inherit the id."""
SECRET = re.compile(r"\barn:[\w-]+:[^\s\"'<>]+|\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{12,}")
"""ARNs, and AWS's ids of keys, users and roles. CloudSense's own messages have none;
those of libraries might."""
HIDDEN = "[hidden]"
HEAD = ("time", "level", "logger", "request")
"""Fields that every line begins with."""
COLOUR = re.compile(r"\x1b\[[\d;]*m")
SELDOM = 60.0
"""Seconds in which a line of the server's code logs only once."""
SERVER = ("waitress", "cloudsense.connections")
SIMPLE = re.compile(r"[\w./:+-]+", re.ASCII)


class Line(logging.Formatter):
    """Formats a record as one line, with the traceback of an exception only if `traces` is set."""

    def __init__(self, secrets: Iterable[str] = (), traces: bool = False) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)
        self._traces = traces

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": REQUEST.get(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            event["error"] = record.exc_info[0].__name__
            if self._traces:
                event["trace"] = self.formatException(record.exc_info)
        for name, value in event.items():
            event[name] = self._safe(value)
        return self.written(event)

    def written(self, event: dict[str, Any]) -> str:
        """One line; a traceback adds indented ones."""
        raise NotImplementedError

    def _safe(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        for secret in self._secrets:
            value = value.replace(secret, HIDDEN)
        return SECRET.sub(HIDDEN, COLOUR.sub("", value))


class Json(Line):
    """Formats a record as a JSON object."""

    def written(self, event: dict[str, Any]) -> str:
        return json.dumps(event, default=str)


class Text(Line):
    """Formats a record as `2026-11-23T12:00:00.000+00:00 WARNING cloudsense.bootstrap
    -: what happened name=value`."""

    def written(self, event: dict[str, Any]) -> str:
        fields = dict(event)
        trace = fields.pop("trace", "")
        head = [plain(fields.pop(name)) for name in HEAD]
        message = plain(fields.pop("message"))
        text = f"{' '.join(head)}: {message}"
        for name, value in fields.items():
            text += f" {name}={quoted(value)}"
        for line in trace.splitlines():
            text += f"\n  {plain(line)}"
        return text


class Seldom(logging.Filter):
    """Limits repeated messages, so that a flood of connections does not fill the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._logged: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = self._clock()
        place = (record.pathname, record.lineno)
        last = self._logged.get(place, -math.inf)
        if now - last < SELDOM:
            return False
        self._logged[place] = now
        return True


_SELDOM = Seldom()


def plain(text: str) -> str:
    """`text` on one line, with unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()


def quoted(value: Any) -> str:
    """Value of a field; in quotes unless it is one plain word."""
    text = str(value)
    return text if SIMPLE.fullmatch(text) else json.dumps(text)


def start(kind: str, level: int, secrets: Iterable[str] = ()) -> None:
    """Logs CloudSense's messages from `level` on and libraries' warnings to stderr; `secrets` are
    masked.

    At lower levels the AWS SDK would log signed requests, and tracebacks with ARNs as warnings.
    """
    is_debug = level <= logging.DEBUG
    formatter = Json if kind == "json" else Text
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(secrets, traces=is_debug))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # the default prints records that could not be logged, with their secrets
    logging.raiseExceptions = is_debug
    logging.captureWarnings(kind == "json")
    logging.getLogger("cloudsense").setLevel(level)
    logging.getLogger("botocore").setLevel(logging.ERROR)
    for name in SERVER:
        logging.getLogger(name).addFilter(_SELDOM)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
