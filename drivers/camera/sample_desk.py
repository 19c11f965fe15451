"""Draws what a camera above a desk sees: the desk alone, or a paper lying on it at an angle.

For demonstrations and tests. Texts and fonts are passed in; the same seed gives the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from drivers.camera.source import Pixels

Floats = npt.NDArray[np.float32]

if TYPE_CHECKING:
    from PIL import ImageDraw

DESK_WIDTH = 1280
DESK_HEIGHT = 960
_DESK_BGR = (86, 74, 52)
_PAPER = (250, 250, 247)
_INK = (38, 36, 40)
_SEAL = (196, 42, 36)
_PIXELS_PER_MM = 4.0


@dataclass(frozen=True, slots=True)
class SamplePaper:
    """What is printed on the paper. Invented people only."""

    title: str
    lines: tuple[str, ...]
    seal: str = ""
    """Up to four characters in a red ring; empty for no seal."""
    width_mm: float = 210.0
    height_mm: float = 297.0


@dataclass(frozen=True, slots=True)
class DeskFonts:
    """Paths of the faces to print with; collections are taken at index 2 (Simplified Chinese in Noto CJK)."""

    regular: Path
    bold: Path
    index: int = 2


def draw_empty_desk(seed: int = 7) -> Pixels:
    """A dark desk under a lamp, 1280 x 960, BGR."""
    rng = np.random.default_rng(seed)
    cloudy = cv2.resize(rng.normal(0, 7, (24, 32)).astype(np.float32), (DESK_WIDTH, DESK_HEIGHT))
    grain = rng.normal(0, 4, (DESK_HEIGHT, DESK_WIDTH)).astype(np.float32)
    desk = np.array(_DESK_BGR, np.float32) + (np.asarray(cloudy) + grain)[:, :, np.newaxis]
    return np.asarray(np.clip(desk * _lamp()[:, :, np.newaxis], 0, 255), np.uint8)


def draw_desk(paper: SamplePaper, fonts: DeskFonts, *, seed: int) -> Pixels:
    """The desk with a paper on it, 1280 x 960, BGR. Angle and place follow from the seed.

    Raises:
        OSError: a font cannot be read.
    """
    page = _print_page(paper, fonts)
    corners = _lay(paper, np.random.default_rng(seed + 1000))
    height, width = page.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    size = (DESK_WIDTH, DESK_HEIGHT)
    flat = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size, flags=cv2.INTER_LINEAR)
    shadow = np.asarray(cv2.GaussianBlur(np.roll(cover, (5, 4), axis=(0, 1)), (0, 0), 7.0))
    desk = draw_empty_desk(seed).astype(np.float32) * (1.0 - 0.45 * shadow)[:, :, np.newaxis]
    grain = np.random.default_rng(seed + 2000).normal(0, 1.5, (DESK_HEIGHT, DESK_WIDTH, 1))
    lit = (flat + grain) * _lamp()[:, :, np.newaxis]
    mixed = desk + (lit - desk) * np.asarray(cover)[:, :, np.newaxis]
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def _lamp() -> Floats:
    """Brightness over the desk: the lamp stands at the upper left."""
    y = np.linspace(0, 1, DESK_HEIGHT, dtype=np.float32)[:, np.newaxis]
    x = np.linspace(0, 1, DESK_WIDTH, dtype=np.float32)[np.newaxis]
    return 0.96 - 0.12 * x - 0.10 * y


def _lay(paper: SamplePaper, rng: np.random.Generator) -> Floats:
    """Corners of the paper on the desk: as large as fits well, turned a little, seen slightly from the front."""
    angle = np.deg2rad(rng.uniform(4.0, 11.0) * (1 if rng.random() < 0.5 else -1))
    scale = 0.78 * min(DESK_HEIGHT / paper.height_mm, DESK_WIDTH / paper.width_mm)
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (paper.width_mm, paper.height_mm) * (scale / 2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = half @ turn
    nearness = 1.0 + corners[:, 1:] / DESK_HEIGHT * 0.08
    shift = (DESK_WIDTH / 2 + rng.uniform(-90, 90), DESK_HEIGHT / 2 + rng.uniform(-12, 12))
    return np.asarray(corners * nearness + shift, np.float32)


def _print_page(paper: SamplePaper, fonts: DeskFonts) -> Pixels:
    """The flat page, BGR, four pixels per millimetre."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = (round(side * _PIXELS_PER_MM) for side in (paper.width_mm, paper.height_mm))
    page = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(page)
    margin = width * 0.11
    title = ImageFont.truetype(str(fonts.bold), round(width * 0.055), index=fonts.index)
    body = ImageFont.truetype(str(fonts.regular), round(width * 0.030), index=fonts.index)
    draw.text((width / 2, margin), paper.title, _INK, font=title, anchor="ma")
    top = margin + width * 0.12
    for line in paper.lines:
        draw.text((margin, top), line, _INK, font=body)
        top += width * 0.058
    if paper.seal:
        centre = (width - margin * 1.9, min(top + width * 0.1, height - margin * 1.4))
        seal_font = ImageFont.truetype(str(fonts.bold), round(width * 0.040), index=fonts.index)
        _stamp(draw, centre, width * 0.085)
        draw.text(centre, paper.seal, _SEAL, font=seal_font, anchor="mm")
    return np.ascontiguousarray(np.asarray(page)[:, :, ::-1])


def _stamp(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float) -> None:
    """The ring of a seal."""
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_SEAL, width=5)
