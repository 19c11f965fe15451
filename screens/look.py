"""How everything looks at one moment: theme, text size, orientation, scale, and where the zones of the frame lie.

A ``Look`` is a value. Changing the mode of a visit means making another one and giving it to the shell, which hands it
on. All lengths in the code are design pixels of the 1080 × 1920 (or 1920 × 1080) frame; ``Look.px`` turns them into
device pixels with one factor. Source: look sheet, "Tokens" and "Frame"; the numbers come from ``config/tokens.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont

from config.tokens import (
    SENIOR_SIZES,
    ColorName,
    Orientation,
    TextSize,
    ThemeName,
    ThemeStrokes,
    Tokens,
    load_tokens,
)
from config.tokens import TypeRole as Role

__all__ = [
    "BOLD_ROLES",
    "RARE",
    "SANS",
    "SERIF",
    "SERIF_ROLES",
    "Look",
    "Orientation",
    "Role",
    "TextSize",
    "ThemeName",
    "Zone",
    "design_tokens",
]

SANS = "Noto Sans CJK SC"
SERIF = "Noto Serif CJK SC"
RARE = ("HanaMinA", "HanaMinB")
"""Families behind the text faces: Extension B and beyond."""


@lru_cache(maxsize=1)
def design_tokens() -> Tokens:
    """The tokens shipped with the product, read once."""
    return load_tokens()


BOLD_ROLES = frozenset({Role.LABEL, Role.STRONG, Role.ACTION, Role.SECTION, Role.TITLE, Role.HERO, Role.NUMBER})
SERIF_ROLES = frozenset({Role.SECTION, Role.TITLE, Role.HERO})


class Zone(StrEnum):
    """The zones of the frame. READ and TOUCH differ from CONTENT in lower reach only."""

    HEADER = "header"
    TITLE = "title"
    CONTENT = "content"
    """Between title and actions."""
    CONTENT_TALL = "content_tall"
    """Content of a page without action buttons: it reaches down to the end of the actions zone."""
    READ = "read"
    """Where things that are only read may stand."""
    TOUCH = "touch"
    """Where things that are pressed may stand: the part of the content within reach."""
    ACTIONS = "actions"
    AIDS = "aids"
    PLINTH = "plinth"
    NAV = "nav"
    """The row of buttons in the plinth."""
    KEYBOARD = "keyboard"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look. ``width`` and ``height`` are the window's size in device pixels."""

    theme: ThemeName = ThemeName.STANDARD
    size: TextSize = TextSize.STANDARD
    orientation: Orientation = Orientation.PORTRAIT
    width: int = 1080
    height: int = 1920
    lower_reach: bool = False
    reduced_motion: bool = False

    @property
    def factor(self) -> float:
        """Device pixels for one design pixel."""
        base_w, base_h = design_tokens().base[self.orientation]
        return min(self.width / base_w, self.height / base_h)

    @property
    def landscape(self) -> bool:
        """Whether the screen lies on its long side."""
        return self.orientation is Orientation.LANDSCAPE

    @property
    def contrast(self) -> bool:
        """Whether this is one of the two contrast themes: outlines instead of faces and edges."""
        return self.theme is not ThemeName.STANDARD

    @property
    def senior(self) -> bool:
        """Whether targets are the larger ones (长者 and 最大)."""
        return self.size in SENIOR_SIZES

    def px(self, design_px: float) -> int:
        """A length of the design in whole device pixels; never 0 for a length that is not 0."""
        scaled = round(design_px * self.factor)
        return scaled if scaled or not design_px else (1 if design_px > 0 else -1)

    def color(self, name: str) -> QColor:
        """The colour of that token in this theme. ValueError for an unknown name."""
        return _color(self.theme, ColorName(name))

    # -- text ------------------------------------------------------------------------------------------------------

    def font_px(self, role: Role) -> int:
        """The size of that role in device pixels."""
        return self.px(design_tokens().type_px(role, self.size))

    @property
    def least_font_px(self) -> int:
        """The smallest size to which a text that is too long may be set, in device pixels: that of captions.

        In the largest text it is that of senior mode, under which nothing may be (look sheet, "Frame").
        """
        size = TextSize.SENIOR if self.size is TextSize.MAX else self.size
        return self.px(design_tokens().type_px(Role.CAPTION, size))

    def font(self, role: Role, *, bold: bool | None = None, font_px: int | None = None) -> QFont:
        """The font of that role. ``bold`` overrides the role's weight, ``font_px`` its size. Treat as immutable."""
        heavy = role in BOLD_ROLES if bold is None else bold
        px = font_px or self.font_px(role)
        serif = role in SERIF_ROLES
        return _font(
            SERIF if serif else SANS,
            px,
            heavy or serif,
            serif and px >= self.px(design_tokens().font.title_halt_from_px),
        )

    def line_height(self, role: Role, font_px: int | None = None) -> int:
        """The distance of two baselines in device pixels."""
        ratio = design_tokens().line_height(role, self.size)
        return round((font_px or self.font_px(role)) * ratio)

    # -- lengths ---------------------------------------------------------------------------------------------------

    @property
    def margin(self) -> int:
        """The free space at the left and right of the frame."""
        return self.px(design_tokens().space.margin[self.orientation])

    @property
    def gutter(self) -> int:
        """The space between two columns."""
        return self.px(design_tokens().space.gutter)

    @property
    def gap(self) -> int:
        """The least space between two targets."""
        return self.px(design_tokens().target.gap(self.size))

    @property
    def min_target(self) -> int:
        """The least width and height of anything that can be pressed."""
        return self.px(design_tokens().target.minimum(self.size))

    @property
    def button_height(self) -> int:
        """The height of an action button."""
        return self.px(design_tokens().target.button(self.size))

    @property
    def row_height(self) -> int:
        """The height of a row with one line."""
        return self.px(112 if self.senior else design_tokens().target.row)

    @property
    def row_height_two(self) -> int:
        """The height of a row with a sub-line."""
        return self.px(144 if self.senior else design_tokens().target.row_two_line)

    @property
    def strokes(self) -> ThemeStrokes:
        """The stroke widths of this theme in design pixels."""
        return design_tokens().theme_strokes[self.theme]

    @property
    def hairline(self) -> float:
        """The width of a line around things that are only read; 3 px in contrast themes."""
        return max(1.0, self.strokes.hairline * self.factor)

    @property
    def edge(self) -> int:
        """The height of the solid bottom edge of things that can be pressed; 0 in contrast themes."""
        return round(self.strokes.edge * self.factor)

    @property
    def select_stroke(self) -> float:
        """The width of the border of a selected thing."""
        return self.strokes.select * self.factor

    def radius(self, name: str) -> int:
        """A corner radius by token name: tag, key, button, field, tile, panel, stage."""
        return self.px(int(getattr(design_tokens().radius, name)))

    # -- zones -----------------------------------------------------------------------------------------------------

    def rect(self, zone: Zone, *, keyboard: bool = False) -> QRect:
        """Where that zone lies in the window, in device pixels.

        HEADER, PLINTH and KEYBOARD take the window's whole width, the others the width between the margins. With
        ``keyboard`` the content ends above the keyboard panel. Room beyond the design's height goes to the content.
        """
        top, bottom = self._span(zone, keyboard=keyboard)
        if zone in {Zone.HEADER, Zone.PLINTH, Zone.KEYBOARD}:
            return QRect(0, top, self.width, bottom - top)
        left, right = self.margin, self.width - self.margin
        if self.landscape and zone is Zone.NAV:
            right = self.margin + self.px(980)
        if self.landscape and zone is Zone.AIDS:
            left = self.margin + self.px(1012)
        return QRect(left, top, right - left, bottom - top)

    def columns(self, area: QRect, count: int, gap: int | None = None) -> list[QRect]:
        """The area cut into that many columns of equal width with the gutter (or ``gap``) between them."""
        space = self.gutter if gap is None else gap
        width = (area.width() - space * (count - 1)) / count
        edges = [
            (round(area.x() + i * (width + space)), round(area.x() + i * (width + space) + width)) for i in range(count)
        ]
        return [QRect(left, area.y(), right - left, area.height()) for left, right in edges]

    def _span(self, zone: Zone, *, keyboard: bool) -> tuple[int, int]:
        spans = (
            _landscape_spans(senior=self.senior)
            if self.landscape
            else _portrait_spans(self.size, lower_reach=self.lower_reach)
        )
        if keyboard and zone in {Zone.CONTENT, Zone.CONTENT_TALL, Zone.READ, Zone.TOUCH}:
            top = spans[Zone.CONTENT][0]
            return self._y(top, Zone.TITLE), self._y(spans[Zone.KEYBOARD][0] - 24, Zone.KEYBOARD)
        top, bottom = spans[zone]
        lower = Zone.PLINTH if bottom > spans[Zone.TITLE][1] else Zone.TITLE
        upper = Zone.TITLE if zone in _TOP_ANCHORED else Zone.PLINTH
        return self._y(top, upper), self._y(bottom, lower)

    def _y(self, design_y: int, anchor: Zone) -> int:
        """Zones of the lower part hang from the window's bottom, so that spare height goes to the content."""
        if anchor is Zone.TITLE:
            return self.px(design_y)
        return self.height - self.px(design_tokens().base[self.orientation][1] - design_y)


