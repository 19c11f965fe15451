"""From a good guess to the rim itself: each side is moved to where the colour really changes, then fitted anew."""

from __future__ import annotations

import numpy as np

from drivers.vision.pages.geometry import Floats, meet
from drivers.vision.pages.picture import Picture
from drivers.vision.pages.sampling import read_colours

SAMPLES = 40
REACH = 7
"""Pixels of the fine picture that a side may move, inwards or outwards."""


def refine(quad: Floats, fine: Picture, *, reach: int = REACH) -> Floats:
    """The quad with each side fitted to the strongest change of colour near it.

    Args:
        quad: ``(4, 2)`` clockwise, in pixels of the fine picture.
        fine: the frame at the refining size.
        reach: how far to look on both sides, in pixels of the fine picture.
    """
    delta = np.roll(quad, -1, axis=0) - quad
    lengths = np.maximum(np.linalg.norm(delta, axis=1, keepdims=True), 1e-3)
    inward = np.stack([-delta[:, 1], delta[:, 0]], axis=1) / lengths
    along = np.linspace(0.05, 0.95, SAMPLES, dtype=np.float32)
    points = quad[:, np.newaxis] + along[:, np.newaxis] * delta[:, np.newaxis]
    offsets = np.arange(-reach - 1, reach + 2, dtype=np.float32)
    grid = points[:, :, np.newaxis] + offsets[:, np.newaxis] * inward[:, np.newaxis, np.newaxis]
    colours = read_colours(grid.reshape(1, 4, -1, 2), fine).reshape(4, SAMPLES, len(offsets), 3)
    # The change from two pixels further out to two further in, projected on the side's usual change.
    change = colours[:, :, 2:] - colours[:, :, :-2]
    usual = np.median(colours[:, :, -3:].mean(axis=2) - colours[:, :, :3].mean(axis=2), axis=1)
    usual /= np.maximum(np.linalg.norm(usual, axis=1, keepdims=True), 1e-3)
    strength = np.clip((change * usual[:, np.newaxis, np.newaxis]).sum(axis=3), 0, None)
    lines = [_fit_side(points[side], inward[side], strength[side], offsets[1:-1]) for side in range(4)]
    stacked = np.stack(lines)
    return meet(np.roll(stacked, 1, axis=0), stacked)


def _fit_side(points: Floats, inward: Floats, strength: Floats, offsets: Floats) -> Floats:
    """A robust line through the strongest change of each sample."""
    best = strength.argmax(axis=1)
    where = offsets[best]
    weight = strength[np.arange(len(best)), best]
    t = np.linspace(-1.0, 1.0, len(points), dtype=np.float32)
    weight = np.minimum(weight, np.median(weight) * 2 + 1e-6) + 1e-6
    slope, shift = 0.0, float(np.median(where))
    for _ in range(6):
        residual = np.abs(where - (shift + slope * t))
        trust = weight / (1.0 + (residual / 1.0) ** 2) ** 1.5
        total = trust.sum()
        mean_t, mean_w = float((trust * t).sum() / total), float((trust * where).sum() / total)
        spread = float((trust * (t - mean_t) ** 2).sum() / total) + 1e-3
        slope = float((trust * (t - mean_t) * (where - mean_w)).sum() / total) / spread
        shift = mean_w - slope * mean_t
    ends = points[[0, -1]] + np.array([[shift - slope], [shift + slope]], np.float32) * inward
    direction = ends[1] - ends[0]
    normal = np.array([-direction[1], direction[0]], np.float32) / max(float(np.linalg.norm(direction)), 1e-3)
    return np.array([normal[0], normal[1], float(normal @ ends[0])], np.float32)
