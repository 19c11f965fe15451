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
    QUEUE = "queue"
    """What waits or needs somebody, one by one."""
    ENTRY = "entry"
    STICK = "stick"
    """Which USB stick?"""
    STICK_WRITING = "stick_writing"
    STICK_RESULT = "stick_result"


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
    QUEUE_CHOSEN = "queue_chosen"
    ENTRY_CHOSEN = "entry_chosen"
    ENTRY_DONE = "entry_done"
    """What staff wanted was done, or could not be."""
    STICK_CHOSEN = "stick_chosen"
    WRITE = "write"
    WRITTEN = "written"
    """The bundle is on the stick, or could not be written."""
    AGAIN = "again"
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
    (_S.OVERVIEW, _E.QUEUE_CHOSEN): _S.QUEUE,
    (_S.QUEUE, _E.ENTRY_CHOSEN): _S.ENTRY,
    (_S.QUEUE, _E.BACK): _S.OVERVIEW,
    (_S.ENTRY, _E.ENTRY_DONE): _S.QUEUE,
    (_S.ENTRY, _E.BACK): _S.QUEUE,
    (_S.OVERVIEW, _E.STICK_CHOSEN): _S.STICK,
    (_S.STICK, _E.WRITE): _S.STICK_WRITING,
    (_S.STICK, _E.BACK): _S.OVERVIEW,
    (_S.STICK_WRITING, _E.WRITTEN): _S.STICK_RESULT,
    (_S.STICK_RESULT, _E.AGAIN): _S.STICK,
    (_S.STICK_RESULT, _E.BACK): _S.OVERVIEW,
}

AT_THE_PRINTER = frozenset({StaffState.OPEN_COVER, StaffState.PUT_ROLL, StaffState.CLOSE_COVER, StaffState.NO_PAPER})
"""Hands are in the printer: no countdown, but not for ever."""
AT_THE_QUEUE = frozenset({StaffState.QUEUE, StaffState.ENTRY})
AT_THE_STICK = frozenset({StaffState.STICK, StaffState.STICK_WRITING, StaffState.STICK_RESULT})
BUSY = frozenset({StaffState.TEST_PRINT, StaffState.STICK_WRITING})
"""Something runs that is not stopped half way: there is no way back and no countdown."""
