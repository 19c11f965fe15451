"""What a camera can give: pixel formats, sizes, frame rates, as it tells them itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.layout import (
    BUF_TYPE_VIDEO_CAPTURE,
    Call,
    FmtDesc,
    FrmIvalEnum,
    FrmSizeEnum,
    SizeKind,
    fourcc_number,
    fourcc_of,
    text_of,
)

MAX_ENTRIES = 256
"""Entries of one list that are asked for: a bound for drivers whose list never ends."""
COMMON_SIZES = (
    *((320, 240), (640, 480), (800, 600), (1024, 768), (1280, 720), (1280, 960), (1600, 1200), (1920, 1080)),
    *((1920, 1440), (2048, 1536), (2592, 1944), (3264, 2448), (4160, 3120)),
)
"""Sizes that are tried where a camera tells a range instead of a list."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which a camera can give frames."""

    fourcc: str
    """The pixel format's four characters, such as ``MJPG`` or ``YUYV``."""
    width: int
    height: int
    fps: float | None
    """The highest frame rate; None where the camera does not tell."""

    @property
    def area(self) -> int:
        """Pixels of a frame."""
        return self.width * self.height

    def __str__(self) -> str:
        rate = "" if self.fps is None else f"@{self.fps:g}"
        return f"{self.fourcc} {self.width}x{self.height}{rate}"


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """A pixel format and what the driver calls it."""

    fourcc: str
    description: str


def list_formats(device: VideoDevice) -> tuple[PixelFormat, ...]:
    """The pixel formats of a camera. Raises ``CameraError``."""
    found = []
    for index in range(MAX_ENTRIES):
        entry = FmtDesc(index=index, type=BUF_TYPE_VIDEO_CAPTURE)
        if not device.lists(Call.ENUM_FMT, entry):
            break
        found.append(PixelFormat(fourcc_of(entry.pixelformat), text_of(entry.description)))
    return tuple(found)


def list_modes(device: VideoDevice, wanted: tuple[int, int] | None = None) -> tuple[Mode, ...]:
    """Every mode of a camera.

    Args:
        device: the open camera.
        wanted: a size in pixels that is looked at besides the common ones where the camera tells a range.

    Raises:
        CameraError: the camera does not answer.
    """
    return tuple(
        Mode(one.fourcc, width, height, _fastest(device, one.fourcc, width, height))
        for one in list_formats(device)
        for width, height in dict.fromkeys(_sizes(device, one.fourcc, wanted))
    )


def _sizes(device: VideoDevice, fourcc: str, wanted: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    for index in range(MAX_ENTRIES):
        entry = FrmSizeEnum(index=index, pixel_format=fourcc_number(fourcc))
        if not device.lists(Call.ENUM_FRAMESIZES, entry):
            return
        words = tuple(int(word) for word in entry.size)
        if entry.type == SizeKind.DISCRETE:
            yield words[0], words[1]
        else:  # one entry tells the whole range
            yield from sizes_in_range(words, wanted)
            return


def sizes_in_range(words: tuple[int, ...], wanted: tuple[int, int] | None) -> Iterator[tuple[int, int]]:
    """Sizes of a stepwise range.

    Args:
        words: smallest width, largest, step, smallest height, largest, step.
        wanted: a size that is brought onto the range's grid and given first.
    """
    least_width, most_width, step_width, least_height, most_height, step_height = words

    def on_grid(width: int, height: int) -> tuple[int, int]:
        return (
            _nearest(width, least_width, most_width, step_width),
            _nearest(height, least_height, most_height, step_height),
        )

    if wanted is not None:
        yield on_grid(*wanted)
    for width, height in COMMON_SIZES:
        if on_grid(width, height) == (width, height):
            yield width, height
    yield on_grid(most_width, most_height)


def _nearest(value: int, least: int, most: int, step: int) -> int:
    """The smallest value of the range that is at least the given one; the largest one where there is none."""
    step = max(step, 1)
    highest = least + (most - least) // step * step
    return min(max(least, least - (least - value) // step * step), highest)


def _fastest(device: VideoDevice, fourcc: str, width: int, height: int) -> float | None:
    """The highest frame rate of a size; None where the camera does not tell."""
    rates = []
    for index in range(MAX_ENTRIES):
        entry = FrmIvalEnum(index=index, pixel_format=fourcc_number(fourcc), width=width, height=height)
        if not device.lists(Call.ENUM_FRAMEINTERVALS, entry):
            break
        numerator, denominator = int(entry.interval[0]), int(entry.interval[1])
        if numerator and denominator:
            rates.append(denominator / numerator)
        if entry.type != SizeKind.DISCRETE:
            break  # the first fraction of a range is its shortest interval
    return round(max(rates), 3) if rates else None
