"""What the frame round every page says: header, aids, plinth."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from config.texts import Texts
from kiosk.present.place import Place, present_date
from screens.look import Look, ThemeName
from screens.shell_state import Aid, AidState, Countdown, Line, NavState, ShellState

__all__ = ["Place", "present_date", "present_shell"]


def present_shell(
    texts: Texts,
    *,
    place: Place,
    now: datetime,
    online: bool,
    look: Look,
    aids: Collection[Aid] = frozenset(Aid),
    speaking: bool = False,
    back: bool = True,
    home: bool = True,
    leave: bool = True,
    countdown: Countdown | None = None,
) -> ShellState:
    """The frame for one moment.

    Args:
        texts: in the language of the visit.
        place: station and terminal.
        now: local time of the terminal.
        online: whether the hall can be reached.
        look: the look in force; decides which aids are offered and lit.
        aids: the aids that this terminal has (a terminal without a speaker has neither 朗读 nor 音量).
        speaking: whether pages are read aloud.
        back: whether 返回 does something now.
        home: whether 首页 does something now.
        leave: whether 退出 does something now.
        countdown: the seconds left; None while no time runs.
    """
    return ShellState(
        station=place.station,
        terminal=texts("shell.terminal", number=place.terminal_no),
        time=f"{now:%H:%M}",
        date=present_date(texts, now),
        line=Line.ONLINE if online else Line.OFFLINE,
        line_text=texts("shell.line.online" if online else "shell.line.offline"),
        back=NavState(texts("shell.back"), usable=back),
        home=NavState(texts("shell.home"), usable=home),
        help=NavState(texts("shell.help")),
        exit=NavState(texts("shell.exit"), usable=leave),
        aids=_aids(texts, look, aids, speaking=speaking),
        countdown=countdown,
    )


def _aids(texts: Texts, look: Look, offered: Collection[Aid], *, speaking: bool) -> tuple[AidState, ...]:
    """The aids in their order. Senior sizes leave out the language, for which the idle picture has a button."""
    lit = {
        Aid.TEXT_SIZE: look.size.value != "standard",
        Aid.CONTRAST: look.theme is not ThemeName.STANDARD,
        Aid.SPEAK: speaking,
        Aid.LOWER: look.lower_reach,
    }
    states = []
    for aid in Aid:
        if aid not in offered or (aid is Aid.LANGUAGE and look.senior) or (aid is Aid.LOWER and look.landscape):
            continue
        key = "shell.aid.lower_short" if aid is Aid.LOWER and look.senior else f"shell.aid.{aid.value}"
        states.append(AidState(aid, texts(key), selected=lit.get(aid, False)))
    return tuple(states)