_TOP_ANCHORED = frozenset({Zone.HEADER, Zone.TITLE, Zone.CONTENT, Zone.CONTENT_TALL, Zone.READ})


@lru_cache(maxsize=16)
def _portrait_spans(size: TextSize, *, lower_reach: bool) -> dict[Zone, tuple[int, int]]:
    """Top and bottom of each zone in design pixels; the larger sizes take their room from the content."""
    frame = design_tokens().portrait
    tall = size in SENIOR_SIZES
    if tall:
        title_end = 272 if size is TextSize.SENIOR else 284
        spans = {
            Zone.TITLE: (148, title_end),
            Zone.CONTENT: (title_end + 32, 1440),
            Zone.ACTIONS: (1464, 1592),
            Zone.AIDS: (1620, 1716),
            Zone.PLINTH: (1744, 1920),
            Zone.NAV: (1774, 1890),
        }
    else:
        spans = {
            Zone.TITLE: frame.title,
            Zone.CONTENT: frame.content,
            Zone.ACTIONS: frame.actions,
            Zone.AIDS: frame.aids,
            Zone.PLINTH: frame.plinth,
            Zone.NAV: frame.nav_buttons,
        }
    top, bottom = spans[Zone.CONTENT]
    reach = frame.lower_reach_top
    spans[Zone.HEADER] = frame.header
    spans[Zone.CONTENT_TALL] = (top, spans[Zone.ACTIONS][1])
    spans[Zone.READ] = (top, reach - 24) if lower_reach else (top, bottom)
    spans[Zone.TOUCH] = (reach, bottom) if lower_reach else (top, bottom)
    spans[Zone.KEYBOARD] = (frame.keyboard[0], spans[Zone.PLINTH][0])
    return spans


