"""A fleet of real clients at a real hall process: the product's sync engine, sealed entries, signed requests, sockets.

All clients share one event loop; each has a connection and a key of its own. The hall is away when they come and is
killed once in the middle.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count as count_from
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, func, insert, select

from config.domain.identifiers import AttachmentId, EntryId
from hall.database import Database
from hall.settings import HallSettings
from hall.tables import cases, entries, terminal_keys, terminals
from hall.web.app import open_hall
from offline_queue.clock import Clock, SystemClock
from offline_queue.engine import PassResult, SyncEngine
from offline_queue.errors import ChannelError, ChannelFault
from offline_queue.exchange import Exchange, Request
from offline_queue.model import Attachment, Entry
from offline_queue.transport import Answer, HallTransport, Signer
from offline_queue.wire.sealing import key_id_of
from offline_queue.wire.signatures import SignatureError, sign_request, verify_answer
from tests.fleet.backlog import Backlog, Load
from tests.hall.process import HallProcess
from tests.wire.build import Made, make_case

WINDOW_S = 3.0
STALL_S = 30.0
PAGE_BYTES = 300_000
CASES = 2


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who a client is, and whom it believes."""

    terminal_id: str
    key: Ed25519PrivateKey
    hall_key: Ed25519PublicKey

    @property
    def key_id(self) -> str:
        """Name of the key."""
        return key_id_of(self.key.public_key().public_bytes_raw())


class Sealed(Backlog):
    """A backlog of entries that are really sealed."""

    def __init__(self, made: Sequence[Made], clock: Clock) -> None:
        super().__init__(0, Load(cases=0), random.Random(0), clock, WINDOW_S)
        self._made = {one.entry_id: one for one in made}
        self._pages = {name: page for one in made for name, page in one.files.items()}
        for one in made:
            entry_id = EntryId(one.entry_id)
            papers = [
                Attachment(
                    AttachmentId(ref.attachment_id),
                    entry_id,
                    ref.ordinal,
                    ref.media_type,
                    ref.sealed_size_bytes,
                    ref.digest,
                    0,
                )
                for ref in one.sealed.attachments
            ]
            self.keep(entry_id, one.digest, len(one.body), papers)

    def body_of(self, entry: Entry) -> bytes:
        """Return the sealed record."""
        return self._made[entry.entry_id].body

    def read_sealed(self, attachment_id: AttachmentId, offset_bytes: int, size_bytes: int) -> bytes:
        """Return a chunk."""
        return self._pages[attachment_id][offset_bytes : offset_bytes + size_bytes]


@dataclass
class Address:
    """Where the hall listens; the port stays when it is started anew."""

    port: int


