"""The privacy notice: who uses what for what, how long, and what one can do about it. A notice, not a consent."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.fact import FactSpec
from screens.components.label import LabelSpec
from screens.components.row import RowSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role


@dataclass(frozen=True, slots=True)
class PrivacyRow:
    """One point of the notice."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OptionalConsent:
    """Something optional that the resident may agree to; never ticked beforehand."""

    label: str
    sub: str
    given: bool


@dataclass(frozen=True, slots=True)
class PrivacyState:
    """The whole notice; ``sensitive`` is empty where nothing sensitive is used."""

    head: StepHeaderSpec
    who: str
    who_act: str
    """Who acts now, and the way to change it."""
    rows: tuple[PrivacyRow, ...]
    sensitive: str
    sensitive_reason: str
    consent: OptionalConsent | None
    print: str
    print_reason: str
    """Why it cannot be printed now; empty: it can."""
    print_note: str
    """What became of the print; empty before anybody asked for one."""
    print_trouble: bool
    decline: str
    accept: str
    paging: PagingWords


class PrivacyPage(ColumnPage):
    """The second step of an application.

    Signals:
        accepted: the notice was read.
        declined: the resident does not want to go on.
        who_pressed: somebody else acts, or for somebody else.
        print_pressed: on paper, please.
        consent_toggled: the optional consent is now given or not.
    """

    accepted = Signal()
    declined = Signal()
    who_pressed = Signal()
    print_pressed = Signal()
    consent_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: PrivacyState | None = None
        self.bar.primary_pressed.connect(self.accepted)
        self.bar.secondary_pressed.connect(self.declined)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: PrivacyState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        pieces = [Piece(RowSpec(state.who, Icon.PEOPLE, trailing=state.who_act), key="who")]
        pieces += [Piece(FactSpec(row.name, row.value, strong=False), card="notice", gap=16) for row in state.rows]
        if state.sensitive:
            banner = BannerSpec(BannerKind.WARN, state.sensitive, state.sensitive_reason, Icon.LOCK)
            pieces.append(Piece(banner))
        if state.consent is not None:
            consent = state.consent
            choice = ChoiceSpec(consent.label, consent.sub, selected=consent.given, many=True)
            pieces.append(Piece(choice, key="consent"))
        sheet = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        pieces.append(Piece(sheet, key="print", gap=16))
        if state.print_note:
            icon = Icon.WARNING if state.print_trouble else Icon.INFO
            color = "warn" if state.print_trouble else "ink"
            pieces.append(Piece(LabelSpec(state.print_note, Role.BODY, color, icon=icon), gap=12, reach=True))
        actions = ActionsSpec(ButtonSpec(state.accept, icon_after=Icon.FORWARD), ButtonSpec(state.decline))
        self.show_parts(state.head, pieces, state.paging, actions)

    def _on_pressed(self, key: str) -> None:
        if key == "print":
            self.print_pressed.emit()
        elif key == "who":
            self.who_pressed.emit()
        elif self._state is not None and self._state.consent is not None:
            self.consent_toggled.emit(not self._state.consent.given)
