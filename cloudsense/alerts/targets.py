"""Alert targets: one Apprise URL each. Secrets of URLs are never shown."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

from cloudsense.errors import SettingsError

MOST_SECONDS = 30.0
"""Seconds that one message to one target may take."""
STATUS = re.compile(r"error=(\d{3})\b")
"""HTTP status in Apprise's log messages."""
MAIL = ("mailto", "mailtos")
LOGGER = "apprise"


@dataclass(frozen=True)
class Message:
    """Message: `html` for targets that support it, else `text`."""

    title: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Target:
    """One alert target."""

    id: str
    """Id derived from the URL, which cannot be recovered from it."""
    service: str
    """Apprise's name of the service: `Slack`, `E-Mail`, `JSON`."""
    address: str
    """Part of the URL without secrets."""
    url: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.service}, {self.address}"

    def send(self, message: Message, most_seconds: float = MOST_SECONDS) -> str:
        """Sends a message. Returns the reason of a failure, or ""."""
        outcome: list[str] = []

        def send() -> None:
            outcome.append(_send(self.url, message))

        work = threading.Thread(target=send, daemon=True)
        work.start()
        work.join(most_seconds)
        if not outcome:
            return f"did not answer within {most_seconds:g} seconds"
        return outcome[0]


def open_targets(urls: Iterable[str]) -> tuple[Target, ...]:
    """Targets of `--notify`.

    Raises SettingsError without Apprise, and for an unknown URL, without repeating it.
    """
    wanted = list(urls)
    if not wanted:
        return ()
    require()
    import apprise

    _keep_to_itself()
    found = []
    for number, url in enumerate(wanted, 1):
        plugin = apprise.Apprise.instantiate(url)
        if plugin is None:
            which = "the value"
            if len(wanted) > 1:
                which = f"value {number} of {len(wanted)}"
            raise SettingsError(
                f"--notify: {which} is not a URL that Apprise knows.",
                remedy="Use one as in its documentation, such as mailtos://user:password@host.",
            )
        found.append(_target(url, plugin))
    return tuple(found)


def require() -> None:
    """Raises SettingsError if Apprise is not installed."""
    if find_spec("apprise") is None:
        remedy = (
            "Run `pip install 'cloudsense[notify]'`, or in a checkout `pip install '.[notify]'`."
        )
        raise SettingsError("--notify needs a package that is not installed.", remedy=remedy)


def _target(url: str, plugin: Any) -> Target:
    digest = hashlib.sha256(url.encode()).hexdigest()
    service = str(plugin.service_name)
    shown = _shown(plugin.url(privacy=True))
    return Target(digest[:16], service, shown, url)


def _shown(private_url: str) -> str:
    """Distinguishing part of a URL in which Apprise has hidden secrets.

    Paths of webhooks are secrets, too, though Apprise shows those that it does not know.
    """
    parts = urlsplit(private_url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme in MAIL and parts.path.strip("/"):
        return unquote(parts.path.strip("/")).replace("/", ", ")
    return host or parts.scheme


def _send(url: str, message: Message) -> str:
    """Sends a message. Returns the reason of a failure, or ""."""
    import apprise

    # a new object each time, as some remember what they sent
    plugin = apprise.Apprise.instantiate(url)
    if plugin is None:
        return "is not known"
    body, form = message.text, apprise.NotifyFormat.TEXT
    if message.html and _prefers_html(plugin.notify_format):
        body, form = message.html, apprise.NotifyFormat.HTML
    with _captured() as said:
        try:
            taken = plugin.notify(body=body, title=message.title, body_format=form)
        except Exception as problem:  # noqa: BLE001 - any library of more than a hundred plugins
            return f"failed ({type(problem).__name__})"
    return "" if taken else _reason(said)


def _prefers_html(formats: Any) -> bool:
    """Whether it is an email target. Webhooks accept any format, and Telegram's
    HTML has no tables."""
    import apprise

    text, html = apprise.NotifyFormat.TEXT, apprise.NotifyFormat.HTML
    if not isinstance(formats, tuple):
        return bool(formats == html)
    first, *others = formats
    return first == html and text in others


def _reason(said: Iterable[str]) -> str:
    for text in said:
        if status := STATUS.search(text):
            return f"answered {status[1]}"
    return "could not be reached, or refused the message"


class _Capture(logging.Handler):
    """Collects Apprise's log of one thread. It may contain hosts and whole responses, so it
    is not passed on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.texts.append(record.getMessage())


def _keep_to_itself() -> None:
    """Keeps Apprise's messages out of CloudSense's log."""
    logger = logging.getLogger(LOGGER)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


@contextmanager
def _captured() -> Iterator[list[str]]:
    logger = logging.getLogger(LOGGER)
    capture = _Capture()
    logger.addHandler(capture)
    try:
        yield capture.texts
    finally:
        logger.removeHandler(capture)
