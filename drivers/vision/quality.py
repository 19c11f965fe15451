"""Whether a rectified page can be read: how sharp its edges are, and how much of it a lamp hides.

Both figures do not depend on what is printed, and not on the size of the picture beyond the working sizes below.
Source: vision sheet, "Quality".
"""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels
from drivers.vision.pages.picture import as_bgr, shrink

SHARP_ENOUGH = 0.36
"""Of ``sharpness``; below it small print runs together. Blurred pages measure 0.25 to 0.33, sharp ones above 0.41."""
GLARE_TOO_MUCH = 0.012
"""Of ``glare``: about one line of print on a page. Clean pages mostly measure below 0.002."""

DARK_PAGE = 36
"""Grey level: a page whose brightest twentieth lies below it has too little light. The
dark covers of the development set measure 75 and more."""

SHARPNESS_LONG_SIDE = 1200
GLARE_LONG_SIDE = 400
_REACH = 5
_MIN_EDGE = 6.0
_MIN_EDGE_PIXELS = 30
_BLOCK = 10


def sharpness(page: Pixels) -> float:
    """How steep the edges of the print are: about 0.2 for a wide blur, 1.0 for a change within one pixel.

    For each strong edge the largest change over one pixel is set against the change over five, in four directions; the
    direction with the least is the answer, so a blur by movement counts as much as one by focus.

    Args:
        page: rectified BGR page. An empty page has no edges and measures 0.

    Raises:
        ImageShapeError: the array is no picture.
    """
    small, _ = shrink(np.asarray(cv2.cvtColor(as_bgr(page), cv2.COLOR_BGR2GRAY), np.uint8), SHARPNESS_LONG_SIDE)
    grey = np.asarray(cv2.GaussianBlur(small.astype(np.float32), (0, 0), 0.6), np.float32)[4:-4, 4:-4]
    if min(grey.shape, default=0) < 4 * _REACH:
        return 0.0
    turned = np.ascontiguousarray(grey[::-1])
    found = [
        _steepness(grey, 0, 1),
        _steepness(grey, 1, 0),
        _steepness(grey, 1, 1),
        _steepness(turned, 1, 1),
    ]
    measured = [value for value in found if value is not None]
    return min(measured, default=0.0)


def _steepness(grey: Floats, down: int, right: int) -> float | None:
    """Median over the strong edges of the largest change over one pixel as a share of the change over five."""
    single = _change(grey, down, right)
    across = _change(grey, down * _REACH, right * _REACH)
    window = np.zeros((_REACH, _REACH), np.uint8)
    steps = np.arange(_REACH)
    window[steps * down, steps * right] = 1
    steepest = cv2.dilate(single, window, anchor=(0, 0))[: across.shape[0], : across.shape[1]]
    strong = across > max(float(np.percentile(across[::2, ::2], 99.0)) * 0.6, _MIN_EDGE)
    if int(strong.sum()) < _MIN_EDGE_PIXELS:
        return None
    return float(np.median(steepest[strong] / across[strong]))


def _change(grey: Floats, down: int, right: int) -> Floats:
    """Absolute differences between pixels and those so many rows and columns further."""
    height, width = grey.shape
    return cast("Floats", cv2.absdiff(grey[down:, right:], grey[: height - down, : width - right]))


def glare(page: Pixels) -> float:
    """The share of the page, 0 to 1, that is saturated and clearly brighter than the paper around it.

    The paper's own brightness is a plane fitted to the parts that are not saturated: bright paper under a bright lamp
    is no glare.

    Args:
        page: rectified BGR page.

    Raises:
        ImageShapeError: the array is no picture.
    """
    small, _ = shrink(as_bgr(page), GLARE_LONG_SIDE)
    darkest = small.min(axis=2)
    rows, columns = darkest.shape[0] // _BLOCK, darkest.shape[1] // _BLOCK
    if rows * columns < 12:
        return 0.0
    blocks = darkest[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)
    paper = np.percentile(blocks.transpose(0, 2, 1, 3).reshape(rows * columns, -1), 75, axis=1)
    plane = _paper_plane(paper.astype(np.float32), rows, columns)
    if plane is None:
        return 0.0
    y = np.linspace(0, 1, darkest.shape[0], dtype=np.float32)[:, np.newaxis]
    x = np.linspace(0, 1, darkest.shape[1], dtype=np.float32)[np.newaxis]
    expected = plane[0] + plane[1] * x + plane[2] * y
    return float(((darkest >= 249) & (darkest > expected + 10.0)).mean())


def _paper_plane(paper: Floats, rows: int, columns: int) -> Floats | None:
    """Brightness of the paper as ``c0 + c1*x + c2*y``; None where nearly all of it is saturated."""
    y, x = np.mgrid[:rows, :columns]
    unsaturated = paper < 248
    if int(unsaturated.sum()) < 12:
        return None
    values = paper[unsaturated]
    ones = np.ones_like(values)
    terms = np.stack([ones, x.ravel()[unsaturated] / columns, y.ravel()[unsaturated] / rows], axis=1)
    kept = np.ones(len(values), bool)
    plane = np.zeros(3, np.float32)
    for _ in range(6):
        if int(kept.sum()) < 12:
            break
        plane = np.linalg.lstsq(terms[kept], values[kept], rcond=None)[0].astype(np.float32)
        residual = values - terms @ plane
        # Print is darker than paper: what lies far below the plane is no paper.
        kept = (residual < 6) & (residual > -18)
    return plane


def too_dark(page: Pixels) -> bool:
    """Whether there is too little light on the page to read it.

    Args:
        page: rectified BGR page.

    Raises:
        ImageShapeError: the array is no picture.
    """
    small, _ = shrink(as_bgr(page), GLARE_LONG_SIDE)
    return float(np.percentile(small.max(axis=2), 95)) < DARK_PAGE
