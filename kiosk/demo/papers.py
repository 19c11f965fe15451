"""The papers of the demo: drawn on a desk as the camera sees them. What they say is in the text catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.texts import Language, Texts
from drivers.camera.sample_desk import DeskFonts, SamplePaper, draw_desk
from drivers.printer.typeface import DEBIAN_FONTS
from kiosk.demo.site import DemoSite


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """One paper: its size, the seed of its desk, and the keys of its lines."""

    width_mm: float
    height_mm: float
    seed: int
    lines: tuple[str, ...]


COMMON_LINES = tuple(f"demo.paper.line.{number}" for number in range(1, 8))
LETTER = "agent_authorization"
LETTER_LINES = (COMMON_LINES[0], *(f"demo.paper.{LETTER}.line.{number}" for number in range(1, 6)))
PAPERS = {
    "household_register": DemoPaper(143.0, 210.0, 3, COMMON_LINES),
    "residence_proof": DemoPaper(210.0, 297.0, 8, COMMON_LINES),
    LETTER: DemoPaper(210.0, 297.0, 11, LETTER_LINES),
}
"""By the material that they are."""
OF_EVERY_CASE = ("household_register", "residence_proof")


def draw_papers(site: DemoSite) -> dict[str, Path]:
    """Draw the desks with the papers of every case; gives the pictures by material."""
    return {name: draw_paper(site, name) for name in OF_EVERY_CASE}


def draw_paper(site: DemoSite, name: str) -> Path:
    """Draw the desk with that paper on it; gives the picture.

    Raises:
        OSError: it could not be written.
    """
    import cv2

    texts, wanted = Texts.load(Language.ZH), PAPERS[name]
    paper = SamplePaper(
        title=texts(f"demo.paper.{name}.title"),
        lines=tuple(texts(key) for key in wanted.lines),
        seal=texts("demo.paper.seal"),
        width_mm=wanted.width_mm,
        height_mm=wanted.height_mm,
    )
    path = site.paper(name)
    if not cv2.imwrite(
        str(path), draw_desk(paper, DeskFonts(DEBIAN_FONTS.regular, DEBIAN_FONTS.bold), seed=wanted.seed)
    ):
        raise OSError(f"{path.name} could not be written")
    return path
