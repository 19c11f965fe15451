"""What a slip says, as values: blocks of text, label and value rows, big numbers, a QR code.

What goes on which slip is decided in ``kiosk/slips``; how it looks is decided in ``drivers.printer.raster``.
Every text is cleaned when a block is made, so no field can carry a control character to the printer. Texts
are hidden from ``repr``: a slip holds masked names and a lookup code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

TEXT_COLUMNS = 40
"""Width of the plain text form of a slip, in half-width columns."""

_INVISIBLE = (
    *(*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x061C, 0xFEFF),
    *(*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0200)),
)
UNPRINTABLE = "〓"
"""The printer's mark for a character that is not to be had; never a silent gap in a name."""

_REPLACE: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(range(0xD800, 0xE000), UNPRINTABLE),
}


def clean(text: str) -> str:
    """The text without control, direction, zero-width and variation characters; line ends stay line feeds.

    A tab becomes a space, half of a surrogate pair becomes ``UNPRINTABLE``. Source: receipt printer sheet,
    section 4.2, "Sanitise".
    """
    return text.replace("\r\n", "\n").replace("\t", " ").translate(_REPLACE)


def clean_line(text: str) -> str:
    """The cleaned text in one line: line ends become spaces."""
    return clean(text).replace("\n", " ")


def check_box(checked: bool) -> str:
    """A box as a character: ``■`` when ticked, else ``□``."""
    return "■" if checked else "□"


class Align(StrEnum):
    """Where a line stands between the margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class TextSize(StrEnum):
    """The sizes of running text; the dots behind each name belong to the paper width."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of the slip, centred, with a smaller line below when ``subtitle`` is not empty."""

    text: str = field(repr=False)
    subtitle: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))
        object.__setattr__(self, "subtitle", clean(self.subtitle))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; broken at the margin when it is too long, and at each line feed."""

    text: str = field(repr=False)
    bold: bool = False
    align: Align = Align.LEFT
    size: TextSize = TextSize.NORMAL

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; each line feed in the value starts a new line under the value."""

    label: str = field(repr=False)
    value: str = field(repr=False)
    bold: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", clean_line(self.label))
        object.__setattr__(self, "value", clean(self.value))


@dataclass(frozen=True, slots=True)
class Rows:
    """Label and value pairs whose values stand under each other."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, broken by the Chinese rules."""

    text: str = field(repr=False)
    bold: bool = False
    size: TextSize = TextSize.NORMAL

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean(self.text))


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a numbered list; ``note`` (such as a page count) stands at the right margin."""

    text: str = field(repr=False)
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_line(self.text))
        object.__setattr__(self, "note", clean_line(self.note))


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Entries numbered from ``first`` on."""

    items: tuple[ListItem, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading (empty in all columns: no heading row), its share of the width, its side."""

    heading: str = field(default="", repr=False)
    share: int = 1
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        object.__setattr__(self, "heading", clean_line(self.heading))
        if self.share < 1:
            raise ValueError(f"a column with a share of {self.share}")


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in columns, such as fees: each row has one text for each column; long cells are broken inside theirs."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("each row of a table has one cell for each column")
        object.__setattr__(self, "rows", tuple(tuple(map(clean, row)) for row in self.rows))


@dataclass(frozen=True, slots=True)
class BigNumber:
    """A number to be read from an arm's length, such as a receipt number, with its label above it."""

    text: str = field(repr=False)
    label: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", clean_line(self.text))
        object.__setattr__(self, "label", clean_line(self.label))


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code, caption beside it. Keep ``data`` to ASCII (receipt printer sheet, section 6, rule 5)."""

    data: str = field(repr=False)
    caption: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", clean(self.caption))


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper, dashed unless ``solid``."""

    solid: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """White paper, in dots (8 dots are a millimetre)."""

    height_dots: int = 16


@dataclass(frozen=True, slots=True)
class Cut:
    """Here the paper is cut. Every slip is cut at its end; this block makes a further part."""


Block = Title | Line | Rows | Table | Paragraph | NumberedList | BigNumber | QrCode | Rule | Space | Cut


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip from top to bottom."""

    blocks: tuple[Block, ...]

    def to_text(self) -> str:
        """The slip as plain text, each block on lines of its own; the QR code as its data in brackets."""
        return "\n".join(line.rstrip() for block in self.blocks for line in _block_lines(block)) + "\n"


def _block_lines(block: Block) -> list[str]:  # noqa: C901 - one branch for each kind of block
    """The plain text of one block."""
    match block:
        case Title(text, subtitle):
            return [*text.split("\n"), *(subtitle.split("\n") if subtitle else [])]
        case Line(text) | Paragraph(text):
            return text.split("\n")
        case Rows(rows):
            return [line for row in rows for line in _row_lines(row)]
        case Table(columns, rows):
            heading = tuple(column.heading for column in columns)
            return ["  ".join(cells).replace("\n", " ") for cells in ([heading] if any(heading) else []) + list(rows)]
        case NumberedList(items, first):
            return [f"{n}. {item.text}  {item.note}".rstrip() for n, item in enumerate(items, first)]
        case BigNumber(text, label):
            return [label, text] if label else [text]
        case QrCode(data, caption):
            return [f"[QR {clean_line(data)}]", *(caption.split("\n") if caption else [])]
        case Rule():
            return ["-" * TEXT_COLUMNS]
        case Space():
            return [""]
        case Cut():
            return ["=" * TEXT_COLUMNS]
        case _:
            assert_never(block)


def _row_lines(row: Row) -> list[str]:
    """A row as plain text: the label once, further lines of the value indented."""
    first, *rest = row.value.split("\n")
    return [f"{row.label}  {first}", *(f"    {line}" for line in rest)]
