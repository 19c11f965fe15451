"""A page of payment with a stage between the bill and the rest: amount and payee stand above what is to be done."""

from __future__ import annotations

from PySide6.QtCore import QRect

from screens.column_page import ColumnPage
from screens.look import Zone

GAP_PX = 24
LEAST_REST_PX = 330
"""A line of the column and its pager need that much below the stage."""


class PayStagePage(ColumnPage):
    """Subclasses say with ``bill_lines`` how many lines of the column stand above the stage in portrait.

    In landscape and lower reach the stage stands where it stands on other pages: at the left, or above.
    """

    bill_lines = 0

    @property
    def brief(self) -> bool:
        """Whether there is little room beside the stage."""
        return self.look.landscape and self.look.senior

    def arrange(self) -> None:
        """In portrait: bill, stage, the rest."""
        super().arrange()
        look = self.look
        if look.landscape or look.lower_reach or not self.stage_least() or not self.bill_lines:
            return
        area, gap = self.zone(Zone.CONTENT), look.px(GAP_PX)
        above = self.column.height_of_first(self.bill_lines, area.width()) + look.px(4)
        rest = self.column.needed_in(area.width()) - above
        spare = area.height() - above - max(0, rest) - 2 * gap
        height = max(self.stage_least(), min(self.stage_most(), spare))
        if rest > 0 and area.height() - above - height - 2 * gap < look.px(LEAST_REST_PX):
            # No room for a pager below the stage: everything that is read stands above it.
            foot = QRect(area.x(), area.bottom() + 1 - self.stage_least(), area.width(), self.stage_least())
            self.place_stage(foot)
            self.column.arrange(look, [QRect(area.x(), area.y(), area.width(), foot.y() - gap - area.y())])
            return
        stage = QRect(area.x(), area.y() + above + gap, area.width(), height)
        self.place_stage(stage)
        below = QRect(area.x(), stage.bottom() + 1 + gap, area.width(), area.bottom() - stage.bottom() - gap)
        self.column.arrange(look, [QRect(area.x(), area.y(), area.width(), above), below])
