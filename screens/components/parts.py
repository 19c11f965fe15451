"""The parts that a column is made of: which component shows which spec, and how high it is in a given width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, assert_never

from PySide6.QtWidgets import QWidget

from screens.components.amount import Amount, AmountSpec, Gauge, GaugeSpec
from screens.components.banner import Banner, BannerSpec
from screens.components.bill_row import BillRow, BillRowSpec, bill_row_height
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.chip import Chip, ChipSpec
from screens.components.choice import Choice, ChoiceSpec
from screens.components.entry import Entry, EntrySpec
from screens.components.fact import Fact, FactSpec, Figure, FigureSpec
from screens.components.label import Label, LabelSpec
from screens.components.moment_line import MomentLine, MomentSpec
from screens.components.qr_code import QrCode, QrCodeSpec
from screens.components.row import Row, RowSpec
from screens.components.section import Section, SectionSpec
from screens.look import Role
from screens.text.typesetter import Typesetter

PieceSpec = (
    LabelSpec
    | BannerSpec
    | EntrySpec
    | FactSpec
    | FigureSpec
    | MomentSpec
    | SectionSpec
    | QrCodeSpec
    | RowSpec
    | ChoiceSpec
    | ChipSpec
    | ButtonSpec
    | AmountSpec
    | GaugeSpec
    | BillRowSpec
)
Part = (
    Label
    | Banner
    | Entry
    | Fact
    | Figure
    | MomentLine
    | Section
    | QrCode
    | Row
    | Choice
    | Chip
    | Button
    | Amount
    | Gauge
    | BillRow
)

PRESSED = (RowSpec, ChoiceSpec, ChipSpec, ButtonSpec, BillRowSpec)
"""Specs of parts that are pressed."""
QR_SIDE_PX = 400


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a column.

    Attributes:
        spec: what it shows; the kind of spec decides the kind of part. May hold masked personal values.
        key: what ``Column.pressed`` tells when it is pressed.
        gap: the space above it, in design pixels.
        card: pieces that follow each other with the same name stand on one card.
        across: that many pieces of this kind stand side by side.
        keep: it stays on the page of what comes after it (headings).
        reach: it belongs to what is pressed, though it is only read (the heading of rows).
    """

    spec: PieceSpec = field(repr=False)
    key: str = ""
    gap: int = 24
    card: str = ""
    across: int = 1
    keep: bool = False
    reach: bool = False


@dataclass(frozen=True, slots=True)
class PagingWords:
    """What the two buttons say."""

    previous: str
    next: str


_MAKERS: dict[type[PieceSpec], Callable[[QWidget], Part]] = {
    LabelSpec: Label,
    BannerSpec: Banner,
    EntrySpec: Entry,
    FactSpec: Fact,
    FigureSpec: Figure,
    MomentSpec: MomentLine,
    SectionSpec: Section,
    QrCodeSpec: QrCode,
    RowSpec: Row,
    ChoiceSpec: Choice,
    ChipSpec: Chip,
    ButtonSpec: lambda page: Button(ButtonKind.SMALL, page),
    AmountSpec: Amount,
    GaugeSpec: Gauge,
    BillRowSpec: BillRow,
}


class _Shows(Protocol):
    """Any part: it takes the spec of its own kind."""

    def show_spec(self, spec: Any) -> None:  # noqa: ANN401 - each kind its own, matched by ``fits``
        """Show that."""


def make_part(spec: PieceSpec, page: QWidget) -> Part:
    """A new part of the kind that shows such a spec."""
    return _MAKERS[type(spec)](page)


def fits(part: Part, spec: PieceSpec) -> bool:
    """Whether that part can show that spec."""
    return type(part.spec) is type(spec)


def show_part(part: Part, spec: PieceSpec) -> None:
    """Let the part show a spec of its kind."""
    shows: _Shows = part
    shows.show_spec(spec)


def part_height(part: Part, width: int, setter: Typesetter) -> int:
    """The height that a part needs in that width, its bottom edge included; all in device pixels.

    Args:
        part: showing its spec already.
        width: of its place.
        setter: in the present look; measures words.
    """
    look = setter.look
    match part:
        case Label() | Banner() | Entry() | Fact() | Figure() | MomentLine() | Section() | Amount() | Gauge():
            return part.height_for(width)
        case QrCode():
            return min(width, look.px(QR_SIDE_PX))
        case Row():
            return _row_height(part.spec, width, setter)
        case BillRow():
            return bill_row_height(part.spec, width, setter) + look.edge
        case Choice():
            return _choice_height(part.spec, width, setter)
        case Chip():
            return part.sizeHint().height() + look.edge
        case Button():
            return max(look.min_target, look.px(92)) + look.edge
        case _:
            assert_never(part)


def _row_height(spec: RowSpec, width: int, setter: Typesetter) -> int:
    look = setter.look
    room = width - look.px(56 + (76 if spec.icon else 0) + (44 if spec.chevron else 0))
    if not spec.sub and not spec.tags:
        height = setter.block(spec.label, Role.LABEL, width=room, bold=True).height
        return max(look.row_height, height + look.px(24)) + look.edge
    sub = setter.block(spec.sub, Role.NOTE, width=room).height if spec.sub else 0
    label = setter.block(spec.label, Role.STRONG, width=room).height
    return max(look.row_height_two, label + sub + look.px(24)) + look.edge


def _choice_height(spec: ChoiceSpec, width: int, setter: Typesetter) -> int:
    look = setter.look
    room = width - look.px(28 + 44 + 24 + 28 + (72 if spec.icon else 0))
    label = setter.block(spec.label, Role.STRONG, width=room, bold=True).height
    sub = setter.block(spec.sub, Role.NOTE, width=room).height if spec.sub else 0
    least = look.row_height_two if spec.sub else look.row_height
    return max(least, label + sub + look.px(24)) + look.edge
