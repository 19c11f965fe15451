"""Pages come out in their true proportions."""

from __future__ import annotations

import statistics

import cv2
import numpy as np
import pytest

from drivers.paper import PaperKind
from drivers.vision import rectify
from drivers.vision.rectify import MAX_LONG_SIDE, measured_proportions
from tests.drivers.vision.pages_truth import true_frames

SQUARE = np.array([[100, 100], [400, 100], [400, 400], [100, 400]], np.float32)
DESK = np.zeros((960, 1280, 3), np.uint8)


def test_proportions_are_measured() -> None:
    """Over the development set the measured proportions are right within 2 % on average, 6 % at worst."""
    errors = []
    for frame in true_frames():
        if frame.quad is not None and frame.size_mm is not None:
            true = frame.size_mm[0] / frame.size_mm[1]
            errors.append(abs(measured_proportions(frame.quad, 1280, 960) / true - 1.0))

    assert statistics.mean(errors) < 0.02
    assert max(errors) < 0.06


def test_strong_perspective_is_undone() -> None:
    """A page seen from the side is as long as it is, not as it looks."""
    focal, tilt = 1400.0, np.deg2rad(40.0)
    flat = np.array([[-105, -148.5, 0], [105, -148.5, 0], [105, 148.5, 0], [-105, 148.5, 0]])
    turn = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    spin = np.deg2rad(20.0)
    about = np.array([[np.cos(spin), -np.sin(spin), 0], [np.sin(spin), np.cos(spin), 0], [0, 0, 1]])
    seen = (turn @ about @ flat.T).T + np.array([0, 0, 600])
    quad = (seen[:, :2] / seen[:, 2:] * focal + (640, 480)).astype(np.float32)

    assert measured_proportions(quad, 1280, 960) == pytest.approx(210 / 297, rel=0.02)


@pytest.mark.parametrize(
    ("kind", "quad", "expected"),
    [
        (PaperKind.A4, [[0, 0], [300, 0], [300, 400], [0, 400]], 210 / 297),
        (PaperKind.A4, [[0, 0], [400, 0], [400, 300], [0, 300]], 297 / 210),
        (PaperKind.CARD, [[0, 0], [330, 0], [330, 200], [0, 200]], 85.60 / 53.98),
        (PaperKind.RECEIPT, [[0, 0], [100, 0], [100, 300], [0, 300]], 1 / 3),
    ],
)
def test_kinds_with_a_fixed_size_get_it(kind: PaperKind, quad: list[list[int]], expected: float) -> None:
    """A4 and cards have known proportions, upright and lying; a till slip has not."""
    page = rectify(DESK, np.array(quad, np.float32), kind)

    assert page.shape[1] / page.shape[0] == pytest.approx(expected, rel=0.01)


def test_what_is_in_the_quad_comes_out() -> None:
    """Each corner of the quad becomes the same corner of the page."""
    desk = DESK.copy()
    for corner, colour in zip(SQUARE, ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)), strict=True):
        cv2.circle(desk, (int(corner[0]), int(corner[1])), 40, colour, -1)

    page = rectify(desk, SQUARE)

    assert page.shape == (300, 300, 3)
    assert page[3, 3].tolist() == [255, 0, 0]
    assert page[3, -4].tolist() == [0, 255, 0]
    assert page[-4, -4].tolist() == [0, 0, 255]
    assert page[-4, 3].tolist() == [255, 255, 255]


def test_a_very_large_page_is_limited() -> None:
    """No page has more pixels on its long side than are needed."""
    quad = np.array([[0, 0], [4999, 0], [4999, 3999], [0, 3999]], np.float32)

    assert max(rectify(np.zeros((4000, 5000), np.uint8), quad).shape) == MAX_LONG_SIDE


def test_a_degenerate_quad_gives_a_small_page() -> None:
    """Four times the same corner is no reason to fail."""
    assert min(rectify(DESK, np.full((4, 2), 10, np.float32)).shape[:2]) >= 8


def test_another_paper_than_the_expected_one_is_measured() -> None:
    """A card that is laid where an A4 form is expected does not come out stretched."""
    quad = np.array([[100, 100], [356, 100], [356, 200], [100, 200]], np.float32)

    page = rectify(DESK, quad, PaperKind.A4)

    assert page.shape[1] / page.shape[0] == pytest.approx(2.56, rel=0.01)


def test_an_unknown_sheet_that_is_nearly_of_the_a_series_is() -> None:
    """Measuring is a little off; a sheet of 1.40 is one of 1.414."""
    quad = np.array([[0, 0], [500, 0], [500, 700], [0, 700]], np.float32)

    page = rectify(DESK, quad)

    assert page.shape[0] / page.shape[1] == pytest.approx(297 / 210, rel=0.003)


def test_no_dark_edges() -> None:
    """Pages on black desks come out without a line of the desk, also where a corner lies a pixel outside."""
    rng = np.random.default_rng(4)
    for _ in range(12):
        quad = (SQUARE + rng.uniform(-30, 30, (4, 2))).astype(np.float32)
        desk = DESK.copy()
        cv2.fillConvexPoly(desk, np.asarray(quad * 16, np.int32), (236, 240, 242), cv2.LINE_AA, 4)
        found = quad + rng.uniform(-1, 1, (4, 2)).astype(np.float32)

        page = rectify(desk, found)

        rim = np.concatenate([page[0], page[-1], page[:, 0], page[:, -1]])
        assert int(rim.min()) > 150


def test_a_page_that_reaches_over_the_border_has_no_black_part() -> None:
    """What lies outside the frame is filled with its nearest pixels."""
    quad = np.array([[-20, 100], [400, 100], [400, 700], [-20, 700]], np.float32)

    page = rectify(np.full((960, 1280, 3), 230, np.uint8), quad)

    assert int(page.min()) == 230


def test_no_pixel_is_lost() -> None:
    """The page has as many pixels along its longest side as it has in the frame."""
    quad = np.array([[100, 100], [700, 110], [690, 940], [110, 930]], np.float32)

    page = rectify(DESK, quad)

    assert max(page.shape) >= 830
