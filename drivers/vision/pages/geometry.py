"""Quadrilaterals as arrays: corner order, area, angles, lines and where they meet.

A quad is ``(4, 2)`` float32, a batch of them ``(n, 4, 2)``; x to the right, y down, clockwise as seen. A line is
``(a, b, c)`` with ``a*x + b*y = c`` and a unit normal ``(a, b)``.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]


def signed_areas(quads: Floats) -> Floats:
    """Areas of a batch ``(n, 4, 2)``; positive where the corners run clockwise as seen."""
    following = np.roll(quads, -1, axis=1)
    cross = quads[:, :, 0] * following[:, :, 1] - quads[:, :, 1] * following[:, :, 0]
    return cast("Floats", 0.5 * cross.sum(axis=1))


def clockwise(quads: Floats) -> Floats:
    """The same batch with every quad running clockwise as seen."""
    turned = quads.copy()
    against = signed_areas(quads) < 0
    turned[against] = turned[against][:, ::-1]
    return turned


def order_corners(quad: Floats) -> Floats:
    """The same quad clockwise, starting with the corner that is upper left as the camera sees it.

    The paper's own up is not looked for here; that is ``orientation``.
    """
    turned = clockwise(quad[np.newaxis])[0]
    tops = turned[:, 1] + np.roll(turned, -1, axis=0)[:, 1]
    start = int(np.argmin(tops))
    return np.asarray(np.roll(turned, -start, axis=0), np.float32)


def corner_cosines(quads: Floats) -> Floats:
    """Absolute cosines of the corner angles, ``(n, 4)``; 0 is a right angle, 1 a degenerate corner."""
    to_next = np.roll(quads, -1, axis=1) - quads
    to_last = np.roll(quads, 1, axis=1) - quads
    lengths = np.linalg.norm(to_next, axis=2) * np.linalg.norm(to_last, axis=2)
    return cast("Floats", np.abs((to_next * to_last).sum(axis=2)) / np.maximum(lengths, 1e-6))


def are_convex(quads: Floats) -> npt.NDArray[np.bool_]:
    """Which quads of a batch are convex (all corners turn the same way)."""
    ahead = np.roll(quads, -1, axis=1) - quads
    after = np.roll(ahead, -1, axis=1)
    turn = ahead[:, :, 0] * after[:, :, 1] - ahead[:, :, 1] * after[:, :, 0]
    return cast("npt.NDArray[np.bool_]", (turn > 0).all(axis=1) | (turn < 0).all(axis=1))


def side_lengths(quads: Floats) -> Floats:
    """Lengths of the four sides of a batch, ``(n, 4)``, in pixels."""
    return cast("Floats", np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2))


def meet(first: Floats, second: Floats) -> Floats:
    """Where pairs of lines ``(n, 3)`` meet, ``(n, 2)``; very far away where they are parallel."""
    det = first[:, 0] * second[:, 1] - second[:, 0] * first[:, 1]
    det = np.where(np.abs(det) < 1e-6, 1e-6, det)
    x = (first[:, 2] * second[:, 1] - second[:, 2] * first[:, 1]) / det
    y = (first[:, 0] * second[:, 2] - second[:, 0] * first[:, 2]) / det
    return np.stack([x, y], axis=1).astype(np.float32)
