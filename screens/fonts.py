"""The typefaces: loaded from files by path before the first widget, and checked.

Nothing relies on what the system happens to have: a missing glyph would draw as a box, or as nothing at all, and a name
would lose a character. ``FontError`` says which file and why; the cure is a text of the catalogue (``doctor.font.*``).

Error hierarchy::

    FontError                   path, reason
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QRawFont

from screens.look import RARE, SANS, SERIF

PROBE = "一刻钟办好事，骊山街道。您好！喆堃镕犇㛃①②ABCxyz0123456789¥·“”…"
"""Characters that the text face must have, among them names that small fonts lack."""

NOTO = Path("/usr/share/fonts/opentype/noto")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


class FontReason(StrEnum):
    """Why a typeface cannot be used."""

    MISSING = "missing"
    """The file is not there."""
    UNREADABLE = "unreadable"
    """The file is there and is no font."""
    WRONG_FAMILY = "wrong_family"
    """The file holds another family than the look needs."""
    GLYPHS = "glyphs"
    """The file lacks characters of the probe string."""


class FontError(Exception):
    """A typeface cannot be used. ``detail`` names missing families or characters; never personal data."""

    def __init__(self, path: Path, reason: FontReason, detail: str = "") -> None:
        super().__init__(f"{path.name}: {reason.value} {detail}".rstrip())
        self.path = path
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class FontFiles:
    """Where the typefaces lie; the defaults are those of Debian's packages."""

    sans_regular: Path = NOTO / "NotoSansCJK-Regular.ttc"
    sans_bold: Path = NOTO / "NotoSansCJK-Bold.ttc"
    serif_bold: Path = NOTO / "NotoSerifCJK-Bold.ttc"
    rare: tuple[Path, ...] = (HANAZONO / "HanaMinA.ttf", HANAZONO / "HanaMinB.ttf")

    @property
    def faces(self) -> tuple[Path, Path, Path]:
        """The three text faces."""
        return self.sans_regular, self.sans_bold, self.serif_bold


def load_fonts(files: FontFiles) -> None:
    """Make the three text faces known to Qt. Needs a QGuiApplication. Raises FontError."""
    for path, family in ((files.sans_regular, SANS), (files.sans_bold, SANS), (files.serif_bold, SERIF)):
        _load(path, (family,))


def load_rare_fonts(files: FontFiles) -> None:
    """Make the faces behind them known too. Separate: names with rare characters come after the first picture."""
    for path, family in zip(files.rare, RARE, strict=False):
        _load(path, (family,))


def check_glyphs(files: FontFiles, characters: Iterable[str] = PROBE) -> None:
    """Check that each text face has all these characters itself, without help of other fonts. Raises FontError."""
    wanted = sorted({c for c in characters if not c.isspace()})
    for path in (files.sans_regular, files.sans_bold, files.serif_bold):
        face = QRawFont(str(path), 20)
        missing = "".join(c for c in wanted if not face.supportsCharacter(ord(c)))
        if missing:
            raise FontError(path, FontReason.GLYPHS, missing)


def _load(path: Path, families: tuple[str, ...]) -> None:
    if not path.is_file():
        raise FontError(path, FontReason.MISSING)
    number = QFontDatabase.addApplicationFont(str(path))
    if number < 0:
        raise FontError(path, FontReason.UNREADABLE)
    present = QFontDatabase.applicationFontFamilies(number)
    absent = [family for family in families if family not in present]
    if absent:
        raise FontError(path, FontReason.WRONG_FAMILY, ", ".join(absent))
