"""How fast the hall takes scans, beside a plain copy to the same disk in the same run.

Each of eight connections uploads sealed files of 8 MiB, in chunks of 1 MiB that are signed beforehand. A chunk is:
check signature and both digests, look the upload up, write, sync, count it in the database with synchronous FULL, sign
the answer; with the last one the whole file is opened, compared with the document and kept by its digest. The copy
writes the same chunks into as many files one after the other and syncs each file once.

By itself: ``python -m tests.bench.hall_uploads``.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from offline_queue.wire import routes
from offline_queue.wire.uploads import CHUNK_MEDIA_TYPE, MAX_CHUNK_BYTES, TUS_VERSION
from tests.bench.hall_load import Signer, drive
from tests.bench.rows import row
from tests.hall.process import HallProcess, hall_command
from tests.wire.build import Made, make_case

UPLOADERS = 8
FILE_BYTES = 8 * 1024**2
ROUNDS = 5
MIB = 1024**2


def measure_uploads() -> list[dict[str, Any]]:
    """Return the rows: MiB per second against the plain copy, and by itself against its goal."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "hall"
        code = json.loads(
            hall_command("enrol-code", "--data", str(data_dir), "--terminal", "LS01", "--station", "LS", "--json")
        )["code"]
        rates, copies = [], []
        with HallProcess(data_dir) as hall:
            signer = Signer.enrolled(hall.url, code)
            for number in range(ROUNDS):
                # Made round by round: all at once would be most of the machine's memory.
                files = [os.urandom(FILE_BYTES) for _ in range(UPLOADERS)]
                serials = range(number * UPLOADERS + 1, (number + 1) * UPLOADERS + 1)
                made = [
                    make_case(signer.hall_key, content, name=f"scan {serial}", serial=serial)
                    for serial, content in zip(serials, files, strict=True)
                ]
                puts = [signer.request("PUT", routes.entry_path(one.entry_id), one.body) for one in made]
                asyncio.run(drive(hall.url, puts, 201))
                rates.append(_upload(hall.url, [_chunks(signer, one) for one in made]))
                copies.append(_copy(Path(folder), [next(iter(one.files.values())) for one in made]))
        kept = sum(path.stat().st_size for path in (data_dir / "blobs").glob("*/*"))
    if kept < ROUNDS * UPLOADERS * FILE_BYTES:
        raise AssertionError(f"only {kept} bytes were kept")
    rate, copy = statistics.median(rates), statistics.median(copies)
    ratio = statistics.median(one / other for one, other in zip(rates, copies, strict=True))
    return [
        row("hall_upload", rate, "MiB/s", goal=None, digits=1) | {"goal": ">= 150"},
        row("hall_upload_against_copy", rate, "MiB/s", copy, digits=1) | {"ratio": round(ratio, 3)},
    ]


def _chunks(signer: Signer, made: Made) -> list[bytes]:
    """Return the requests that upload an entry's one file."""
    [(attachment_id, content)] = made.files.items()
    path = routes.attachment_path(made.entry_id, attachment_id)
    requests = []
    for start in range(0, len(content), MAX_CHUNK_BYTES):
        chunk = content[start : start + MAX_CHUNK_BYTES]
        checksum = base64.b64encode(hashlib.sha256(chunk).digest()).decode("ascii")
        requests.append(
            signer.request(
                "PATCH",
                path,
                chunk,
                Tus_Resumable=TUS_VERSION,
                Content_Type=CHUNK_MEDIA_TYPE,
                Upload_Offset=str(start),
                Upload_Checksum=f"sha256 {checksum}",
            )
        )
    return requests


def _upload(url: str, files: Sequence[list[bytes]]) -> float:
    """Upload each file over a connection of its own; return MiB per second over all."""
    with ThreadPoolExecutor(len(files)) as uploaders:
        begun = time.perf_counter()
        for _ in uploaders.map(_send, [url] * len(files), files):
            pass
        return len(files) * FILE_BYTES / MIB / (time.perf_counter() - begun)


def _send(url: str, requests: list[bytes]) -> None:
    """Send one request after the other. Raises `AssertionError` when one is not answered with 204."""
    target = urlsplit(url)
    with socket.create_connection((str(target.hostname), int(target.port or 0)), timeout=60) as connection:
        for request in requests:
            connection.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer:
                piece = connection.recv(65536)
                assert piece, answer
                answer += piece
            if not answer.startswith(b"HTTP/1.1 204 "):
                raise AssertionError(answer.decode("latin-1"))


def _copy(folder: Path, files: Sequence[bytes]) -> float:
    """Write the files and sync each; return MiB per second."""
    begun = time.perf_counter()
    for number, content in enumerate(files):
        with (folder / f"copy-{number}").open("wb", buffering=0) as file:
            for start in range(0, len(content), MAX_CHUNK_BYTES):
                file.write(content[start : start + MAX_CHUNK_BYTES])
            os.fsync(file.fileno())
    return len(files) * FILE_BYTES / MIB / (time.perf_counter() - begun)


if __name__ == "__main__":
    for one in measure_uploads():
        sys.stdout.write(json.dumps(one) + "\n")
