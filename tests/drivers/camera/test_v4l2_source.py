"""A camera's frames, from the negotiation to the last system call, on a kernel that behaves as Linux does."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from drivers.camera.errors import (
    CameraBusyError,
    CameraDeniedError,
    CameraGoneError,
    NoBandwidthError,
    NoFramesError,
    NoModeError,
    NotACameraError,
    SourceMissingError,
)
from drivers.camera.v4l2_source import FRAMES_TO_SETTLE, CameraWish, V4l2Source
from drivers.vocabulary import DeviceError
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, Sizes, coloured, encode
from tests.drivers.camera.leaping_time import LeapingTime
from tests.drivers.camera.polled import source_on

SLOW_AND_LARGE: dict[str, Sizes] = {"YUYV": {(640, 480): (30.0,), (1280, 960): (2.0,)}}
LARGE: dict[str, Sizes] = {"MJPG": {(2592, 1944): (15.0,), (640, 480): (30.0,)}}


def test_frames_of_the_negotiated_size_come_at_their_pace(kernel: FakeKernel, camera: FakeCamera) -> None:
    """The size that was asked for, ten in a second, each one new."""
    source = source_on(kernel)
    source.open()

    first, second = source.read(), source.read()

    assert camera.modes_set == [("MJPG", 1280, 960)]
    assert first.image.shape == (960, 1280, 3)
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.stamp - first.stamp == pytest.approx(0.1, abs=0.04)
    assert not np.array_equal(first.image, second.image)


def test_stamps_are_the_kernels(kernel: FakeKernel, camera: FakeCamera, leaping: LeapingTime) -> None:
    """A frame is stamped with the time at which it was taken, not at which it was read."""
    source = source_on(kernel)
    source.open()
    source.read()
    leaping.pass_by(0.19)

    frame = source.read()

    assert 0 < leaping.now() - frame.stamp < 1 / 15
    camera.stamps = False
    assert source.read().stamp == leaping.now()


def test_the_newest_frame_is_taken(kernel: FakeKernel, camera: FakeCamera, leaping: LeapingTime) -> None:
    """Frames that nobody wanted are given back unread."""
    made: list[int] = []

    def makes(one: FakeCamera, number: int) -> bytes:
        made.append(number)
        return _numbered(number)

    camera.makes = makes
    source = source_on(kernel, CameraWish(width=640, height=480, fps=10))
    source.open()
    source.read()
    leaping.pass_by(0.1)

    frame = source.read()

    assert _number_of(frame.image) == made[-1]


def test_after_a_pause_old_frames_are_dropped(kernel: FakeKernel, camera: FakeCamera, leaping: LeapingTime) -> None:
    """What waited in the kernel is of the resident before, perhaps."""
    camera.makes = lambda one, number: _numbered(number)
    source = source_on(kernel, CameraWish(width=640, height=480, fps=10))
    source.open()
    source.read()
    leaping.pass_by(5.0)

    frame = source.read()

    assert leaping.now() - frame.stamp < 1 / 30
    assert _number_of(frame.image) == camera.produced % 200


def test_the_full_picture_is_the_very_frame_of_the_preview(kernel: FakeKernel, camera: FakeCamera) -> None:
    """The preview is decoded at half the size, the page from all of the same bytes."""
    camera.formats = LARGE
    source = source_on(kernel, CameraWish(width=2592, height=1944, fps=10))
    source.open()

    preview = source.read()
    full = source.full(preview)

    assert preview.image.shape == (972, 1296, 3)
    assert preview.full_scale == 2.0
    assert full.image.shape == (1944, 2592, 3)
    assert (full.sequence, full.stamp, full.full_scale) == (preview.sequence, preview.stamp, 1.0)
    halved = full.image[::2, ::2].astype(np.int16) - preview.image
    assert float(np.abs(halved).mean()) < 3
    assert camera.modes_set == [("MJPG", 2592, 1944)]


def test_a_full_picture_of_an_older_frame_is_refused(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Its bytes have gone back to the kernel."""
    camera.formats = LARGE
    source = source_on(kernel, CameraWish(width=2592, height=1944, fps=10))
    source.open()
    old = source.read()
    source.read()

    with pytest.raises(NoFramesError):
        source.full(old)


def test_a_full_picture_where_the_preview_is_one(kernel: FakeKernel) -> None:
    """Nothing is decoded twice."""
    source = source_on(kernel)
    source.open()
    frame = source.read()

    assert source.full(frame) is frame


