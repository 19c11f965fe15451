"""A picture from a phone: the page in it, the whole picture where there is none, and files that are no pictures."""

from __future__ import annotations

import struct
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from drivers.camera.commands import Verdict
from drivers.camera.still import LONGEST_SIDE_PX, StillError, page_of_picture
from drivers.paper import PaperKind


def jpeg_of(image: np.ndarray) -> bytes:
    done, jpeg = cv2.imencode(".jpg", image)
    assert done
    return jpeg.tobytes()


def sheet_on_table() -> np.ndarray:
    """A sheet with lines, askew on a dark table."""
    image = np.full((1600, 1200, 3), 60, np.uint8)
    cv2.fillPoly(image, [np.array([[150, 200], [1050, 170], [1080, 1430], [130, 1450]])], (235, 240, 240))
    for line in range(20):
        place = (220, 300 + 55 * line)
        cv2.putText(image, "receipt of a paper that was sent", place, cv2.FONT_HERSHEY_SIMPLEX, 1.4, (40, 40, 40), 3)
    return image


def test_the_page_is_cut_out_and_upright() -> None:
    page = page_of_picture(jpeg_of(sheet_on_table()), PaperKind.A4)
    assert page.quad is not None
    assert page.height / page.width == pytest.approx(297 / 210, rel=0.05)
    assert page.verdicts == ()


def test_the_whole_picture_is_taken_where_no_page_stands_out() -> None:
    page = page_of_picture(jpeg_of(np.full((1200, 1600, 3), 200, np.uint8)))
    assert page.quad is None
    assert Verdict.NO_PAGE in page.verdicts


def test_the_file_stays_within_its_budget() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (1600, 1200, 3), np.uint8)
    assert len(page_of_picture(jpeg_of(grain), budget_bytes=300_000).jpeg) <= 300_000


def larger_head(jpeg: bytes) -> bytes:
    """The same file, whose head says that it is enormous."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", LONGEST_SIDE_PX + 1, LONGEST_SIDE_PX + 1) + jpeg[at + 4 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _jpeg: b"",
        lambda _jpeg: b"no picture at all",
        lambda _jpeg: b"\xff\xd8\xff",
        lambda _jpeg: b"\xff\xd8\xff" + b"\xff" * 100,
        lambda _jpeg: b"\xff\xd8\xff\xe0\x00\x00" * 20,
        lambda jpeg: jpeg[:300],
        larger_head,
        lambda _jpeg: jpeg_of(np.zeros((20, 20, 3), np.uint8)),
        lambda _jpeg: b"\x89PNG\r\n\x1a\n" + b"0" * 100,
    ],
)
def test_what_is_no_picture_for_a_page_is_refused(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(StillError):
        page_of_picture(damage(jpeg_of(sheet_on_table())))


def test_any_cut_of_a_picture_is_read_or_refused() -> None:
    """Never anything else: what a phone sends is a stranger's."""
    whole = jpeg_of(sheet_on_table())
    rng = np.random.default_rng(2)
    for _ in range(40):
        torn = bytearray(whole[: int(rng.integers(1, len(whole)))])
        torn[int(rng.integers(0, len(torn)))] ^= int(rng.integers(1, 256))
        try:
            assert page_of_picture(bytes(torn)).jpeg
        except StillError:
            continue
