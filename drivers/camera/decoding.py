"""A camera's bytes as BGR pixels, and what is wrong with them. Pure.

Colour order is the pixel format's: ``RGB3`` is turned round, luma and chroma are taken from where the format says.
Source: Linux userspace API, "Image Formats"; JPEG: ITU-T T.81, annex B.
"""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.errors import FramesDamagedError
from drivers.camera.source import Pixels
from drivers.camera.v4l2.stream import PixelLayout

COMPRESSED = frozenset({"MJPG", "JPEG"})
PREVIEW_LONG_SIDE = 1200
"""Pixels that a frame keeps at least on its long side when it is decoded smaller for the preview."""
REDUCTIONS = {1: cv2.IMREAD_COLOR, 2: cv2.IMREAD_REDUCED_COLOR_2, 4: cv2.IMREAD_REDUCED_COLOR_4}
MAX_PIXELS = 64_000_000
TAIL_BYTES = 4096
"""Bytes behind the end of a picture that a camera may have left in its buffer."""
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_START_OF_FRAME = frozenset({0xC0, 0xC1, 0xC2})
_PACKED_YUV = {"YUYV": cv2.COLOR_YUV2BGR_YUY2, "UYVY": cv2.COLOR_YUV2BGR_UYVY}
_PLANAR_YUV = {"NV12": cv2.COLOR_YUV2BGR_NV12, "YU12": cv2.COLOR_YUV2BGR_I420}
_BYTES_PER_PIXEL = {"YUYV": 2, "UYVY": 2, "NV12": 1, "YU12": 1, "BGR3": 3, "RGB3": 3, "GREY": 1, "Y800": 1}


def reduction_for(layout: PixelLayout) -> int:
    """How many times smaller a preview may be decoded: 1, 2 or 4; raw pixels are not decoded smaller."""
    if layout.fourcc not in COMPRESSED:
        return 1
    longest = max(layout.width, layout.height)
    return max(factor for factor in REDUCTIONS if factor == 1 or longest / factor >= PREVIEW_LONG_SIDE)


def decode(data: memoryview | bytes, layout: PixelLayout, reduction: int = 1) -> Pixels:
    """Decode one frame; the pixels are a copy of their own.

    Args:
        data: what the camera gave.
        layout: how it is arranged.
        reduction: 1, 2 or 4 times smaller; motion JPEG only.

    Returns:
        ``(h, w, 3)`` BGR uint8. A motion JPEG has the size that it says itself.

    Raises:
        FramesDamagedError: empty, torn or no picture.
    """
    if not len(data):
        raise FramesDamagedError("empty")
    if layout.fourcc in COMPRESSED:
        return _decode_jpeg(np.frombuffer(data, np.uint8), reduction)
    return _decode_raw(np.frombuffer(data, np.uint8), layout)


def jpeg_size(data: Pixels) -> tuple[int, int]:
    """Width and height that a JPEG says, after its outside has been looked over.

    Args:
        data: ``(n,)`` bytes.

    Raises:
        FramesDamagedError: it does not begin or end as a JPEG does, or has marks where picture data must be.
    """
    if data.size < 4 or data[0] != 0xFF or data[1] != _SOI:
        raise FramesDamagedError("no_start")
    size: tuple[int, int] | None = None
    at = 2
    while at + 4 <= data.size:
        if data[at] != 0xFF:
            raise FramesDamagedError("no_mark")
        mark = int(data[at + 1])
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        length = int(data[at + 2]) << 8 | int(data[at + 3])
        if mark in _START_OF_FRAME and at + 9 <= data.size:
            size = int(data[at + 7]) << 8 | int(data[at + 8]), int(data[at + 5]) << 8 | int(data[at + 6])
        at += 2 + length
        if mark == _SOS:
            break
    if size is None or not 0 < size[0] * size[1] <= MAX_PIXELS:
        raise FramesDamagedError("no_size")
    _check_scan(data, at)
    return size


def _check_scan(data: Pixels, start: int) -> None:
    """See that picture data run up to an end mark, with no mark in them but restarts in their order.

    A frame of which a piece was lost on the cable mostly has no end, or a header in its middle.
    """
    scan = data[start:]
    marks = np.flatnonzero(scan[:-1] == 0xFF)
    kinds = scan[marks + 1]
    ends = np.flatnonzero(kinds == _EOI)
    if not ends.size or scan.size - int(marks[ends[0]]) > TAIL_BYTES:
        raise FramesDamagedError("no_end")
    inside = kinds[: ends[0]]
    restarts = inside[(inside >= 0xD0) & (inside <= 0xD7)]
    others = (inside != 0) & (inside != 0xFF) & ((inside < 0xD0) | (inside > 0xD7))
    if others.any() or (np.diff(restarts) & 7 != 1).any():
        raise FramesDamagedError("mark_in_picture")


def _decode_jpeg(data: Pixels, reduction: int) -> Pixels:
    jpeg_size(data)
    try:
        image = cv2.imdecode(data, REDUCTIONS[reduction])
    except cv2.error as error:
        raise FramesDamagedError("undecodable") from error
    if image is None:
        raise FramesDamagedError("undecodable")
    return np.asarray(image, np.uint8)


def _decode_raw(data: Pixels, layout: PixelLayout) -> Pixels:
    width, height, fourcc = layout.width, layout.height, layout.fourcc
    used = width * _BYTES_PER_PIXEL[fourcc]
    line = max(layout.bytes_per_line, used)
    if fourcc in _PLANAR_YUV:
        return _decode_planar(data, layout, line)
    if data.size < line * (height - 1) + used:
        raise FramesDamagedError("short")
    rows = np.lib.stride_tricks.as_strided(data, (height, used), (line, 1))
    if fourcc in _PACKED_YUV:
        if width % 2:
            raise FramesDamagedError("odd_width")
        image = cv2.cvtColor(rows.reshape(height, width, 2), _PACKED_YUV[fourcc])
    elif fourcc == "RGB3":
        image = cv2.cvtColor(rows.reshape(height, width, 3), cv2.COLOR_RGB2BGR)
    elif fourcc == "BGR3":
        return np.array(rows.reshape(height, width, 3))
    else:
        image = cv2.cvtColor(np.ascontiguousarray(rows), cv2.COLOR_GRAY2BGR)
    return np.asarray(image, np.uint8)


def _decode_planar(data: Pixels, layout: PixelLayout, line: int) -> Pixels:
    """Luma, then chroma at half the size; lines may be longer than the picture where both planes share them."""
    width, height = layout.width, layout.height
    if width % 2 or height % 2 or (layout.fourcc == "YU12" and line != width):
        raise FramesDamagedError("odd_planes")
    rows = height * 3 // 2
    if data.size < line * rows:
        raise FramesDamagedError("short")
    planes = np.ascontiguousarray(data[: line * rows].reshape(rows, line)[:, :width])
    return np.asarray(cv2.cvtColor(planes, _PLANAR_YUV[layout.fourcc]), np.uint8)
