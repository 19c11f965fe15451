"""Which USB sticks are plugged in, out of the kernel's table of mounts."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.sticks import MOUNTS, StickError, StickFault, StickProgress, confirm_before, find_sticks, write_bundle
from offline_queue.errors import TargetFailedError
from offline_queue.outbox import Outbox
from offline_queue.wire.handover import MANIFEST
from tests.offline_queue.build import HallSide, ManualClock, case_draft, enrol_directly, opened, page, rating_draft


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """Where sticks are mounted."""
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


def table(media: Path, *lines: str) -> Path:
    """A table of mounts beside the machine's own disks."""
    path = media.parent / "mounts"
    text = "proc /proc proc rw,nosuid 0 0\n/dev/sda1 / ext4 rw,relatime 0 0\nbroken line\n"
    path.write_text(text + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_stick_is_a_mount_at_or_below_one_of_the_folders(media: Path) -> None:
    """A blank in its name is written in octal; other mounts and mere folders are none."""
    for name in ("clerk/USB 盘", "A", "folder"):
        (media / name).mkdir(parents=True)
    mounts = table(
        media,
        f"/dev/sdb1 {media}/clerk/USB\\040盘 vfat rw,nosuid 0 0",
        f"/dev/sdc1 {media}/A exfat ro,nosuid,rw_something 0 0",
        f"/dev/sdd1 {media}/pulled vfat rw 0 0",
        f"/dev/sde1 {media.parent} ext4 rw 0 0",
    )
    found = find_sticks((media, Path("/run/media")), mounts)
    assert [(one.name, one.read_only, one.bundles) for one in found] == [("A", True, 0), ("USB 盘", False, 0)]
    assert all(one.free_bytes > 0 for one in found)
    assert [one.name for one in find_sticks((media / "A",), mounts)] == ["A"]
    assert find_sticks((), mounts) == ()


def test_the_machines_own_table_can_be_read() -> None:
    """Whatever is mounted here."""
    assert find_sticks((Path("/no such folder"),)) == ()
    assert find_sticks((Path("/"),), MOUNTS)


def test_bundles_that_are_there_are_counted(media: Path) -> None:
    """Only whole ones."""
    for name in ("LS01-1", "LS02-1"):
        (media / "A" / name).mkdir(parents=True)
        (media / "A" / name / MANIFEST).write_text("{}", encoding="utf-8")
    (media / "A" / "LS01.part").mkdir()
    (found,) = find_sticks((media,), table(media, f"/dev/sdb1 {media}/A vfat rw 0 0"))
    assert found.bundles == 2


def test_another_file_system_at_its_place_is_not_the_stick(media: Path) -> None:
    """A folder that stayed behind is on the machine's own disk."""
    (media / "A").mkdir()
    mounts = table(media, f"/dev/sdb1 {media}/A vfat rw 0 0")
    (stick,) = find_sticks((media,), mounts)
    confirm_before(stick, mounts)
    with pytest.raises(TargetFailedError):
        confirm_before(dataclasses.replace(stick, device=stick.device + 1), mounts)
    (media / "A").rmdir()
    with pytest.raises(TargetFailedError):
        confirm_before(stick, mounts)


@pytest.mark.expects_log_warnings
def test_a_queue_that_knows_no_hall_is_not_the_sticks_fault(media: Path, tmp_path: Path) -> None:
    """There is no key to sign with."""
    (media / "A").mkdir()
    mounts = table(media, f"/dev/sdb1 {media}/A vfat rw 0 0")
    (stick,) = find_sticks((media,), mounts)
    enrol_directly(tmp_path / "queue", HallSide())
    with opened(tmp_path / "queue") as outbox:
        outbox.enqueue_rating(rating_draft())
    for file in (tmp_path / "queue" / "identity").iterdir():
        file.unlink()
    with Outbox.open(tmp_path / "queue") as outbox, pytest.raises(StickError) as caught:
        write_bundle(outbox, stick, ManualClock(), StickProgress(), mounts=mounts)
    assert caught.value.fault is StickFault.QUEUE
    assert list((media / "A").iterdir()) == []


@pytest.fixture
def real_stick(media: Path) -> Iterator[Path]:
    """A file system of one megabyte that is really mounted, skipped where mounting is not allowed."""
    folder = media / "stick"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=10)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode != 0:
        pytest.skip(f"mounting is not allowed: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=False, capture_output=True, timeout=10)


@pytest.mark.expects_log_warnings
def test_a_stick_that_is_really_mounted_full_and_pulled(media: Path, tmp_path: Path, real_stick: Path) -> None:
    """Found in the kernel's own table; too small for a case with pages; gone after it was pulled."""
    (stick,) = find_sticks((media,))
    assert (stick.folder, stick.read_only, stick.bundles) == (real_stick, False, 0)
    enrol_directly(tmp_path / "queue", HallSide())
    with opened(tmp_path / "queue") as outbox:
        entry_id = outbox.enqueue(case_draft(1), [page(1_500_000)]).entry_id
        with pytest.raises(StickError) as full:
            write_bundle(outbox, stick, ManualClock(), StickProgress())
        assert full.value.fault is StickFault.FULL
        outbox.settle(entry_id)
        outbox.enqueue_rating(rating_draft())
        told = write_bundle(outbox, stick, ManualClock(), StickProgress())
        assert (real_stick / str(told.bundle) / MANIFEST).is_file()
        subprocess.run(["umount", str(real_stick)], check=True, timeout=10)
        with pytest.raises(StickError) as pulled:
            write_bundle(outbox, stick, ManualClock(), StickProgress())
        assert pulled.value.fault is StickFault.PULLED
    assert list(real_stick.iterdir()) == [], "nothing was written where the stick was"
