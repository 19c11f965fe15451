"""The papers of the demo: drawn on a desk as the camera sees them. What they say is in the text catalogue."""

from __future__ import annotations

from pathlib import Path

from config.texts import Language, Texts
from drivers.camera.sample_desk import DeskFonts, SamplePaper, draw_desk
from drivers.printer.typeface import DEBIAN_FONTS
from kiosk.demo.site import DemoSite

PAPERS = {"household_register": (143.0, 210.0, 3), "residence_proof": (210.0, 297.0, 8)}
"""Width and height in millimetres, and the seed of the desk."""
LINES = 7


def draw_papers(site: DemoSite) -> dict[str, Path]:
    """Draw every paper's desk; gives the pictures by material."""
    import cv2

    texts = Texts.load(Language.ZH)
    fonts = DeskFonts(DEBIAN_FONTS.regular, DEBIAN_FONTS.bold)
    drawn = {}
    for name, (width_mm, height_mm, seed) in PAPERS.items():
        paper = SamplePaper(
            title=texts(f"demo.paper.{name}.title"),
            lines=tuple(texts(f"demo.paper.line.{number}") for number in range(1, LINES + 1)),
            seal=texts("demo.paper.seal"),
            width_mm=width_mm,
            height_mm=height_mm,
        )
        path = site.paper(name)
        if not cv2.imwrite(str(path), draw_desk(paper, fonts, seed=seed)):
            raise OSError(f"{path.name} could not be written")
        drawn[name] = path
    return drawn
