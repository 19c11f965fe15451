"""The hall in this process: the real application behind its real wire, able to die at any write."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, bindparam, insert, literal_column, select

from config.domain.identifiers import StationCode, TerminalId
from hall.attachments import Uploads
from hall.blobs import LocalFiles
from hall.database import Database
from hall.enrolment import make_code
from hall.errors import ProblemError
from hall.settings import HallSettings
from hall.tables import attachments, cases, entries, terminal_keys, terminals, transitions
from hall.terminals import Callers, revoke_keys
from hall.web.app import create_app, open_hall
from hall.web.intake_lane import IntakeLane
from offline_queue.filesystem import OsFs
from offline_queue.identity import Identity, save_identity, unused_key
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.sealing import SUITE, key_id_of
from tests.offline_queue.build import MOMENT

T = TypeVar("T")
URL = "http://127.0.0.1:1"
"""Nobody listens there; requests never get that far."""

_HELD = select(entries.c.state, entries.c.digest).where(entries.c.entry_id == bindparam("entry_id"))


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its bytes are on the line. ``cut_at``: so much of the body arrives, then the line is cut."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    cut_at: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back; the headers have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class HallDied(Exception):  # noqa: N818 - the end of a process is no error
    """The hall's process has ended."""


class Upset(Enum):
    """What is wrong with the hall during one request."""

    NONE = auto()
    DIES_BEFORE_COMMIT = auto()
    """What was written to files is there, what the database was to count is not."""
    DIES_AFTER_COMMIT = auto()
    """The effect is there, the reply is not."""
    BUG = auto()
    BUSY = auto()


class MortalDatabase(Database):
    """The hall's real database, upset as the network says.

    Every work is a group of its own and is committed on the caller's thread: there is one caller, and handing over to
    another thread costs more than the work.
    """

    upset = Upset.NONE
    on_death: Callable[[], None]

    def write(self, work: Callable[[Connection], T]) -> Future[T]:
        """Write, or not, or write and die."""
        match self.upset:
            case Upset.DIES_BEFORE_COMMIT:
                self.on_death()
                return Future()
            case Upset.DIES_AFTER_COMMIT:
                self._commit_now(work).result()
                self.on_death()
                return Future()
            case Upset.BUG:
                raise RuntimeError("injected")
            case Upset.BUSY:
                raise ProblemError(ProblemKind.BUSY, "injected", retry_after_s=17)
            case Upset.NONE:
                return self._commit_now(work)

    def _commit_now(self, work: Callable[[Connection], T]) -> Future[T]:
        future: Future[T] = Future()
        self._commit([(work, future)], may_grow=False)
        return future


