"""The papers are sealed: what that means, number and code large, the slip or a code to photograph, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import Label, LabelSpec
from screens.components.moment_line import MomentSpec
from screens.components.qr_code import QrCode, QrCodeSpec
from screens.components.row import RowSpec
from screens.components.slip_preview import SlipPreview, SlipPreviewSpec
from screens.components.step_header import StepHeaderSpec
from screens.components.timeline import TimelineEntry
from screens.components.wait_ring import WaitStrip, WaitStripSpec
from screens.icons import Icon
from screens.look import Role, Zone
from screens.text.block import Align


@dataclass(frozen=True, slots=True)
class SealedFact:
    """A number to be kept."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedState:
    """What the page shows.

    Attributes:
        good: the banner says something good; otherwise something to attend to.
        photo: the slip did not come, so that number and code have to be photographed: a code stands in its place.
        slip_busy: the slip is being prepared or printed.
        reprint: empty: it is not offered.
        rate: empty: there is nothing to rate.
        done_reason: why ``done`` cannot be pressed yet; empty: it can.
    """

    head: StepHeaderSpec
    banner: str
    banner_reason: str
    banner_icon: Icon
    good: bool
    facts: tuple[SealedFact, ...] = field(repr=False)
    steps: tuple[TimelineEntry, ...]
    photo: bool
    photo_caption: str
    qr_content: str = field(repr=False)
    slip_name: str
    slip_status: str
    slip_busy: bool
    reprint: str
    rate: str
    done: str
    done_reason: str
    paging: PagingWords


