"""Where and when: what the idle picture and the frame of every page both say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.texts import Texts


@dataclass(frozen=True, slots=True)
class Place:
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
