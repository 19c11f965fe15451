"""The names of the design tokens: themes, text sizes, roles of text, colours."""

from __future__ import annotations

from enum import StrEnum


class ThemeName(StrEnum):
    """The three colour themes."""

    STANDARD = "standard"
    HIGH_CONTRAST = "high-contrast"
    BLACK_ON_YELLOW = "black-on-yellow"


class TextSize(StrEnum):
    """The four steps of text size; ``SENIOR`` and ``MAX`` also use the larger targets."""

    STANDARD = "standard"
    LARGE = "large"
    SENIOR = "senior"
    MAX = "max"


class Orientation(StrEnum):
    """How the screen stands."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class TypeRole(StrEnum):
    """What a piece of text is, which decides its size and its family."""

    CAPTION = "caption"
    NOTE = "note"
    BODY = "body"
    LABEL = "label"
    STRONG = "strong"
    ACTION = "action"
    SECTION = "section"
    TITLE = "title"
    HERO = "hero"
    NUMBER = "number"


class ColorName(StrEnum):
    """The names of the colours; what each is for stands in ``color_note`` of the token file."""

    PAPER = "paper"
    CARD = "card"
    SUNK = "sunk"
    INK = "ink"
    INK2 = "ink2"
    LINE = "line"
    RIM = "rim"
    EDGE = "edge"
    PRIM = "prim"
    PRIM_D = "primD"
    ON_PRIM = "onPrim"
    TINT = "tint"
    TINT_LINE = "tintLine"
    ON_TINT = "onTint"
    PLINTH = "plinth"
    PLINTH_BTN = "plinthBtn"
    PLINTH_EDGE = "plinthEdge"
    ON_PLINTH = "onPlinth"
    ON_PLINTH2 = "onPlinth2"
    HELP = "help"
    HELP_EDGE = "helpEdge"
    ON_HELP = "onHelp"
    WARN = "warn"
    WARN_TINT = "warnTint"
    WARN_LINE = "warnLine"
    DANGER = "danger"
    DANGER_TINT = "dangerTint"
    DANGER_LINE = "dangerLine"
    ACCENT = "accent"
    FOCUS = "focus"
    DISABLED = "disabled"
    ON_DISABLED = "onDisabled"


SENIOR_SIZES = frozenset({TextSize.SENIOR, TextSize.MAX})
"""The text sizes that come with larger targets, fewer tiles and longer time-outs."""
