"""One HTTP call to a payment provider: bounded in time and size, straight to the configured address.

Blocking: it runs on the gateway's worker threads. Redirects, proxies of the environment and ``.netrc`` are not
followed: each of them would send a signed request somewhere else. ``Exchange`` is a plain function, so that the same
clients also run against a provider in the same process.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECT_S = 5.0
"""How long a connection may take to come about."""

READ_S = 10.0
"""How long an answer may take, all of it."""

MAX_ANSWER_BYTES = 2 * 1024 * 1024
"""A longer answer of an interface is refused."""

MAX_BILL_BYTES = 64 * 1024 * 1024
"""A longer bill file, packed, is refused."""

_PIECE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent.

    Attributes:
        url: scheme, host, path and query.
        body: exactly these bytes; the signature is over them.
        limit_bytes: a longer answer is refused.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    limit_bytes: int = MAX_ANSWER_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class NoAnswerError(Exception):
    """No whole answer came. Whether the provider did what was asked is not known, unless it was not reached.

    Attributes:
        cause: ``unreachable`` (nothing was sent), ``timeout``, ``broken`` or ``too-large``.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


Exchange = Callable[[Request], Answer]
"""Sends one request and returns its answer, whatever its status. Raises `NoAnswerError`."""


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """The exchange over a line. ``steady`` is a clock that never goes back, in seconds."""

    connect_s: float = CONNECT_S
    read_s: float = READ_S
    steady: Callable[[], float] = time.monotonic

    def __call__(self, request: Request) -> Answer:
        """Open a connection, send, read, close. Raises `NoAnswerError`."""
        parts = urlsplit(request.url)
        try:
            connection = self._connection(parts.scheme, parts.netloc)
        except http.client.InvalidURL:
            raise NoAnswerError("unreachable") from None
        try:
            self._connect(connection)
            return self._talk(connection, request, parts.path + (f"?{parts.query}" if parts.query else ""))
        finally:
            connection.close()

    def _connection(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(netloc, timeout=self.connect_s, context=ssl.create_default_context())
        return http.client.HTTPConnection(netloc, timeout=self.connect_s)

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except OSError:
            raise NoAnswerError("unreachable") from None

    def _talk(self, connection: http.client.HTTPConnection, request: Request, target: str) -> Answer:
        until = self.steady() + self.read_s
        try:
            self._allow(connection, until)
            connection.request(
                request.method,
                target,
                request.body,
                {**request.headers, "Accept-Encoding": "identity", "Connection": "close"},
            )
            response = connection.getresponse()
            pieces, size = [], 0
            while piece := response.read1(_PIECE_BYTES):
                size += len(piece)
                if size > request.limit_bytes:
                    raise NoAnswerError("too-large")
                pieces.append(piece)
                self._allow(connection, until)
        except TimeoutError:
            raise NoAnswerError("timeout") from None
        except (OSError, http.client.HTTPException):
            raise NoAnswerError("broken") from None
        headers = {name.lower(): value for name, value in response.getheaders()}
        stated = headers.get("content-length")
        if stated is not None and stated != str(size) and request.method != "HEAD":
            raise NoAnswerError("broken")
        return Answer(response.status, headers, b"".join(pieces))

    def _allow(self, connection: http.client.HTTPConnection, until: float) -> None:
        """Give the line what is left of the time. Raises TimeoutError when nothing is."""
        left = until - self.steady()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
