"""What the shell shows: frozen values with ready texts, made by a presenter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screens.header import Line

__all__ = ["Aid", "AidState", "Countdown", "Line", "NavState", "ShellState"]


class Aid(StrEnum):
    """The aids of the bar: 大字, 对比, 朗读, 音量, 下移操作区, English."""

    TEXT_SIZE = "text_size"
    CONTRAST = "contrast"
    SPEAK = "speak"
    VOLUME = "volume"
    LOWER = "lower"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class AidState:
    """One aid: its word, whether it is in force now, whether it can be used."""

    aid: Aid
    label: str
    selected: bool = False
    usable: bool = True


@dataclass(frozen=True, slots=True)
class NavState:
    """One button of the plinth; unusable ones stay as outlines."""

    label: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Countdown:
    """The seconds left before the visit ends by itself, of how many."""

    left_s: int
    of_s: int


@dataclass(frozen=True, slots=True)
class ShellState:
    """Header, aids and plinth.

    ``countdown`` is None while there is none: camera, payment or staff call at work.
    """

    station: str
    terminal: str
    time: str
    date: str
    line: Line
    line_text: str
    back: NavState
    home: NavState
    help: NavState
    exit: NavState
    aids: tuple[AidState, ...]
    countdown: Countdown | None = None
