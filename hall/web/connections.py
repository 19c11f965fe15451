"""Connections with limits on what comes before a request is one: its head, and the rest of a body nobody reads.

The server under the hall waits for ever for a head that comes byte by byte, and keeps a head of any length in memory.
Here a head has so long and so many bytes as a whole. What follows, a body that is read, has its limit in
`hall.web.requests`: on a stall, not on the whole.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from hall.settings import HallSettings

MAX_HEAD_BYTES = 32 * 1024
"""A signed request's head is one or two thousand bytes. What comes in one piece is at most 256 KiB."""
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedConnection(HttpToolsProtocol):
    """One connection of the hall's server.

    Attributes:
        head_limit_s: from its first byte, or from the connection's first moment, a head has so long.
        rest_limit_s: after an answer that did not wait for the body, the rest of the body has so long.
    """

    head_limit_s = 10.0
    rest_limit_s = 30.0
    _limit: asyncio.TimerHandle | None = None
    _in_head = True
    _in_body = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # as the server under it declares it
        self._allow(self.head_limit_s)

    def data_received(self, data: bytes) -> None:
        """Take bytes in; whatever they are, they do not let a connection without a request wait longer."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._limit is None:
                self._allow(self.head_limit_s)
        super().data_received(data)
        if self._in_head and self._head_bytes > MAX_HEAD_BYTES:
            self._end(_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A head begins, perhaps in the same bytes that ended the request before it."""
        self._head_bytes = max(self._head_bytes, 1)
        if self._limit is None:
            self._allow(self.head_limit_s)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head, self._in_body = False, True
        self._forget_limit()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; the next byte belongs to another head."""
        self._in_head, self._in_body = True, False
        self._head_bytes = 0
        self._forget_limit()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Answered; a body that is still on its way has a limit from now on, for nobody reads it."""
        super().on_response_complete()
        if self._in_body and not self.transport.is_closing():
            self._allow(self.rest_limit_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more is waited for."""
        self._forget_limit()
        super().connection_lost(exc)

    def _allow(self, seconds: float) -> None:
        self._forget_limit()
        self._limit = self.loop.call_later(seconds, self._on_limit)

    def _forget_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _on_limit(self) -> None:
        self._limit = None
        cycle: RequestResponseCycle | None = self.cycle
        if self._in_head and cycle is not None and not cycle.response_complete:
            # The head of a request that was sent ahead; the one before it is still being answered.
            self._allow(self.head_limit_s)
            return
        self._end(_TOO_SLOW if self._in_head and self._head_bytes else b"")

    def _end(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def connections_for(settings: HallSettings) -> type[BoundedConnection]:
    """Return the connections of a hall with these settings."""

    class Connection(BoundedConnection):
        head_limit_s = settings.head_limit_s
        rest_limit_s = settings.body_stall_s

    return Connection
