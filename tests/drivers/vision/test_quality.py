"""Sharpness and glare tell what can be read from what cannot."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.vision import ImageShapeError, glare, rectify, sharpness
from drivers.vision.pages.geometry import Pixels
from drivers.vision.quality import GLARE_TOO_MUCH, SHARP_ENOUGH
from tests.drivers.vision.pages_truth import TrueFrame, auc, true_frames


@pytest.fixture(scope="module")
def pages() -> list[tuple[TrueFrame, Pixels]]:
    """The rectified pages of the development set."""
    return [(frame, rectify(frame.image(), frame.quad)) for frame in true_frames() if frame.quad is not None]


def test_blurred_page_is_told_from_a_sharp_one(pages: list[tuple[TrueFrame, Pixels]]) -> None:
    """Out of focus and moved pages measure less than all sharp ones, and lie below the limit."""
    sharp = [sharpness(page) for frame, page in pages if not frame.blurred]
    blurred = [sharpness(page) for frame, page in pages if frame.blurred]
    blurred += [
        sharpness(np.asarray(cv2.GaussianBlur(page, (0, 0), 2.2), np.uint8))
        for frame, page in pages[::3]
        if not frame.blurred
    ]

    assert auc(sharp, blurred) >= 0.98
    assert sum(value < SHARP_ENOUGH for value in blurred) / len(blurred) >= 0.95
    assert sum(value >= SHARP_ENOUGH for value in sharp) / len(sharp) >= 0.95


def test_glare_is_told_from_bright_paper(pages: list[tuple[TrueFrame, Pixels]]) -> None:
    """A lamp on the page measures more than bright paper, dark covers and coloured flyers."""
    shining = [glare(page) for frame, page in pages if frame.glare_share > 0.005]
    clean = [glare(page) for frame, page in pages if frame.glare_share == 0]

    assert auc(shining, clean) >= 0.93
    assert min(shining) > GLARE_TOO_MUCH
    assert sum(value > GLARE_TOO_MUCH for value in clean) / len(clean) < 0.1


def test_an_empty_page_has_no_sharpness() -> None:
    """Nothing is printed, so nothing can be said: zero."""
    assert sharpness(np.full((400, 300, 3), 240, np.uint8)) == 0.0


def test_tiny_pages_measure_nothing() -> None:
    """No error, no glare, no sharpness."""
    tiny = np.full((9, 9, 3), 255, np.uint8)

    assert (sharpness(tiny), glare(tiny)) == (0.0, 0.0)


def test_a_page_that_is_white_all_over_has_no_glare() -> None:
    """Saturated paper without any darker part gives nothing to compare with."""
    assert glare(np.full((400, 300, 3), 255, np.uint8)) == 0.0


def test_no_picture_at_all() -> None:
    """An array that is no picture is the caller's mistake."""
    with pytest.raises(ImageShapeError):
        sharpness(np.zeros((10, 10, 5), np.uint8))
