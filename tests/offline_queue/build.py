"""Drafts, identities, clocks and file systems for tests of the queue; every person in them is invented."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from config.domain.identifiers import StationCode, TerminalId
from offline_queue.filesystem import Fs, OsFs
from offline_queue.identity import Identity, save_identity, unused_key
from offline_queue.model import AttachmentDraft, QueueLimits
from offline_queue.outbox import Outbox
from offline_queue.store import connect as connect_file
from offline_queue.wire.documents import (
    CardType,
    CaseDraft,
    Consent,
    FormValue,
    MaterialOrigin,
    MaterialRecord,
    Person,
    PersonSource,
    RatingDraft,
    RatingLevel,
    RatingScope,
    ServiceItem,
)
from offline_queue.wire.sealing import SUITE, key_id_of

MOMENT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
CANARIES = ("610198194503120016", "张桂兰", "029-00001234", "6217000012345678901", "page-canary-7731")
"""Personal values of the drafts below; none may be found on disk, in a log or in an error."""
NO_LIMITS = QueueLimits(reserve_bytes=0, worst_case_bytes=1024 * 1024, ballast_bytes=0)


@dataclass
class ManualClock:
    """Stands still until a test moves it."""

    wall_s: float = MOMENT.timestamp()
    steady_s: float = 1000.0
    boot_id: str = "boot-1"
    is_synchronised: bool = True

    def now_s(self) -> float:
        return self.wall_s

    def monotonic_s(self) -> float:
        return self.steady_s

    def synchronised(self) -> bool:
        return self.is_synchronised

    def move(self, seconds: float) -> None:
        self.wall_s += seconds
        self.steady_s += seconds


@dataclass(frozen=True)
class HallSide:
    """The hall's keys."""

    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sealing: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def identity_for(self, key: Ed25519PrivateKey, *, generation: int = 1, url: str = "http://127.0.0.1:1") -> Identity:
        return Identity(
            terminal_id=TerminalId("LS01"),
            station_code=StationCode("LS"),
            terminal_no=1,
            generation=generation,
            key=key,
            key_id=key_id_of(key.public_key().public_bytes_raw()),
            hall_signing_key=self.signing.public_key(),
            hall_sealing_key=self.sealing.public_key(),
            hall_sealing_key_id=key_id_of(self.sealing.public_key().public_bytes_raw()),
            suite=SUITE,
            hall_url=url,
        )


def enrol_directly(data_dir: Path, hall: HallSide, *, generation: int = 1) -> Identity:
    """Write an identity as ``enrol`` would, without a hall."""
    fs = OsFs()
    fs.make_folder(data_dir)
    key, _ = unused_key(data_dir, fs)
    identity = hall.identity_for(key, generation=generation)
    save_identity(data_dir, identity, fs)
    return identity


