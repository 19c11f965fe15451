"""The frames of a preview: little effort for most, bar codes twice, QR codes at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from drivers.vision.code_stream import FORGET_AFTER, CodeStream
from drivers.vision.codes import Effort, FoundCode, Symbology
from tests.drivers.vision.code_frames import drawn, drawn_bars

FRAME = np.full((480, 640), 220, np.uint8)
BARS, QR = FoundCode("6901234567892", Symbology.EAN_13, None), FoundCode("qr", Symbology.QR, None)


class _Frames:
    """A reader that finds what a test says, and notes the effort."""

    def __init__(self, *frames: list[FoundCode]) -> None:
        self._frames = list(frames)
        self.efforts: list[Effort] = []

    def __call__(self, _image: Any, *, symbologies: frozenset[Symbology], effort: Effort) -> list[FoundCode]:
        assert symbologies
        self.efforts.append(effort)
        return self._frames.pop(0) if self._frames else []


def test_effort_grows_with_the_frames_in_which_nothing_was_found() -> None:
    """Quick and thorough in turn; zbar in each eighth."""
    frames = _Frames()
    stream = CodeStream(find=frames)
    for _ in range(10):
        assert stream.seen(FRAME) == []
    quick, thorough = Effort.QUICK, Effort.THOROUGH
    assert frames.efforts == [*[quick, thorough] * 4, Effort.SECOND_OPINION, thorough]


def test_a_found_code_makes_the_next_look_quick() -> None:
    """It will be there again."""
    frames = _Frames([], [QR], [QR])
    stream = CodeStream(find=frames)
    assert [stream.seen(FRAME) for _ in range(3)] == [[], ["qr"], ["qr"]]
    assert frames.efforts == [Effort.QUICK, Effort.THOROUGH, Effort.QUICK]


def test_a_bar_code_counts_when_it_is_read_twice() -> None:
    """A QR code in the same frame counts at once."""
    stream = CodeStream(find=_Frames([BARS, QR], [BARS], [], [BARS]))
    assert [stream.seen(FRAME) for _ in range(4)] == [["qr"], ["6901234567892"], [], ["6901234567892"]]


def test_a_bar_code_is_forgotten() -> None:
    """After some frames without it, it must be read twice again."""
    stream = CodeStream(find=_Frames([BARS], *[[]] * (FORGET_AFTER + 1), [BARS]))
    assert [stream.seen(FRAME) for _ in range(FORGET_AFTER + 3)] == [[]] * (FORGET_AFTER + 3)


def test_real_frames() -> None:
    """With the real reader."""
    stream = CodeStream()
    assert stream.seen(drawn("real", 6)) == ["real"]
    bars = drawn_bars("6901234567892", 3)
    assert [stream.seen(bars) for _ in range(2)] == [[], ["6901234567892"]]


def test_a_found_code_is_never_shown() -> None:
    """It may be a means of payment."""
    assert "6901" not in repr(BARS)
