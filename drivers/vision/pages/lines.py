"""Hypotheses from straight edges: segments, joined to lines, two pairs of nearly parallel lines make a quad.

Finds a page of any colour on any desk as long as its four edges leave pieces of a line; a hand on one side does no
harm.
"""

from __future__ import annotations

import itertools
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from drivers.vision.pages.geometry import Floats, meet
from drivers.vision.pages.picture import Picture
from drivers.vision.pages.sampling import read_colours

MAX_LINES = 24
MAX_LINES_ONE_WAY = 9
"""Of nearly one direction: wood grain and print have many more, and would crowd out the rest."""
MAX_SEGMENTS = 220
DIRECTIONS = 12
"""Into so many directions segments are sorted; each gets its share of ``MAX_SEGMENTS`` before any gets more."""
MIN_SEGMENT = 10.0
"""Working pixels."""


def channels_of(picture: Picture) -> list[npt.NDArray[np.uint8]]:
    """Grey pictures in which an edge may show: brightness as it is, brightness and colour made locally strong."""
    lab = np.asarray(cv2.GaussianBlur(picture.lab, (0, 0), 0.8), np.float32)
    light = np.clip(lab[:, :, 0] * 2.55, 0, 255).astype(np.uint8)
    return [light, _locally_strong(lab[:, :, 0]), _locally_strong(lab[:, :, 1] * 0.7 + lab[:, :, 2] * 0.7)]


def _locally_strong(channel: Floats) -> npt.NDArray[np.uint8]:
    """The channel without its slow changes, with the rest as strong as its usual size allows."""
    detail = channel - cv2.GaussianBlur(channel, (0, 0), 12.0)
    usual = float(np.median(np.abs(detail[::3, ::3]))) * 1.5 + 0.35
    return np.asarray(np.clip(128.0 + detail * (32.0 / usual), 0, 255), np.uint8)


def segments_of(picture: Picture) -> Floats:
    """Straight edge segments ``(n, 4)``: x1, y1, x2, y2 in working pixels."""
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 0.8)
    found = []
    for channel in channels_of(picture):
        lines = detector.detect(channel)[0]
        if lines is not None:
            found.append(lines.reshape(-1, 4))
    if not found:
        return np.zeros((0, 4), np.float32)
    segments = np.concatenate(found).astype(np.float32)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    segments = segments[lengths >= MIN_SEGMENT]
    lengths = lengths[lengths >= MIN_SEGMENT]
    return np.asarray(segments[_of_all_directions(segments, lengths)], np.float32)


def _of_all_directions(segments: Floats, lengths: Floats) -> npt.NDArray[np.intp]:
    """Which segments to keep: the longest of each direction in turn."""
    angles = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
    sector = np.floor(angles / np.pi * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
    turn = np.zeros(len(segments), int)
    longest_first = np.argsort(-lengths)
    for one in range(DIRECTIONS):
        members = longest_first[sector[longest_first] == one]
        turn[members] = np.arange(len(members))
    fair_share = 2 * MAX_SEGMENTS // DIRECTIONS
    order = np.lexsort((-lengths, turn >= fair_share))
    return order[:MAX_SEGMENTS]


def step_weights(segments: Floats, picture: Picture) -> Floats:
    """Lengths of the segments, less where the colour is the same again further away: print, not a rim."""
    delta = segments[:, 2:] - segments[:, :2]
    lengths = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-3)
    normal = np.stack([-delta[:, 1], delta[:, 0]], axis=1) / lengths[:, np.newaxis]
    along = np.linspace(0.1, 0.9, 7, dtype=np.float32)
    points = segments[:, np.newaxis, :2] + along[:, np.newaxis] * delta[:, np.newaxis]

    def change(across: float) -> Floats:
        step = normal[:, np.newaxis] * np.float32(across)
        grid = np.stack([points + step, points - step], axis=1)
        colours = read_colours(grid, picture)
        return cast("Floats", np.median(colours[:, 0] - colours[:, 1], axis=1))

    near, far = change(2.0), change(6.0)
    strength = np.maximum(np.linalg.norm(near, axis=1), 1e-3)
    lasting = np.clip((near * far).sum(axis=1) / strength**2, 0, 1)
    return cast("Floats", (lengths * (0.3 + 0.7 * lasting)).astype(np.float32))


