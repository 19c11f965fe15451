"""All screens on one sheet for each of the main modes: ``python -m tests.screens.contact_sheet`` (``make screens``).

Each page in its usual state, a quarter of its size, with the page's name below. The sheets lie in ``docs/screens``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screens.json')}")

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from screens.look import SANS
from tests.screens.golden import png_of
from tests.screens.samples import sample_modules, samples_of
from tests.screens.stage import (
    ensure_fonts,
    mode_named,
    picture_of,
    sample_catalogue,
    sample_texts,
    stage_page,
    strike,
)

MODES = ("portrait", "portrait-senior", "portrait-hc", "portrait-yellow-en", "portrait-lower", "landscape")
FOLDER = Path("docs/screens")
SCALE = 4
GAP, NAME = 16, 30
COLORS = 128
LARGEST_BYTES = 1_500_000


def thumbnail(page: str, mode_name: str) -> QImage:
    """The page in its usual state, a quarter of its size."""
    mode = mode_named(mode_name)
    sample = next(iter(samples_of(page, sample_texts(mode.language), sample_catalogue()).values()))
    shell = stage_page(sample, mode)
    picture = picture_of(shell)
    strike(shell)
    return picture.scaled(
        picture.width() // SCALE,
        picture.height() // SCALE,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def sheet(mode_name: str) -> QImage:
    """Every page that has samples, in rows."""
    pages = sample_modules()
    look = mode_named(mode_name).look
    columns = 5 if look.landscape else 9
    width, height = look.width // SCALE, look.height // SCALE
    rows = -(-len(pages) // columns)
    whole = QImage(GAP + columns * (width + GAP), GAP + rows * (height + NAME + GAP), QImage.Format.Format_RGB32)
    whole.fill(QColor("#777777"))
    painter = QPainter(whole)
    font = QFont(SANS)
    font.setPixelSize(18)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    for number, page in enumerate(pages):
        x = GAP + number % columns * (width + GAP)
        y = GAP + number // columns * (height + NAME + GAP)
        painter.drawImage(x, y, thumbnail(page, mode_name))
        painter.drawText(QRect(x, y + height, width, NAME), Qt.AlignmentFlag.AlignCenter, page)
    painter.end()
    return whole


def main(words: Sequence[str] | None = None) -> int:
    """Write the sheets; 1 when one is larger than a repository should hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens.contact_sheet", description="all screens at once")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--modes", nargs="+", default=list(MODES))
    options = parser.parse_args(words)
    application = QApplication.instance() or QApplication([])
    ensure_fonts()
    options.out.mkdir(parents=True, exist_ok=True)
    large = 0
    for mode_name in options.modes:
        content = png_of(sheet(mode_name), COLORS)
        file = options.out / f"{mode_name}.png"
        file.write_bytes(content)
        large += len(content) > LARGEST_BYTES
        sys.stdout.write(f"{file} {len(content) / 1e6:.2f} MB\n")
    del application
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
