"""Frames from picture files, and what can be wrong with files."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.errors import CameraGoneError, ImageUnreadableError, NoFramesError, SourceMissingError
from drivers.camera.still_source import MAX_FILE_BYTES, MAX_LONG_SIDE, FileSource, SequenceSource, load_picture
from tests.drivers.camera.leaping_time import LeapingTime


def _write(path: Path, value: int, shape: tuple[int, ...] = (60, 80, 3)) -> Path:
    assert cv2.imwrite(str(path), np.full(shape, value, np.uint8))
    return path


def test_one_picture_for_ever(tmp_path: Path, leaping: LeapingTime) -> None:
    """Each read is a new frame of the same picture, at its pace."""
    source = FileSource(_write(tmp_path / "a.png", 9), leaping, fps=10)
    source.open()
    whole = source.read()
    assert source.full(whole) is whole

    first, second = source.read(), source.read()

    assert first.image.shape == (60, 80, 3)
    assert (first.sequence, second.sequence) == (2, 3)
    assert second.stamp - first.stamp == pytest.approx(0.1)
    source.close()


def test_grayscale_input(tmp_path: Path) -> None:
    """A grey file becomes three channels."""
    assert load_picture(_write(tmp_path / "grey.png", 7, (60, 80))).shape == (60, 80, 3)


def test_tiny_image(tmp_path: Path) -> None:
    """One pixel is a picture."""
    assert load_picture(_write(tmp_path / "dot.png", 7, (1, 1, 3))).shape == (1, 1, 3)


def test_huge_image(tmp_path: Path) -> None:
    """A picture larger than any camera's is made smaller."""
    image = load_picture(_write(tmp_path / "huge.png", 7, (3000, 9000)))

    assert image.shape == (round(3000 * MAX_LONG_SIDE / 9000), MAX_LONG_SIDE, 3)


def test_huge_file(tmp_path: Path) -> None:
    """A file beyond the limit is not even read."""
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(ImageUnreadableError):
        load_picture(path)


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(40)], ids=["empty", "text", "torn"]
)
def test_corrupt_image_file(tmp_path: Path, leaping: LeapingTime, data: bytes) -> None:
    """A file that cannot be decoded is a typed error, and its name is not in it."""
    path = tmp_path / "secret-name.png"
    path.write_bytes(data)

    with pytest.raises(ImageUnreadableError) as caught:
        FileSource(path, leaping).open()

    assert caught.value.code == "image_unreadable"
    assert "secret" not in str(caught.value)


def test_torn_jpeg(tmp_path: Path) -> None:
    """Half a file decodes to half a picture or to a typed error, never to another exception."""
    good, buffer = cv2.imencode(".jpg", np.random.default_rng(1).integers(0, 255, (400, 400, 3), np.uint8))
    assert good
    path = tmp_path / "torn.jpg"
    path.write_bytes(buffer.tobytes()[:200])

    with pytest.raises(ImageUnreadableError):
        load_picture(path)


@pytest.mark.parametrize("name", ["absent.png", "absent.avi"])
def test_source_missing(tmp_path: Path, leaping: LeapingTime, name: str) -> None:
    """No such file."""
    with pytest.raises(SourceMissingError):
        FileSource(tmp_path / name, leaping).open()


def test_a_folder_is_shown_in_order_and_again(tmp_path: Path, leaping: LeapingTime) -> None:
    """By name; other files are left out."""
    for name, value in (("b.png", 20), ("a.png", 10), ("notes.txt", 0)):
        (tmp_path / name).write_text("x") if name.endswith("txt") else _write(tmp_path / name, value)
    source = SequenceSource(tmp_path, leaping)
    source.open()

    assert [int(source.full(source.read()).image[0, 0, 0]) for _ in range(5)] == [10, 20, 10, 20, 10]
    source.close()


def test_the_last_picture_is_held(tmp_path: Path, leaping: LeapingTime) -> None:
    """Without a loop."""
    for name, value in (("a.png", 10), ("b.png", 20)):
        _write(tmp_path / name, value)
    source = SequenceSource(tmp_path, leaping, loop=False)
    source.open()

    assert [int(source.read().image[0, 0, 0]) for _ in range(4)] == [10, 20, 20, 20]


def test_no_folder_and_an_empty_one(tmp_path: Path, leaping: LeapingTime) -> None:
    """Two faults with two codes."""
    with pytest.raises(SourceMissingError):
        SequenceSource(tmp_path / "absent", leaping).open()
    with pytest.raises(NoFramesError):
        SequenceSource(tmp_path, leaping).open()


def test_a_picture_that_is_removed(tmp_path: Path, leaping: LeapingTime) -> None:
    """Gone between listing and reading."""
    path = _write(tmp_path / "a.png", 10)
    source = SequenceSource(tmp_path, leaping)
    source.open()
    path.unlink()

    with pytest.raises(CameraGoneError):
        source.read()


def test_a_closed_source_gives_nothing(tmp_path: Path, leaping: LeapingTime) -> None:
    """Reading it is the same as reading a camera that has gone."""
    for source in (FileSource(_write(tmp_path / "a.png", 1), leaping), SequenceSource(tmp_path, leaping)):
        source.open()
        source.close()
        source.close()

        with pytest.raises(CameraGoneError):
            source.read()


def test_a_film_is_shown_over_and_over(tmp_path: Path, leaping: LeapingTime) -> None:
    """After the last frame comes the first."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for value in (10, 120, 240):
        writer.write(np.full((48, 64, 3), value, np.uint8))
    writer.release()
    source = FileSource(path, leaping)
    source.open()

    shown = [round(float(source.read().image.mean()), -1) for _ in range(4)]

    source.close()
    assert shown == [10, 120, 240, 10]


@pytest.mark.filterwarnings("default")
def test_corrupt_film(tmp_path: Path, leaping: LeapingTime, capfd: pytest.CaptureFixture[str]) -> None:
    """A file that is no film."""
    path = tmp_path / "clip.avi"
    path.write_bytes(b"nothing" * 100)

    with pytest.raises(ImageUnreadableError):
        FileSource(path, leaping).open()
    capfd.readouterr()
