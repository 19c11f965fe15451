"""Which way up a page lies, from what is printed on it.

Lines of print run across an upright page; it is filled from the top, begins with a larger and centred title, is
aligned on the left, has its seal at the lower right; a card has its portrait on the right. Each of the four ways is
weighed by such figures. The weights were fitted on drawn scenes and on the development set
(``tests/drivers/vision/fit_orientation.py``). Where no way is clearly the likeliest, the page stays as the camera sees
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels, order_corners

LONG_SIDE = 384
"""Pixels at which the print is looked at: rows of print are still apart."""
SURE_ENOUGH = 0.7
"""Likelihood that the best of the four ways needs."""
CARD_LONG_OVER_SHORT = (1.5, 1.68)
RIM_SHARE = 0.03
"""Of the long side: not looked at, the desk may show there."""

WEIGHTS: Final[dict[str, float]] = {
    "rows": 3.067,
    "ink_x": -26.752,
    "large_x": 8.702,
    "large_below_ink": -7.514,
    "ink_top": 1.361,
    "large_top": 0.443,
    "red_x": 3.579,
    "red_y": 3.304,
    "margin_top": 12.310,
    "margin_bottom": -7.846,
    "first_width": -7.166,
    "first_off_middle": -7.381,
    "card_ink_x": -33.889,
    "card_large_x": 23.749,
    "card_red_y": -18.001,
    "card_large_top": 1.124,
    "card_lies": 2.937,
    "as_seen": 0.822,
}


@dataclass(frozen=True, slots=True)
class Orientation:
    """Which corner is the upper left one of the upright page, and how likely that is."""

    quad: Floats
    """The same corners: TL, TR, BR, BL of the upright page, or as the camera sees them where nothing is sure."""
    likelihood: float
    """Of the best of the four ways, 0.25 to 1."""


@dataclass(frozen=True, slots=True)
class _Print:
    """What is printed on a page, as pictures of one size: strokes, larger strokes, red."""

    ink: Floats
    large: Floats
    red: Floats

    def turned(self, quarters: int) -> _Print:
        return _Print(*(np.ascontiguousarray(np.rot90(part, quarters)) for part in (self.ink, self.large, self.red)))


def orient(bgr: Pixels, quad: Floats) -> Orientation:
    """Turn the corners so that they begin at the upper left of the upright page.

    Args:
        bgr: the frame.
        quad: ``(4, 2)`` corners in its pixels.
    """
    seen = order_corners(quad)
    names, figures = figures_of(bgr, seen)
    marks = figures @ np.array([WEIGHTS[name] for name in names])
    shares = np.exp(marks - marks.max())
    shares /= shares.sum()
    best = int(shares.argmax())
    likelihood = float(shares[best])
    start = best if likelihood >= SURE_ENOUGH else 0
    return Orientation(np.asarray(np.roll(seen, -start, axis=0), np.float32), likelihood)


def figures_of(bgr: Pixels, seen: Floats) -> tuple[tuple[str, ...], Floats]:
    """Names of the figures, and the figures ``(4, n)`` of a page that begins with its first, second, … corner.

    Args:
        bgr: the frame.
        seen: corners as the camera sees them (``order_corners``).
    """
    page = _flat(bgr, seen)
    high, wide = page.shape[:2]
    found = _print_of(page)
    low, top = CARD_LONG_OVER_SHORT
    card = float(low < max(high, wide) / min(high, wide) < top)
    rows = []
    for start in range(4):
        figures = _figures(found.turned(start))
        figures |= {f"card_{name}": card * figures[name] for name in ("ink_x", "large_x", "red_y", "large_top")}
        figures["card_lies"] = card * (figures.pop("wide"))
        figures["as_seen"] = float(start == 0)
        rows.append(figures)
    names = tuple(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows], np.float32)


def _flat(bgr: Pixels, quad: Floats) -> Pixels:
    """The page as a rectangle with its long side at ``LONG_SIDE``; proportions as they look."""
    sides = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    across, down = float(sides[0] + sides[2]), float(sides[1] + sides[3])
    scale = LONG_SIDE / max(across, down, 1.0)
    wide, high = max(32, round(across * scale)), max(32, round(down * scale))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(np.asarray(quad, np.float32), target)
    return cast("Pixels", cv2.warpPerspective(bgr, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE))


def _print_of(page: Pixels) -> _Print:
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    rim = max(4, int(RIM_SHARE * max(grey.shape)))
    inner = np.zeros(grey.shape, np.float32)
    inner[rim:-rim, rim:-rim] = 1.0
    # Boxes instead of bell curves: nearly the same, and their cost does not grow with their size.
    strokes = cv2.absdiff(grey, cv2.blur(grey, (21, 21)))
    least = max(4.0, 0.5 * float(np.percentile(strokes[rim:-rim:2, rim:-rim:2], 90)))
    ink = np.clip(strokes.astype(np.float32) - 0.5 * least, 0, 2 * least) * inner
    thick = cv2.absdiff(cv2.blur(grey, (7, 7)), cv2.blur(grey, (41, 41)))
    least = max(5.0, 0.7 * float(np.percentile(thick[rim:-rim:2, rim:-rim:2], 90)))
    large = np.clip(thick.astype(np.float32) - least, 0, 2 * least) * inner
    blue, green, red = cv2.split(page)
    reddish = (cv2.subtract(red, cv2.max(green, blue)) > 45) * inner
    return _Print(*(np.asarray(part, np.float32) for part in (ink, large, reddish)))


def _centre(picture: Floats) -> tuple[float, float, float]:
    """Where the middle of what is there lies, -0.5 to 0.5 across and down, and how much there is on average."""
    total = float(picture.sum())
    if total < 1e-3:
        return 0.0, 0.0, 0.0
    high, wide = picture.shape
    x = float(picture.sum(axis=0) @ ((np.arange(wide) + 0.5) / wide)) / total - 0.5
    y = float(picture.sum(axis=1) @ ((np.arange(high) + 0.5) / high)) / total - 0.5
    return x, y, total / (high * wide)


def _figures(found: _Print) -> dict[str, float]:
    """The figures of one way up."""
    high, wide = found.ink.shape
    rows, columns = found.ink.sum(axis=1) / wide, found.ink.sum(axis=0) / high
    ink_x, ink_y, _ = _centre(found.ink)
    large_x, large_y, _ = _centre(found.large)
    red_x, red_y, red = _centre(found.red)
    seal = min(red / 0.003, 1.0) if red < 0.08 else 0.0
    third = high // 3
    return {
        "rows": float(np.log((_roughness(rows) + 0.01) / (_roughness(columns) + 0.01))),
        "ink_x": ink_x,
        "large_x": large_x,
        "large_below_ink": large_y - ink_y,
        "ink_top": _log_ratio(found.ink[:third], found.ink[-third:], 1.0),
        "large_top": _log_ratio(found.large[:third], found.large[-third:], 50.0),
        "red_x": red_x * seal,
        "red_y": red_y * seal,
        "wide": float(np.log(wide / high)),
        **_text_rows(found.ink, rows),
    }


def _roughness(profile: Floats) -> float:
    return float(np.abs(np.diff(profile)).mean() / (profile.mean() + 1e-3))


def _log_ratio(first: Floats, last: Floats, floor: float) -> float:
    return float(np.log((first.sum() + floor) / (last.sum() + floor)))


def _text_rows(ink: Floats, rows: Floats) -> dict[str, float]:
    """Margins above and below, the first row's width and how far off the middle it is."""
    high, wide = ink.shape
    inked = np.flatnonzero(rows > max(float(rows.max()) * 0.12, 1e-3))
    if len(inked) <= 4:
        return {"margin_top": 0.0, "margin_bottom": 0.0, "first_width": 0.0, "first_off_middle": 0.0}
    first = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)[0]
    profile = ink[first[0] : first[-1] + 1].max(axis=0)
    dark = np.flatnonzero(profile > profile.max() * 0.4)
    return {
        "margin_top": float(inked[0] / high),
        "margin_bottom": float(1 - inked[-1] / high),
        "first_width": float((dark[-1] - dark[0]) / wide),
        "first_off_middle": float(abs((dark[0] + dark[-1]) / wide - 1)),
    }
