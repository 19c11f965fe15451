"""``find_page`` on the development set, and on pictures that are none."""

from __future__ import annotations

import statistics

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.vision import ImageShapeError, find_page
from drivers.vision.pages.geometry import Floats, Pixels, signed_areas
from tests.drivers.vision.drawn_scenes import empty_desks, scene
from tests.drivers.vision.pages_truth import TrueFrame, overlap, true_frames

FRAMES = true_frames()
PAGES = [frame for frame in FRAMES if frame.quad is not None]
EMPTY = [frame for frame in FRAMES if frame.quad is None]


@pytest.fixture(scope="module")
def corners() -> dict[str, Floats | None]:
    """What is found in each frame."""
    return {frame.file: find_page(frame.image()) for frame in PAGES}


@pytest.fixture(scope="module")
def overlaps(corners: dict[str, Floats | None]) -> dict[str, float]:
    """Overlap of the page found in each frame with the true one."""
    return {f.file: overlap(corners[f.file], f.quad) for f in PAGES if f.quad is not None}


def test_pages_of_the_development_set_are_found(overlaps: dict[str, float]) -> None:
    """Mean overlap and the share of good ones reach the targets of the vision sheet."""
    values = list(overlaps.values())

    assert statistics.mean(values) >= 0.95
    assert sum(value > 0.9 for value in values) / len(values) >= 0.92


@pytest.mark.parametrize("tag", sorted({frame.tag for frame in PAGES}))
def test_no_kind_of_frame_is_left_behind(overlaps: dict[str, float], tag: str) -> None:
    """White on white, dark on dark, cards, fingers, shadow, glare: each kind by itself."""
    assert statistics.mean(overlaps[frame.file] for frame in PAGES if frame.tag == tag) >= 0.90


@pytest.mark.parametrize("frame", EMPTY, ids=lambda frame: frame.file)
def test_no_page_on_an_empty_desk(frame: TrueFrame) -> None:
    """Cups, hands, pens and papers that reach over the border are no page."""
    assert find_page(frame.image()) is None


def _frame(tag: str) -> tuple[Pixels, Floats]:
    frame = next(frame for frame in PAGES if frame.tag == tag)
    assert frame.quad is not None
    return frame.image(), frame.quad


def test_corners_begin_at_the_upper_left_of_the_upright_page(corners: dict[str, Floats | None]) -> None:
    """Whatever way the paper lies: at least nine of ten pages of the set, and never against the clock."""
    right = 0
    for frame in PAGES:
        found = corners[frame.file]
        assert found is not None
        assert frame.quad is not None
        assert found.shape == (4, 2)
        assert found.dtype == np.float32
        assert signed_areas(found[np.newaxis])[0] > 0
        right += float(np.abs(found - frame.quad).max()) < 60
    assert right / len(PAGES) >= 0.9


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_the_page_turns_with_its_print(quarters: int) -> None:
    """A certificate that lies on its side or upside down is found with its own upper left first."""
    image, quad = _frame("coloured")
    high, wide = image.shape[:2]
    turned = np.ascontiguousarray(np.rot90(image, quarters))
    x, y = quad[:, 0], quad[:, 1]
    places = {1: (y, wide - 1 - x), 2: (wide - 1 - x, high - 1 - y), 3: (high - 1 - y, x)}

    found = find_page(turned)

    assert found is not None
    assert np.abs(found - np.stack(places[quarters], axis=1)).max() < 25


def test_a_page_without_print_stays_as_the_camera_sees_it() -> None:
    """Nothing tells which way is up."""
    desk = np.full((960, 1280, 3), 60, np.uint8)
    cv2.fillConvexPoly(desk, np.array([[300, 200], [900, 220], [880, 700], [310, 690]], np.int32), (235, 238, 240))

    found = find_page(desk)

    assert found is not None
    assert np.abs(found[0] - (300, 200)).max() < 8


def test_drawn_scenes_are_mostly_found() -> None:
    """Harder ones than the development set's: desks of two tones, tiles, clutter, several hardships at once."""
    drawn = [scene(700_000 + 9 * step) for step in range(12)]
    values = [overlap(find_page(one.image), one.quad) for one in drawn if one.quad is not None]

    assert statistics.mean(values) >= 0.85
    assert sum(value > 0.9 for value in values) / len(values) >= 0.8


def test_drawn_empty_desks_stay_empty() -> None:
    """Keyboards, phones, tiles, the desk's own edge."""
    assert sum(find_page(one.image) is not None for one in empty_desks(8, seed=7)) <= 1


def test_grey_pictures_are_taken() -> None:
    """A camera without colour finds the page as well."""
    image, quad = _frame("plain")

    assert overlap(find_page(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)), quad) > 0.9


def test_four_channels_are_taken() -> None:
    """The fourth channel is left out of account."""
    image, quad = _frame("plain")

    assert overlap(find_page(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), np.uint8)), quad) > 0.9


def test_huge_image() -> None:
    """A frame of 20 million pixels gives corners in its own pixels."""
    image, quad = _frame("plain")
    scale = 4.0
    huge = np.asarray(cv2.resize(image, None, fx=scale, fy=scale), np.uint8)

    found = find_page(huge)

    assert found is not None
    assert overlap(found / np.float32(scale), quad) > 0.9


@pytest.mark.parametrize("shape", [(1, 1, 3), (47, 200, 3), (200, 8), (1, 5000, 3)])
def test_tiny_image(shape: tuple[int, ...]) -> None:
    """A picture that is too small for a page holds none."""
    assert find_page(np.full(shape, 200, np.uint8)) is None


@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_image(value: int) -> None:
    """One colour is no page."""
    assert find_page(np.full((480, 640, 3), value, np.uint8)) is None


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((10, 10), np.float32),
        np.zeros((0, 0, 3), np.uint8),
        np.zeros((4, 4, 2), np.uint8),
        np.zeros(9, np.uint8),
    ],
    ids=["float", "empty", "two-channels", "flat-array"],
)
def test_no_picture_at_all(image: Pixels) -> None:
    """An array that is no picture is the caller's mistake."""
    with pytest.raises(ImageShapeError):
        find_page(image)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), width=st.integers(48, 400), height=st.integers(48, 300), coarse=st.integers(1, 40))
def test_any_picture_gives_an_answer(seed: int, width: int, height: int, coarse: int) -> None:
    """Noise of any grain gives no page or four finite corners near the frame, never an error."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (max(1, height // coarse), max(1, width // coarse), 3), np.uint8)
    image = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)

    found = find_page(image)

    if found is not None:
        assert np.isfinite(found).all()
        assert (found > -0.2 * max(width, height)).all()
        assert (found < 1.2 * max(width, height)).all()
