"""One judgement for all hypotheses, whatever found them: how much does this quad look like the rim of a page?

A side counts as an edge when the colour changes across it in the same way along its whole length. That holds for white
paper on a white desk (a small change, but nothing else happens there) as for a card on gravel (a large one); it fails
for the frame printed inside a form (paper on both sides) and for a row of print (changes, but not evenly). Medians
along the side forgive a hand that covers less than half of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from drivers.vision.pages.geometry import (
    Floats,
    are_convex,
    clockwise,
    corner_cosines,
    side_lengths,
    signed_areas,
)
from drivers.vision.pages.picture import Picture

MAX_ROWS = 16_000
"""OpenCV maps at most 32,767 rows in one call."""
MIN_AREA_SHARE = 0.03
MAX_AREA_SHARE = 0.95
MIN_SIDE = 20.0
"""Working pixels."""
MAX_CORNER_COSINE = 0.45
MAX_STRETCH = 4.0
"""Long side over short side; a till slip may be long."""
ACROSS = 2.2
"""Working pixels from the side to where the two colours are read."""
FAR_ACROSS = 6.0
"""The same for the question whether the change lasts."""
SIZE_WEIGHT = 0.12
BORDER = 5.0
"""Working pixels: a side closer to the frame's border than this runs along it."""
SHARED = 3.5
"""Working pixels between two sides that are the same side."""
NEARLY = 0.7
"""Share of the best mark that a larger quad needs to be preferred."""
NOISE_FLOOR = 0.6
"""Lab units: changes of this size are never an edge by themselves."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A batch of plausible quads with their marks; both arrays have the same first length."""

    quads: Floats
    marks: Floats
    weakest: Floats


def plausible(quads: Floats, picture: Picture) -> Floats:
    """The quads that could be a page by their shape alone, clockwise."""
    if len(quads) == 0:
        return quads
    quads = clockwise(quads)
    sides = side_lengths(quads)
    areas = np.abs(signed_areas(quads)) / (picture.width * picture.height)
    margin = 2.0
    x, y = quads[:, :, 0], quads[:, :, 1]
    inside = (x > -margin) & (x < picture.width + margin) & (y > -margin) & (y < picture.height + margin)
    opposite = np.maximum(sides[:, :2], sides[:, 2:]) / np.maximum(np.minimum(sides[:, :2], sides[:, 2:]), 1e-3)
    stretch = sides.max(axis=1) / np.maximum(sides.min(axis=1), 1e-3)
    keep = (
        inside.all(axis=1)
        & (areas > MIN_AREA_SHARE)
        & (areas < MAX_AREA_SHARE)
        & are_convex(quads)
        & (sides.min(axis=1) > MIN_SIDE)
        & (corner_cosines(quads).max(axis=1) < MAX_CORNER_COSINE)
        & (opposite.max(axis=1) < 1.6)
        & (stretch < MAX_STRETCH)
    )
    return cast("Floats", quads[keep])


def quick_marks(quads: Floats, picture: Picture) -> Floats:
    """Rough marks from 0 to 1 for many plausible quads."""
    near = changes_across(quads, picture, across=ACROSS, samples=9)
    support = _evenness(near)
    marks = 0.5 * support.min(axis=1) + 0.5 * support.mean(axis=1)
    return np.asarray(marks * _size_factor(quads, picture), np.float32)


def judge(quads: Floats, picture: Picture) -> Judged:
    """Marks from 0 to 1 for plausible quads."""
    if len(quads) == 0:
        return Judged(quads, np.zeros(0, np.float32), np.zeros(0, np.float32))
    support, usual = side_support(quads, picture)
    weakest = support.min(axis=1)
    marks = 0.5 * weakest + 0.5 * support.mean(axis=1)
    marks = marks * _size_factor(quads, picture) * _sameness(usual) * _border_factor(quads, picture)
    return Judged(quads, marks.astype(np.float32), weakest.astype(np.float32))


def side_support(quads: Floats, picture: Picture, *, samples: int = 31) -> tuple[Floats, Floats]:
    """How surely each side is an edge, ``(n, 4)`` from 0 to 1, and its usual change of colour ``(n, 4, 3)``."""
    near = changes_across(quads, picture, across=ACROSS, samples=samples)
    far = changes_across(quads, picture, across=FAR_ACROSS, samples=samples)
    usual = np.median(near, axis=2)
    strength = np.maximum(np.linalg.norm(usual, axis=2), 1e-3)
    direction = usual / strength[:, :, np.newaxis]
    # How much of the side shows the change at all, and how much of the change is still there further away:
    # a printed line has none left, the rim of a page has all.
    agreeing = (near * direction[:, :, np.newaxis]).sum(axis=3) / strength[:, :, np.newaxis]
    covered = (agreeing > 0.4).mean(axis=2)
    lasting = np.median((far * direction[:, :, np.newaxis]).sum(axis=3), axis=2) / strength
    support = _evenness(near) * np.clip(covered * 1.15, 0, 1) ** 1.5 * (0.55 + 0.45 * np.clip(lasting, 0, 1))
    return support.astype(np.float32), usual.astype(np.float32)


