"""Where in a frame a code may be, from cheap texture: a reader need not look at the rest again.

A matrix code changes along both axes alike, a bar code along one direction only; both change much for their
brightness. Measured on differences of the half-size picture, added up over cells of 8×8 pixels of the frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import assert_never, cast

import cv2
import numpy as np
import numpy.typing as npt

from drivers.vision.pages.geometry import Floats, Pixels

CELL = 8
"""Pixels of the frame along the side of a cell."""

_MIN_CONTRAST = 0.035
"""Mean change between neighbours of the half-size picture as a share of the brightness; paper and wood have less."""
_DARK = 12.0
"""Grey levels added to the brightness, so that noise in the dark is no contrast."""
_ALIKE = 0.45
"""The weaker axis over the stronger one in a cell of a matrix code, at least; and the same for the diagonals."""
_ONE_WAY = 0.55
"""The weaker direction over the stronger one in a cell of a bar code, at most."""
_MIN_MATRIX_CELLS = 9
_MIN_BAR_CELLS = 8
_MIN_FILL = 0.35
"""Cells of a region over the cells of its box."""
_MOST_OBLONG = 2.6

Mask = npt.NDArray[np.uint8]


class Turn(Enum):
    """By how many degrees, counter-clockwise, a bar code must be turned so that its lines stand upright."""

    NONE = 0
    QUARTER = 90
    FALLING = 45
    RISING = -45


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a frame in pixels; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int
    turn: Turn = Turn.NONE

    @property
    def area(self) -> int:
        """Pixels."""
        return (self.right - self.left) * (self.bottom - self.top)

    def cut(self, grey: Pixels) -> Pixels:
        """Give the part of this frame."""
        return np.ascontiguousarray(grey[self.top : self.bottom, self.left : self.right])

    def cut_upright(self, grey: Pixels) -> Pixels:
        """Give the part of this frame, turned so that the lines of a bar code stand upright."""
        part = self.cut(grey)
        match self.turn:
            case Turn.NONE:
                return part
            case Turn.QUARTER:
                return cast("Pixels", cv2.rotate(part, cv2.ROTATE_90_COUNTERCLOCKWISE))
            case Turn.FALLING | Turn.RISING:
                high, wide = part.shape
                side = math.ceil((high + wide) * math.sqrt(0.5))
                matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), self.turn.value, 1.0)
                matrix[:, 2] += (side - wide) / 2, (side - high) / 2
                turned = cv2.warpAffine(part, matrix, (side, side), borderMode=cv2.BORDER_REPLICATE)
                return cast("Pixels", turned)
            case _:
                assert_never(self.turn)

    def shares(self, other: Box) -> bool:
        """Whether more than half of the smaller box lies in the other one."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 0 and high > 0 and wide * high * 2 > min(self.area, other.area)

    def around(self, other: Box) -> Box:
        """Give the smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
            self.turn,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """How much each cell of a frame changes, as shares of its brightness. Arrays are ``(rows, columns)`` of cells."""

    across: Floats
    down: Floats
    falling: Floats
    rising: Floats
    width: int
    height: int

    def matrix_boxes(self, most: int) -> list[Box]:
        """Boxes of what changes along both axes alike, the strongest first."""
        strong = np.maximum(self.across, self.down)
        alike = np.minimum(self.across, self.down) > strong * _ALIKE
        # Bars that lie aslant are alike along both axes, but not along both diagonals.
        alike &= np.minimum(self.falling, self.rising) > np.maximum(self.falling, self.rising) * _ALIKE
        mask = ((strong > _MIN_CONTRAST) & alike).astype(np.uint8)
        found = self._boxes(mask, strong, _MIN_MATRIX_CELLS, Turn.NONE, most_oblong=_MOST_OBLONG)
        return _strongest(found, most)

    def bar_boxes(self, most: int) -> list[Box]:
        """Boxes of what changes along one axis only, the strongest first."""
        found = [
            *self._boxes(_one_way(self.across, self.down), self.across, _MIN_BAR_CELLS, Turn.NONE),
            *self._boxes(_one_way(self.down, self.across), self.down, _MIN_BAR_CELLS, Turn.QUARTER),
        ]
        return _strongest(found, most)

    def slanted_bar_boxes(self, most: int) -> list[Box]:
        """Boxes of what changes along one diagonal only, the strongest first."""
        straight = _one_way(self.across, self.down) | _one_way(self.down, self.across)
        near = cv2.dilate(straight, np.ones((3, 3), np.uint8)) > 0
        found: list[tuple[float, Box]] = []
        for one, other, turn in (
            (self.falling, self.rising, Turn.FALLING),
            (self.rising, self.falling, Turn.RISING),
        ):
            mask = _one_way(one, other)
            mask[near] = 0
            found += self._boxes(mask, one, _MIN_BAR_CELLS, turn)
        return _strongest(found, most)

    def _boxes(
        self, mask: Mask, strength: Floats, fewest: int, turn: Turn, *, most_oblong: float = 40.0
    ) -> list[tuple[float, Box]]:
        """The connected parts of a mask that could be a code, each with its strength."""
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
        found: list[tuple[float, Box]] = []
        for label in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= fewest):
            left, top, wide, high, cells = (int(value) for value in stats[label])
            oblong = max(wide, high) > most_oblong * min(wide, high)
            if label == 0 or oblong or cells < _MIN_FILL * wide * high:
                continue
            part = np.s_[top : top + high, left : left + wide]
            score = float(strength[part][labels[part] == label].sum())
            found.append((score, self._box(left, top, wide, high, turn)))
        return found

    def _box(self, left: int, top: int, wide: int, high: int, turn: Turn) -> Box:
        """A box of cells in pixels, with room for the quiet zone."""
        room = 2 * CELL + max(wide, high) * CELL // 8
        return Box(
            max(0, left * CELL - room),
            max(0, top * CELL - room),
            min(self.width, (left + wide) * CELL + room),
            min(self.height, (top + high) * CELL + room),
            turn,
        )


def _one_way(one: Floats, other: Floats) -> Mask:
    return ((one > _MIN_CONTRAST) & (other < one * _ONE_WAY)).astype(np.uint8)


def _strongest(found: list[tuple[float, Box]], most: int) -> list[Box]:
    return [box for _, box in sorted(found, key=lambda one: -one[0])[:most]]


def texture_of(grey: Pixels) -> Texture | None:
    """Measure a grey frame; None for one that is too small to have cells."""
    height, width = grey.shape
    columns, rows = (width - 2) // CELL, (height - 2) // CELL
    if min(columns, rows) < 4:
        return None
    # Exact factors all the way: other ones take four times as long. One pixel more, for the differences.
    x, y = columns * CELL // 2, rows * CELL // 2
    part = grey[: 2 * y + 2, : 2 * x + 2]
    half = np.asarray(cv2.resize(part, (x + 1, y + 1), interpolation=cv2.INTER_AREA), np.uint8)
    middle = half[:y, :x]
    bright = _pooled(middle, columns, rows) + np.float32(_DARK)

    def changed(one: Pixels, other: Pixels) -> Floats:
        return cast("Floats", _pooled(np.asarray(cv2.absdiff(one, other), np.uint8), columns, rows) / bright)

    right, below = half[:y, 1:], half[1:, :x]
    return Texture(
        across=changed(middle, right),
        down=changed(middle, below),
        falling=changed(middle, half[1:, 1:]),
        rising=changed(right, below),
        width=width,
        height=height,
    )


def _pooled(image: Pixels, columns: int, rows: int) -> Floats:
    cells = cv2.resize(image, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(cells.astype(np.float32), (3, 3)), np.float32)
