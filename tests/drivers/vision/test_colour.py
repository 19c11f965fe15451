"""Shadow and tint go, seals stay red, and what is no sheet of paper stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.vision import ImageShapeError
from drivers.vision.colour import PAPER_WHITE, even_light
from drivers.vision.pages.geometry import Floats, Pixels
from tests.drivers.vision.drawn_papers import draw_paper


def _certificate() -> Pixels:
    return draw_paper("certificate", np.random.default_rng(3)).image


def _under(page: Pixels, light: Floats, tint: tuple[float, float, float] = (1, 1, 1)) -> Pixels:
    lit = page * light[:, :, np.newaxis] * np.array(tint)
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


def _seal(page: Pixels) -> tuple[float, float]:
    """Median hue in degrees around red, and median saturation 0 to 1, of the drawn certificate's seal."""
    high, wide = page.shape[:2]
    part = page[int(high * 0.7) : int(high * 0.87), int(wide * 0.73) : int(wide * 0.85)]
    hsv = cv2.cvtColor(part, cv2.COLOR_BGR2HSV).astype(np.float32)
    red = hsv[(hsv[:, :, 1] > 90) & (hsv[:, :, 2] > 40)]
    hue = red[:, 0] * 2
    return float(np.median(np.where(hue > 180, hue - 360, hue))), float(np.median(red[:, 1])) / 255


def _slope(page: Pixels, low: float) -> Floats:
    return np.broadcast_to(np.linspace(low, 1.0, page.shape[1], dtype=np.float32), page.shape[:2])


def _paper_levels(page: Pixels) -> Floats:
    """How bright the paper is in each cell of a grid."""
    grey = cv2.resize(np.asarray(page.min(axis=2), np.uint8), (400, 280), interpolation=cv2.INTER_AREA)
    cells = grey[14:-14, 20:-20].reshape(9, 28, 9, 40).transpose(0, 2, 1, 3).reshape(81, -1)
    return np.asarray(np.percentile(cells, 80, axis=1), np.float32)


def test_a_shadow_goes() -> None:
    """Paper that was half as bright on one side comes out evenly white."""
    page = _certificate()
    shaded = _under(page, _slope(page, 0.5))

    before, after = _paper_levels(shaded), _paper_levels(even_light(shaded))

    assert float(np.ptp(before)) > 80
    assert float(np.ptp(after)) < 16
    assert float(np.median(after)) == pytest.approx(PAPER_WHITE, abs=12)


def test_a_tint_goes() -> None:
    """Yellowish light comes out neutral."""
    page = even_light(_under(_certificate(), np.ones(_certificate().shape[:2], np.float32), (0.82, 0.95, 1.0)))

    paper = np.median(page.reshape(-1, 3), axis=0)

    assert float(np.ptp(paper)) <= 5


@pytest.mark.parametrize("low", [0.45, 0.7, 1.0])
def test_a_seal_stays_red(low: float) -> None:
    """Its hue moves by no more than 6 degrees, and it stays as strong as it was."""
    page = _certificate()
    hue, strength = _seal(page)

    corrected_hue, corrected_strength = _seal(even_light(_under(page, _slope(page, low)[:, ::-1])))

    assert corrected_hue == pytest.approx(hue, abs=6)
    assert corrected_strength > 0.9 * strength


def test_print_stays_dark() -> None:
    """Ink is not lifted with the paper."""
    page = _certificate()

    corrected = even_light(_under(page, _slope(page, 0.6)))

    ink = page.max(axis=2) < 70
    assert float(np.median(corrected.max(axis=2)[ink])) < 110


@pytest.mark.parametrize("kind", ["booklet", "flyer"])
def test_covers_and_flyers_stay_as_they_are(kind: str) -> None:
    """Their ground is no paper white."""
    page = draw_paper(kind, np.random.default_rng(5)).image

    assert np.array_equal(even_light(page), page)


@pytest.mark.parametrize("shape", [(1, 1, 3), (9, 700), (40, 3, 3)])
def test_tiny_pages_do_no_harm(shape: tuple[int, ...]) -> None:
    """They come back in their size."""
    assert even_light(np.full(shape, 200, np.uint8)).shape[:2] == shape[:2]


def test_no_picture_at_all() -> None:
    """An array that is no picture is the caller's mistake."""
    with pytest.raises(ImageShapeError):
        even_light(np.zeros((10, 10, 5), np.uint8))
