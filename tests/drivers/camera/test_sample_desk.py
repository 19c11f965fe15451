"""Drawn desks: the same seed gives the same picture, and the page on it can be found."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.camera.sample_desk import SamplePaper, draw_desk, draw_empty_desk
from drivers.vision import find_page
from drivers.vision.rectify import measured_proportions
from tests.drivers.camera.papers import FONTS, PAPER


def test_the_same_seed_gives_the_same_picture() -> None:
    """Pictures of a demonstration can be compared."""
    assert np.array_equal(draw_desk(PAPER, FONTS, seed=4), draw_desk(PAPER, FONTS, seed=4))
    assert not np.array_equal(draw_desk(PAPER, FONTS, seed=4), draw_desk(PAPER, FONTS, seed=6))


@pytest.mark.parametrize("seed", [1, 2, 8])
@pytest.mark.parametrize(("width_mm", "height_mm"), [(210.0, 297.0), (85.6, 54.0)])
def test_the_page_is_found(seed: int, width_mm: float, height_mm: float) -> None:
    """In its true proportions."""
    paper = SamplePaper("样张", ("第一行", "第二行"), width_mm=width_mm, height_mm=height_mm)

    found = find_page(draw_desk(paper, FONTS, seed=seed))

    assert found is not None
    assert measured_proportions(found, 1280, 960) == pytest.approx(width_mm / height_mm, rel=0.04)


def test_the_empty_desk_is_empty() -> None:
    """No page, 1280 x 960."""
    desk = draw_empty_desk()

    assert desk.shape == (960, 1280, 3)
    assert find_page(desk) is None
