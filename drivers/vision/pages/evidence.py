"""What speaks for and against a quad being the rim of a page, as figures.

A side counts as an edge when the colour changes across it in the same way along it. That holds for white paper on a
white desk (a small change, but nothing else happens there) as for a card on gravel (a large one); it fails for the
frame printed inside a form (paper on both sides) and for a row of print (changes, but not evenly). A side is looked at
as a whole and in pieces: a desk of two colours, a dark field on the paper or a shadow changes from piece to piece, a
hand spoils one or two. And a page ends at its corners, while the lines of tiles, tables and desks go on.
"""

from __future__ import annotations

from typing import Final, cast

import numpy as np

from drivers.vision.pages.geometry import Floats, side_lengths, signed_areas
from drivers.vision.pages.picture import Picture
from drivers.vision.pages.sampling import changes_across, changes_along, middle

ACROSS = 2.2
"""Working pixels from the side to where the two colours are read."""
FAR_ACROSS = 6.0
"""The same for the question whether the change lasts."""
SAMPLES = 30
PIECES = 5
"""Of each side."""
NOISE_FLOOR = 0.6
"""Lab units: changes of this size are never an edge by themselves."""
BORDER = 5.0
"""Working pixels: a side closer to the frame's border than this runs along it."""
_TINY = 1e-3

EVIDENCE: Final = (
    "log_area",
    "area",
    "goes_on_evenly",
    "goes_on_most",
    "pieces_weakest_side",
    "pieces_sides",
    "pieces_all",
    "covered",
    "covered_least",
    "lasting",
    "log_change_least",
    "log_far_change_least",
    "same_way",
    "support",
    "along_border",
    "corners_outside",
    "uneven_sides",
)
"""Names of the columns of ``evidence_of``."""


def evidence_of(quads: Floats, picture: Picture) -> Floats:
    """Figures ``(n, len(EVIDENCE))`` for plausible quads ``(n, 4, 2)``."""
    near = changes_across(quads, picture, across=ACROSS, samples=SAMPLES)
    far = changes_across(quads, picture, across=FAR_ACROSS, samples=SAMPLES)
    usual = middle(near, axis=2)
    strength = np.maximum(np.linalg.norm(usual, axis=2), _TINY)
    direction = usual / strength[:, :, np.newaxis]
    agreeing = (near * direction[:, :, np.newaxis]).sum(axis=3) / strength[:, :, np.newaxis]
    covered = (agreeing > 0.4).mean(axis=2)
    # A printed line has nothing left of its change further away, the rim of a page has all.
    lasting = np.clip(middle((far * direction[:, :, np.newaxis]).sum(axis=3), axis=2) / strength, 0, 1)
    support = evenness(near) * np.clip(covered * 1.15, 0, 1) ** 1.5 * (0.55 + 0.45 * lasting)
    pieces = _pieces(near, far)
    # The worst piece of each side may lie below a hand.
    sides = np.sort(pieces, axis=2)[:, :, 1:].mean(axis=2)
    evenly, most = _goes_on(quads, direction, strength, picture)
    far_usual = np.linalg.norm(middle(far, axis=2), axis=2)
    areas = np.abs(signed_areas(quads)) / (picture.width * picture.height)
    lengths = side_lengths(quads)
    opposite = np.maximum(lengths[:, :2], lengths[:, 2:]) / np.maximum(
        np.minimum(lengths[:, :2], lengths[:, 2:]), _TINY
    )
    columns = (
        np.log(np.maximum(areas, _TINY)),
        areas,
        evenly,
        most,
        sides.min(axis=1),
        sides.mean(axis=1),
        pieces.mean(axis=(1, 2)),
        covered.mean(axis=1),
        covered.min(axis=1),
        lasting.mean(axis=1),
        np.log(strength.min(axis=1) + 0.3),
        np.log(far_usual.min(axis=1) + 0.3),
        np.linalg.norm(usual.mean(axis=1), axis=1) / strength.mean(axis=1),
        support.mean(axis=1),
        (_from_border((quads + np.roll(quads, -1, axis=1)) * np.float32(0.5), picture) < BORDER).any(axis=1),
        (_from_border(quads, picture) < 2.0).sum(axis=1),
        opposite.max(axis=1),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def evenness(change: Floats) -> Floats:
    """The usual change against how much it varies along a stretch: ``(n, k, samples, 3)`` in, ``(n, k)`` out."""
    strength = np.linalg.norm(middle(change, axis=2), axis=2)
    # Against its neighbours, not against the whole side: slow changes (a coloured flyer, a shadow) do no harm.
    unevenness = middle(np.linalg.norm(change[:, :, 2:] - change[:, :, :-2], axis=3), axis=2) * np.float32(0.7)
    return cast("Floats", strength / (strength + 1.2 * unevenness + NOISE_FLOOR))


def _pieces(near: Floats, far: Floats) -> Floats:
    """How surely each piece of each side is an edge, ``(n, 4, PIECES)`` from 0 to 1."""
    count = len(near)
    shape = (count, 4 * PIECES, SAMPLES // PIECES, 3)
    near, far = near.reshape(shape), far.reshape(shape)
    usual = np.median(near, axis=2)
    squared = np.maximum((usual**2).sum(axis=2), _TINY**2)
    lasting = np.clip((np.median(far, axis=2) * usual).sum(axis=2) / squared, 0, 1)
    return cast("Floats", (evenness(near) * (0.4 + 0.6 * lasting)).reshape(count, 4, PIECES))


def _goes_on(quads: Floats, direction: Floats, strength: Floats, picture: Picture) -> tuple[Floats, Floats]:
    """Whether the sides go on beyond their corners: how evenly on average, and how strongly the two clearest do."""
    ends = np.roll(quads, -1, axis=1)
    lengths = np.maximum(np.linalg.norm(ends - quads, axis=2, keepdims=True), _TINY)
    ahead = (ends - quads) / lengths
    reach = np.clip(0.2 * lengths, 10, 30)
    starts = np.concatenate([quads - ahead * reach, ends + ahead * 4], axis=1)
    stops = np.concatenate([quads - ahead * 4, ends + ahead * reach], axis=1)
    inside = (_from_border(starts, picture) > 2.0) & (_from_border(stops, picture) > 2.0)
    change = changes_along(starts, stops, picture, across=ACROSS, samples=7)
    both = np.concatenate([direction, direction], axis=1)[:, :, np.newaxis]
    share = np.median((change * both).sum(axis=3), axis=2) / np.concatenate([strength, strength], axis=1)
    share = np.where(inside, np.clip(share, 0, 1), 0.0)
    evenly = np.where(inside, evenness(change), 0.0)
    return cast("Floats", evenly.mean(axis=1)), cast("Floats", np.sort(share, axis=1)[:, -2:].mean(axis=1))


def _from_border(points: Floats, picture: Picture) -> Floats:
    """Working pixels between points ``(n, k, 2)`` and the frame's border; negative outside."""
    x, y = points[:, :, 0], points[:, :, 1]
    return cast("Floats", np.minimum(np.minimum(x, picture.width - x), np.minimum(y, picture.height - y)))
