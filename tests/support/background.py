"""A waitress server on a thread of its own, as long as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any


@contextmanager
def running(server: Any) -> Iterator[int]:
    """Its port."""
    Thread(target=server.run, daemon=True).start()
    try:
        yield server.effective_port
    finally:
        with suppress(OSError):  # woken by something else, its thread may have closed it, and the trigger, just before
            server.trigger.pull_trigger(server.close)