class SameThread(ThreadPoolExecutor):
    """Runs what it is given where it is given."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run, and return the result as a future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed to the caller as it is
            future.set_exception(error)
        return future


class House:
    """One hall with its folder, for as many terminals as come. Its clock is right and goes with ``steady_s``."""

    def __init__(self, folder: Path) -> None:
        self.steady_s = 0.0
        settings = HallSettings(folder)
        self._hall = open_hall(
            settings,
            clock=self.now,
            steady_clock=lambda: self.steady_s,
            database_opener=lambda told: MortalDatabase(told.data_dir, told.database_url),
        )
        assert isinstance(self._hall.database, MortalDatabase)
        self.database: MortalDatabase = self._hall.database
        self._app = create_app(self._hall)
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(SameThread())
        self._death = self._loop.create_future()
        self.database.on_death = lambda: self._death.set_result(None)
        self._blobs = folder / "blobs"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def now(self) -> datetime:
        """The true time."""
        return MOMENT + timedelta(seconds=self.steady_s)

    def restart(self) -> None:
        """Begin anew with what is on the disk: everything that a process keeps in memory is gone."""
        hall = self._hall
        self._hall = replace(
            hall,
            uploads=Uploads(self.database, LocalFiles(hall.settings.data_dir), hall.keys, self.now),
            callers=Callers(self.database, lambda: self.steady_s),
            intake=IntakeLane(self.database, hall.settings, self.now),
        )
        self._app.state.hall = self._hall

    def answer(self, request: Request, upset: Upset = Upset.NONE) -> Reply | None:
        """Serve one request; None when the caller was cut off. Raises `HallDied`."""
        self.database.upset = upset
        try:
            return self._loop.run_until_complete(self._serve(request))
        finally:
            self.database.upset = Upset.NONE

    async def _serve(self, request: Request) -> Reply | None:
        sent: list[dict[str, Any]] = []
        pieces = iter(_pieces(request))

        async def receive() -> dict[str, Any]:
            return next(pieces)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        serving = asyncio.ensure_future(self._app(_scope(request), receive, send))  # type: ignore[arg-type]
        await asyncio.wait({serving, self._death}, return_when=asyncio.FIRST_COMPLETED)
        if self._death.done():
            await self._end_process()
            raise HallDied
        # A bug is answered with 500 and then raised for the server's log.
        with contextlib.suppress(RuntimeError):
            serving.result()
        if request.cut_at is not None or not sent:
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]))

    async def _end_process(self) -> None:
        """Nothing that the process was about to do is done."""
        self._death = self._loop.create_future()
        unfinished = asyncio.all_tasks() - {asyncio.current_task()}
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    def enrol(self, data_dir: Path, terminal_id: str, station: str, number: int) -> None:
        """Enrol a terminal as its code would, without the code's slow hash."""
        fs = OsFs()
        fs.make_folder(data_dir)
        key, _ = unused_key(data_dir, fs)
        raw = key.public_key().public_bytes_raw()

        def write(connection: Connection) -> None:
            connection.execute(
                insert(terminals).values(
                    terminal_id=terminal_id,
                    station_code=station,
                    terminal_no=number,
                    generation=1,
                    created_at=self.now(),
                )
            )
            connection.execute(
                insert(terminal_keys).values(
                    key_id=key_id_of(raw),
                    terminal_id=terminal_id,
                    public_key=raw,
                    generation=1,
                    enrolled_at=self.now(),
                )
            )

        self.database.write(write).result()
        keys = self._hall.keys
        identity = Identity(
            terminal_id=TerminalId(terminal_id),
            station_code=StationCode(station),
            terminal_no=number,
            generation=1,
            key=key,
            key_id=key_id_of(raw),
            hall_signing_key=Ed25519PublicKey.from_public_bytes(keys.signing_public),
            hall_sealing_key=keys.sealing[keys.current_sealing].public_key(),
            hall_sealing_key_id=keys.current_sealing,
            suite=SUITE,
            hall_url=URL,
        )
        save_identity(data_dir, identity, fs)

    def revoke(self, terminal_id: str) -> None:
        """End every key of a terminal."""
        self.database.write(lambda connection: revoke_keys(connection, terminal_id, self.now())).result()

    def code_for(self, terminal_id: str, station: str, number: int) -> str:
        """Make an enrolment code."""
        return self.database.write(
            lambda connection: make_code(
                connection,
                terminal_id=terminal_id,
                station_code=station,
                terminal_no=number,
                now=self.now(),
                settings=self._hall.settings,
                entropy=secrets.token_bytes,
            )
        ).result()

    def holds(self, entry_id: str) -> tuple[str, str] | None:
        """Return state and digest of an entry, None when the hall does not have it."""
        row = self.database.read(lambda connection: connection.execute(_HELD, {"entry_id": entry_id}).one_or_none())
        return None if row is None else (row.state, row.digest)

    def books(self, terminal_id: str) -> Books:
        """Return everything that the hall holds of one terminal."""

        def read(connection: Connection) -> Books:
            of_terminal = entries.c.terminal_id == terminal_id
            rows = connection.execute(
                select(entries.c.entry_id, entries.c.digest, entries.c.state, entries.c.epoch, entries.c.sequence)
                .where(of_terminal)
                .order_by(literal_column("entries.rowid"))
            ).all()
            files = connection.execute(
                select(attachments.c.digest, attachments.c.state)
                .join(entries, entries.c.entry_id == attachments.c.entry_id)
                .where(of_terminal)
            ).all()
            begun = connection.execute(
                select(cases.c.entry_id, transitions.c.state)
                .join(entries, entries.c.entry_id == cases.c.entry_id)
                .join(transitions, transitions.c.case_id == cases.c.case_id)
                .where(of_terminal)
            ).all()
            return Books(
                tuple(Held(*row) for row in rows),
                tuple((row.digest, row.state) for row in files),
                tuple((row.entry_id, row.state) for row in begun),
            )

        return self.database.read(read)

    def file(self, digest: str) -> bytes:
        """Return the sealed bytes of a finished attachment."""
        return (self._blobs / digest[:2] / digest).read_bytes()


@dataclass(frozen=True, slots=True)
class Held:
    """One entry at the hall."""

    entry_id: str
    digest: str
    state: str
    epoch: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the hall holds of one terminal: entries in the order of coming, files, and every step of a case."""

    entries: tuple[Held, ...]
    files: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def _pieces(request: Request) -> list[dict[str, Any]]:
    if request.cut_at is None:
        return [{"type": "http.request", "body": request.body, "more_body": False}, {"type": "http.disconnect"}] * 2
    part = request.body[: request.cut_at]
    return [{"type": "http.request", "body": part, "more_body": True}, *[{"type": "http.disconnect"}] * 8]


def _scope(request: Request) -> dict[str, Any]:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode("ascii"),
        "query_string": request.query.encode("ascii"),
        "root_path": "",
        "headers": [*headers, (b"content-length", str(len(request.body)).encode("ascii"))],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }
