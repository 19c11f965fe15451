"""Frame sources by name, as settings and the command line give them.

``kind:place?option=value&option=value``, for example ``v4l2:/dev/video0?width=2592&height=1944``, ``v4l2:0``,
``file:/pictures/page.jpg``, ``dir:/pictures?fps=5&loop=no``, ``stage:/stage.txt``.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from drivers.camera.errors import SourceTextError
from drivers.camera.source import DEFAULT_FPS, FrameSource
from drivers.camera.stage_source import StageSource
from drivers.camera.still_source import FileSource, SequenceSource
from drivers.camera.v4l2_source import DEFAULT_HEIGHT, DEFAULT_WIDTH, V4l2Source
from drivers.timebase import Timebase

_OPTIONS = {
    "v4l2": frozenset({"fps", "width", "height"}),
    "file": frozenset({"fps"}),
    "dir": frozenset({"fps", "loop"}),
    "stage": frozenset({"fps"}),
}
MAX_FPS = 1000.0


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
            return V4l2Source(
                int(place) if place.isdecimal() else place,
                timebase,
                fps=fps,
                width=int(_number(options, "width", DEFAULT_WIDTH, 20_000)),
                height=int(_number(options, "height", DEFAULT_HEIGHT, 20_000)),
            )
        case "file":
            return FileSource(Path(place), timebase, fps=fps)
        case "dir":
            return SequenceSource(Path(place), timebase, fps=fps, loop=_yes(options.get("loop", "yes")))
        case _:
            return StageSource(Path(place), timebase, fps=fps)


def _number(options: dict[str, str], name: str, default: float, most: float) -> float:
    try:
        value = float(options.get(name, default))
    except ValueError as error:
        raise SourceTextError(name) from error
    if not 0 < value <= most:
        raise SourceTextError(name)
    return value


def _yes(word: str) -> bool:
    if word not in {"yes", "no"}:
        raise SourceTextError("loop")
    return word == "yes"