def lines_of(segments: Floats, weights: Floats) -> Floats:
    """The strongest lines through the segments, ``(m, 3)``; segments that lie on one line count together."""
    delta = segments[:, 2:] - segments[:, :2]
    lengths = np.hypot(delta[:, 0], delta[:, 1])
    normals = np.stack([-delta[:, 1], delta[:, 0]], axis=1) / lengths[:, np.newaxis]
    ends = segments.reshape(-1, 2, 2)
    centres = ends.mean(axis=1)
    tangents = np.stack([normals[:, 1], -normals[:, 0]], axis=1)
    left = weights.copy()
    groups: list[tuple[float, int, npt.NDArray[np.bool_]]] = []
    while len(groups) < 3 * MAX_LINES:
        seed = int(np.argmax(left))
        if left[seed] < 0:
            break
        offsets = np.abs((ends - centres[seed]) @ normals[seed]).max(axis=1)
        gap = np.abs((centres - centres[seed]) @ tangents[seed])
        same = (left >= 0) & (offsets < 1.5 + 0.012 * gap) & (np.abs(normals @ normals[seed]) > 0.985)
        same[seed] = True
        groups.append((float(weights[same].sum()), seed, same))
        left[same] = -1.0
    groups.sort(key=lambda group: -group[0])
    kept = _not_all_one_way(normals[[seed for _, seed, _ in groups]])
    lines = [_fit(ends[same].reshape(-1, 2), np.repeat(weights[same], 2)) for _, _, same in (groups[i] for i in kept)]
    return np.array(lines, np.float32).reshape(-1, 3)


def _not_all_one_way(normals: Floats) -> list[int]:
    """Which lines to keep, the strongest come first: not more than ``MAX_LINES_ONE_WAY`` of nearly one direction."""
    alike = np.abs(normals @ normals.T) > 0.97
    kept: list[int] = []
    crowd = np.zeros(len(normals), int)
    for one in range(len(normals)):
        if crowd[one] < MAX_LINES_ONE_WAY:
            kept.append(one)
            crowd += alike[one]
            if len(kept) == MAX_LINES:
                break
    return kept


def _fit(points: Floats, weights: Floats) -> Floats:
    """The line closest to weighted points."""
    total = weights.sum()
    centre = (points * weights[:, np.newaxis]).sum(axis=0) / total
    spread = (points - centre) * np.sqrt(weights)[:, np.newaxis]
    _, vectors = np.linalg.eigh(spread.T @ spread)
    normal = vectors[:, 0]
    return np.array([normal[0], normal[1], float(normal @ centre)], np.float32)


def quads_from_lines(picture: Picture) -> Floats:
    """Every quad ``(n, 4, 2)`` that two pairs of nearly parallel lines enclose. Not yet judged."""
    segments = segments_of(picture)
    if len(segments) < 4:
        return np.zeros((0, 4, 2), np.float32)
    lines = lines_of(segments, step_weights(segments, picture))
    if len(lines) < 4:
        return np.zeros((0, 4, 2), np.float32)
    angles = np.arctan2(lines[:, 1], lines[:, 0])
    pairs = np.array(
        [
            (i, j)
            for i, j in itertools.combinations(range(len(lines)), 2)
            if abs(np.sin(angles[i] - angles[j])) < 0.3 and _apart(lines[i], lines[j], picture) > 14.0
        ]
    )
    if len(pairs) < 2:
        return np.zeros((0, 4, 2), np.float32)
    first, second = np.triu_indices(len(pairs), 1)
    across = np.abs(np.cos(angles[pairs[first, 0]] - angles[pairs[second, 0]])) < 0.4
    first, second = first[across], second[across]
    a, b = lines[pairs[first, 0]], lines[pairs[first, 1]]
    c, d = lines[pairs[second, 0]], lines[pairs[second, 1]]
    return np.stack([meet(a, c), meet(c, b), meet(b, d), meet(d, a)], axis=1)


def _apart(first: Floats, second: Floats, picture: Picture) -> float:
    """How far two nearly parallel lines are apart at the middle of the picture."""
    middle = np.array([picture.width / 2, picture.height / 2], np.float32)
    one = float(first[:2] @ middle - first[2])
    two = float(second[:2] @ middle - second[2])
    same_way = float(first[:2] @ second[:2]) > 0
    return abs(one - two) if same_way else abs(one + two)
