"""What to take of what a camera can give. Pure.

* Pages are captured in the smallest mode that is at least as large as asked, else in the largest one. Colour goes
  before grey (seals are red), a fast enough format before a slow one, then motion JPEG before raw pixels.
* The preview uses the same mode where that is fast enough: the page that is taken is then of the very moment that was
  seen. Else it uses the largest mode that is fast enough, in the same proportions where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.camera.errors import NoModeError
from drivers.camera.v4l2.modes import Mode

GRAY_FORMATS = frozenset({"GREY", "Y800"})
FORMAT_ORDER = ("MJPG", "JPEG", "YUYV", "UYVY", "NV12", "YU12", "BGR3", "RGB3", "GREY", "Y800")
"""Pixel formats that can be decoded here, the preferred ones first."""
MIN_WIDTH = 320
MIN_HEIGHT = 240
"""Pixels; nothing on a page can be read in less."""
PREVIEW_MIN_WIDTH = 640
PREVIEW_FPS = 8.0
"""Frames per second that a preview needs to look alive; less when less was asked for."""
SAME_PROPORTIONS = 0.02


@dataclass(frozen=True, slots=True)
class Asked:
    """What the settings ask for."""

    width: int
    height: int
    fps: float
    fourcc: str | None = None
    """Only this pixel format, where it is named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is taken."""

    asked: Asked
    capture: Mode
    preview: Mode

    @property
    def switches(self) -> bool:
        """Whether capturing a page needs another mode than the preview."""
        return self.capture != self.preview


def plan_modes(modes: Iterable[Mode], asked: Asked) -> Plan:
    """Choose the modes for capture and preview.

    Raises:
        NoModeError: the camera has no mode that can be decoded and read, or not the pixel format that was named.
    """
    known = [mode for mode in modes if mode.fourcc in FORMAT_ORDER and asked.fourcc in {None, mode.fourcc}]
    if not known:
        raise NoModeError("pixel_format")
    usable = [mode for mode in known if mode.width >= MIN_WIDTH and mode.height >= MIN_HEIGHT]
    if not usable:
        raise NoModeError("too_small")
    in_colour = [mode for mode in usable if mode.fourcc not in GRAY_FORMATS]
    usable = in_colour or usable
    capture = _capture_mode(usable, asked)
    return Plan(asked, capture, _preview_mode(usable, capture, asked))


def _capture_mode(modes: list[Mode], asked: Asked) -> Mode:
    covering = [mode for mode in modes if mode.width >= asked.width and mode.height >= asked.height]
    best_area = min(mode.area for mode in covering) if covering else max(mode.area for mode in modes)
    return _best([mode for mode in covering or modes if mode.area == best_area], asked)


def _preview_mode(modes: list[Mode], capture: Mode, asked: Asked) -> Mode:
    if _is_quick(capture, asked):
        return capture
    quick = [
        mode
        for mode in modes
        if _is_quick(mode, asked) and mode.area <= capture.area and mode.width >= PREVIEW_MIN_WIDTH
    ]
    proportions = capture.width / capture.height
    alike = [mode for mode in quick if abs(mode.width / mode.height / proportions - 1) <= SAME_PROPORTIONS]
    quick = alike or quick
    if not quick:
        return capture
    largest = max(mode.area for mode in quick)
    return _best([mode for mode in quick if mode.area == largest], asked)


def _is_quick(mode: Mode, asked: Asked) -> bool:
    return mode.fps is None or mode.fps >= min(asked.fps, PREVIEW_FPS)


def _best(modes: list[Mode], asked: Asked) -> Mode:
    """The best of several modes of one size."""

    def order(mode: Mode) -> tuple[bool, int, float]:
        slow = mode.fps is not None and mode.fps < asked.fps
        return slow, FORMAT_ORDER.index(mode.fourcc), -(mode.fps or 0.0)

    return min(modes, key=order)
