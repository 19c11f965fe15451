"""How many entries a second the hall takes, beside the bare framework in the same run.

One PUT is: check the signature, open the seal, check the document, look for a replay, store entry, case, transition
and serial, commit with synchronous FULL, sign the answer. The load is sealed and signed beforehand and sent over 32
kept-open connections; client, server and database share the machine, so the ratio is the figure, not the rate.

By itself: ``python -m tests.bench.hall``.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from offline_queue.wire import routes
from offline_queue.wire.batches import join_bodies
from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import sign_request
from tests.hall.process import ROOT, HallProcess, hall_command
from tests.hall.terminal import Terminal, TestClock
from tests.wire.build import make_case

CONNECTIONS = 32
REQUESTS = 2500
BATCH = 20
ROUNDS = 5


def measure_hall(requests: int = REQUESTS) -> list[dict[str, Any]]:
    """Return the rows: entries per second against FastAPI's hello, and the slow end of the answers' times."""
    share = requests // ROUNDS
    bare_rates, rates, times_ms = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "hall"
        code = json.loads(
            hall_command("enrol-code", "--data", str(data_dir), "--terminal", "LS01", "--station", "LS", "--json")
        )["code"]
        with _hello() as hello_url, HallProcess(data_dir) as hall:
            load, batches = signed_load(hall.url, code, share * ROUNDS)
            hello = [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * share
            # Turn and turn about, so that whatever else the machine does touches both alike.
            for start in range(0, share * ROUNDS, share):
                bare_rates.append(asyncio.run(drive(hello_url, hello, 200))[0])
                rate, times = asyncio.run(drive(hall.url, load[start : start + share], 201))
                rates.append(rate)
                times_ms += times
            part = len(batches) // ROUNDS
            batch_rates = [
                asyncio.run(drive(hall.url, batches[start : start + part], 200))[0] * BATCH
                for start in range(0, part * ROUNDS, part)
            ]
        stored = json.loads(hall_command("status", "--data", str(data_dir), "--json"))["cases"]
    rate, bare = statistics.median(rates), statistics.median(bare_rates)
    ratio = statistics.median(one / other for one, other in zip(rates, bare_rates, strict=True))
    answered = len(times_ms) + part * ROUNDS * BATCH
    if stored != answered:
        raise AssertionError(f"{answered} entries were answered, {stored} are stored")
    in_batches = statistics.median(batch_rates)
    p99_ms = statistics.quantiles(times_ms, n=100)[98]
    return [
        {
            "name": "hall_entry_put",
            "value": round(rate, 1),
            "unit": "1/s",
            "baseline": round(bare, 1),
            "ratio": round(ratio, 3),
            "goal": ">= 0.20",
        },
        {
            "name": "hall_entry_batch",
            "value": round(in_batches, 1),
            "unit": "1/s",
            "baseline": round(rate, 1),
            "ratio": round(in_batches / rate, 2),
            "goal": ">= 3.0",
        },
        {
            "name": "hall_entry_put_p99",
            "value": round(p99_ms, 1),
            "unit": "ms",
            "baseline": None,
            "ratio": None,
            "goal": "<= 100",
        },
    ]


def signed_load(url: str, code: str, requests: int) -> tuple[list[bytes], list[bytes]]:
    """Enrol a terminal; return that many requests with a case each, and as many other cases in batches."""
    terminal = Terminal(url, Ed25519PrivateKey.generate(), TestClock())
    enrolled = terminal.enrol(code)
    hall_key = X25519PublicKey.from_public_bytes(enrolled.sealing_key.public_key)
    key_id = key_id_of(terminal.key.public_key().public_bytes_raw())

    def signed(method: str, path: str, body: bytes) -> bytes:
        headers = sign_request(
            terminal.key,
            key_id,
            method=method,
            path=path,
            body=body,
            created=int(time.time()),
            nonce=secrets.token_urlsafe(16),
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    made = [make_case(hall_key, name=f"bench {serial}", serial=serial) for serial in range(1, 2 * requests + 1)]
    single = [signed("PUT", routes.entry_path(one.entry_id), one.body) for one in made[:requests]]
    together = [
        signed("POST", routes.ENTRIES_BATCH, join_bodies([one.body for one in made[start : start + BATCH]]))
        for start in range(requests, 2 * requests, BATCH)
    ]
    return single, together


async def drive(url: str, load: Sequence[bytes], status: int) -> tuple[float, list[float]]:
    """Send the load over the connections; return requests per second and each answer's time in milliseconds."""
    target = urlsplit(url)
    waiting = iter(load)
    times_ms: list[float] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(target.hostname, target.port)
        for request in waiting:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            times_ms.append((time.perf_counter() - begun) * 1000)
            if not head.startswith(f"HTTP/1.1 {status} ".encode()):
                raise AssertionError(head.decode("latin-1"))
        writer.close()
        await writer.wait_closed()

    begun = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return len(load) / (time.perf_counter() - begun), times_ms


@contextmanager
def _hello() -> Iterator[str]:
    """Serve the framework with nothing behind it."""
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


if __name__ == "__main__":
    for row in measure_hall():
        sys.stdout.write(json.dumps(row) + "\n")
