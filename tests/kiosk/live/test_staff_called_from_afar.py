"""A bell that nobody answers is told to the hall; staff see which terminal it is, and the page says what is known."""

from __future__ import annotations

from typing import Any

import pytest

from hall.staff_calls import CALLS_AN_HOUR, CallUnknownError, answer_call, close_call, listed_calls
from kiosk.hall_calls import HallCalls, RefusedError
from kiosk.remote_call import RemoteCall, RemoteState
from kiosk.stage import PageName
from offline_queue.wire.entries import ProblemKind
from screens.components.fact import FactSpec
from screens.pages.staff_call import StaffCallPage
from tests.kiosk.live.quarter import Quarter
from tests.kiosk.rig import assert_at_rest


def listed(there: Quarter, *, every: bool = False) -> list[dict[str, Any]]:
    """The calls as staff read them."""
    return there.running.hall.database.read(lambda connection: listed_calls(connection, every=every))


def remote(there: Quarter) -> RemoteCall:
    return there.rig.terminal._frame.remote


def wait(there: Quarter, state: RemoteState) -> None:
    """Until that is known, while the seconds of somebody who waits go by."""
    there.rig.until(lambda: remote(there).state is state, state.value)


def ring(there: Quarter) -> None:
    """Somebody wants a person and waits longer than the bell alone."""
    there.rig.arrive()
    there.rig.press("shell.help")
    there.rig.seen(PageName.STAFF_CALL)
    there.rig.tick(44)
    assert remote(there).state is RemoteState.NONE
    there.rig.tick(1)


def said(there: Quarter) -> str:
    page = there.rig.stage.page(PageName.STAFF_CALL)
    assert isinstance(page, StaffCallPage)
    there.rig.tick()
    return " ".join(piece.spec.value for piece in page._pieces if isinstance(piece.spec, FactSpec))


def test_it_is_told_seen_and_taken_back_when_nobody_waits_any_longer(there: Quarter) -> None:
    """The list has terminal, station and a reason, and nothing else about who stands there."""
    before = len(listed(there, every=True))
    ring(there)
    wait(there, RemoteState.TOLD)
    assert there.rig.text("staff_call.how.told") in said(there)
    [one] = listed(there)
    assert (one["terminal_id"], one["station_code"], one["reason"]) == ("LS01", "LS", "help")
    assert set(one) == {"call_id", "terminal_id", "station_code", "reason", "state", "called_at", "answered_by"}
    now = there.running.clock()
    there.running.hall.database.write(lambda connection: answer_call(connection, one["call_id"], "0417", now)).result()
    there.rig.tick(10)
    wait(there, RemoteState.SEEN)
    assert there.rig.text("staff_call.how.seen") in said(there)
    there.rig.press("staff_call.cancel")
    there.rig.until(lambda: not listed(there), "the end of the call")
    assert len(listed(there, every=True)) == before + 1
    with pytest.raises(CallUnknownError):
        there.running.hall.database.write(
            lambda connection: close_call(connection, one["call_id"], "0417", now)
        ).result()
    there.rig.press("shell.exit")
    assert_at_rest(there.rig)


def test_without_a_line_the_bell_rings_on_and_it_is_told_later_under_the_same_id(there: Quarter) -> None:
    """What did not get through is never said to have been told."""
    there.cut()
    ring(there)
    wait(there, RemoteState.UNREACHABLE)
    assert there.rig.text("staff_call.how.unreachable") in said(there)
    call_id = remote(there)._call_id
    there.line.up = True
    there.rig.tick(30)
    wait(there, RemoteState.TOLD)
    assert [one["call_id"] for one in listed(there)] == [call_id]
    there.rig.terminal.end_visit()
    there.rig.until(lambda: not listed(there), "the end of the call")


def test_a_terminal_that_calls_too_often_is_told_to_wait(there: Quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    """After twelve within an hour the hall takes no more; with a hall of before the bell rings alone."""
    for _ in range(CALLS_AN_HOUR - len(listed(there, every=True))):
        ring(there)
        wait(there, RemoteState.TOLD)
        there.rig.leave()
        there.rig.until(lambda: not listed(there), "the end of the call")
    ring(there)
    wait(there, RemoteState.UNREACHABLE)
    there.rig.leave()

    def unknown(_calls: HallCalls, _asked: object) -> None:
        raise RefusedError(ProblemKind.NOT_FOUND)

    monkeypatch.setattr(HallCalls, "call_staff", unknown)
    ring(there)
    wait(there, RemoteState.REFUSED)
    assert there.rig.text("staff_call.how.value") in said(there)
    there.running.clock.move(3601)