class SealedPage(ColumnPage):
    """The last step.

    Signals:
        done_pressed: the slip is in the resident's hand.
        photographed: number and code are photographed, since there is no slip.
        rate_pressed: rate the service.
        reprint_pressed: print the slip again.
    """

    done_pressed = Signal()
    photographed = Signal()
    rate_pressed = Signal()
    reprint_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: SealedState | None = None
        self._slip = SlipPreview(self)
        self._qr = QrCode(self)
        self._caption = Label(self)
        self._strip = WaitStrip(self)
        self._pictures = 0
        self._stage = QRect()
        self.bar.primary_pressed.connect(self._on_done)
        self.bar.secondary_pressed.connect(self.rate_pressed)
        self.column.pressed.connect(self._on_pressed)

    def show_slip(self, image: QImage | None) -> None:
        """Show the printer's own picture of the slip; None: there is none."""
        self._pictures += 1
        name = self._state.slip_name if self._state is not None else ""
        self._slip.show_spec(SlipPreviewSpec(name, image, self._pictures))
        self.rearrange()

    @property
    def slip_shown(self) -> bool:
        """Whether a picture of the slip is held."""
        return self._slip.spec.image is not None

    def forget_text(self) -> None:
        """Let go of everything, the slip too."""
        super().forget_text()
        self._slip.show_spec(SlipPreviewSpec(""))
        self._qr.show_spec(QrCodeSpec("", ""))
        self._state = None

    def render(self, state: SealedState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self._slip.show_spec(SlipPreviewSpec(state.slip_name, self._slip.spec.image, self._pictures))
        self._qr.show_spec(QrCodeSpec(state.qr_content, state.photo_caption))
        self._caption.show_spec(LabelSpec(state.photo_caption, Role.LABEL, align=Align.CENTER, middle=True))
        self._strip.show_spec(WaitStripSpec(state.slip_status, running=state.slip_busy))
        primary = ButtonSpec(
            state.done, Icon.CHECK if not state.done_reason else None, enabled=not state.done_reason,
            reason=state.done_reason,
        )  # fmt: skip
        secondary = ButtonSpec(state.rate) if state.rate else None
        self.show_parts(state.head, self._pieces_of(state), state.paging, ActionsSpec(primary, secondary))

    def look_changed(self) -> None:
        """In landscape the numbers come first, since they stand beside the slip."""
        if self._state is not None:
            self.render(self._state)

    def _pieces_of(self, state: SealedState) -> list[Piece]:
        kind = BannerKind.GOOD if state.good else BannerKind.WARN
        banner = Piece(BannerSpec(kind, state.banner, state.banner_reason, state.banner_icon))
        numbers = [Piece(FactSpec(fact.name, fact.value, large=True), card="numbers") for fact in state.facts]
        pieces = [*numbers, banner] if self.look.landscape else [banner, *numbers]
        if not self._beside():
            pieces += self._instead_of_slip(state)
        last = len(state.steps) - 1
        pieces += [
            Piece(MomentSpec(step, index == 0, index == last), card="steps") for index, step in enumerate(state.steps)
        ]
        if state.reprint:
            pieces.append(Piece(RowSpec(state.reprint, Icon.PRINTER), key="reprint"))
        return pieces

    @staticmethod
    def _instead_of_slip(state: SealedState) -> list[Piece]:
        """Where the slip has no room: what is known of it in words, and the code where it did not come."""
        pieces = [Piece(LabelSpec(state.slip_status, Role.LABEL, icon=Icon.PRINTER))]
        if state.photo:
            pieces.append(Piece(LabelSpec(state.photo_caption, Role.LABEL, align=Align.CENTER), keep=True))
            pieces.append(Piece(QrCodeSpec(state.qr_content, state.photo_caption), gap=8))
        return pieces

    # -- the slip --------------------------------------------------------------------------------------------------

    def _beside(self) -> bool:
        """Whether the slip has room beside the column: not in large text, not in lower reach."""
        look = self.look
        return not look.senior and (look.landscape or not look.lower_reach)

    def areas(self) -> list[QRect]:
        """The column, with room left for the slip."""
        look = self.look
        if not self._beside():
            return super().areas()
        if look.landscape:
            left, right = super().areas()
            return [left.adjusted(self._slip_width() + look.gutter, 0, 0, 0), right]
        return [self.zone(Zone.CONTENT)]

    def _slip_width(self) -> int:
        return self.look.px(380 if self.look.landscape else 420)

    def arrange(self) -> None:
        """In portrait, banner and numbers take the width; slip and steps stand side by side below."""
        super().arrange()
        state, look = self._state, self.look
        shown = state is not None and self._beside()
        for widget in (self._slip, self._qr, self._caption, self._strip):
            widget.hide()
        if not shown or state is None:
            return
        if look.landscape:
            area = look.rect(Zone.CONTENT_TALL)
            self._place_slip(state, QRect(area.x(), area.y(), self._slip_width(), area.height()))
            return
        self._arrange_portrait(state)

    def _arrange_portrait(self, state: SealedState) -> None:
        """Lay the column out again: what stands above the slip, then what stands beside it."""
        look, area = self.look, self.zone(Zone.CONTENT)
        above = self.column.height_of_first(1 + len(state.facts), area.width()) + look.px(28)
        beside = area.adjusted(self._slip_width() + look.gutter, above, 0, 0)
        self.column.arrange(look, [QRect(area.x(), area.y(), area.width(), above), beside])
        self._place_slip(state, QRect(area.x(), area.y() + above, self._slip_width(), area.height() - above))

    def _place_slip(self, state: SealedState, area: QRect) -> None:
        look = self.look
        foot, gap = look.px(84), look.px(16)
        self._strip.show()
        room = area.adjusted(0, 0, 0, -foot - gap)
        if state.photo or self._slip.spec.image is None:
            caption = round(look.font_px(Role.LABEL) * 1.6)
            side = min(room.width(), room.height() - caption)
            left = room.x() + (room.width() - side) // 2
            self._qr.setGeometry(left, room.y(), side, side)
            self._caption.setGeometry(room.x(), room.y() + side, room.width(), caption)
            self._qr.show()
            self._caption.show()
            end = room.y() + side + caption
        else:
            height = min(room.height(), self._slip.height_for(room.width()))
            self._slip.setGeometry(QRect(room.x(), room.y(), room.width(), height))
            self._slip.show()
            end = room.y() + height
        self._strip.setGeometry(QRect(area.x(), end + gap, area.width(), foot))

    # -- what was pressed ------------------------------------------------------------------------------------------

    def _on_done(self) -> None:
        if self._state is not None and self._state.photo:
            self.photographed.emit()
        else:
            self.done_pressed.emit()

    def _on_pressed(self, key: str) -> None:
        if key == "reprint":
            self.reprint_pressed.emit()
