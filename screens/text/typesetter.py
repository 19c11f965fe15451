"""Keeps the set text of one widget from paint to paint, and lets it go when the text goes."""

from __future__ import annotations

from screens.look import BOLD_ROLES, SERIF_ROLES, Look, Role, design_tokens
from screens.text.block import Align, Setting, TextBlock

_Key = tuple[str, Role, bool | None, int, int | None, Align, int]


class Typesetter:
    """Sets text in one look. One per widget: nobody else keeps text that was shown.

    A block that was not asked for between two calls of ``turn`` is forgotten, so that at most what is on the screen is
    kept; ``forget`` drops everything (end of a visit, another look).
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._blocks: dict[_Key, TextBlock] = {}
        self._used: set[_Key] = set()

    @property
    def look(self) -> Look:
        """The look in which text is set."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        if look != self._look:
            self._look = look
            self.forget()

    def forget(self) -> None:
        """Drop every kept text."""
        self._blocks.clear()
        self._used.clear()

    def turn(self) -> None:
        """Drop what was not used since the last turn; called after each paint."""
        for key in self._blocks.keys() - self._used:
            del self._blocks[key]
        self._used.clear()

    def block(
        self,
        text: str,
        role: Role,
        *,
        width: int | None = None,
        bold: bool | None = None,
        align: Align = Align.LEFT,
        font_px: int | None = None,
        line_height: int | None = None,
    ) -> TextBlock:
        """The text set in that role; broken into lines when there is a width (device pixels)."""
        px = font_px or self._look.font_px(role)
        leading = line_height or self._look.line_height(role, px)
        key = (text, role, bold, px, width, align, leading)
        self._used.add(key)
        found = self._blocks.get(key)
        if found is None:
            serif = role in SERIF_ROLES
            setting = Setting(
                font=self._look.font(role, bold=bold, font_px=px),
                font_px=px,
                line_height=leading,
                halt=serif and px >= self._look.px(design_tokens().font.title_halt_from_px),
                width=width,
                align=align,
                balance=(role in BOLD_ROLES if bold is None else bold),
            )
            found = self._blocks[key] = TextBlock(text, setting)
        return found

    def fit(
        self,
        text: str,
        role: Role,
        width: int,
        height: int,
        *,
        bold: bool | None = None,
        align: Align = Align.LEFT,
    ) -> TextBlock:
        """The text set as large as the role says if it fits the box, else smaller, never below the least size.

        Several lines are used where the height allows it. What does not fit at the least size is returned all the
        same; the caller reports it (``TextBlock.overflows``).
        """
        px = self._look.font_px(role)
        least = min(px, self._look.least_font_px)
        step = max(1, self._look.px(2))
        while True:
            leading = self._look.line_height(role, px)
            tight = round(px * 1.25)
            block = self.block(text, role, width=width, bold=bold, align=align, font_px=px, line_height=leading)
            if len(block.lines) > 1 and block.height > height:
                block = self.block(text, role, width=width, bold=bold, align=align, font_px=px, line_height=tight)
            if not block.overflows(width, height) and not self._cuts_word(text, block):
                return block
            if px <= least:
                return block
            px = max(least, px - step)

    @staticmethod
    def _cuts_word(text: str, block: TextBlock) -> bool:
        """Whether a Latin word was cut because it is wider than the line."""
        words = set(text.split())
        return any(
            a
            and b
            and a[-1].isascii()
            and a[-1].isalpha()
            and b[0].isascii()
            and b[0].isalpha()
            and a.split()[-1] not in words
            for a, b in zip(block.lines, block.lines[1:], strict=False)
        )
