"""A small hall over a real socket that keeps entries and bytes, and misbehaves on request.

It knows nothing of the reference hall: it answers by the contract, signs its answers, and a test may put any
`Fault` before the next request of a kind.
"""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from offline_queue.wire import routes
from offline_queue.wire.entries import (
    AttachmentProgress,
    EntryAnswer,
    EntryState,
    Problem,
    ProblemKind,
    SealedEntry,
    digest_of,
)
from offline_queue.wire.heartbeat import HeartbeatAnswer
from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import read_signature, sign_answer
from offline_queue.wire.times import from_epoch
from tests.offline_queue.build import HallSide, ManualClock


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Kept:
    """One entry at the hall."""

    digest: str
    sealed: SealedEntry
    bytes_of: dict[str, bytearray]

    @property
    def complete(self) -> bool:
        return all(len(self.bytes_of[ref.attachment_id]) == ref.sealed_size_bytes for ref in self.sealed.attachments)


@dataclass(frozen=True)
class Reply:
    """What goes back. ``signed`` False: as from somebody who is not the hall."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    signed: bool = True
    broken: bool = False
    """Close without an answer."""
    hang: bool = False
    """Never answer."""


Fault = Callable[["PlayedHall", Asked], Reply]


class PlayedHall:
    """The hall, until the block ends."""

    def __init__(self, keys: HallSide, clock: ManualClock) -> None:
        self.keys = keys
        self.clock = clock
        self.asked: list[Asked] = []
        self.entries: dict[str, Kept] = {}
        self.faults: list[tuple[str, Fault]] = []
        self.skew_s = 0.0
        self.heartbeat: dict[str, object] = {}
        self.over = threading.Event()
        self.lock = threading.Lock()
        hall = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                hall.serve(self)

            do_GET = do_PUT = do_POST = do_HEAD = do_PATCH = _serve  # noqa: N815 - http.server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its signature
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="played-hall")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next requests of a method meet a fault, in the order of the calls."""
        self.faults += [(method, fault)] * times

    def requests(self, method: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == method]

    def answer_of(self, entry_id: str) -> Reply:
        kept = self.entries[entry_id]
        now = from_epoch(self.clock.now_s() + self.skew_s)
        answer = EntryAnswer(
            entry_id=entry_id,
            digest=kept.digest,
            state=EntryState.COMPLETE if kept.complete else EntryState.STORED,
            received_at=now,
            hall_time=now,
            case_number=f"C{kept.sealed.sequence:04d}",
            attachments=tuple(
                AttachmentProgress(
                    attachment_id=ref.attachment_id,
                    offset_bytes=len(kept.bytes_of[ref.attachment_id]),
                    sealed_size_bytes=ref.sealed_size_bytes,
                    complete=len(kept.bytes_of[ref.attachment_id]) == ref.sealed_size_bytes,
                )
                for ref in kept.sealed.attachments
            ),
        )
        return Reply(200, answer.model_dump_json().encode())

    def act(self, asked: Asked) -> Reply:
        """Do what a good hall does."""
        if asked.path == routes.HEARTBEAT:
            return self._beat()
        parts = asked.path.split("/")
        if len(parts) == 4 and asked.method == "PUT":
            return self._store(parts[3], asked.body)
        if len(parts) == 4:
            return self.answer_of(parts[3]) if parts[3] in self.entries else Reply(404)
        kept = self.entries.get(parts[3])
        if kept is None:
            return problem(404, ProblemKind.NOT_FOUND)(self, asked)
        return self._upload(kept.bytes_of[parts[5]], asked)

    def _beat(self) -> Reply:
        values: dict[str, object] = {
            "hall_time": from_epoch(self.clock.now_s() + self.skew_s),
            "next_in_s": 60,
            "reconnect_window_s": 10,
            "contract_versions": (1,),
            "max_entry_bytes": 1,
            "max_attachment_bytes": 1,
            "max_chunk_bytes": 1,
        }
        return Reply(200, HeartbeatAnswer.model_validate(values | self.heartbeat).model_dump_json().encode())

    def _store(self, entry_id: str, body: bytes) -> Reply:
        fresh = entry_id not in self.entries
        if fresh:
            sealed = SealedEntry.from_body(body)
            bytes_of = {ref.attachment_id: bytearray() for ref in sealed.attachments}
            self.entries[entry_id] = Kept(digest_of(body), sealed, bytes_of)
        elif self.entries[entry_id].digest != digest_of(body):
            return Reply(409)
        reply = self.answer_of(entry_id)
        return Reply(201 if fresh else 200, reply.body)

    @staticmethod
    def _upload(held: bytearray, asked: Asked) -> Reply:
        if asked.method == "PATCH":
            if int(asked.headers["upload-offset"]) != len(held):
                return Reply(409, headers={"Upload-Offset": str(len(held))})
            held += asked.body
        status = {"PATCH": 204, "POST": 201}.get(asked.method, 200)
        return Reply(status, headers={"Upload-Offset": str(len(held))})

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        size = int(handler.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(handler.command, handler.path, headers, handler.rfile.read(size))
        with self.lock:
            self.asked.append(asked)
            number = next((n for n, (method, _) in enumerate(self.faults) if method == asked.method), None)
            fault = None if number is None else self.faults.pop(number)[1]
            reply = self.act(asked) if fault is None else fault(self, asked)
        if reply.hang:
            self.over.wait(20)
            return
        if reply.broken:
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(handler, asked, reply)

    def _send(self, handler: BaseHTTPRequestHandler, asked: Asked, reply: Reply) -> None:
        headers = {"Connection": "close", **reply.headers}
        if reply.status != 204:
            headers["Content-Length"] = str(len(reply.body))
        body = b"" if asked.method == "HEAD" else reply.body
        if reply.signed:
            offset = reply.headers.get("Upload-Offset")
            headers |= sign_answer(
                self.keys.signing,
                key_id_of(self.keys.signing.public_key().public_bytes_raw()),
                status=reply.status,
                body=body,
                created=int(self.clock.now_s()),
                nonce=read_signature(asked.headers).nonce,
                upload_offset=None if offset is None else int(offset),
            )
        handler.send_response(reply.status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)


def problem(status: int, kind: ProblemKind | str, *, retry_after_s: float | None = None) -> Fault:
    """A signed problem of the hall."""

    def play(hall: PlayedHall, asked: Asked) -> Reply:
        details = Problem(
            type=f"urn:service-circle:problem:{kind}",
            title=str(kind),
            status=status,
            retryable=status >= 500,
            hall_time=from_epoch(hall.clock.now_s() + hall.skew_s),
            retry_after_s=retry_after_s,
        )
        return Reply(status, b"" if asked.method == "HEAD" else details.model_dump_json().encode())

    return play


def fixed(reply: Reply) -> Fault:
    """The same reply whatever was asked."""
    return lambda _hall, _asked: reply


def effect_then(reply: Reply) -> Fault:
    """The hall does what was asked, and its answer is lost or spoiled on the way."""

    def play(hall: PlayedHall, asked: Asked) -> Reply:
        hall.act(asked)
        return reply

    return play


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


LOGIN_PAGE = Reply(
    200, b"<html><body>Welcome to the free network</body></html>", {"Content-Type": "text/html"}, signed=False
)
LOST = Reply(0, broken=True)
HANGS = Reply(0, hang=True)
