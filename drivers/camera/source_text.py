"""Frame sources by name, as settings and the command line give them.

``kind:place?option=value&option=value``:

* ``v4l2:by-id:usb-Vendor_Product_Serial-video-index0?width=2592&height=1944``, ``v4l2:usb:1bcf:2b8a:SERIAL``,
  ``v4l2:by-path:...``, ``v4l2:/dev/video0``, ``v4l2:0``. Options: ``fps``, ``width``, ``height``, ``format`` (such as
  ``YUYV``), ``swap`` (``yes``: red and blue exchanged), ``exposure``, ``focus``, ``white_balance`` (a number, or
  ``auto``), ``gain``, ``brightness``, ``contrast``, ``sharpness``, ``power_line`` (0, 50 or 60 hertz).
* ``file:/pictures/page.jpg``, ``file:/film.mp4?fps=5``
* ``dir:/pictures?fps=5&loop=no``
* ``stage:/stage.txt``
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from drivers.camera.discovery import check_place
from drivers.camera.errors import SourceTextError
from drivers.camera.source import DEFAULT_FPS, FrameSource
from drivers.camera.stage_source import StageSource
from drivers.camera.still_source import FileSource, SequenceSource
from drivers.camera.v4l2.controls import POWER_LINE, Automatic, Wish, Wishes
from drivers.camera.v4l2.negotiation import FORMAT_ORDER
from drivers.camera.v4l2_source import DEFAULT_HEIGHT, DEFAULT_WIDTH, CameraWish, V4l2Source
from drivers.timebase import Timebase

_SWITCHED = ("exposure", "focus", "white_balance")
_PLAIN = ("gain", "brightness", "contrast", "sharpness", "power_line")
_OPTIONS = {
    "v4l2": frozenset({"fps", "width", "height", "format", "swap", *_SWITCHED, *_PLAIN}),
    "file": frozenset({"fps"}),
    "dir": frozenset({"fps", "loop"}),
    "stage": frozenset({"fps"}),
}
MAX_FPS = 1000.0
MAX_CONTROL = 1_000_000


def source_from_text(text: str, timebase: Timebase) -> FrameSource:
    """The source that a text names. Nothing is opened yet.

    Raises:
        SourceTextError: an unknown kind or option, a value out of range, or no place.
    """
    kind, separator, rest = text.partition(":")
    place, _, query = rest.partition("?")
    if not separator or kind not in _OPTIONS or not place:
        raise SourceTextError("kind_or_place")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if not options.keys() <= _OPTIONS[kind]:
        raise SourceTextError("unknown_option")
    fps = _number(options, "fps", DEFAULT_FPS, MAX_FPS)
    match kind:
        case "v4l2":
            check_place(place)
            return V4l2Source(place, timebase, _camera_wish(options, fps))
        case "file":
            return FileSource(Path(place), timebase, fps=fps)
        case "dir":
            return SequenceSource(Path(place), timebase, fps=fps, loop=_yes(options, "loop", "yes"))
        case _:
            return StageSource(Path(place), timebase, fps=fps)


def _camera_wish(options: dict[str, str], fps: float) -> CameraWish:
    fourcc = options.get("format")
    if fourcc is not None and fourcc not in FORMAT_ORDER:
        raise SourceTextError("format")
    values: dict[str, Wish] = {name: _wish(options, name) for name in (*_SWITCHED, *_PLAIN)}
    if values["power_line"] is not None and values["power_line"] not in POWER_LINE:
        raise SourceTextError("power_line")
    return CameraWish(
        width=int(_number(options, "width", DEFAULT_WIDTH, 20_000)),
        height=int(_number(options, "height", DEFAULT_HEIGHT, 20_000)),
        fps=fps,
        fourcc=fourcc,
        swap_colours=_yes(options, "swap", "no"),
        controls=Wishes(**values),  # type: ignore[arg-type]  # plain ones are checked to be numbers by ``_wish``
    )


def _wish(options: dict[str, str], name: str) -> Wish:
    """What is asked of a control: a number, automatic, or nothing."""
    word = options.get(name)
    if word is None:
        return None
    if word == Automatic.AUTO and name in _SWITCHED:
        return Automatic.AUTO
    try:
        value = int(word)
    except ValueError as error:
        raise SourceTextError(name) from error
    if abs(value) > MAX_CONTROL:
        raise SourceTextError(name)
    return value


def _number(options: dict[str, str], name: str, default: float, most: float) -> float:
    try:
        value = float(options.get(name, default))
    except ValueError as error:
        raise SourceTextError(name) from error
    if not 0 < value <= most:
        raise SourceTextError(name)
    return value


def _yes(options: dict[str, str], name: str, default: str) -> bool:
    word = options.get(name, default)
    if word not in {"yes", "no"}:
        raise SourceTextError(name)
    return word == "yes"
