"""A found page as an upright rectangle in its true proportions."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from drivers.paper import SHEET, PaperKind, long_over_short
from drivers.vision.pages.geometry import Floats, Pixels
from drivers.vision.pages.picture import as_bgr

MAX_LONG_SIDE = 2400
"""Pixels; 200 dots per inch on A4 are enough to read small print."""
MAX_STRETCH = 20.0
"""Long side over short side; a quad beyond it is no page, but no reason to fail either."""
MIN_SIDE = 8
"""Pixels; less is no page."""
EXPECTED_WITHIN = 0.13
"""Of its proportions: a page that is further from those of the expected kind is something else, and is measured."""
SHEET_WITHIN = 0.03
"""The same for a page of which nothing is known: measuring is as exact as this."""
INSET_SHARE = 0.004
"""Of the page: cut off on each side, so that nothing of the desk shows as a dark edge."""


def rectify(image: Pixels, quad: Floats, expected: PaperKind = PaperKind.ANY) -> Pixels:
    """Cut the page out of the frame.

    Args:
        image: the frame, as for ``find_page``.
        quad: ``(4, 2)`` corners TL, TR, BR, BL in pixels of the frame.
        expected: gives the proportions where the kind has fixed ones and the page is near them; else they are measured.

    Returns:
        ``(h, w, 3)`` BGR uint8; the long side is as many pixels as the page has in the frame, at most 2400.
    """
    bgr = as_bgr(image)
    corners = np.asarray(quad, np.float32).reshape(4, 2)
    width, height = page_size(corners, bgr.shape[1], bgr.shape[0], expected)
    x, y = max(1.0, INSET_SHARE * width), max(1.0, INSET_SHARE * height)
    rim = [[-x, -y], [width + x, -y], [width + x, height + y], [-x, height + y]]
    matrix = cv2.getPerspectiveTransform(corners, np.array(rim, np.float32) - np.float32(0.5))
    flat = cv2.warpPerspective(bgr, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cast("Pixels", flat)


def page_size(corners: Floats, frame_width: int, frame_height: int, expected: PaperKind) -> tuple[int, int]:
    """Width and height in pixels of the rectified page."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    across, down = float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))
    measured = measured_proportions(corners, frame_width, frame_height)
    wide_over_high = min(max(measured, 1.0 / MAX_STRETCH), MAX_STRETCH)
    wide_over_high = _likely_proportions(wide_over_high, expected)
    if across >= down * wide_over_high:
        width, height = across, across / wide_over_high
    else:
        width, height = down * wide_over_high, down
    shrink = min(1.0, MAX_LONG_SIDE / max(width, height, 1.0))
    return max(MIN_SIDE, round(width * shrink)), max(MIN_SIDE, round(height * shrink))


def _likely_proportions(measured: float, expected: PaperKind) -> float:
    """The proportions that a page of nearly these proportions has, where that is known."""
    fixed, within = long_over_short(expected), EXPECTED_WITHIN
    if fixed is None:
        if expected is PaperKind.RECEIPT:
            return measured
        fixed, within = SHEET, SHEET_WITHIN
    exact = fixed if measured >= 1.0 else 1.0 / fixed
    return exact if abs(measured / exact - 1.0) <= within else measured


def measured_proportions(corners: Floats, frame_width: int, frame_height: int) -> float:
    """Width over height of the flat page behind a quad.

    The two vanishing points of a rectangle give the focal length when the optical axis passes the frame's centre
    (Zhang and He, "Whiteboard scanning and image enhancement", 2004). A camera that looks straight down has none;
    then the mean lengths of opposite sides are used.
    """
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    plain = float((sides[0] + sides[2]) / max(sides[1] + sides[3], 1e-3))
    centre = np.array([frame_width / 2, frame_height / 2])
    shifted = np.concatenate([corners.astype(np.float64) - centre, np.ones((4, 1))], axis=1)
    top_left, top_right, bottom_right, bottom_left = shifted
    k2 = np.cross(top_left, bottom_right) @ bottom_left
    k3 = np.cross(top_left, bottom_right) @ top_right
    low2 = np.cross(top_right, bottom_right) @ bottom_left
    low3 = np.cross(bottom_left, bottom_right) @ top_right
    if min(abs(low2), abs(low3)) < 1e-9:
        return plain
    # n2 points along the top edge, n3 along the left edge, both in homogeneous frame coordinates.
    n2 = (k2 / low2) * top_right - top_left
    n3 = (k3 / low3) * bottom_left - top_left
    if min(abs(n2[2]), abs(n3[2])) < 0.02:
        return plain
    focal_squared = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    diagonal = float(np.hypot(frame_width, frame_height))
    if not (0.5 * diagonal) ** 2 < focal_squared < (4.0 * diagonal) ** 2:
        return plain
    wide = np.sqrt((n2[0] ** 2 + n2[1] ** 2) / focal_squared + n2[2] ** 2)
    high = np.sqrt((n3[0] ** 2 + n3[1] ** 2) / focal_squared + n3[2] ** 2)
    proportions = float(wide / max(high, 1e-9))
    return proportions if 0.6 < proportions / plain < 1.7 else plain
