"""Waitress with limits on connections, so that no client can block the others."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, BinaryIO

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask

from cloudsense.config.parsers import Network
from cloudsense.web.security.login import network_of
from cloudsense.web.security.proxy import trusts
from cloudsense.web.security.refusals import bare_headers, sentence

log = logging.getLogger(__name__)

THREADS = 6
SEND_BUFFER = 256 * 1024
"""Bytes of an answer that the system buffers for a connection; the default is megabytes."""
NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'"
"""Content security policy of plain text."""
PAUSE = 1.0
"""Seconds without new connections after the system refused one."""


@dataclass(frozen=True)
class Limits:
    """Limits of connections. Times are in seconds."""

    connections: int = 1000
    per_address: int = 100
    """Connections of one address, or of one /64 network in IPv6. Trusted proxies may have more."""
    pipelined: int = 8
    """Queued requests of one connection."""
    whole_request: float = 5.0
    """Time until a request has arrived with its body, or the first one after connecting."""
    idle: float = 30.0
    """Time between two requests."""
    stalled: float = 30.0
    """Time in which a client must read something of its answer."""
    unsent: int = 128 * 1024 * 1024
    """Bytes of answers, over all connections, that clients have not read yet."""


class _Task(WSGITask):  # type: ignore[misc]
    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ["wsgi.file_wrapper"] = _read_at_once
        return environ


class _Refusal(ErrorTask):  # type: ignore[misc]
    """Answer to an invalid or too large request."""

    def execute(self) -> None:
        error = self.request.error
        body = sentence(error.code).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(bare_headers(NOTHING_ALLOWED).items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _read_at_once(file: BinaryIO, _block_size: int = 0) -> list[bytes]:
    """File contents as a list: with waitress' own wrapper the file stays open until the client has
    read all of it."""
    with file:
        return [file.read()]


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection. Its next request is answered when the client has read the last answer."""

    task_class = _Task
    error_task_class = _Refusal

    def __init__(self, server: Server, *given: Any, **more: Any) -> None:
        super().__init__(server, *given, **more)
        self.awaited: float | None = self.creation_time
        """Start of an incomplete request, or of the connection before its first one."""
        self.postponed = False
        """Whether a request waits until the last answer is read."""
        self.client = network_of(self.addr[0])
        """Address or network whose connections are counted together."""
        server.make_room(self)

    @property
    def busy(self) -> bool:
        return bool(self.requests or self.total_outbufs_len)

    def received(self, data: bytes) -> bool:
        taken = bool(super().received(data))
        if len(self.requests) > self.server.limits.pipelined:
            self.handle_close()
        return taken

    def writable(self) -> bool:
        return bool(super().writable() or self.postponed)

    def handle_write(self) -> None:
        super().handle_write()
        if self.postponed and self.connected and not self.total_outbufs_len:
            self.postponed = False
            self.server.add_task(self)

    def overdue(self, now: float, limits: Limits) -> bool:
        """Whether the client has exceeded a time limit."""
        silent: float = now - self.last_activity
        if self.total_outbufs_len:
            return bool(silent > limits.stalled)
        if self.requests:
            return False
        if self.awaited is None and self.request is not None:
            self.awaited = now
        if self.awaited is not None:
            return now - self.awaited > limits.whole_request
        return bool(silent > limits.idle)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Server that closes connections over the limits, the least active first,
    and always accepts others."""

    channel_class = Channel

    def __init__(
        self, *given: Any, limits: Limits, proxies: Iterable[Network], **more: Any
    ) -> None:
        self.limits = limits
        self._proxies = tuple(proxies)
        self._paused_until = 0.0
        super().__init__(*given, **more)

    @property
    def channels(self) -> list[Channel]:
        """Connections of all listening addresses."""
        dispatchers = self._map.values()
        return [channel for channel in dispatchers if isinstance(channel, Channel)]

    def add_task(self, channel: Channel) -> None:
        channel.awaited = None
        if channel.total_outbufs_len:
            channel.postponed = True
        else:
            super().add_task(channel)

    def make_room(self, newcomer: Channel) -> None:
        """Closes one connection if there are too many, of the newcomer's address or in total."""
        address = newcomer.addr[0]
        others = [channel for channel in self.channels if channel is not newcomer]
        same = [channel for channel in others if channel.client == newcomer.client]
        is_crowded = len(same) >= self.limits.per_address
        if is_crowded and not trusts(self._proxies, address):
            _least_active(same).handle_close()
        elif len(others) >= self.limits.connections:
            _least_active(others).handle_close()

    def accept(self) -> Any:
        """New connection, or None if the system refused it; accepting then pauses for a while."""
        try:
            return super().accept()
        except OSError as problem:
            self._paused_until = time.time() + PAUSE
            log.warning("a connection could not be accepted: %s", problem.strerror)
            if self.channels:
                _least_active(self.channels).handle_close()
            return None

    def set_socket_options(self, conn: socket.socket) -> None:
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def readable(self) -> bool:
        self._limit_unsent()
        is_paused = time.time() < self._paused_until
        return bool(super().readable()) and not is_paused

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.overdue(now, self.limits):
                # waitress' own `will_close` waits until something can be written
                channel.handle_close()

    def _limit_unsent(self) -> None:
        full = [channel for channel in self.channels if channel.total_outbufs_len]
        unsent = sum(channel.total_outbufs_len for channel in full)
        full.sort(key=attrgetter("last_activity"), reverse=True)
        while unsent > self.limits.unsent and full:
            longest_silent = full.pop()
            unsent -= longest_silent.total_outbufs_len
            longest_silent.handle_close()


def create_server(
    app: Callable[..., Any],
    host: str,
    port: int,
    limits: Limits,
    proxies: Iterable[Network],
    **adjustments: Any,
) -> Any:
    """Server that listens on every address of `host`. Raises OSError, or ValueError
    if there is none."""
    adjusted = Adjustments(
        host=host,
        port=port,
        threads=THREADS,
        cleanup_interval=1,
        # never reached, as `make_room` closes others before
        connection_limit=2 * limits.connections,
        outbuf_overflow=limits.unsent,  # not in temporary files, which count as open files
        **adjustments,
    )
    threads = ThreadedTaskDispatcher()
    threads.set_thread_count(THREADS)
    sockets: dict[int, Any] = {}
    common = {"dispatcher": threads, "adj": adjusted, "limits": limits, "proxies": proxies}
    servers = []
    for address in adjusted.listen:
        server = Server(app, sockets, sockinfo=address, **common)
        servers.append(server)
    if len(servers) == 1:
        return servers[0]
    listening = [(server.effective_host, server.effective_port) for server in servers]
    return MultiSocketServer(sockets, adjusted, listening, threads)


def _least_active(channels: Iterable[Channel]) -> Channel:
    """Connection without a pending request, if there is one."""
    return min(channels, key=lambda channel: (channel.busy, channel.last_activity))
