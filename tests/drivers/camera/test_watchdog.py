"""Frozen and black frames are told from good ones."""

from __future__ import annotations

import numpy as np

from drivers.camera.source import Frame
from drivers.camera.watchdog import DARK_S, FROZEN_S, FrameHealth, Watchdog

GOOD, FROZEN, DARK = FrameHealth.GOOD, FrameHealth.FROZEN, FrameHealth.DARK


def _frame(sequence: int, value: int = 120) -> Frame:
    return Frame(np.full((64, 64, 3), value, np.uint8), float(sequence), sequence)


def test_frozen_frames() -> None:
    """The same frame for two seconds is a picture of the past; a new one ends it."""
    watchdog, frame = Watchdog(live=False), _frame(1)

    assert watchdog.seen(frame, 0.0) is GOOD
    assert watchdog.seen(frame, FROZEN_S - 0.1) is GOOD
    assert watchdog.seen(frame, FROZEN_S) is FROZEN
    assert watchdog.seen(_frame(2), FROZEN_S + 0.1) is GOOD


def test_frozen_sensor() -> None:
    """A live camera whose frames are numbered on but equal to the last bit is frozen: noise never repeats."""
    watchdog = Watchdog(live=True)

    assert watchdog.seen(_frame(1), 0.0) is GOOD
    assert watchdog.seen(_frame(2), FROZEN_S) is FROZEN
    assert watchdog.seen(_frame(3, value=121), FROZEN_S + 0.1) is GOOD


def test_a_picture_file_may_repeat() -> None:
    """A source without a sensor shows the same picture for hours."""
    watchdog = Watchdog(live=False)

    assert [watchdog.seen(_frame(number), 10.0 * number) for number in range(5)] == [GOOD] * 5


def test_black_frames() -> None:
    """Black for four seconds is no hand; light ends it."""
    watchdog = Watchdog(live=False)

    assert watchdog.seen(_frame(1, value=1), 0.0) is GOOD
    assert watchdog.seen(_frame(2, value=1), DARK_S) is DARK
    assert watchdog.seen(_frame(3), DARK_S + 0.1) is GOOD
    assert watchdog.seen(_frame(4, value=1), DARK_S + 0.2) is GOOD


def test_a_hand_over_the_lens_does_no_harm() -> None:
    """Dark, light, dark: the time begins anew."""
    watchdog = Watchdog(live=False)
    values = [1, 1, 120, 1, 1]

    seen = [watchdog.seen(_frame(number, value), number * DARK_S / 2) for number, value in enumerate(values)]

    assert seen == [GOOD] * 5
