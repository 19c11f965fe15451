"""Desks for tests, drawn from a seed, and what lies on them besides a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats

WIDTH, HEIGHT = 1280, 960
Colour = tuple[float, float, float]


def grain(rng: np.random.Generator, across: int, down: int) -> Floats:
    """Noise around 0 of a certain coarseness in pixels."""
    small = rng.normal(0, 1, (max(2, HEIGHT // down), max(2, WIDTH // across))).astype(np.float32)
    return np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)


def _plain(rng: np.random.Generator, low: int, high: int, tint: float) -> Floats:
    base = rng.uniform(low, high) + rng.normal(0, tint, 3)
    return np.broadcast_to(base.astype(np.float32), (HEIGHT, WIDTH, 3)).copy()


def _textured(desk: Floats, texture: Floats, strength: float) -> Floats:
    return cast("Floats", desk + strength * texture[:, :, np.newaxis])


def _laminate(rng: np.random.Generator) -> Floats:
    return _textured(_plain(rng, 205, 240, 4), grain(rng, 2, 2), float(rng.uniform(0, 1.5)))


def _wood(rng: np.random.Generator) -> Floats:
    base = np.array([60, 95, 140], np.float32) * np.float32(rng.uniform(0.4, 1.5))
    desk = np.broadcast_to(base, (HEIGHT, WIDTH, 3)).copy()
    return _textured(_textured(desk, grain(rng, 400, 5), 12), grain(rng, 120, 2), 7)


def _speckle(rng: np.random.Generator) -> Floats:
    return _textured(_plain(rng, 60, 190, 14), grain(rng, int(rng.integers(2, 9)), int(rng.integers(2, 9))), 22)


def _dark_cloth(rng: np.random.Generator) -> Floats:
    weave = np.sin(np.arange(WIDTH) * 2.1)[np.newaxis] * np.sin(np.arange(HEIGHT) * 2.1)[:, np.newaxis]
    desk = _textured(_plain(rng, 22, 60, 9), weave.astype(np.float32), 3)
    return _textured(desk, grain(rng, 200, 200), 4)


def _tiles(rng: np.random.Generator) -> Floats:
    desk, size = _textured(_plain(rng, 90, 220, 12), grain(rng, 60, 60), 5), int(rng.integers(90, 260))
    for x in range(int(rng.integers(0, size)), WIDTH, size):
        desk[:, x : x + 4] *= np.float32(0.75)
    for y in range(int(rng.integers(0, size)), HEIGHT, size):
        desk[y : y + 4] *= np.float32(0.75)
    return desk


def _checked(rng: np.random.Generator) -> Floats:
    size = int(rng.integers(24, 90))
    squares = ((np.arange(WIDTH)[np.newaxis] // size + np.arange(HEIGHT)[:, np.newaxis] // size) % 2).astype(np.float32)
    return _textured(_plain(rng, 90, 190, 18), squares - 0.5, float(rng.uniform(15, 70)))


def _two_tone(rng: np.random.Generator) -> Floats:
    """The desk's own edge runs through the frame."""
    desk = _laminate(rng)
    edge = int(rng.integers(WIDTH // 6, WIDTH * 5 // 6))
    slant = rng.uniform(-0.3, 0.3)
    beyond = np.arange(WIDTH)[np.newaxis] > edge + slant * np.arange(HEIGHT)[:, np.newaxis]
    desk[beyond] = _wood(rng)[beyond]
    return desk


def _tray(rng: np.random.Generator) -> Floats:
    desk = np.ascontiguousarray(_textured(_plain(rng, 60, 210, 4), grain(rng, 300, 300), 5))
    line = float(rng.uniform(-60, 60))
    for inset in (6, int(rng.integers(60, 150))):
        corner = (WIDTH - inset, HEIGHT - inset)
        cv2.rectangle(desk, (inset, inset), corner, tuple(float(v) + line for v in desk[2, 2]), 2)
    return desk


DESKS: dict[str, Callable[[np.random.Generator], Floats]] = {
    "laminate": _laminate,
    "wood": _wood,
    "speckle": _speckle,
    "dark_cloth": _dark_cloth,
    "tiles": _tiles,
    "checked": _checked,
    "two_tone": _two_tone,
    "tray": _tray,
}


def draw_desk(kind: str, rng: np.random.Generator) -> Floats:
    """One desk out of ``DESKS``, ``(960, 1280, 3)`` float BGR."""
    return np.ascontiguousarray(DESKS[kind](rng), np.float32)


def _shape(desk: Floats, corners: Floats, colour: Colour) -> None:
    """A flat thing with its shadow."""
    shadow = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.fillPoly(shadow, [np.asarray(corners + 7, np.int32)], 1.0)
    desk *= (1 - 0.35 * cv2.GaussianBlur(shadow, (0, 0), 6))[:, :, np.newaxis]
    cv2.fillPoly(desk, [np.asarray(corners, np.int32)], colour, lineType=cv2.LINE_AA)


def _turned(rng: np.random.Generator, centre: Floats, width: float, height: float) -> Floats:
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    return np.asarray(box @ turn.T + centre, np.float32)


def _colour(rng: np.random.Generator) -> Colour:
    return (float(rng.integers(20, 230)), float(rng.integers(20, 230)), float(rng.integers(20, 230)))


def lay_pen(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """A pen."""
    _shape(desk, _turned(rng, where, 230, 14), _colour(rng))


def lay_cup(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """A cup from above."""
    centre, radius = (int(where[0]), int(where[1])), int(rng.integers(55, 100))
    cv2.circle(desk, centre, radius, _colour(rng), -1, cv2.LINE_AA)
    cv2.circle(desk, centre, int(radius * 0.82), (30, 50, 80), -1, cv2.LINE_AA)


def lay_phone(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """A phone; smaller than a card, so no page."""
    corners = _turned(rng, where, 110, 220)
    _shape(desk, corners, (25, 25, 28))
    _shape(desk, (corners - where) * np.float32(0.9) + where, (60, 60, 70))


def lay_keyboard(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """A keyboard that reaches over the border."""
    top = int(rng.choice((-150, HEIGHT - 120)))
    left = int(where[0]) - 420
    cv2.rectangle(desk, (left, top), (left + 840, top + 270), (45, 45, 48), -1)
    for row in range(5):
        for column in range(15):
            x, y = left + 12 + column * 55, top + 10 + row * 51
            cv2.rectangle(desk, (x, y), (x + 46, y + 42), (75, 75, 80), -1)


def lay_other_paper(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """A white paper that lies mostly outside the frame."""
    del where
    side = int(rng.integers(0, 4))
    along = rng.uniform(0.1, 0.9)
    centre = (
        (along * WIDTH, -130),
        (along * WIDTH, HEIGHT + 130),
        (-130, along * HEIGHT),
        (WIDTH + 130, along * HEIGHT),
    )
    tone = float(rng.uniform(215, 250))
    _shape(desk, _turned(rng, np.array(centre[side], np.float32), 320, 450), (tone, tone, tone))


def lay_hand(desk: Floats, rng: np.random.Generator, where: Floats) -> None:
    """Fingers that come from the nearest border and end there."""
    skin = np.array(((150, 178, 218), (96, 132, 188), (60, 84, 132))[int(rng.integers(0, 3))], np.float32)
    x, y = where
    outside = np.array([x, -60.0]) if y < HEIGHT / 2 else np.array([x, HEIGHT + 60.0])
    if min(x, WIDTH - x) < min(y, HEIGHT - y):
        outside = np.array([-60.0, y]) if x < WIDTH / 2 else np.array([WIDTH + 60.0, y])
    away = (outside - where) / max(float(np.linalg.norm(outside - where)), 1.0)
    beside = np.array([-away[1], away[0]])
    for finger in range(int(rng.integers(1, 5))):
        tip = where + beside * finger * 34 + away * abs(finger - 1) * 12
        colour = tuple(float(value) for value in skin * rng.uniform(0.94, 1.04))
        ends = [tuple(int(v) for v in point) for point in (tip, outside + beside * finger * 30)]
        cv2.line(desk, ends[0], ends[1], colour, 30, cv2.LINE_AA)
        nail = tuple(int(v) for v in tip)
        cv2.circle(desk, nail, 9, tuple(min(255.0, value + 26) for value in colour), -1, cv2.LINE_AA)


CLUTTER = (lay_pen, lay_cup, lay_phone, lay_keyboard, lay_other_paper)
