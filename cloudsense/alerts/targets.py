"""Where alerts go: a URL of Apprise each. No secret of a URL is ever shown."""

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
"""For one message to one target, however slowly it answers."""
STATUS = re.compile(r"error=(\d{3})\b")
"""The status of an HTTP answer, in what Apprise logs."""
MAIL = ("mailto", "mailtos")
LOGGER = "apprise"


@dataclass(frozen=True)
class Message:
    """What is sent: `html` where a target shows it, else `text`."""

    title: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Target:
    """One place that alerts go to."""

    id: str
    """The same for the same URL, which cannot be found from it."""
    service: str
    """As Apprise calls it: `Slack`, `E-Mail`, `JSON`."""
    address: str
    """Whatever of the URL is no secret."""
    url: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.service}, {self.address}"

    def send(self, message: Message, most_seconds: float = MOST_SECONDS) -> str:
        """Sends it; why it failed, or "" if it was taken."""
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
    """The targets of `--notify`.

    Raises SettingsError without Apprise, and for a URL that it does not know, without repeating
    it.
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
    """Of a URL whose secrets Apprise has blotted out, what tells it from others.

    Paths of web hooks are secrets, too, though Apprise shows those that it does not know.
    """
    parts = urlsplit(private_url)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme in MAIL and parts.path.strip("/"):
        return unquote(parts.path.strip("/")).replace("/", ", ")
    return host or parts.scheme


def _send(url: str, message: Message) -> str:
    """Why it was not taken; "" if it was."""
    import apprise

    plugin = apprise.Apprise.instantiate(url)  # one of its own: some remember what they sent
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
    """Whether it is mail. A web hook takes any format as it is, and Telegram's HTML has no
    tables."""
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
    """What Apprise logs on one thread. It may name hosts and whole answers, so nobody else gets
    it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.texts.append(record.getMessage())


def _keep_to_itself() -> None:
    """Keep what Apprise logs out of our log."""
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
