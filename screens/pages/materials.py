"""Laying papers under the camera: the live picture, what is still wrong, the list of papers, the page just taken."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.button import ButtonSpec
from screens.components.column import PagingWords, Piece
from screens.components.hero_card import HeroCard
from screens.components.label import LabelSpec
from screens.components.page_picture import PagePicture, PagePictureSpec
from screens.components.row import RowSpec
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.components.verdicts import Verdicts, VerdictsSpec
from screens.components.viewfinder import Quad, Viewfinder, ViewfinderSpec
from screens.icons import Icon
from screens.look import Role, Zone

CHOOSE = "choose:"
"""Begins the key of a row of the list; the paper's reference follows."""
_ACT_ICONS = {"retake": Icon.RETRY, "add_page": Icon.PLUS, "remove": Icon.CROSS}


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One paper of the list."""

    ref: str
    name: str
    state: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class MaterialsState:
    """What the page shows.

    Attributes:
        taken: the page to look at, by its id; empty: the camera is live.
        missing: stands in the camera's place when it is gone.
        hint: what is wrong or comes next, below the picture.
        primary_reason: why the primary button cannot be pressed now; empty: it can.
        page_acts: texts of what can be done with the taken page, by act; those not named are not offered.
        phone, phone_hint: the way by phone; an empty ``phone``: not offered.
    """

    head: StepHeaderSpec
    viewfinder: ViewfinderSpec
    taken: str
    taken_name: str
    missing: str
    missing_why: str
    hint: str
    hint_warn: bool
    checks: VerdictsSpec
    heading: str
    count: str
    lines: tuple[MaterialLine, ...]
    note: str
    page_acts: tuple[tuple[str, str], ...]
    phone: str
    phone_hint: str
    primary: str
    primary_act: str
    primary_reason: str
    secondary: str
    secondary_act: str
    paging: PagingWords


class MaterialsPage(ColumnPage):
    """The fifth step.

    Signals:
        capture_pressed: take it now.
        retake_pressed: take that page again.
        page_removed: that page is not wanted.
        material_chosen: turn to that paper.
        add_page_pressed: one more page of this paper.
        skip_pressed: this paper comes later.
        next_pressed: the next paper, or on to the review.
        other_way_pressed: not with the camera.
        phone_pressed: by phone.
    """

    capture_pressed = Signal()
    retake_pressed = Signal(str)
    page_removed = Signal(str)
    material_chosen = Signal(str)
    add_page_pressed = Signal()
    skip_pressed = Signal()
    next_pressed = Signal()
    other_way_pressed = Signal()
    phone_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: MaterialsState | None = None
        self._viewfinder = Viewfinder(self)
        self._taken = PagePicture(self)
        self._missing = HeroCard(self)
        self._verdicts = Verdicts(self)
        self._pictures: dict[str, QImage] = {}
        self.bar.primary_pressed.connect(lambda: self._act("primary"))
        self.bar.secondary_pressed.connect(lambda: self._act("secondary"))
        self.column.pressed.connect(self._on_pressed)

    def show_preview(self, image: QImage, quad: Quad | None) -> None:
        """Show the camera's latest picture, with the page found in it. Cheap: nothing else is painted."""
        self._viewfinder.show_frame(image, quad)

    def show_thumbnail(self, page_id: str, image: QImage) -> None:
        """Keep the picture of a page that was taken, until ``forget_pictures``."""
        self._pictures[page_id] = image
        if self._state is not None and self._state.taken == page_id:
            self._taken.show_spec(PagePictureSpec(self._state.taken_name, image))

    def forget_pictures(self) -> None:
        """Let go of every picture: the step was left or the visit is over."""
        self._pictures.clear()
        self._viewfinder.show_frame(None, None)
        self._taken.show_spec(PagePictureSpec(""))

    def pictures_held(self) -> int:
        """How many pictures are held, for the check that none outlives the step."""
        shown = self._viewfinder.holds_picture
        return len(self._pictures) + int(shown)

    def forget_text(self) -> None:
        """Let go of everything, pictures too."""
        super().forget_text()
        self.forget_pictures()
        self._state = None

    def render(self, state: MaterialsState) -> None:  # type: ignore[override]
        """Show that state."""
        before = self._state
        self._state = state
        if state.taken and (before is None or not before.taken):
            self._viewfinder.show_frame(None, None)
        self._viewfinder.show_spec(state.viewfinder)
        self._taken.show_spec(PagePictureSpec(state.taken_name, self._pictures.get(state.taken)))
        self._missing.show_spec(
            StateCardSpec(StateKind.DEVICE_MISSING, state.missing, state.missing_why, icon=Icon.CAMERA)
        )
        self._verdicts.show_spec(state.checks)
        self._missing.setVisible(bool(state.missing))
        self._taken.setVisible(bool(state.taken))
        self._viewfinder.setVisible(not state.missing and not state.taken)
        self._verdicts.setVisible(not state.missing and not state.taken)
        icon = Icon.CAMERA if state.primary_act == "capture" else None
        usable = not state.primary_reason
        primary = ButtonSpec(state.primary, icon, enabled=usable, reason=state.primary_reason)
        actions = ActionsSpec(
            primary if state.primary else None, ButtonSpec(state.secondary) if state.secondary else None
        )
        self.show_parts(state.head, self._pieces_of(state), state.paging, actions)

    def look_changed(self) -> None:
        """Large text puts what can be done with a page below each other."""
        if self._state is not None:
            self.render(self._state)

    def _pieces_of(self, state: MaterialsState) -> list[Piece]:
        icon = Icon.WARNING if state.hint_warn else Icon.TOUCH
        color = "warn" if state.hint_warn else "ink"
        pieces = [Piece(LabelSpec(state.hint, Role.LABEL, color, icon=icon), gap=16)] if state.hint else []
        across = 1 if self.look.senior and self.look.landscape else len(state.page_acts)
        acts = [
            Piece(ButtonSpec(text, _ACT_ICONS[act]), key=act, across=across, gap=16) for act, text in state.page_acts
        ]
        pieces += acts
        pieces.append(Piece(LabelSpec(f"{state.heading}  {state.count}", Role.LABEL), keep=True, reach=True, gap=20))
        beside = 1 if self.look.senior or self.look.landscape or len(state.lines) < 2 else 2
        for line in state.lines:
            row = RowSpec(
                line.name,
                Icon.CHECK_CIRCLE if line.done else Icon.DOC,
                line.state,
                selected=line.current,
                chevron=not line.current,
            )
            pieces.append(Piece(row, key=f"{CHOOSE}{line.ref}", across=beside, gap=12))
        if state.phone:
            row = RowSpec(state.phone, Icon.PHONE, state.phone_hint, chevron=True)
            pieces.append(Piece(row, key="phone", gap=12))
        pieces.append(Piece(LabelSpec(state.note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=16))
        return pieces

    # -- the stage -------------------------------------------------------------------------------------------------

    def stage_least(self) -> int:
        """A page must be big enough to be judged."""
        return self.look.px(500 if self.look.senior else 620)

    def stage_most(self) -> int:
        """4 : 3 in the width that there is, and the checks."""
        return round(self.look.rect(Zone.CONTENT).width() * 0.75) + self._verdicts_height()

    def _verdicts_height(self) -> int:
        return self.look.px(24 + (116 if self.look.senior else 84))

    def place_stage(self, area: QRect) -> None:
        """The whole picture, 4 : 3, so that every corner of the paper is seen, and the checks at its foot."""
        foot = self._verdicts_height()
        live = area.adjusted(0, 0, 0, -foot)
        width = min(live.width(), round(live.height() * 4 / 3))
        left = live.x() + (live.width() - width) // 2
        self._viewfinder.setGeometry(QRect(left, live.y(), width, min(live.height(), round(width * 0.75))))
        self._taken.setGeometry(area)
        self._missing.setGeometry(area)
        height = foot - self.look.px(24)
        self._verdicts.setGeometry(QRect(area.x(), area.bottom() + 1 - height, area.width(), height))

    # -- what was pressed ------------------------------------------------------------------------------------------

    def _on_pressed(self, key: str) -> None:
        if key.startswith(CHOOSE):
            self.material_chosen.emit(key.removeprefix(CHOOSE))
        else:
            self._emit(key)

    def _act(self, which: str) -> None:
        if self._state is not None:
            self._emit(self._state.primary_act if which == "primary" else self._state.secondary_act)

    def _emit(self, act: str) -> None:
        taken = self._state.taken if self._state is not None else ""
        match act:
            case "capture":
                self.capture_pressed.emit()
            case "next":
                self.next_pressed.emit()
            case "other_way":
                self.other_way_pressed.emit()
            case "retake":
                self.retake_pressed.emit(taken)
            case "remove":
                self.page_removed.emit(taken)
            case "add_page":
                self.add_page_pressed.emit()
            case "skip":
                self.skip_pressed.emit()
            case "phone":
                self.phone_pressed.emit()