def _evenness(change: Floats) -> Floats:
    """The usual change against how much it varies along the side, ``(n, 4)``."""
    usual = np.median(change, axis=2, keepdims=True)
    strength = np.linalg.norm(usual[:, :, 0], axis=2)
    # Against its neighbours, not against the whole side: slow changes (a coloured flyer, a shadow) do no harm.
    unevenness = np.median(np.linalg.norm(change[:, :, 2:] - change[:, :, :-2], axis=3), axis=2) * 0.7
    return cast("Floats", strength / (strength + 1.2 * unevenness + NOISE_FLOOR))


def _size_factor(quads: Floats, picture: Picture) -> Floats:
    """Of two rims that are equally clear, the outer one is the page: 1 for the whole frame, less for less."""
    areas = np.abs(signed_areas(quads)) / (picture.width * picture.height)
    return cast("Floats", np.power(areas, SIZE_WEIGHT))


def _sameness(usual: Floats) -> Floats:
    """Whether all four sides change in the same way: one paper inside, one desk outside. 0.7 to 1."""
    mean = usual.mean(axis=1)
    lengths = np.linalg.norm(usual, axis=2).mean(axis=1)
    together = np.linalg.norm(mean, axis=1) / np.maximum(lengths, 1e-3)
    return cast("Floats", 0.7 + 0.3 * together)


def _border_factor(quads: Floats, picture: Picture) -> Floats:
    """Less for sides that run along the frame's border: the rim of the tray, not of a page."""
    middles = (quads + np.roll(quads, -1, axis=1)) / 2
    x, y = middles[:, :, 0], middles[:, :, 1]
    distance = np.minimum(np.minimum(x, picture.width - x), np.minimum(y, picture.height - y))
    close = (distance < BORDER).sum(axis=1)
    return np.where(close >= 2, 0.6, 1.0).astype(np.float32)


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


def outermost(judged: Judged, best: int, picture: Picture) -> int:
    """The page around the best quad, where the best one is only a part of it.

    A table or a coloured field that reaches across the page shares three sides with it and may have the clearer
    fourth one. So a quad that holds the best one, shares its sides but one, is nearly as good, and whose rim goes on
    where the best one ends, is the page.
    """
    inner = judged.quads[best]
    depth = _depths(judged.quads, inner)
    holds = (depth > -SHARED).all(axis=(1, 2))
    # A side is shared when two of the inner corners lie on it.
    on_side = (np.abs(depth) < SHARED).sum(axis=2) >= 2
    larger = np.abs(signed_areas(judged.quads)) > 1.06 * abs(float(signed_areas(inner[np.newaxis])[0]))
    good = (judged.marks >= NEARLY * judged.marks[best]) & (judged.weakest >= NEARLY * judged.weakest[best])
    choice = np.flatnonzero(holds & (on_side.sum(axis=1) == 3) & larger & good)
    for index in choice[np.argsort(-judged.marks[choice])][:6]:
        if _rim_goes_on(judged.quads[index], inner, int(np.argmin(on_side[index])), picture):
            return int(index)
    return best


def _depths(quads: Floats, inner: Floats) -> Floats:
    """How far each corner of ``inner`` (last axis) lies inside each side of each quad, ``(n, 4, 4)``."""
    step = np.roll(quads, -1, axis=1) - quads
    lengths = np.maximum(np.linalg.norm(step, axis=2, keepdims=True), 1e-3)
    offset = inner[np.newaxis, np.newaxis] - quads[:, :, np.newaxis]
    cross = step[:, :, np.newaxis, 0] * offset[..., 1] - step[:, :, np.newaxis, 1] * offset[..., 0]
    return cast("Floats", cross / lengths)


def _rim_goes_on(outer: Floats, inner: Floats, unshared: int, picture: Picture) -> bool:
    """Whether the two sides beside the unshared one still are an edge beyond the end of the inner quad."""
    distances = np.array([np.linalg.norm(outer - np.roll(inner, -turn, axis=0), axis=1).sum() for turn in range(4)])
    inner = np.roll(inner, -int(np.argmin(distances)), axis=0)
    before, after = unshared, (unshared + 1) % 4
    # The side before the unshared one ends at its first corner; the side after it starts at its second one.
    whole_starts = np.stack([inner[before - 1], inner[after]])[np.newaxis]
    whole_ends = np.stack([inner[before], inner[(after + 1) % 4]])[np.newaxis]
    rest_starts = np.stack([inner[before], outer[after]])[np.newaxis]
    rest_ends = np.stack([outer[before], inner[after]])[np.newaxis]
    usual = np.median(changes_along(whole_starts, whole_ends, picture, across=ACROSS, samples=21), axis=2)[0]
    rest = changes_along(rest_starts, rest_ends, picture, across=ACROSS, samples=11)[0]
    agreeing = (rest * usual[:, np.newaxis]).sum(axis=2) / np.maximum((usual**2).sum(axis=1), 1e-3)[:, np.newaxis]
    return bool(((agreeing > 0.3).mean(axis=1) > 0.6).all())


def best_first(marks: Floats) -> npt.NDArray[np.intp]:
    """Indices from the best mark to the worst."""
    return np.argsort(-marks)
