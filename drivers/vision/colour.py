"""Even light and white paper on a rectified page, with everything coloured left in its colour.

One gain for all three channels takes a shadow away without changing any hue; one gain per channel for the whole page
takes the lamp's tint away. Both are small by construction, and a page that is not mostly pale paper (a cover, a flyer,
a card) is left as it is.
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels
from drivers.vision.pages.picture import as_bgr, shrink

PAPER_WHITE = 244.0
"""Grey level that paper gets."""
SHADE_LONG_SIDE = 160
"""Pixels at which the light is measured."""
GAIN = (0.85, 2.6)
"""Least and most that brightness is multiplied with."""
TINT_GAIN = (0.8, 1.25)
PALE_SHARE = 0.45
"""Of the page that must be pale to count as a paper sheet."""
PALE_CHROMA = 0.22
"""Spread of the channels over the brightest one; more is a colour, not a tint."""
LEAST_PAPER = 55.0
"""Grey level below which nothing is taken for paper, however dark the page is."""


def even_light(page: Pixels) -> Pixels:
    """The page with shadow and tint taken away; the same picture when it is no sheet of pale paper.

    Args:
        page: rectified page, BGR uint8 (grey is taken too).

    Raises:
        ImageShapeError: the array is no picture.
    """
    bgr = as_bgr(page)
    small, _ = shrink(bgr, SHADE_LONG_SIDE)
    shade = _shade(small)
    if shade is None:
        return bgr
    gain = np.clip(np.float32(PAPER_WHITE) / np.maximum(shade, 1.0), *GAIN)
    tint = _tint_gain(small, shade)
    wide = cv2.resize(gain, (bgr.shape[1], bgr.shape[0]), interpolation=cv2.INTER_LINEAR)
    lit = bgr.astype(np.float32) * wide[:, :, np.newaxis] * tint
    return _clipped_in_hue(lit)


def _shade(small: Pixels) -> Floats | None:
    """How bright paper is, or would be, at each place; None when the page is no pale sheet."""
    brightest = small.max(axis=2).astype(np.float32)
    chroma = (brightest - small.min(axis=2)) / np.maximum(brightest, 1.0)
    reach = max(9, round(max(small.shape[:2]) * 0.09)) | 1
    window = np.ones((reach, reach), np.uint8)
    # The brightest nearby is the paper between the print; a run of lesser windows gives its slow change back.
    local = cv2.erode(cv2.dilate(cv2.medianBlur(small.max(axis=2), 3), window), window).astype(np.float32)
    pale = (chroma < PALE_CHROMA) & (brightest > LEAST_PAPER) & (brightest > 0.8 * local)
    if float(pale.mean()) < PALE_SHARE:
        return None
    # Where there is no paper (a photograph, a seal), the light is that of the paper around it.
    weight = cv2.GaussianBlur(pale.astype(np.float32), (0, 0), reach / 3)
    value = cv2.GaussianBlur(np.where(pale, brightest, 0).astype(np.float32), (0, 0), reach / 3)
    usual = float(np.median(brightest[pale]))
    return cast("Floats", ((value + 0.02 * usual) / (weight + 0.02)).astype(np.float32))


def _tint_gain(small: Pixels, shade: Floats) -> Floats:
    """Gain of each channel that makes the paper neutral without making it darker."""
    paper = small[(small.max(axis=2) > 0.9 * shade) & (small.max(axis=2) < 252)].astype(np.float32)
    if len(paper) < 50:
        return np.ones(3, np.float32)
    usual = np.median(paper, axis=0)
    return np.asarray(np.clip(usual.max() / np.maximum(usual, 1.0), *TINT_GAIN), np.float32)


def _clipped_in_hue(lit: Floats) -> Pixels:
    """To 8 bits; a pixel that is too bright is made darker as a whole instead of losing its colour."""
    top = lit.max(axis=2, keepdims=True)
    lit *= np.minimum(1.0, 255.0 / np.maximum(top, 1.0))
    return np.asarray(lit + 0.5, np.uint8)
