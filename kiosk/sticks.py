"""USB sticks that the system has mounted, and a bundle of what waits on one of them. Blocks: to be run on a worker.

Which sticks there are is read from the kernel's table of mounts. A stick that was pulled leaves its folder behind, on
the terminal's own disk: so a stick is known by its device, and after writing it is looked at once more before anybody
is told that the bundle is on it.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from offline_queue.clock import Clock
from offline_queue.errors import QueueError, TargetFailedError, TargetFullError
from offline_queue.filesystem import Fs, OsFs
from offline_queue.handover import HandedOver, hand_over
from offline_queue.outbox import Outbox
from offline_queue.wire.handover import MANIFEST

_log = logging.getLogger(__name__)

MOUNTS = Path("/proc/self/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@dataclass(frozen=True, slots=True)
class Stick:
    """One stick.

    Attributes:
        folder: where it is mounted.
        device: the number of its file system while it is mounted.
        free_bytes: room on it.
        read_only: it takes nothing: its switch, or a file system that is damaged.
        bundles: how many bundles are on it already, whosever they are.
    """

    folder: Path
    device: int
    free_bytes: int
    read_only: bool
    bundles: int

    @property
    def name(self) -> str:
        """The last part of its folder, which mostly is the stick's own name."""
        return self.folder.name


class StickFault(StrEnum):
    """Why nothing was handed over. Texts: ``stick.fault.<value>`` and ``stick.cure.<value>``."""

    FULL = "full"
    READ_ONLY = "read_only"
    PULLED = "pulled"
    FAILED = "failed"
    """It cannot be written, and is still there."""
    QUEUE = "queue"
    """The terminal's own queue could not be read, or does not know the hall."""


class StickError(Exception):
    """A bundle was not handed over; the queue is as before."""

    def __init__(self, fault: StickFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Mount:
    folder: Path
    read_only: bool


class StickProgress:
    """How far a bundle is: written by the worker, read by the screen."""

    def __init__(self) -> None:
        self.now: tuple[int, int] = (0, 0)
        """Entries written, and all of them; one object, so that it is never half of each."""

    def __call__(self, written: int, total: int) -> None:
        """Note it."""
        self.now = (written, total)


def find_sticks(folders: Sequence[Path], mounts: Path | None = None) -> tuple[Stick, ...]:
    """The sticks that are mounted at or below these folders, by name. ``mounts``: the kernel's table by default."""
    found = []
    for mount in _mounts(MOUNTS if mounts is None else mounts):
        if any(mount.folder.is_relative_to(folder) for folder in folders):
            with contextlib.suppress(OSError):  # pulled while it is being looked at
                found.append(_stick(mount))
    return tuple(sorted(found, key=lambda one: one.folder))


def write_bundle(
    outbox: Outbox,
    stick: Stick,
    clock: Clock,
    progress: Callable[[int, int], None],
    *,
    fs: Fs | None = None,
    mounts: Path | None = None,
) -> HandedOver:
    """Write what waits to a stick, see that it is there, and note it in the ledger.

    Raises:
        StickError: it was not handed over; a folder that was begun is taken up again next time.
    """

    def confirm(bundle: Path) -> None:
        if not _is_there(stick, mounts) or not (bundle / MANIFEST).is_file():
            raise TargetFailedError("the stick has gone")

    try:
        confirm_before(stick, mounts)
        told = hand_over(outbox, stick.folder, clock, fs=fs or OsFs(), on_progress=progress, confirm=confirm)
    except QueueError as error:
        fault = _fault_of(error, stick, mounts)
        _log.warning("handover_failed fault=%s code=%s", fault.value, error.code)
        raise StickError(fault) from error
    return told


def confirm_before(stick: Stick, mounts: Path | None = None) -> None:
    """Nothing is written where the stick was. Raises `TargetFailedError` when it has gone."""
    if not _is_there(stick, mounts):
        raise TargetFailedError("the stick has gone")


def _fault_of(error: QueueError, stick: Stick, mounts: Path | None) -> StickFault:
    if isinstance(error, TargetFullError):
        return StickFault.FULL
    if not isinstance(error, TargetFailedError):
        return StickFault.QUEUE
    if not _is_there(stick, mounts):
        return StickFault.PULLED
    cause = error.__cause__
    number = cause.errno if isinstance(cause, OSError) else None
    return StickFault.READ_ONLY if number in _READ_ONLY else StickFault.FAILED


def _is_there(stick: Stick, mounts: Path | None) -> bool:
    mounted = {mount.folder for mount in _mounts(MOUNTS if mounts is None else mounts)}
    try:
        return stick.folder in mounted and stick.folder.stat().st_dev == stick.device
    except OSError:
        return False


def _stick(mount: _Mount) -> Stick:
    figures = os.statvfs(mount.folder)
    return Stick(
        mount.folder,
        mount.folder.stat().st_dev,
        figures.f_bavail * figures.f_frsize,
        mount.read_only or not os.access(mount.folder, os.W_OK | os.X_OK),
        sum((one / MANIFEST).is_file() for one in mount.folder.iterdir() if one.is_dir()),
    )


def _mounts(table: Path) -> Iterator[_Mount]:
    """The lines of the table: device, folder, kind, options, two numbers; blanks in names are written in octal."""
    for line in table.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        fields = line.split(" ")
        if len(fields) >= 4:
            folder = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1])
            yield _Mount(Path(folder), "ro" in fields[3].split(","))
