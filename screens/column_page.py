"""A page made of a head, a column of parts and actions: what most pages of an application are.

Subclasses turn their state into pieces (``pieces``) and their actions; a stage (a picture, a camera) may take the room
that the pieces leave (``stage_height``).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.action_bar import ActionBar, ActionsSpec
from screens.components.column import Column, PagingWords, Piece
from screens.components.step_header import StepHeader, StepHeaderSpec
from screens.look import Look, Zone
from screens.page import Page

LANDSCAPE_LEFT_PX = 1060
LANDSCAPE_GAP_PX = 40


class ColumnPage(Page):
    """Subclasses call ``show_parts`` from ``render`` and say with ``stage`` whether something stands above the column.

    Attributes:
        stage: the widgets that share the stage's rectangle; placed by ``place_stage``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = StepHeader(self)
        self.column = Column(self)
        self.bar = ActionBar(self)
        self._pieces: tuple[Piece, ...] = ()
        self._words = PagingWords("", "")

    def show_parts(
        self, head: StepHeaderSpec, pieces: Sequence[Piece], words: PagingWords, actions: ActionsSpec | None = None
    ) -> None:
        """Show these parts; another title begins at the first page of the column."""
        if head.title != self.head.spec.title:
            self.column.begin()
        self.head.show_spec(head)
        self.setAccessibleName(head.title)
        self._pieces = tuple(pieces)
        self._words = words
        self.bar.show_spec(actions or ActionsSpec())
        self.column.show_pieces(self._pieces, words, self.look)
        self.rearrange()

    def apply_look(self, look: Look) -> None:
        """Look like this from now on; pieces that depend on the look are made anew."""
        super().apply_look(look)
        self.look_changed()

    def forget_text(self) -> None:
        """Let go of all text and of the pieces that held it."""
        super().forget_text()
        self._pieces = ()
        self.column.clear()
        self.head.show_spec(StepHeaderSpec(""))
        self.setAccessibleName("")

    def arrange(self) -> None:
        """Head, stage, column, actions."""
        deeper = self.look.px(12) if self.look.senior else 0
        self.head.setGeometry(self.zone(Zone.TITLE).adjusted(0, 0, 0, deeper))
        self.bar.arrange(self.actions_area())
        areas = self.areas()
        stage = self.stage_area(areas)
        if stage is not None:
            self.place_stage(stage)
        self.column.arrange(self.look, areas, split=self.look.lower_reach and not self.look.landscape)

    # -- what subclasses may change --------------------------------------------------------------------------------

    def look_changed(self) -> None:
        """A hook for pages whose pieces depend on the look: render the state again."""

    def stage_least(self) -> int:
        """The least height of the stage in device pixels; 0: there is none."""
        return 0

    def stage_most(self) -> int:
        """The greatest height of the stage in device pixels."""
        return self.height()

    def place_stage(self, area: QRect) -> None:
        """Put the stage's widgets into that area."""

    # -- where things lie ------------------------------------------------------------------------------------------

    def actions_area(self) -> QRect:
        """Where the buttons stand: the whole width, in landscape the right column."""
        area = self.look.rect(Zone.ACTIONS)
        if self.look.landscape:
            area.setLeft(self._right_column_x())
        return area

    def areas(self) -> list[QRect]:
        """Where the column lies: one area, or two in landscape and lower reach."""
        look = self.look
        if look.landscape:
            tall, content = look.rect(Zone.CONTENT_TALL), self.zone(Zone.CONTENT)
            left = QRect(tall.x(), tall.y(), look.px(LANDSCAPE_LEFT_PX), tall.height())
            x = self._right_column_x()
            return [left, QRect(x, content.y(), content.right() + 1 - x, content.height())]
        if look.lower_reach:
            touch = look.rect(Zone.TOUCH)
            touch.setBottom(self.zone(Zone.CONTENT).bottom())
            return [look.rect(Zone.READ), touch]
        return [self.zone(Zone.CONTENT)]

    def stage_area(self, areas: list[QRect]) -> QRect | None:
        """Take the stage's room from the areas: the whole first of two, or what the pieces leave of the only one."""
        least = self.stage_least()
        if not least:
            return None
        if len(areas) > 1:
            return areas.pop(0)
        area = areas[0]
        gap = self.look.px(28)
        spare = area.height() - self.column.needed_in(area.width()) - gap
        height = max(least, min(self.stage_most(), spare))
        areas[0] = area.adjusted(0, height + gap, 0, 0)
        return QRect(area.x(), area.y(), area.width(), height)

    def _right_column_x(self) -> int:
        return self.look.margin + self.look.px(LANDSCAPE_LEFT_PX + LANDSCAPE_GAP_PX)

    def paint(self, canvas: Canvas) -> None:
        """The cards of the column."""
        self.column.paint(canvas)
