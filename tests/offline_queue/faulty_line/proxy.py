"""A line that breaks as it is told: a TCP proxy before a hall that knows where a request begins and ends.

It works on bytes: it never signs, and what it lets through is what came. What it does to a request is a `Treatment`.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, assert_never
from urllib.parse import urlsplit

_PIECE_BYTES = 16 * 1024
_LIMIT_S = 30.0
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST instead of FIN."""


@dataclass(frozen=True, slots=True)
class Through:
    """Nothing happens to it; ``late_s``: the answer takes longer."""

    late_s: float = 0.0


@dataclass(frozen=True, slots=True)
class CutRequest:
    """So many bytes of the request reach the hall, then both sides are cut off. ``reset``: by RST instead of FIN."""

    after_bytes: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class CutReply:
    """The hall gets the request; so many bytes of its answer come back."""

    after_bytes: int
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """Everything is swallowed, nothing comes back, nothing ends."""


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody else answers; the hall is not asked."""

    answer: bytes


@dataclass(frozen=True, slots=True)
class Twice:
    """The hall gets it twice; the terminal gets the second answer."""


@dataclass(frozen=True, slots=True)
class LateReply:
    """The hall answers at once; the answer arrives when the terminal has hung up."""


@dataclass(frozen=True, slots=True)
class LateRequest:
    """It reaches the hall when the terminal has hung up."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The answer's ``Date`` is another one."""

    date: bytes


Treatment = Through | CutRequest | CutReply | Hole | Says | Twice | LateReply | LateRequest | Dated


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    raw: bytes


class FaultyLine:
    """A proxy on a port of its own before ``hall_url``, on a thread of its own, until the block ends.

    Args:
        hall_url: where to.
        choose: what to do with a request that nothing was ordered for by `next`.
    """

    def __init__(self, hall_url: str, choose: Callable[[Request], Treatment] = lambda _request: Through()) -> None:
        target = urlsplit(hall_url)
        self._target = (str(target.hostname), int(target.port or 0))
        self._choose = choose
        self._ordered: defaultdict[str, deque[Treatment]] = defaultdict(deque)
        self.met: Counter[type] = Counter()
        """How often each treatment was given."""
        self.received_bytes: Counter[str] = Counter()
        """Of the bodies of PATCH requests, by path."""
        self.cuts: Counter[str] = Counter()
        """PATCH requests by path that were not brought to an end as they should be."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="faulty-line")
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def url(self) -> str:
        """Where the terminal is to connect."""
        return f"http://127.0.0.1:{self._port}"

    def next(self, method: str, *treatments: Treatment) -> None:
        """Order what happens to the next requests of this method, one after the other."""
        self._ordered[method].extend(treatments)

    def refuse(self) -> None:
        """Nobody listens any more."""
        self._do(self._close_listener())

    def listen(self) -> None:
        """Somebody listens, on the same port as before."""
        self._do(self._open_listener())

    def __enter__(self) -> Self:
        self._thread.start()
        self.listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_LIMIT_S)

    async def _open_listener(self) -> None:
        self._server = await asyncio.start_server(self._on_connection, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _close_listener(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._drop_all()

    async def _drop_all(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _end(self) -> None:
        await self._close_listener()
        await self._loop.shutdown_asyncgens()

    def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A plain callback: a coroutine's task would be the server's, and nobody could end it.
        task = self._loop.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream: _Connection | None = None
        client = _Connection(reader, writer)
        try:
            # Whoever goes away in the middle of something has gone.
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                upstream = await _Connection.to(self._target)
                while (request := await self._read_request(client)) is not None:
                    if not await self._treat(request, client, upstream):
                        break
        finally:
            client.close()
            if upstream is not None:
                upstream.close()

    async def _read_request(self, client: _Connection) -> Request | None:
        raw = await client.read_message()
        if not raw:
            return None
        method, path = raw.split(b" ", 2)[:2]
        request = Request(method.decode("latin-1"), path.decode("latin-1"), raw)
        if request.method == "PATCH":
            self.received_bytes[request.path] += len(raw) - _head_bytes(raw)
        return request

    async def _treat(self, request: Request, client: _Connection, upstream: _Connection) -> bool:
        ordered = self._ordered[request.method]
        treatment = ordered.popleft() if ordered else self._choose(request)
        self.met[type(treatment)] += 1
        if request.method == "PATCH" and not isinstance(treatment, Through):
            self.cuts[request.path] += 1
        return await self._give(treatment, request, client, upstream)

    async def _give(self, treatment: Treatment, request: Request, client: _Connection, upstream: _Connection) -> bool:
        """Treat one request; return whether the connection goes on."""
        is_head = request.method == "HEAD"
        match treatment:
            case Through(late_s):
                answer = await upstream.ask(request.raw, is_head=is_head)
                await asyncio.sleep(late_s)
                await client.write(answer)
                return bool(answer)
            case CutRequest(after_bytes, reset):
                await upstream.write(request.raw[:after_bytes])
                return _cut(client, upstream, reset=reset)
            case CutReply(after_bytes, reset):
                answer = await upstream.ask(request.raw, is_head=is_head)
                await client.write(answer[:after_bytes])
                return _cut(client, upstream, reset=reset)
            case Hole():
                await client.gone()
                return False
            case Says(answer):
                await client.write(answer)
                return False
            case Twice():
                await upstream.ask(request.raw, is_head=is_head)
                await client.write(await upstream.ask(request.raw, is_head=is_head))
                return True
            case LateReply():
                await upstream.ask(request.raw, is_head=is_head)
                await client.gone()
                return False
            case LateRequest():
                await client.gone()
                await upstream.ask(request.raw, is_head=is_head)
                return False
            case Dated(date):
                answer = await upstream.ask(request.raw, is_head=is_head)
                await client.write(re.sub(rb"(?i)\r\ndate: [^\r]*", b"\r\ndate: " + date, answer, count=1))
                return True
            case _:
                assert_never(treatment)


@dataclass(frozen=True, slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, target: tuple[str, int]) -> _Connection:
        return cls(*await asyncio.open_connection(*target))

    async def read_message(self, *, is_head: bool = False) -> bytes:
        """Return one whole request or answer; empty at the end."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise
            return b""
        announced = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        size = 0 if announced is None or is_head else int(announced[1])
        return head + await self.reader.readexactly(size)

    async def ask(self, raw: bytes, *, is_head: bool) -> bytes:
        await self.write(raw)
        return await self.read_message(is_head=is_head)

    async def write(self, data: bytes) -> None:
        for start in range(0, len(data), _PIECE_BYTES):
            self.writer.write(data[start : start + _PIECE_BYTES])
            await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the other side has hung up."""
        while await self.reader.read(_PIECE_BYTES):
            pass

    def close(self, *, reset: bool = False) -> None:
        if reset:
            taken: socket.socket = self.writer.get_extra_info("socket")
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.writer.close()


def _cut(client: _Connection, upstream: _Connection, *, reset: bool) -> bool:
    client.close(reset=reset)
    upstream.close(reset=reset)
    return False


def _head_bytes(raw: bytes) -> int:
    return raw.index(b"\r\n\r\n") + 4
