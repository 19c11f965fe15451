"""The guide of one item: what it costs, who may apply, what to bring, where; and the way to begin."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from screens.column_page import ColumnPage
from screens.components.action_bar import ActionsSpec
from screens.components.banner import BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.column import PagingWords, Piece
from screens.components.entry import EntrySpec
from screens.components.fact import FactSpec, FigureSpec
from screens.components.label import LabelSpec
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.look import Role

LONG_LABEL = 12
"""Options with longer labels do not share a line."""
DROP_ANSWERS = "drop-answers"
CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True)
class GuideOption:
    """An answer to a question that shortens the list."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class GuideSituation:
    """A question that shortens the list."""

    id: str
    question: str
    options: tuple[GuideOption, ...]


@dataclass(frozen=True, slots=True)
class GuideText:
    """A heading with paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideState:
    """The whole guide; empty texts are left out.

    Attributes:
        figures: fee, visits, time.
        who_lines: conditions, one a line.
        places: name and value.
        situations_note: how many questions there are, and what the answers do to the list of materials.
        advice: what the answers given say has to be known first.
        drop_answers: the button that shows the whole list again; empty: nothing is answered.
        start_reason: why it cannot be started here now; empty: it can.
    """

    head: StepHeaderSpec
    official: str
    summary: str
    banners: tuple[BannerSpec, ...]
    figures: tuple[FigureSpec, ...]
    who: str
    who_lines: tuple[str, ...]
    situations_heading: str
    situations_note: str
    situations: tuple[GuideSituation, ...]
    advice: tuple[BannerSpec, ...]
    drop_answers: str
    materials_heading: str
    materials: tuple[EntrySpec, ...]
    place_heading: str
    places: tuple[tuple[str, str], ...]
    texts: tuple[GuideText, ...]
    footnotes: tuple[str, ...]
    checklist: str
    print: str
    print_reason: str
    start: str
    start_reason: str
    urgent: bool
    paging: PagingWords


class GuidePage(ColumnPage):
    """The first step.

    Signals:
        print_pressed: the notice sheet on paper.
        start_pressed: begin; for an urgent item: a person, at once.
        option_chosen: an answer, by the ids of situation and option.
        checklist_pressed: what is still missing?
        answers_dropped: none of the answers counts any more.
    """

    print_pressed = Signal()
    start_pressed = Signal()
    option_chosen = Signal(str, str)
    checklist_pressed = Signal()
    answers_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: GuideState | None = None
        self._options: dict[str, tuple[str, str]] = {}
        self.bar.primary_pressed.connect(self.start_pressed)
        self.bar.secondary_pressed.connect(self.print_pressed)
        self.column.pressed.connect(self._on_pressed)

    def render(self, state: GuideState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        start = ButtonSpec(
            state.start,
            Icon.BELL if state.urgent else None,
            Icon.FORWARD if not state.urgent and not state.start_reason else None,
            enabled=not state.start_reason,
            reason=state.start_reason,
        )
        sheet = ButtonSpec(state.print, Icon.PRINTER, enabled=not state.print_reason, reason=state.print_reason)
        self.show_parts(state.head, self._pieces_of(state), state.paging, ActionsSpec(start, sheet))

    def look_changed(self) -> None:
        """Large text puts the figures below each other."""
        if self._state is not None:
            self.render(self._state)

    def forget_text(self) -> None:
        """Let go of everything."""
        super().forget_text()
        self._state = None

    def _pieces_of(self, state: GuideState) -> list[Piece]:
        pieces = [Piece(LabelSpec(state.official, Role.NOTE, "ink2", bold=False))] if state.official else []
        pieces += [Piece(banner, gap=16) for banner in state.banners]
        if self.look.senior:
            pieces += [Piece(FactSpec(one.name, one.value, one.sub), card="figures") for one in state.figures]
        else:
            pieces += [Piece(one, across=len(state.figures), card="figures", gap=16) for one in state.figures]
        if state.summary:
            pieces.append(Piece(LabelSpec(state.summary, Role.BODY)))
        pieces += self._list(state.who, state.who_lines, Icon.CHECK)
        pieces += self._questions(state)
        pieces.append(heading_piece(state.materials_heading))
        pieces += [Piece(entry, card="materials", gap=12) for entry in state.materials]
        pieces.append(Piece(ButtonSpec(state.checklist, Icon.CHECKLIST), key=CHECKLIST, gap=16))
        pieces.append(heading_piece(state.place_heading))
        pieces += [
            Piece(FactSpec(name, value, strong=False), card="place", gap=12) for name, value in state.places if value
        ]
        for block in state.texts:
            pieces += self._list(block.heading, block.paragraphs, None)
        pieces += [
            Piece(LabelSpec(note, Role.NOTE, "ink2", icon=Icon.INFO, bold=False), gap=20) for note in state.footnotes
        ]
        return pieces

    @staticmethod
    def _list(heading: str, lines: tuple[str, ...], icon: Icon | None) -> list[Piece]:
        if not lines:
            return []
        return [heading_piece(heading), *(Piece(LabelSpec(line, Role.BODY, icon=icon), gap=8) for line in lines)]

    def _questions(self, state: GuideState) -> list[Piece]:
        if not state.situations:
            return []
        self._options.clear()
        pieces = [heading_piece(state.situations_heading, reach=True)]
        note = LabelSpec(state.situations_note, Role.BODY, "ink2", bold=False)
        pieces.append(Piece(note, keep=True, reach=True, gap=8))
        pieces += question_pieces(state.situations, self._options, senior=self.look.senior)
        pieces += [Piece(banner, gap=16) for banner in state.advice]
        if state.drop_answers:
            pieces.append(Piece(ButtonSpec(state.drop_answers, Icon.DOCS), key=DROP_ANSWERS, gap=16))
        return pieces

    def _on_pressed(self, key: str) -> None:
        if key in self._options:
            self.option_chosen.emit(*self._options[key])
        elif key == DROP_ANSWERS:
            self.answers_dropped.emit()
        elif key == CHECKLIST:
            self.checklist_pressed.emit()


def heading_piece(text: str, *, reach: bool = False) -> Piece:
    """The heading of a section."""
    return Piece(LabelSpec(text, Role.SECTION), keep=True, gap=28, reach=reach)


def question_pieces(
    situations: tuple[GuideSituation, ...], options: dict[str, tuple[str, str]], *, senior: bool
) -> list[Piece]:
    """The questions with their answers to press; fills ``options`` with situation and option by the piece's key."""
    pieces = []
    for situation in situations:
        pieces.append(Piece(LabelSpec(situation.question, Role.LABEL), keep=True, reach=True, gap=12))
        long = senior or any(len(option.label) > LONG_LABEL for option in situation.options)
        across = 1 if long else min(3, len(situation.options))
        for option in situation.options:
            key = f"{situation.id}/{option.id}"
            options[key] = (situation.id, option.id)
            choice = ChoiceSpec(option.label, selected=option.chosen)
            pieces.append(Piece(choice, key=key, across=across, gap=12))
    return pieces
