"""What waits goes to the hall on a USB stick, at the terminal: missing, full, pulled, read-only, used before."""

from __future__ import annotations

import errno
import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from kiosk import sticks
from kiosk.flows.staff.table import StaffState
from kiosk.staff_code import CodeGuard, hash_code
from kiosk.stage import PageName
from offline_queue.model import AlarmLevel
from offline_queue.wire.handover import MANIFEST, PART_SUFFIX
from tests.kiosk.flows.test_staff_states import CODE, is_in, staff_of, to_overview
from tests.kiosk.rig import Rig
from tests.offline_queue.build import FaultyFs, case_draft, page

STICK = "USB 盘"


def staff_toml(folder: Path) -> str:
    return f'[staff]\ncode_hash = "{hash_code(CODE)}"\nstick_folders = ["{folder}"]\n'


class Socket:
    """The USB socket: a table of mounts as the kernel writes it, and folders in place of sticks."""

    def __init__(self, folder: Path) -> None:
        self.media = folder / "media"
        self.table = folder / "mounts"
        self.media.mkdir(parents=True)
        self.pull()

    def plug(self, name: str = STICK, options: str = "rw,nosuid") -> Path:
        """Put a stick in; it keeps what it holds."""
        stick = self.media / name
        stick.mkdir(exist_ok=True)
        escaped = str(stick).replace(" ", "\\040")
        with self.table.open("a", encoding="utf-8") as table:
            table.write(f"/dev/sdb1 {escaped} vfat {options} 0 0\n")
        return stick

    def pull(self) -> None:
        """Pull every stick; the folders stay, as they may."""
        self.table.write_text("proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw,relatime 0 0\n", encoding="utf-8")


@pytest.fixture(scope="module")
def terminal(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rig, Socket]]:
    """A terminal without a line, where one case waits."""
    socket = Socket(tmp_path_factory.mktemp("usb"))
    folder = tmp_path_factory.mktemp("terminal")
    with Rig(qapp, folder, reader=False, printer=False, more_toml=staff_toml(socket.media)) as rig:
        rig.start()
        rig.outbox.enqueue(case_draft(1), [page(300_000)])
        yield rig, socket
    gc.collect()


@pytest.fixture
def desk(terminal: tuple[Rig, Socket], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Rig, Socket]]:
    """At rest, no stick plugged in, none ever used."""
    rig, socket = terminal
    monkeypatch.setattr(sticks, "MOUNTS", socket.table)
    rig.tidy_up()
    rig.terminal._code_guard = CodeGuard()
    yield rig, socket
    rig.tidy_up()
    socket.pull()
    for file in sorted(socket.media.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()


def to_sticks(rig: Rig) -> None:
    to_overview(rig)
    staff = staff_of(rig)
    rig.until(lambda: bool(staff._machine) and bool(staff._line), "the findings: a page that changes loses a touch")
    rig.press("staff.door.stick")
    is_in(rig, StaffState.STICK)


def says(rig: Rig, page_name: PageName, key: str, **values: object) -> None:
    rig.until(lambda: rig.text(key, **values) in words(rig, page_name), key, ticking=True)


def write(rig: Rig) -> None:
    see_sticks(rig)
    rig.press("staff_stick.write")


def see_sticks(rig: Rig) -> None:
    """Wait until the page shows what is plugged in."""
    rig.until(lambda: bool(staff_of(rig)._stick._sticks), "the stick", ticking=True)


def words(rig: Rig, page_name: PageName) -> str:
    """Everything that a page says now, with what is said below a choice."""
    seen = [one for one in rig.stage.page(page_name).findChildren(QWidget) if one.isVisible()]
    return "\n".join(f"{one.accessibleName()}\n{one.accessibleDescription()}" for one in seen)


def bundles(stick: Path) -> list[Path]:
    return [one.parent for one in stick.glob(f"*/{MANIFEST}")]


def test_a_stick_appears_and_takes_what_waits(desk: tuple[Rig, Socket]) -> None:
    """Until one is plugged in nothing can be written; afterwards it says what is on it and what to do next."""
    rig, socket = desk
    to_sticks(rig)
    says(rig, PageName.STAFF_LIST, "staff_stick.none.why")
    rig.do(PageName.STAFF_LIST, "primary_pressed")
    assert staff_of(rig).state is StaffState.STICK
    stick = socket.plug()
    write(rig)
    is_in(rig, StaffState.STICK_RESULT)
    assert len(bundles(stick)) == 1
    for key, values in (("done", {"count": 1}), ("done.next", {}), ("done.once", {})):
        assert rig.text(f"staff_stick.{key}", **values) in words(rig, PageName.STAFF_LIST)
    assert bundles(stick)[0].name in words(rig, PageName.STAFF_LIST)
    status = rig.outbox.status()
    assert (status.ready, status.alarm, len(rig.outbox.handed_over())) == (1, AlarmLevel.NONE, 1)
    rig.press("staff_stick.back")
    is_in(rig, StaffState.OVERVIEW)


def test_stick_with_a_bundle_takes_another_beside_it(desk: tuple[Rig, Socket]) -> None:
    """What is on it stays, and staff are told that it may."""
    rig, socket = desk
    stick = socket.plug()
    for count in (1, 2):
        to_sticks(rig)
        write(rig)
        is_in(rig, StaffState.STICK_RESULT)
        assert len(bundles(stick)) == count
        rig.press("shell.home")
        rig.leave()
    to_sticks(rig)
    see_sticks(rig)
    assert rig.text("staff_stick.bundles", count=2) in words(rig, PageName.STAFF_LIST)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    ("code", "still_in", "fault"),
    [
        (errno.ENOSPC, True, "full"),
        (errno.EROFS, True, "read_only"),
        (errno.EIO, True, "failed"),
        (errno.ENODEV, False, "pulled"),
    ],
)
def test_a_stick_that_fails_while_it_is_written(
    desk: tuple[Rig, Socket], monkeypatch: pytest.MonkeyPatch, code: int, still_in: bool, fault: str
) -> None:
    """Full, locked, broken or pulled: it is said as what it is, nothing counts as handed over, and again it works."""
    rig, socket = desk
    stick = socket.plug()
    before = rig.outbox.handed_over()
    broken = Breaking(socket, code, still_in=still_in)
    monkeypatch.setattr(sticks, "OsFs", lambda: broken)
    to_sticks(rig)
    write(rig)
    is_in(rig, StaffState.STICK_RESULT)
    said = words(rig, PageName.NOTICE)
    for key in (f"stick.fault.{fault}", f"stick.cure.{fault}", "stick.as_before"):
        assert rig.text(key) in said
    assert bundles(stick) == []
    assert rig.outbox.handed_over() == before
    assert rig.outbox.status().ready == 1
    broken.fail_at(None)
    socket.pull()
    socket.plug()
    rig.press("staff_stick.again")
    write(rig)
    is_in(rig, StaffState.STICK_RESULT)
    assert len(bundles(stick)) == 1
    assert not list(stick.glob(f"*{PART_SUFFIX}"))


