"""A page as a JPEG in memory, within a budget of bytes. Nothing is written to the disk."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2

from drivers.vision.pages.geometry import Pixels
from drivers.vision.pages.picture import as_bgr, shrink

PAGE_BUDGET_BYTES = 300_000
BEST_QUALITY = 90
LEAST_QUALITY = 58
"""Below it, small characters begin to blur into their surroundings; then fewer pixels are the lesser evil."""
_CLOSE_ENOUGH = 3
_SMALLER = 0.8
_MIN_LONG_SIDE = 64


class EncodeError(ValueError):
    """The picture cannot be brought within the budget, or the encoder refused it."""


@dataclass(frozen=True, slots=True)
class EncodedPage:
    """A JPEG file with its size in pixels."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int


def encode_page(page: Pixels, budget_bytes: int = PAGE_BUDGET_BYTES) -> EncodedPage:
    """Encode with the best quality that fits; where none does, the page is made smaller.

    Args:
        page: ``(h, w, 3)`` BGR uint8 (grey is taken too).
        budget_bytes: the largest size of the file.

    Raises:
        ImageShapeError: the array is no picture.
        EncodeError: not even a very small picture fits.
    """
    image = as_bgr(page)
    while True:
        jpeg = _best_that_fits(image, budget_bytes)
        if jpeg is not None:
            return EncodedPage(jpeg, image.shape[1], image.shape[0])
        longest = max(image.shape[:2])
        if longest * _SMALLER < _MIN_LONG_SIDE:
            raise EncodeError("the budget is too small for any picture")
        image, _ = shrink(image, int(longest * _SMALLER))


def _best_that_fits(image: Pixels, budget_bytes: int) -> bytes | None:
    """The file with the best quality that keeps the budget, found by halving; None when the least does not."""
    best = _encoded(image, BEST_QUALITY)
    if len(best) <= budget_bytes:
        return best
    fits = _encoded(image, LEAST_QUALITY)
    if len(fits) > budget_bytes:
        return None
    low, high = LEAST_QUALITY, BEST_QUALITY
    while high - low > _CLOSE_ENOUGH:
        middle = (low + high) // 2
        tried = _encoded(image, middle)
        if len(tried) <= budget_bytes:
            low, fits = middle, tried
        else:
            high = middle
    return fits


def _encoded(image: Pixels, quality: int) -> bytes:
    done, buffer = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise EncodeError("the encoder refused the picture")
    return buffer.tobytes()