@lru_cache(maxsize=2)
def _landscape_spans(*, senior: bool) -> dict[Zone, tuple[int, int]]:
    """The same for landscape, where the sheet names only header, content and bar; the rest is fitted in between."""
    frame = design_tokens().landscape
    top, bottom = frame.content
    actions = bottom - (128 if senior else 112)
    content_top = top + 136 + (16 if senior else 0)
    return {
        Zone.HEADER: frame.header,
        Zone.TITLE: (top, content_top - 28),
        Zone.CONTENT: (content_top, actions - 24),
        Zone.CONTENT_TALL: (content_top, bottom),
        Zone.READ: (content_top, actions - 24),
        Zone.TOUCH: (content_top, actions - 24),
        Zone.ACTIONS: (actions, bottom),
        Zone.AIDS: frame.bar_buttons,
        Zone.PLINTH: frame.plinth,
        Zone.NAV: frame.bar_buttons,
        Zone.KEYBOARD: (480, frame.plinth[0]),
    }


@lru_cache(maxsize=128)
def _color(theme: ThemeName, name: ColorName) -> QColor:
    return QColor(design_tokens().color(theme, name))


@lru_cache(maxsize=128)
def _font(family: str, px: int, bold: bool, halt: bool) -> QFont:
    font = QFont()
    font.setFamilies([family, SANS, *RARE])
    font.setPixelSize(px)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if halt:
        font.setFeature(QFont.Tag("halt"), 1)
    return font