def test_a_camera_that_is_slow_at_full_size_switches_for_the_capture(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Preview in the fast mode, one page in the large one after exposure has settled, and the preview again."""
    camera.formats = SLOW_AND_LARGE
    source = source_on(kernel)
    source.open()
    preview = source.read()
    before = camera.produced

    full = source.full(preview)
    after = source.read()

    assert preview.image.shape == after.image.shape == (480, 640, 3)
    assert preview.full_scale == 2.0
    assert full.image.shape == (960, 1280, 3)
    assert full.sequence not in {preview.sequence, after.sequence}
    assert camera.produced - before > FRAMES_TO_SETTLE
    assert camera.modes_set == [("YUYV", 640, 480), ("YUYV", 1280, 960), ("YUYV", 640, 480)]


def test_everything_is_given_back(kernel: FakeKernel, camera: FakeCamera) -> None:
    """After closing no descriptor is open and no memory mapped, whatever was running; closing twice is closing once."""
    camera.formats = SLOW_AND_LARGE
    source = source_on(kernel)
    source.open()
    source.full(source.read())
    source.read()

    source.close()
    source.close()

    assert kernel.open_files == {}
    assert [memory.closed for memory in kernel.mapped] == [1] * 12
    with pytest.raises(CameraGoneError):
        source.read()


def test_source_missing(leaping: LeapingTime, kernel: FakeKernel) -> None:
    """No such node: by the real look-up, and between the look-up and the opening."""
    with pytest.raises(SourceMissingError):
        V4l2Source("/nonexistent/video0", leaping).open()
    kernel.nodes.clear()
    with pytest.raises(SourceMissingError):
        source_on(kernel).open()


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.EACCES, CameraDeniedError),
        (errno.EBUSY, CameraBusyError),
        (errno.ENODEV, SourceMissingError),
        (errno.EMFILE, NoFramesError),
    ],
)
def test_device_refuses_to_open(kernel: FakeKernel, camera: FakeCamera, number: int, error: type[DeviceError]) -> None:
    """Each reason of the kernel has its cause."""
    camera.open_errno = number

    with pytest.raises(error):
        source_on(kernel).open()


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, NoBandwidthError),
        (errno.EBUSY, CameraBusyError),
        (errno.EIO, NoFramesError),
        (errno.ENODEV, CameraGoneError),
    ],
)
def test_device_refuses_to_stream(
    kernel: FakeKernel, camera: FakeCamera, number: int, error: type[DeviceError]
) -> None:
    """The node is let go of, with all memory."""
    camera.stream_errno = number

    with pytest.raises(error):
        source_on(kernel).open()

    assert kernel.open_files == {}
    assert all(memory.closed for memory in kernel.mapped)


def test_not_a_camera(kernel: FakeKernel, camera: FakeCamera, leaping: LeapingTime) -> None:
    """A camera's node for other data, and a device that is none at all on the machine's own kernel."""
    camera.caps = 0x800000
    with pytest.raises(NotACameraError):
        source_on(kernel).open()
    assert kernel.open_files == {}
    with pytest.raises(NotACameraError):
        V4l2Source("/dev/null", leaping).open()


def test_a_folder_is_no_camera(leaping: LeapingTime, tmp_path: Path) -> None:
    """A typed error too."""
    with pytest.raises(NotACameraError):
        V4l2Source(str(tmp_path), leaping).open()


def test_a_driver_that_keeps_to_nothing(kernel: FakeKernel, camera: FakeCamera) -> None:
    """It sets another format than the one that it listed, or shares one buffer only."""
    camera.rewrites_format = "H264"
    with pytest.raises(NoModeError):
        source_on(kernel).open()
    camera.rewrites_format, camera.buffers_given = None, 1
    with pytest.raises(NoFramesError):
        source_on(kernel).open()
    assert kernel.open_files == {}


def test_what_was_negotiated_is_told(kernel: FakeKernel) -> None:
    """Asked and got side by side; before opening only what is asked."""
    source = source_on(kernel)
    assert source.describe() == {"asked": "any 1280x960@10"}
    source.open()

    told = source.describe()

    assert told["capture"] == told["preview"] == "MJPG 1280x960@30"
    assert told["streaming"] == "MJPG 1280x960"
    assert told["camera"] == "Document Camera"


def _numbered(number: int) -> bytes:
    image = coloured((640, 480))
    image[:240] = number % 200
    image[0, 0] = 255
    return encode(image, "MJPG")


def _number_of(image: np.ndarray) -> int:
    return round(float(image[40:200, 40:600].mean()))
