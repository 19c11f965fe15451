"""Reading colours in the picture: at points, and on both sides of a line."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats
from drivers.vision.pages.picture import Picture

MAX_ROWS = 16_000
"""OpenCV maps at most 32,767 rows in one call."""


def changes_across(quads: Floats, picture: Picture, *, across: float, samples: int) -> Floats:
    """Lab inside minus Lab outside at points along each side, ``(n, 4, samples, 3)``."""
    return changes_along(quads, np.roll(quads, -1, axis=1), picture, across=across, samples=samples)


def changes_along(starts: Floats, ends: Floats, picture: Picture, *, across: float, samples: int) -> Floats:
    """Lab right minus Lab left of the way from each start to its end; ``(n, k, 2)`` in, ``(n, k, samples, 3)`` out."""
    along = np.linspace(0.06, 0.94, samples, dtype=np.float32)
    delta = ends - starts
    points = starts[:, :, np.newaxis] + along[:, np.newaxis] * delta[:, :, np.newaxis]
    lengths = np.maximum(np.linalg.norm(delta, axis=2, keepdims=True), 1e-3)
    # Clockwise as seen (y down): the inside is to the right of the direction of travel.
    inward = np.stack([-delta[:, :, 1], delta[:, :, 0]], axis=2) / lengths
    step = inward[:, :, np.newaxis] * np.float32(across)
    return read_colours(points + step, picture) - read_colours(points - step, picture)


def read_colours(points: Floats, picture: Picture) -> Floats:
    """Lab at ``(n, 4, m, 2)`` points, bilinear; points outside read the nearest pixel of the frame."""
    n, four, m, _ = points.shape
    flat = points.reshape(n, four * m, 2)
    x, y = np.ascontiguousarray(flat[:, :, 0]), np.ascontiguousarray(flat[:, :, 1])
    chunks = [
        cv2.remap(picture.lab, x[rows], y[rows], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for rows in (slice(first, first + MAX_ROWS) for first in range(0, n, MAX_ROWS))
    ]
    return np.asarray(np.concatenate(chunks), np.float32).reshape(n, four, m, 3)


def middle(values: Floats, axis: int) -> Floats:
    """The median along an axis; of an even number the upper of the two in the middle, which costs less."""
    half = values.shape[axis] // 2
    return np.asarray(np.take(np.partition(values, half, axis=axis), half, axis=axis), np.float32)