@dataclass
class Seen:
    """What the clients met."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    per_second: Counter[int] = field(default_factory=Counter)


class Client:
    """One terminal: carries its engine's requests over a connection of its own."""

    def __init__(self, who: Enrolled, backlog: Sealed, address: Address, seen: Seen, seed: int) -> None:
        self.backlog = backlog
        self._who = who
        self._address = address
        self._seen = seen
        clock = SystemClock()
        transport = HallTransport("http://127.0.0.1:1", self._signer, clock)
        self._engine = SyncEngine(backlog, transport, clock=clock, rng=random.Random(seed))
        self._engine.remember_window()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def live(self) -> None:
        """Come back, and go on until everything is delivered."""
        await asyncio.sleep(self._engine.first_contact_s())
        while self.backlog.unsent:
            result = await self._pass(self._engine.passing())
            if self.backlog.unsent:
                await asyncio.sleep(self._engine.rest_s(result))
        self._hang_up()

    async def _pass(self, exchange: Exchange[PassResult]) -> PassResult:
        try:
            request = next(exchange)
            while True:
                try:
                    answer = await self._carry(request)
                except ChannelError as error:
                    self._seen.faults[error.fault.value] += 1
                    request = exchange.throw(error)
                else:
                    self._seen.statuses[answer.status] += 1
                    request = exchange.send(answer)
        except StopIteration as end:
            result: PassResult = end.value
            return result

    async def _carry(self, request: Request) -> Answer:
        nonce = secrets.token_urlsafe(18)
        signed = sign_request(
            self._who.key,
            self._who.key_id,
            method=request.method,
            path=request.path,
            body=request.body,
            created=int(time.time()),
            nonce=nonce,
        )
        headers = {
            "Host": "hall",
            "Content-Type": "application/json",
            "Content-Length": str(len(request.body)),
            **(request.headers or {}),
            **signed,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        try:
            async with asyncio.timeout(STALL_S):
                reader, writer = self._streams or await self._connect()
                self._seen.per_second[int(time.monotonic())] += 1
                writer.write(f"{request.method} {request.path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + request.body)
                await writer.drain()
                answer = await _read_answer(reader, nonce, is_head=request.method == "HEAD")
        except (OSError, EOFError, TimeoutError) as error:
            self._hang_up()
            fault = ChannelFault.REFUSED if isinstance(error, ConnectionRefusedError) else ChannelFault.BROKEN
            raise ChannelError(fault) from error
        try:
            verify_answer(answer.headers, self._who.hall_key, status=answer.status, body=answer.body, nonce=nonce)
        except SignatureError as error:
            raise ChannelError(ChannelFault.FOREIGN) from error
        return answer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._streams = await asyncio.open_connection("127.0.0.1", self._address.port)
        return self._streams

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    def _signer(self) -> Signer:
        return Signer(self._who.key, self._who.key_id, self._who.hall_key)


async def _read_answer(reader: asyncio.StreamReader, nonce: str, *, is_head: bool) -> Answer:
    raw = await reader.readuntil(b"\r\n\r\n")
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    headers = {name.lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    length = 0 if is_head else int(headers.get("content-length", "0"))
    return Answer(int(first.split()[1]), headers, await reader.readexactly(length), nonce)


def prepare(data_dir: Path, count: int) -> list[tuple[Enrolled, list[Made]]]:
    """Make a hall's folder with so many enrolled terminals, and seal for each what it has to send."""
    hall = open_hall(HallSettings(data_dir))
    try:
        hall_key = Ed25519PublicKey.from_public_bytes(hall.keys.signing_public)
        sealing_key = X25519PublicKey.from_public_bytes(hall.keys.sealing_public)
        who = [Enrolled(f"T{number:04}", Ed25519PrivateKey.generate(), hall_key) for number in range(count)]
        now = datetime.now(UTC)

        def enrol(connection: Connection) -> None:
            rows = [
                {"terminal_id": one.terminal_id, "station_code": f"S{n}", "terminal_no": 1, "generation": 1}
                for n, one in enumerate(who)
            ]
            connection.execute(insert(terminals), [row | {"created_at": now} for row in rows])
            connection.execute(
                insert(terminal_keys),
                [
                    {
                        "key_id": one.key_id,
                        "terminal_id": one.terminal_id,
                        "public_key": one.key.public_key().public_bytes_raw(),
                        "generation": 1,
                        "enrolled_at": now,
                    }
                    for one in who
                ],
            )

        hall.database.write(enrol).result()
    finally:
        hall.database.close()
    page = random.Random(1).randbytes(PAGE_BYTES)
    serials = count_from(1)

    def one_more(terminal_id: str) -> Made:
        serial = next(serials)
        return make_case(sealing_key, page, name=f"{terminal_id} {serial}", serial=serial, terminal_id=terminal_id)

    return [(one, [one_more(one.terminal_id) for _ in range(CASES)]) for one in who]


def books(data_dir: Path) -> tuple[dict[str, tuple[str, str]], int]:
    """Return state and digest of every entry that the hall holds, and how many different case numbers there are."""
    database = Database(data_dir, None)
    try:
        rows = database.read(
            lambda connection: connection.execute(select(entries.c.entry_id, entries.c.state, entries.c.digest)).all()
        )
        numbers = database.read(
            lambda connection: connection.scalar(select(func.count(func.distinct(cases.c.case_number))))
        )
    finally:
        database.close()
    return {row.entry_id: (row.state, row.digest) for row in rows}, int(numbers or 0)


async def come_back(clients: Sequence[Client], data_dir: Path, address: Address) -> None:
    """Let every client live; start the hall when they have found it away, and kill it once in the middle."""
    waiting = [asyncio.ensure_future(client.live()) for client in clients]
    total = sum(client.backlog.unsent for client in clients)
    await asyncio.sleep(1.0)
    hall = await asyncio.to_thread(HallProcess, data_dir, options=("--port", str(address.port)))
    killed = False
    try:
        while not all(task.done() for task in waiting):
            await asyncio.sleep(0.05)
            if not killed and sum(client.backlog.unsent for client in clients) < total / 2:
                killed = True
                hall.process.kill()
                await asyncio.to_thread(hall.__exit__, None, None, None)
                hall = await asyncio.to_thread(HallProcess, data_dir, options=("--port", str(address.port)))
        await asyncio.gather(*waiting)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.to_thread(hall.__exit__, None, None, None)
    assert killed, "the hall was to be killed in the middle"
