"""Where and when: what the idle picture and the frame of every page both say."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from config.texts import Texts


class Place(NamedTuple):
    """Where the terminal stands: the station's name in the resident's language, and the terminal's number there."""

    station: str
    terminal_no: int


def present_date(texts: Texts, moment: datetime) -> str:
    """Month, day and day of the week, for example 11月24日 星期二."""
    return texts(
        "shell.date",
        month=texts(f"shell.month.{moment.month}"),
        day=moment.day,
        weekday=texts(f"shell.weekday.{moment.isoweekday()}"),
    )
