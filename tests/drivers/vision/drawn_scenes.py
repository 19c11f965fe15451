"""Frames of papers on desks, drawn from a seed, with their true corners: what the page finder was not tuned on.

Everything is put together here from ``drawn_papers`` and ``drawn_desks``: a camera that looks down at a slant, curl,
shadow, fingers, glare, clutter, blur, noise, JPEG. Several hardships come together in one frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from drivers.vision.pages.geometry import Floats, Pixels
from tests.drivers.vision.drawn_desks import CLUTTER, DESKS, HEIGHT, WIDTH, draw_desk, grain, lay_hand
from tests.drivers.vision.drawn_papers import MAKERS, DrawnPaper, draw_paper

FOCAL = 1500.0
MARGIN = 14.0
HARDSHIPS = ("plain", "white_on_white", "dark_on_dark", "shadow", "fingers", "glare", "clutter", "curl", "blur", "all")
WHITE = ("letter", "form", "certificate", "notes", "slip")


@dataclass(frozen=True, slots=True)
class DrawnScene:
    """One frame and what is in it."""

    name: str
    hardship: str
    image: Pixels = field(repr=False)
    quad: Floats | None
    paper: str
    size_mm: tuple[float, float] | None
    blurred: bool
    glare_share: float


def scenes(count: int, seed: int = 0) -> list[DrawnScene]:
    """That many frames with a page, hardships and papers in turn."""
    return [scene(seed * 100_000 + number) for number in range(count)]


def empty_desks(count: int, seed: int = 0) -> list[DrawnScene]:
    """That many frames without a page, most of them with clutter."""
    return [_empty(seed * 100_000 + number) for number in range(count)]


def scene(number: int) -> DrawnScene:
    """The frame of that number; the same for ever."""
    rng = np.random.default_rng((20261124, number))
    hardship = HARDSHIPS[number % len(HARDSHIPS)]
    paper = draw_paper(_kind_for(hardship, number, rng), rng)
    desk = draw_desk(_desk_for(hardship, rng), rng)
    quad = _pose(paper, rng)
    if hardship in {"clutter", "all"}:
        _clutter(desk, rng, quad, int(rng.integers(2, 6)))
    curl = float(rng.uniform(0.006, 0.014)) if hardship in {"curl", "all"} else 0.0
    image = _lay(desk, paper, quad, curl)
    if hardship in {"fingers", "all"}:
        corner = int(rng.integers(0, 4))
        where = quad[corner] + rng.uniform(0.3, 0.7) * (quad[(corner + 1) % 4] - quad[corner])
        middle = quad.mean(axis=0)
        lay_hand(image, rng, np.asarray(where + 0.12 * (middle - where), np.float32))
    image, share = _light(image, hardship, quad, rng)
    blurred = hardship == "blur"
    finished = _camera(image, rng, blur=float(rng.uniform(1.8, 3.2)) if blurred else float(rng.uniform(0, 0.7)))
    return DrawnScene(
        f"{hardship}_{number}_{paper.kind}", hardship, finished, quad, paper.kind, paper.size_mm, blurred, share
    )


def _empty(number: int) -> DrawnScene:
    rng = np.random.default_rng((20261125, number))
    kind = tuple(DESKS)[number % len(DESKS)]
    desk = draw_desk(kind, rng)
    if number % 4:
        _clutter(desk, rng, None, int(rng.integers(1, 6)))
    if number % 3 == 0:
        lay_hand(desk, rng, np.array([rng.uniform(200, WIDTH - 200), rng.uniform(200, HEIGHT - 200)], np.float32))
    image, _ = _light(desk, "shadow" if number % 2 else "plain", None, rng)
    finished = _camera(image, rng, blur=float(rng.uniform(0, 0.8)))
    return DrawnScene(f"empty_{number}_{kind}", "empty", finished, None, "", None, False, 0.0)


def _kind_for(hardship: str, number: int, rng: np.random.Generator) -> str:
    match hardship:
        case "white_on_white":
            return str(rng.choice(WHITE))
        case "dark_on_dark":
            return "booklet"
        case _:
            return tuple(MAKERS)[(number // len(HARDSHIPS)) % len(MAKERS)]


def _desk_for(hardship: str, rng: np.random.Generator) -> str:
    match hardship:
        case "white_on_white":
            return "laminate"
        case "dark_on_dark":
            return "dark_cloth"
        case _:
            return str(rng.choice(tuple(DESKS)))


def _pose(paper: DrawnPaper, rng: np.random.Generator) -> Floats:
    """Corners TL, TR, BR, BL of the upright paper in the frame, all of them inside."""
    width, height = paper.size_mm
    flat = np.array([[-width, -height], [width, -height], [width, height], [-width, height]], np.float64) / 2
    for attempt in range(400):
        spin, tilt = rng.uniform(0, 2 * np.pi), np.deg2rad(rng.uniform(0, 16))
        heading = rng.uniform(0, 2 * np.pi)
        fill = rng.uniform(0.25, 0.8) * 0.995**attempt
        turned = flat @ np.array([[np.cos(spin), np.sin(spin)], [-np.sin(spin), np.cos(spin)]])
        axis = np.array([np.cos(heading), np.sin(heading)])
        depth = 1 + np.sin(tilt) * (turned @ axis) / max(width, height) * fill
        squeezed = turned - np.outer(turned @ axis, axis) * (1 - np.cos(tilt))
        quad = squeezed / depth[:, np.newaxis] * (fill * HEIGHT / max(width, height))
        quad += (rng.uniform(0.3, 0.7) * WIDTH, rng.uniform(0.3, 0.7) * HEIGHT)
        if (quad > MARGIN).all() and (quad < (WIDTH - MARGIN, HEIGHT - MARGIN)).all():
            area = abs(cv2.contourArea(quad.astype(np.float32))) / (WIDTH * HEIGHT)
            if area > 0.05:
                return np.asarray(quad, np.float32)
    raise AssertionError("no pose")


def _lay(desk: Floats, paper: DrawnPaper, quad: Floats, curl: float) -> Floats:
    """The desk with the paper on it, its soft shadow below; a curled paper bends between its corners."""
    height, width = paper.image.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - np.float32(0.5)
    soft = float(np.sqrt(height * width / max(abs(cv2.contourArea(quad)), 1.0)))
    texture = cv2.GaussianBlur(paper.image, (0, 0), 0.4 * soft) if soft > 1.3 else paper.image
    matrix = cv2.getPerspectiveTransform(quad, source)
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    points = cv2.perspectiveTransform(np.stack([x, y], axis=-1).reshape(1, -1, 2), matrix).reshape(HEIGHT, WIDTH, 2)
    u = points[:, :, 0]
    v = points[:, :, 1] + curl * height * np.sin(np.pi * np.clip(u / width, 0, 1)).astype(np.float32)
    page = cv2.remap(texture, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    rim = np.minimum(np.minimum(u, width - 1 - u), np.minimum(v, height - 1 - v)) / np.float32(soft)
    cover = np.clip(rim + 0.5, 0, 1)[:, :, np.newaxis]
    shadow = cv2.GaussianBlur(np.roll(cover[:, :, 0], (3, 3), (0, 1)), (0, 0), 4)[:, :, np.newaxis]
    return np.ascontiguousarray(desk * (1 - 0.18 * shadow) * (1 - cover) + page * cover, np.float32)


def _clutter(desk: Floats, rng: np.random.Generator, quad: Floats | None, count: int) -> None:
    for _ in range(count):
        where = np.array([rng.uniform(40, WIDTH - 40), rng.uniform(40, HEIGHT - 40)], np.float32)
        if quad is not None and cv2.pointPolygonTest(quad, (float(where[0]), float(where[1])), measureDist=True) > -150:
            continue
        CLUTTER[int(rng.integers(0, len(CLUTTER)))](desk, rng, where)


def _light(image: Floats, hardship: str, quad: Floats | None, rng: np.random.Generator) -> tuple[Floats, float]:
    """The lamps: uneven light, colour, a person's shadow, glare. The share of the page under glare comes back."""
    slope = rng.uniform(-0.16, 0.16, 2)
    x, y = np.linspace(-1, 1, WIDTH)[np.newaxis], np.linspace(-1, 1, HEIGHT)[:, np.newaxis]
    light = 0.92 + slope[0] * x + slope[1] * y
    if hardship in {"shadow", "all"}:
        edge = x * np.cos(turn := rng.uniform(0, 2 * np.pi)) + y * np.sin(turn) - rng.uniform(-0.4, 0.4)
        bend = 0.12 * np.sin(6 * (x - y) + rng.uniform(0, 6))
        light = light * (1 - rng.uniform(0.25, 0.6) / (1 + np.exp(-(edge + bend) / rng.uniform(0.02, 0.1))))
    lit = image * light[:, :, np.newaxis].astype(np.float32)
    lit *= (1 + rng.uniform(-0.06, 0.06, 3)).astype(np.float32)
    if hardship not in {"glare", "all"} or quad is None:
        return lit.astype(np.float32), 0.0
    where = quad[0] + rng.uniform(0.1, 0.9) * (quad[1] - quad[0]) + rng.uniform(0.1, 0.9) * (quad[3] - quad[0])
    shine = np.zeros((HEIGHT, WIDTH), np.float32)
    size = (int(rng.integers(30, 110)), int(rng.integers(20, 60)))
    cv2.ellipse(shine, (int(where[0]), int(where[1])), size, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    shine = np.asarray(cv2.GaussianBlur(shine, (0, 0), 8), np.float32)
    lit = lit + shine[:, :, np.newaxis] * 260
    inside = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillConvexPoly(inside, np.asarray(quad, np.int32), 1)
    return lit.astype(np.float32), float((shine[inside > 0] > 0.5).mean())


def _camera(image: Floats, rng: np.random.Generator, *, blur: float) -> Pixels:
    """Lens, sensor, JPEG."""
    if blur > 0.2:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.float32)
    noisy = image + rng.uniform(0.5, 3.0) * rng.normal(0, 1, image.shape) + 0.8 * grain(rng, 3, 3)[:, :, np.newaxis]
    sound, data = cv2.imencode(
        ".jpg", np.asarray(np.clip(noisy, 0, 255), np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(72, 95))]
    )
    assert sound
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
