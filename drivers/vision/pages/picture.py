"""The frame as the page finder sees it: small, even, in a colour space where distances mean what eyes see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels

WORK_LONG_SIDE = 320
"""Pixels of the long side at which pages are looked for; corners are refined at twice this size."""
FINE_LONG_SIDE = 2 * WORK_LONG_SIDE


class ImageShapeError(ValueError):
    """The array is no picture: not 2-D grey or 3-D BGR of ``uint8``."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame at a working size."""

    lab: Floats
    """``(h, w, 3)`` float32, CIE L*a*b* (L from 0 to 100)."""
    scale: float
    """Working pixels per frame pixel."""

    @property
    def width(self) -> int:
        """Working pixels across."""
        return int(self.lab.shape[1])

    @property
    def height(self) -> int:
        """Working pixels down."""
        return int(self.lab.shape[0])


def as_bgr(image: Pixels) -> Pixels:
    """The picture as three-channel BGR; grey pictures are widened, a fourth channel is dropped.

    Raises:
        ImageShapeError: it is no ``uint8`` picture, or an empty one.
    """
    if image.dtype != np.uint8 or image.ndim not in {2, 3} or image.size == 0:
        raise ImageShapeError("a picture is uint8, (h, w) or (h, w, channels), not empty")
    if image.ndim == 2 or image.shape[2] == 1:
        return cast("Pixels", cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
    if image.shape[2] == 4:
        return cast("Pixels", cv2.cvtColor(image, cv2.COLOR_BGRA2BGR))
    if image.shape[2] != 3:
        raise ImageShapeError("a picture has one, three or four channels")
    return image


def shrink(image: Pixels, long_side: int) -> tuple[Pixels, float]:
    """The picture with its long side at most this long, and the scale that was used. Never enlarges."""
    longest = max(image.shape[:2])
    scale = min(1.0, long_side / longest)
    if scale == 1.0:
        return image, 1.0
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return cast("Pixels", cv2.resize(image, size, interpolation=cv2.INTER_AREA)), scale


def pictures_of(bgr: Pixels) -> tuple[Picture, Picture]:
    """The frame at the working size, and at twice that size for the corners.

    The last average is taken in floating point: contrasts below one grey level survive.
    """
    coarse, fine_scale = shrink(bgr, FINE_LONG_SIDE)
    fine = coarse.astype(np.float32) * np.float32(1.0 / 255.0)
    work_scale = min(1.0, WORK_LONG_SIDE / max(bgr.shape[:2]))
    size = (max(1, round(bgr.shape[1] * work_scale)), max(1, round(bgr.shape[0] * work_scale)))
    same = size == (fine.shape[1], fine.shape[0])
    work = fine if same else np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.float32)
    return Picture(_lab(work), work_scale), Picture(_lab(fine), fine_scale)


def _lab(bgr: Floats) -> Floats:
    return cast("Floats", cv2.cvtColor(bgr, cv2.COLOR_BGR2LAB))
