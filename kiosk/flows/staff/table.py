"""Where staff are and what leads on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class StaffState(StrEnum):
    """Where staff are."""

    CODE = "code"
    OVERVIEW = "overview"
    OPEN_COVER = "open_cover"
    PUT_ROLL = "put_roll"
    CLOSE_COVER = "close_cover"
    NO_PAPER = "no_paper"
    """The cover is closed and the printer sees no paper."""
    TEST_PRINT = "test_print"
    ASK = "ask"
    """Did the test page come out?"""
    FAILED = "failed"
    """It did not."""


class StaffEvent(StrEnum):
    """What leads on."""

    CODE_RIGHT = "code_right"
    CHANGE_CHOSEN = "change_chosen"
    TEST_CHOSEN = "test_chosen"
    COVER_OPENED = "cover_opened"
    NEXT = "next"
    """By hand: for printers that cannot tell."""
    PAPER_SEEN = "paper_seen"
    """The cover is closed, and the printer is fit to print."""
    PAPER_MISSING = "paper_missing"
    SENT_OUT = "sent_out"
    PRINT_FAILED = "print_failed"
    CAME_OUT = "came_out"
    NOT_OUT = "not_out"
    BACK = "back"


_S, _E = StaffState, StaffEvent
STAFF_TABLE: Mapping[tuple[StaffState, StaffEvent], StaffState] = {
    (_S.CODE, _E.CODE_RIGHT): _S.OVERVIEW,
    (_S.OVERVIEW, _E.CHANGE_CHOSEN): _S.OPEN_COVER,
    (_S.OVERVIEW, _E.TEST_CHOSEN): _S.TEST_PRINT,
    (_S.OPEN_COVER, _E.COVER_OPENED): _S.PUT_ROLL,
    (_S.OPEN_COVER, _E.NEXT): _S.PUT_ROLL,
    (_S.OPEN_COVER, _E.BACK): _S.OVERVIEW,
    (_S.PUT_ROLL, _E.NEXT): _S.CLOSE_COVER,
    (_S.PUT_ROLL, _E.PAPER_SEEN): _S.TEST_PRINT,
    (_S.PUT_ROLL, _E.PAPER_MISSING): _S.NO_PAPER,
    (_S.PUT_ROLL, _E.BACK): _S.OVERVIEW,
    (_S.CLOSE_COVER, _E.NEXT): _S.TEST_PRINT,
    (_S.CLOSE_COVER, _E.PAPER_SEEN): _S.TEST_PRINT,
    (_S.CLOSE_COVER, _E.PAPER_MISSING): _S.NO_PAPER,
    (_S.CLOSE_COVER, _E.BACK): _S.PUT_ROLL,
    (_S.NO_PAPER, _E.COVER_OPENED): _S.PUT_ROLL,
    (_S.NO_PAPER, _E.PAPER_SEEN): _S.TEST_PRINT,
    (_S.NO_PAPER, _E.NEXT): _S.PUT_ROLL,
    (_S.NO_PAPER, _E.BACK): _S.OVERVIEW,
    (_S.TEST_PRINT, _E.SENT_OUT): _S.ASK,
    (_S.TEST_PRINT, _E.PRINT_FAILED): _S.FAILED,
    (_S.ASK, _E.CAME_OUT): _S.OVERVIEW,
    (_S.ASK, _E.NOT_OUT): _S.FAILED,
    (_S.ASK, _E.BACK): _S.OVERVIEW,
    (_S.FAILED, _E.TEST_CHOSEN): _S.TEST_PRINT,
    (_S.FAILED, _E.CHANGE_CHOSEN): _S.OPEN_COVER,
    (_S.FAILED, _E.BACK): _S.OVERVIEW,
}

AT_THE_PRINTER = frozenset({StaffState.OPEN_COVER, StaffState.PUT_ROLL, StaffState.CLOSE_COVER, StaffState.NO_PAPER})
"""Hands are in the printer: no countdown, but not for ever."""
