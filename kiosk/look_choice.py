"""How a resident wants to see the terminal: size, colours, lower reach. Reset at the end of the visit. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar, assert_never

from screens.look import Look, TextSize, ThemeName
from screens.shell_state import Aid

Choice = TypeVar("Choice")

SIZES = (TextSize.STANDARD, TextSize.LARGE, TextSize.SENIOR, TextSize.MAX)
THEMES = (ThemeName.STANDARD, ThemeName.HIGH_CONTRAST, ThemeName.BLACK_ON_YELLOW)


def after_aid(look: Look, aid: Aid) -> Look:
    """The look after an aid was pressed: sizes and colours go round, the lower reach toggles; others change nothing."""
    match aid:
        case Aid.TEXT_SIZE:
            return replace(look, size=_next(SIZES, look.size))
        case Aid.CONTRAST:
            return replace(look, theme=_next(THEMES, look.theme))
        case Aid.LOWER:
            return replace(look, lower_reach=not look.lower_reach)
        case Aid.SPEAK | Aid.VOLUME | Aid.LANGUAGE:
            return look
        case _:
            assert_never(aid)


def _next(choices: tuple[Choice, ...], now: Choice) -> Choice:
    return choices[(choices.index(now) + 1) % len(choices)]
