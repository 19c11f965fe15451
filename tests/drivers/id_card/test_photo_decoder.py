"""A photo decoder is somebody else's program: it may hang, crash, eat memory, write nonsense. The read stays good."""

from __future__ import annotations

import contextlib
import os
import select
import struct
import sys
import zlib
from pathlib import Path

import pytest

from drivers.id_card.cards import SAMPLE_PHOTO, sample_card
from drivers.id_card.model import ReadCard
from drivers.id_card.photo_decoder import ProcessDecoder
from drivers.id_card.portrait import NoPhoto, NoPhotoReason, PictureFormat, Portrait, looks_like_wlt, recognise
from drivers.id_card.reader import IdCardReader
from drivers.transport.serial_link import SerialLink
from tests.drivers.id_card.desk import TODAY, Desk

GOOD = """
import struct, sys
wlt = sys.stdin.buffer.read()
assert len(wlt) == 1024 and wlt[:3] == b"WLf"
pixels = b"\\x40\\x80\\xc0" * 102 + b"\\0\\0"
head = struct.pack("<2sIHHI", b"BM", 54 + len(pixels) * 126, 0, 0, 54)
head += struct.pack("<IiiHHIIiiII", 40, 102, 126, 1, 24, 0, 0, 0, 0, 0, 0)
sys.stdout.buffer.write(head + pixels * 126)
"""


def program(folder: Path, code: str) -> str:
    """A decoder as a program of its own; the command line that starts it."""
    path = folder / "decoder with a space.py"
    path.write_text(code)
    return f"{sys.executable} -I -S '{path}'"


def decode(folder: Path, code: str, *, time_limit_s: float = 20.0, photo: bytes = SAMPLE_PHOTO) -> Portrait | NoPhoto:
    """What becomes of a photo with a decoder of this code."""
    return ProcessDecoder(program(folder, code), time_limit_s=time_limit_s, scratch=folder)(photo)


def test_a_picture_comes_back(tmp_path: Path) -> None:
    """102 by 126 pixels, and nothing of it is shown."""
    portrait = decode(tmp_path, GOOD)
    assert isinstance(portrait, Portrait)
    assert (portrait.picture_format, portrait.width_px, portrait.height_px) == (PictureFormat.BMP, 102, 126)
    assert len(portrait.data) == 38862
    assert repr(portrait) == "Portrait()"


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    "code",
    [
        "",
        "sys.stdin.buffer.read(); os.close(1)",
        "if os.fork(): os._exit(0)",
    ],
    ids=["at once", "with its output closed", "in a child"],
)
def test_a_decoder_that_hangs_is_ended(tmp_path: Path, code: str) -> None:
    """With all that it has started; its folder is gone."""
    note = tmp_path / "sleeper"
    hangs = f"import os, sys, time\n{code}\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    assert decode(tmp_path, hangs, time_limit_s=1.0) == NoPhoto(NoPhotoReason.TOO_SLOW)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["decoder with a space.py", "sleeper"]
    with contextlib.suppress(ProcessLookupError):  # gone and buried
        sleeper = os.pidfd_open(int(note.read_text()))
        assert select.select([sleeper], [], [], 20.0)[0] == [sleeper]
        os.close(sleeper)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "raise SystemExit(3)",
        "import sys; sys.stdin.buffer.read(); big = bytearray(2 << 30); print(len(big))",
        GOOD + "\nraise SystemExit(1)",
    ],
    ids=["signal", "exit code", "memory", "after its picture"],
)
def test_a_decoder_that_crashes_gives_no_photo(tmp_path: Path, code: str) -> None:
    """By a signal, by its exit code, for want of memory."""
    assert decode(tmp_path, code) == NoPhoto(NoPhotoReason.CRASHED)


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize(
    "code",
    [
        "print('garbage')",
        "pass",
        GOOD.replace("pixels * 126)", "pixels * 125)"),
        "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))",
    ],
    ids=["text", "nothing", "cut off", "without an end"],
)
def test_what_is_no_picture_is_none(tmp_path: Path, code: str) -> None:
    """Nor does an output without an end fill the memory."""
    assert decode(tmp_path, code) == NoPhoto(NoPhotoReason.NOT_A_PICTURE)


@pytest.mark.expects_log_warnings
def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    """The settings name something that cannot be started, or the folder in memory is missing."""
    assert ProcessDecoder("/nonexistent/decoder", scratch=tmp_path)(SAMPLE_PHOTO) == NoPhoto(
        NoPhotoReason.DECODER_MISSING
    )
    assert ProcessDecoder("true", scratch=tmp_path / "none")(SAMPLE_PHOTO) == NoPhoto(NoPhotoReason.DECODER_MISSING)


