"""Which characters a font file draws, and the fonts that a slip is set in, chosen character by character.

The character map is read straight from the file (OpenType specification, tables ``ttcf``, ``cmap`` formats 4
and 12), since Pillow draws an empty box, or nothing at all, for a character that a font lacks, and a name must
never lose a character.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.printer.document import UNPRINTABLE
from drivers.printer.errors import FontUnusableError

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_UNICODE_TABLES = {(3, 10): 4, (0, 6): 3, (0, 4): 3, (3, 1): 2, (0, 3): 1}
"""Platform and encoding of a ``cmap`` subtable, with our preference: full Unicode before the basic plane."""


@dataclass(frozen=True, slots=True)
class FontFiles:
    """The font files of a terminal. In a collection the simplified Chinese face is found by its name.

    Attributes:
        regular: running text, family ``Noto Sans CJK SC``.
        bold: the bold face of the same family.
        rare: tried in this order for characters that the family lacks (Extension B and beyond).
    """

    regular: Path
    bold: Path
    rare: tuple[Path, ...] = ()


DEBIAN_FONTS = FontFiles(
    regular=Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    bold=Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    rare=(
        Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
        Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    ),
)
"""Where the Debian packages fonts-noto-cjk and fonts-hanazono put them."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The code points that a font draws, as sorted closed ranges."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, code_point: int) -> bool:
        at = bisect_right(self.starts, code_point) - 1
        return at >= 0 and code_point <= self.ends[at]


def read_coverage(path: Path, index: int = 0) -> Coverage:
    """The code points that face ``index`` of a font file draws.

    Raises:
        FontUnusableError: the file is missing, is not a font, or has no Unicode character map.
    """
    try:
        with path.open("rb") as file:
            data = file.read(4)
            offset = 0
            if data == b"ttcf":
                file.seek(12 + 4 * index)
                (offset,) = struct.unpack(">I", file.read(4))
            file.seek(offset + 4)
            (table_count,) = struct.unpack(">H", file.read(2))
            file.seek(offset + 12)
            records = file.read(16 * table_count)
            where = {tag: (at, size) for tag, _sum, at, size in struct.iter_unpack(">4sIII", records)}
            at, size = where[b"cmap"]
            file.seek(at)
            cmap = file.read(size)
        ranges = sorted(_ranges(cmap))
    except (OSError, struct.error, KeyError) as fault:
        raise FontUnusableError(path.name) from fault
    if not ranges:
        raise FontUnusableError(path.name)
    return Coverage(tuple(start for start, _ in ranges), tuple(end for _, end in ranges))


def _ranges(cmap: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of the best Unicode subtable that we can read; nothing when there is none."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    best, best_at = 0, 0
    for n in range(count):
        platform, encoding, at = struct.unpack_from(">HHI", cmap, 4 + 8 * n)
        rank = _UNICODE_TABLES.get((platform, encoding), 0)
        if rank > best and struct.unpack_from(">H", cmap, at)[0] in {4, 12}:
            best, best_at = rank, at
    if not best:
        return
    if struct.unpack_from(">H", cmap, best_at)[0] == 12:
        (groups,) = struct.unpack_from(">I", cmap, best_at + 12)
        body = cmap[best_at + 16 : best_at + 16 + 12 * groups]
        for start, end, glyph in struct.iter_unpack(">III", body):
            yield (start + 1 if glyph == 0 else start), end
        return
    (doubled,) = struct.unpack_from(">H", cmap, best_at + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", cmap, best_at + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", cmap, best_at + 16 + doubled)
    yield from ((start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF)


@dataclass(slots=True)
class Typefaces:
    """The fonts of a slip, opened when first used. Not for two threads at once.

    Raises:
        FontUnusableError: from any method, when a font file cannot be used.
    """

    files: FontFiles
    _fonts: dict[tuple[Path, int], FreeTypeFont] = field(default_factory=dict, init=False)
    _indexes: dict[Path, int] = field(default_factory=dict, init=False)
    _coverages: dict[Path, Coverage] = field(default_factory=dict, init=False)
    _advances: dict[tuple[str, bool, int], float] = field(default_factory=dict, init=False)

    def runs(self, text: str, *, bold: bool, size_px: int) -> Iterator[tuple[str, FreeTypeFont, bool]]:
        """The text in runs of one font: text, font, and whether bold has to be made by drawing thicker.

        A character that no font has comes out as ``UNPRINTABLE``.
        """
        for path, characters in groupby(text, key=lambda c: self._path(c, bold=bold)):
            run = "".join(characters)
            if path is None:
                yield UNPRINTABLE * len(run), self._font(self._main(bold=bold), size_px), False
            else:
                yield run, self._font(path, size_px), bold and path in self.files.rare

    def advance(self, character: str, *, bold: bool, size_px: int) -> float:
        """The width in dots that one character takes."""
        key = (character, bold, size_px)
        known = self._advances.get(key)
        if known is None:
            known = sum(font.getlength(run) for run, font, _ in self.runs(character, bold=bold, size_px=size_px))
            self._advances[key] = known
        return known

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of the text that no font of the terminal draws, each once, in order."""
        return tuple(dict.fromkeys(c for c in text if c != "\n" and self._path(c, bold=False) is None))

    def _main(self, *, bold: bool) -> Path:
        return self.files.bold if bold else self.files.regular

    def _path(self, character: str, *, bold: bool) -> Path | None:
        """The first file that draws the character: the main family, then the rare ones."""
        code_point = ord(character)
        return next((p for p in (self._main(bold=bold), *self.files.rare) if code_point in self._coverage(p)), None)

    def _coverage(self, path: Path) -> Coverage:
        if path not in self._coverages:
            self._coverages[path] = read_coverage(path, self._index(path))
        return self._coverages[path]

    def _font(self, path: Path, size_px: int) -> FreeTypeFont:
        key = (path, size_px)
        if key not in self._fonts:
            self._fonts[key] = _open(path, size_px, self._index(path))
        return self._fonts[key]

    def _index(self, path: Path) -> int:
        if path not in self._indexes:
            self._indexes[path] = _face_of_simplified_chinese(path)
        return self._indexes[path]


def _open(path: Path, size_px: int, index: int) -> FreeTypeFont:
    """One face of a font file, with Pillow's own simple layout, which is the same on every machine."""
    from PIL import ImageFont

    try:
        return ImageFont.truetype(str(path), size_px, index=index, layout_engine=ImageFont.Layout.BASIC)
    except OSError as fault:
        raise FontUnusableError(path.name) from fault


def _face_of_simplified_chinese(path: Path) -> int:
    """The index of the face whose family ends in ``SC`` and is not monospaced; 0 where the file is one face."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as fault:
        raise FontUnusableError(path.name) from fault
    if head[:4] != b"ttcf" or len(head) < 12:
        return 0
    for index in range(struct.unpack(">I", head[8:12])[0]):
        family = _open(path, 16, index).getname()[0] or ""
        if family.endswith(" SC") and "Mono" not in family:
            return index
    return 0
