"""Real local servers that alerts are sent to: HTTP and SMTP, which can fail and hang."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class WebHook:
    """What was taken, and how it answers."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    status: int = 200
    gate: threading.Event = field(default_factory=threading.Event)
    """Open; while it is shut no answer comes."""
    arrived: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "secret-path") -> str:
        return f"json://127.0.0.1:{self.port}/{path}"


@contextmanager
def web_hook() -> Iterator[WebHook]:
    hook = WebHook()
    hook.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            hook.asked += 1
            hook.arrived.set()
            status = hook.status
            hook.gate.wait(20)
            try:
                self.send_response(status)
                self.end_headers()
            except OSError:
                return
            if status == 200:
                hook.taken.append(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        hook.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield hook
        finally:
            hook.gate.set()
            server.shutdown()


@dataclass
class MailBox:
    """Mails that were taken."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}/?from=costs@example.com&to=finance@example.com"


@contextmanager
def mail_box() -> Iterator[MailBox]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        box = MailBox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
