"""The load for the hall's figures: signed beforehand, sent over connections that stay open; and the bare framework."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from offline_queue.wire import routes
from offline_queue.wire.batches import join_bodies
from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import sign_request
from tests.hall.process import ROOT
from tests.hall.terminal import Terminal, TestClock
from tests.wire.build import make_case

CONNECTIONS = 32
BATCH = 20


@dataclass(frozen=True)
class Signer:
    """An enrolled terminal that makes whole requests, signature and all."""

    key: Ed25519PrivateKey
    key_id: str
    hall_key: X25519PublicKey

    @classmethod
    def enrolled(cls, url: str, code: str) -> Self:
        """Enrol a terminal."""
        terminal = Terminal(url, Ed25519PrivateKey.generate(), TestClock())
        enrolled = terminal.enrol(code)
        return cls(
            terminal.key,
            key_id_of(terminal.key.public_key().public_bytes_raw()),
            X25519PublicKey.from_public_bytes(enrolled.sealing_key.public_key),
        )

    def request(self, method: str, path: str, body: bytes, **more: str) -> bytes:
        """Return the bytes of a request; ``more`` are headers, with ``_`` for ``-``."""
        headers = sign_request(
            self.key,
            self.key_id,
            method=method,
            path=path,
            body=body,
            created=int(time.time()),
            nonce=secrets.token_urlsafe(16),
        ) | {name.replace("_", "-"): value for name, value in more.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def signed_load(url: str, code: str, requests: int) -> tuple[list[bytes], list[bytes]]:
    """Enrol a terminal; return that many requests with a case each, and as many other cases in batches."""
    signer = Signer.enrolled(url, code)
    made = [make_case(signer.hall_key, name=f"bench {serial}", serial=serial) for serial in range(1, 2 * requests + 1)]
    single = [signer.request("PUT", routes.entry_path(one.entry_id), one.body) for one in made[:requests]]
    together = [
        signer.request("POST", routes.ENTRIES_BATCH, join_bodies([one.body for one in made[start : start + BATCH]]))
        for start in range(requests, 2 * requests, BATCH)
    ]
    return single, together


async def drive(url: str, load: Sequence[bytes], status: int) -> tuple[float, list[float]]:
    """Send the load over `CONNECTIONS`; return requests per second and each answer's time in milliseconds."""
    waiting = iter(load)
    times_ms: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(converse(url, waiting, status, times_ms) for _ in range(CONNECTIONS)))
    return len(load) / (time.perf_counter() - begun), times_ms


async def converse(url: str, waiting: Iterator[bytes], status: int, times_ms: list[float]) -> None:
    """Send one request after the other over one connection. Raises `AssertionError` for another status."""
    target = urlsplit(url)
    reader, writer = await asyncio.open_connection(target.hostname, target.port)
    for request in waiting:
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        # An answer of status 204 has no body and says no length.
        await reader.readexactly(int(length or 0))
        times_ms.append((time.perf_counter() - begun) * 1000)
        if not head.startswith(f"HTTP/1.1 {status} ".encode()):
            raise AssertionError(head.decode("latin-1"))
    writer.close()
    await writer.wait_closed()


@contextmanager
def hello() -> Iterator[str]:
    """Serve the framework with nothing behind it; the value is its address."""
    program = (
        "import socket, fastapi, uvicorn\n"
        "app = fastapi.FastAPI()\n"
        "@app.get('/')\n"
        "async def hello(): return {'hello': 'world'}\n"
        "listener = socket.create_server(('127.0.0.1', 0), backlog=2048)\n"
        "print(listener.getsockname()[1], flush=True)\n"
        "config = uvicorn.Config(app, log_config=None, access_log=False)\n"
        "uvicorn.Server(config).run(sockets=[listener])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