@pytest.mark.parametrize("photo", [b"", bytes(1024), SAMPLE_PHOTO[:-1]])
def test_a_card_without_a_photo_starts_no_program(tmp_path: Path, photo: bytes) -> None:
    """Its field does not begin like one."""
    assert not looks_like_wlt(photo)
    assert decode(tmp_path, "raise SystemExit(1)", photo=photo) == NoPhoto(NoPhotoReason.NO_PHOTO_ON_CARD)


def test_the_program_gets_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment, no open files; it works in a folder of its own, may write a small file there, no core file."""
    monkeypatch.setenv("KIOSK_SECRET", "canary")
    looks = f"""
import os, resource
assert "KIOSK_SECRET" not in os.environ
assert sorted(map(int, os.listdir("/proc/self/fd")))[:3] == [0, 1, 2]
assert len(os.listdir("/proc/self/fd")) <= 4
assert os.getcwd() == os.environ["TMPDIR"] != {str(tmp_path)!r}
assert os.stat(".").st_mode & 0o077 == 0
open("zp.bmp", "wb").write(bytes(1 << 19))
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
"""
    assert isinstance(decode(tmp_path, GOOD + looks), Portrait)


def test_a_command_line_that_is_none() -> None:
    """Said when the driver is made, not when a card lies there."""
    for text in ("", "  ", "decoder 'open"):
        with pytest.raises(ValueError, match=r"program|quotation"):
            ProcessDecoder(text)


def _png(width: int, height: int, *, end: bool = True) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\x00" + bytes(width * 3) for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + (chunk(b"IEND", b"") if end else b"")


_JPEG = bytes.fromhex(
    "FFD8 FFE0 0010 4A46494600010100000100010000 FFC0 000B 08 007E 0066 01 01 11 00 FFDA 0002 00 FFD9"
)


@pytest.mark.parametrize(("data", "form"), [(_png(102, 126), "png"), (_JPEG, "jpeg"), (_JPEG + b"\x00\x00", "jpeg")])
def test_other_forms_of_picture(data: bytes, form: str) -> None:
    """PNG and JPEG are told by their own bytes."""
    portrait = recognise(data)
    assert portrait is not None
    assert (portrait.picture_format, portrait.width_px, portrait.height_px) == (form, 102, 126)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"BM",
        b"BM" + bytes(60),
        _png(102, 126, end=False),
        _png(102, 126)[:-1],
        _png(102, 126).replace(b"IHDR", b"IHDX"),
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND")),
        _png(2000, 1),
        _JPEG[:-2],
        bytes.fromhex("FFD8 FFE0 0002 FFD9"),
        bytes.fromhex("FFD8 FF00 0000 0000 0000 0000 FFD9"),
        bytes((1 << 20) + 1),
    ],
)
def test_bytes_that_are_no_whole_picture(data: bytes) -> None:
    """Cut off, without a size, too large."""
    assert recognise(data) is None


def test_every_cut_of_a_picture_is_none() -> None:
    """Whatever the decoder managed to write before it stopped."""
    for whole in (_png(8, 8), _JPEG):
        assert recognise(whole) is not None
        assert [recognise(whole[:size]) for size in range(len(whole))] == [None] * len(whole)


def _read_with(desk: Desk, decoder: ProcessDecoder | None, *, asked: bool = True) -> Portrait | NoPhoto:
    desk.reader.close()
    reader = IdCardReader(SerialLink(desk.simulator.port), today=lambda: TODAY, poll_period_s=0.002, decoder=decoder)
    reader.open()
    desk.reader = reader
    desk.simulator.place(sample_card())
    read = desk.read(ReadCard(with_portrait=asked))
    assert read.record.card_type == "citizen"
    assert read.photo_wlt == SAMPLE_PHOTO
    return read.portrait


def test_a_read_with_a_decoder_has_a_portrait(desk: Desk, tmp_path: Path) -> None:
    """Only when it is asked for one."""
    decoder = ProcessDecoder(program(tmp_path, GOOD), time_limit_s=20.0)
    assert isinstance(_read_with(desk, decoder), Portrait)
    desk.simulator.remove()
    desk.wait_removal()
    assert _read_with(desk, decoder, asked=False) == NoPhoto(NoPhotoReason.NOT_ASKED_FOR)


def test_a_read_without_a_decoder_is_normal(desk: Desk) -> None:
    """Nothing is logged about it."""
    assert _read_with(desk, None) == NoPhoto(NoPhotoReason.NO_DECODER)


def _children() -> set[str]:
    """The processes that this thread's process has started and not yet buried."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.expects_log_warnings
def test_a_read_with_a_broken_decoder_is_good(desk: Desk, tmp_path: Path) -> None:
    """It crashes on every photo; no process and no descriptor stays behind."""
    before, children = _descriptors(), _children()
    decoder = ProcessDecoder(program(tmp_path, "raise SystemExit(1)"))
    assert _read_with(desk, decoder) == NoPhoto(NoPhotoReason.CRASHED)
    assert _descriptors() <= before
    assert _children() <= children
