"""Papers on a desk as the camera sees them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2

from drivers.camera.sample_desk import DeskFonts, SamplePaper, draw_desk
from drivers.printer.typeface import DEBIAN_FONTS

BLUR_SIGMA = 3.0


@dataclass(frozen=True, slots=True)
class Papers:
    """Pictures of desks."""

    booklet: Path
    sheet: Path
    blurred: Path


def draw_papers(folder: Path) -> Papers:
    """Draw them."""
    fonts = DeskFonts(DEBIAN_FONTS.regular, DEBIAN_FONTS.bold)
    lines = tuple(f"第{number}行 测试文字 0123456789" for number in range(1, 8))
    booklet = draw_desk(SamplePaper("测试户口簿", lines, "测试专用章", 143.0, 210.0), fonts, seed=3)
    sheet = draw_desk(SamplePaper("测试证明", lines, "测试专用章", 210.0, 297.0), fonts, seed=8)
    papers = Papers(folder / "booklet.png", folder / "sheet.png", folder / "blurred.png")
    cv2.imwrite(str(papers.booklet), booklet)
    cv2.imwrite(str(papers.sheet), sheet)
    cv2.imwrite(str(papers.blurred), cv2.GaussianBlur(sheet, (0, 0), BLUR_SIGMA))
    return papers
