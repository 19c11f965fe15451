"""What the idle picture says. Nothing heavy here: it is painted before settings and catalogue are read."""

from __future__ import annotations

from datetime import datetime

from config.texts import Texts
from kiosk.present.place import Place, present_date
from screens.header import HeaderSpec, Line
from screens.pages.idle import IdleState

TIPS = ("papers", "lay_flat", "slip", "text_size", "language", "staff", "offline")
TIP_S = 20
"""How long one tip stands."""
WANDER_MIN = 5
WANDER = ((0, 0), (4, 0), (8, 0), (8, 4), (8, 8), (4, 8), (0, 8), (0, 4))
"""Places of the picture, one after the other, in pixels of the design: nothing stands still for longer."""


def present_idle(
    texts: Texts, *, place: Place | None, now: datetime, online: bool, hotline: str = "", hours: str = ""
) -> IdleState:
    """The idle picture for one moment.

    Args:
        texts: in the terminal's own language.
        place: station and terminal; None while the settings are still being read.
        now: local time of the terminal.
        online: whether the hall can be reached.
        hotline: a telephone number; empty: none is named.
        hours: today's window hours, for example "9:00-12:00"; empty: none are named.
    """
    seconds = now.hour * 3600 + now.minute * 60 + now.second
    line = Line.ONLINE if online else Line.OFFLINE
    return IdleState(
        header=HeaderSpec(
            station=place.station if place else "",
            terminal=texts("shell.terminal", number=place.terminal_no) if place else "",
            time=f"{now:%H:%M}",
            date=present_date(texts, now),
            line=line,
            line_text=texts(f"shell.line.{line.value}"),
        ),
        headline=texts("idle.headline"),
        sub=texts("idle.sub"),
        start=texts("idle.start"),
        text_size=texts("idle.text_size"),
        language=texts("idle.language"),
        help=texts("idle.help"),
        hotline=texts("idle.hotline", number=hotline) if hotline else "",
        hours=texts("idle.hours", hours=hours) if hours else "",
        tip=texts(f"idle.tip.{TIPS[seconds // TIP_S % len(TIPS)]}") if place else "",
        moved=WANDER[seconds // 60 // WANDER_MIN % len(WANDER)] if place else (0, 0),
    )