def entries_without_log(data_dir: Path) -> int:
    """Count the entries of which nothing stands in the log alone; a queue that has the folder open loses its lock."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(shutil.copy(data_dir / "queue.db", folder))
        try:
            there = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'").fetchone()[0]
            return int(database.execute("SELECT count(*) FROM entry").fetchone()[0]) if there else 0
        finally:
            database.close()


@contextmanager
def opened(
    data_dir: Path,
    *,
    clock: ManualClock | None = None,
    fs: Fs | None = None,
    limits: QueueLimits = NO_LIMITS,
    connect: Callable[[Path], sqlite3.Connection] = connect_file,
) -> Iterator[Outbox]:
    """An outbox until the block ends."""
    outbox = Outbox.open(data_dir, clock=clock or ManualClock(), fs=fs, limits=limits, connect=connect)
    try:
        yield outbox
    finally:
        outbox.close()


def case_draft(pages: int = 0, *, extra: str = "") -> CaseDraft:
    """An application for an allowance; its one scanned material shows all pages."""
    return CaseDraft(
        item=ServiceItem(
            item_id="senior_allowance",
            name="高龄老人补贴申领",
            catalogue_version="sample-2025.1",
            receiving_office="区民政局",
            local_code="LTS-MZ-003",
        ),
        applicant=Person(
            card_type=CardType.RESIDENT_ID,
            source=PersonSource.CHIP,
            name="张桂兰",
            number="610198194503120016",
            birth_date=date(1945, 3, 12),
            mobile="029-00001234",
        ),
        form=(
            FormValue(key="payee_account", label="收款账号", type="bank_account", value="6217000012345678901" + extra),
        ),
        materials=(
            MaterialRecord(
                ref="household_register",
                name="户口簿",
                necessity="required",
                original_check="at_window",
                origin=MaterialOrigin.SCAN,
                pages=tuple(range(pages)),
            ),
        ),
        consents=(Consent(kind="privacy_notice", text_version="1", given_at=MOMENT),),
        language="zh_CN",
        captured_at=MOMENT,
    )


def rating_draft(receipt_number: str | None = None) -> RatingDraft:
    return RatingDraft(
        scope=RatingScope.PER_VISIT,
        level=RatingLevel.SATISFIED,
        comment="张桂兰",
        receipt_number=receipt_number,
        captured_at=MOMENT,
    )


def page(size_bytes: int = 1000) -> AttachmentDraft:
    content = bytearray(b"page-canary-7731 " * (size_bytes // 17 + 1))[:size_bytes]
    return AttachmentDraft("image/jpeg", content)


class FaultyFs(OsFs):
    """Real files; counts what is done to them and fails at the n-th change when told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._fail_at: int | None = None
        self._errno = errno.ENOSPC
        self._changes = 0
        self.free: int | None = None

    def fail_at(self, number: int | None, code: int = errno.ENOSPC) -> None:
        """From now on, let the n-th change (from 0) and every later one fail; None for no failure."""
        self._fail_at, self._errno, self._changes = number, code, 0
        self.done.clear()

    @property
    def has_failed(self) -> bool:
        return self._fail_at is not None and self._changes > self._fail_at

    def _change(self, what: str) -> None:
        self._changes += 1
        if self.has_failed:
            raise OSError(self._errno, "injected")
        self.done.append(what)

    def make_folder(self, folder: Path) -> None:
        self._change("make_folder")
        super().make_folder(folder)

    def create(self, path: Path) -> int:
        self._change("create")
        return super().create(path)

    def append(self, path: Path) -> int:
        self._change("append")
        return super().append(path)

    def write(self, descriptor: int, data: bytes) -> None:
        self._change("write")
        super().write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        self._change("fsync")
        super().fsync(descriptor)

    def remove_folder(self, folder: Path) -> None:
        self._change("remove_folder")
        super().remove_folder(folder)

    def rename(self, source: Path, target: Path) -> None:
        self._change("rename")
        super().rename(source, target)

    def fsync_folder(self, folder: Path) -> None:
        self._change("fsync_folder")
        super().fsync_folder(folder)

    def allocate(self, descriptor: int, size_bytes: int) -> None:
        self._change("allocate")
        super().allocate(descriptor, size_bytes)

    def free_bytes(self, folder: Path) -> int:
        return super().free_bytes(folder) if self.free is None else self.free


class FaultyConnection(sqlite3.Connection):
    """A real connection whose statements fail when told to."""

    fail_commit: str | None = None
    """``lost``: fails and is not done; ``kept``: is done, and fails all the same."""
    fail_statement: int | None = None
    refuse_to_open: bool = False
    code = sqlite3.SQLITE_FULL
    seen: int = 0
    commits: int = 0

    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        cls = FaultyConnection
        if sql == "COMMIT":
            cls.commits += 1
            if cls.fail_commit == "kept":
                super().execute(sql)
            if cls.fail_commit is not None:
                cls.fail_commit = None
                raise _sqlite_error(cls.code)
        cls.seen += 1
        if cls.refuse_to_open and sql.startswith("PRAGMA locking_mode"):
            raise _sqlite_error(sqlite3.SQLITE_CANTOPEN)
        if cls.fail_statement is not None and cls.seen > cls.fail_statement and sql != "ROLLBACK":
            raise _sqlite_error(cls.code)
        return super().execute(sql, parameters)  # type: ignore[arg-type]

    @classmethod
    def reset(cls) -> None:
        cls.fail_commit, cls.fail_statement, cls.code = None, None, sqlite3.SQLITE_FULL
        cls.seen, cls.commits, cls.refuse_to_open = 0, 0, False


def faulty_connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=0, factory=FaultyConnection)


def _sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("injected")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_INJECTED"
    return error


def files_under(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes. Never while the store is open: reading drops its locks."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def with_page(draft: CaseDraft, page_ordinal: int) -> CaseDraft:
    """The same draft whose material names a page that may not exist."""
    material = draft.materials[0].model_copy(update={"pages": (page_ordinal,)})
    return draft.model_copy(update={"materials": (material,)})