class Breaking(FaultyFs):
    """The stick's files: the third change fails, with the stick pulled or still in."""

    def __init__(self, socket: Socket, code: int, *, still_in: bool) -> None:
        super().__init__()
        self._socket, self._still_in = socket, still_in
        self.fail_at(3, code)

    def write(self, descriptor: int, data: bytes) -> None:
        """As told."""
        if not self._still_in:
            self._socket.pull()
            self._still_in = True
        super().write(descriptor, data)


@pytest.mark.expects_log_warnings
def test_a_stick_pulled_at_the_last_moment_is_not_called_written(
    desk: tuple[Rig, Socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder is still there, on the terminal's own disk, and takes every byte: it is no stick any more."""
    rig, socket = desk
    socket.plug()
    before = rig.outbox.handed_over()

    class Gone(FaultyFs):
        def rename(self, source: Path, target: Path) -> None:
            socket.pull()
            super().rename(source, target)

    monkeypatch.setattr(sticks, "OsFs", Gone)
    to_sticks(rig)
    write(rig)
    is_in(rig, StaffState.STICK_RESULT)
    assert rig.text("stick.fault.pulled") in words(rig, PageName.NOTICE)
    assert rig.outbox.handed_over() == before


def test_a_locked_stick_is_named_and_not_written(desk: tuple[Rig, Socket]) -> None:
    """Its switch is on."""
    rig, socket = desk
    stick = socket.plug(options="ro,nosuid")
    to_sticks(rig)
    see_sticks(rig)
    says(rig, PageName.STAFF_LIST, "staff_stick.read_only")
    rig.do(PageName.STAFF_LIST, "primary_pressed")
    assert staff_of(rig).state is StaffState.STICK
    assert list(stick.iterdir()) == []


def test_of_several_sticks_one_is_chosen(desk: tuple[Rig, Socket]) -> None:
    """None is taken by itself."""
    rig, socket = desk
    first, second = socket.plug("A"), socket.plug("B")
    to_sticks(rig)
    see_sticks(rig)
    rig.do(PageName.STAFF_LIST, "primary_pressed")
    assert staff_of(rig).state is StaffState.STICK
    rig.do(PageName.STAFF_LIST, "chosen", str(second))
    rig.press("staff_stick.write")
    is_in(rig, StaffState.STICK_RESULT)
    assert (len(bundles(first)), len(bundles(second))) == (0, 1)


def test_while_it_is_written_the_screen_tells_how_far_and_nobody_leaves(
    desk: tuple[Rig, Socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The GUI thread is free, there is no countdown and no way out until it is done."""
    rig, socket = desk
    socket.plug()
    go_on = threading.Event()

    class Slow(FaultyFs):
        def write(self, descriptor: int, data: bytes) -> None:
            go_on.wait(30)
            super().write(descriptor, data)

    monkeypatch.setattr(sticks, "OsFs", Slow)
    to_sticks(rig)
    write(rig)
    is_in(rig, StaffState.STICK_WRITING)
    try:
        says(rig, PageName.NOTICE, "staff_stick.writing.progress", number=1, count=1)
        rig.tick(3600.0)
        assert not rig.hand.can_press(rig.text("shell.back"))
        rig.press("shell.home")
        rig.press("shell.exit")
        assert staff_of(rig).state is StaffState.STICK_WRITING
    finally:
        go_on.set()
    is_in(rig, StaffState.STICK_RESULT)
