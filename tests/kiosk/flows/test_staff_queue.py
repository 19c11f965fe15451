"""Staff look after single entries at the terminal: hold, release, send again, and what nothing helps."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from config.domain.identifiers import EntryId
from kiosk.flows.staff.table import StaffState
from kiosk.staff_code import CodeGuard
from kiosk.stage import PageName
from offline_queue.model import Entry, EntryState, HoldCause
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.flows.test_staff_states import STAFF_TOML, is_in, staff_of, to_overview
from tests.kiosk.flows.test_staff_stick import words
from tests.kiosk.rig import Rig, assert_at_rest
from tests.offline_queue.build import case_draft, rating_draft


@pytest.fixture(scope="module")
def terminal(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A terminal with a code and a hall."""
    folder = tmp_path_factory.mktemp("terminal")
    with DeskHall() as hall, Rig(qapp, folder, hall=hall, reader=False, printer=False, more_toml=STAFF_TOML) as rig:
        yield rig.start()
    gc.collect()


@pytest.fixture
def rig(terminal: Rig) -> Iterator[Rig]:
    """At rest, with no wrong tries."""
    terminal.tidy_up()
    terminal.terminal._code_guard = CodeGuard()
    yield terminal
    terminal.tidy_up()


def to_queue(rig: Rig) -> None:
    to_overview(rig)
    staff = staff_of(rig)
    rig.until(lambda: bool(staff._machine) and bool(staff._line), "the findings: a page that changes loses a touch")
    rig.press("staff.door.queue")
    rig.until(lambda: staff._queue._look is not None, "the queue")
    assert rig.front() is PageName.STAFF_LIST


def open_entry(rig: Rig, entry_id: EntryId) -> None:
    rig.do(PageName.STAFF_LIST, "chosen", entry_id)
    is_in(rig, StaffState.ENTRY)


def entry_of(rig: Rig, entry_id: EntryId) -> Entry:
    return rig.outbox.entry(entry_id)


def says(rig: Rig, key: str) -> None:
    rig.until(lambda: rig.text(key) in words(rig, PageName.STAFF_LIST), key)


def test_an_entry_is_held_and_released_with_a_reason(rig: Rig) -> None:
    """Without a reason nothing is done; released it is sent at once."""
    rig.set_line(up=False)
    entry_id = rig.outbox.enqueue_rating(rating_draft()).entry_id
    to_queue(rig)
    open_entry(rig, entry_id)
    rig.do(PageName.STAFF_LIST, "primary_pressed")
    assert staff_of(rig).state is StaffState.ENTRY
    rig.press("queue.reason.resident_asked")
    rig.press("staff_queue.act.hold")
    is_in(rig, StaffState.QUEUE)
    says(rig, "staff_queue.done.hold")
    assert (entry_of(rig, entry_id).state, entry_of(rig, entry_id).cause) == (EntryState.HELD, "staff/resident_asked")
    rig.until(lambda: "（" in words(rig, PageName.STAFF_LIST), "the reason in the list", ticking=True)
    rig.set_line(up=True)
    open_entry(rig, entry_id)
    rig.press("queue.reason.checked")
    rig.press("staff_queue.act.release")
    is_in(rig, StaffState.QUEUE)
    says(rig, "staff_queue.done.release")
    rig.until(lambda: entry_of(rig, entry_id).state is EntryState.DELIVERED, "the delivery")


def test_what_the_hall_turned_away_is_sent_again(rig: Rig) -> None:
    """With the hall's cause in plain words beside it."""
    rig.set_line(up=False)
    entry_id = rig.outbox.enqueue(case_draft()).entry_id
    rig.outbox.hold(entry_id, HoldCause.SCHEMA)
    rig.set_line(up=True)
    to_queue(rig)
    open_entry(rig, entry_id)
    assert rig.text("queue.cause.schema") in words(rig, PageName.STAFF_LIST)
    rig.press("queue.reason.hall_mended")
    rig.press("staff_queue.act.resend")
    is_in(rig, StaffState.QUEUE)
    rig.until(lambda: entry_of(rig, entry_id).state is EntryState.DELIVERED, "the delivery")


def test_the_halls_final_word_has_a_cure_and_no_act(rig: Rig) -> None:
    """The resident has to come again."""
    rig.set_line(up=False)
    entry_id = rig.outbox.enqueue_rating(rating_draft()).entry_id
    rig.outbox.refuse(entry_id, "final")
    to_queue(rig)
    open_entry(rig, entry_id)
    assert rig.text("queue.care_cure.final") in words(rig, PageName.STAFF_LIST)
    rig.do(PageName.STAFF_LIST, "primary_pressed")
    assert staff_of(rig).state is StaffState.ENTRY
    rig.press("shell.back")
    assert staff_of(rig).state is StaffState.QUEUE
    rig.press("shell.back")
    assert staff_of(rig).state is StaffState.OVERVIEW


@pytest.mark.expects_log_warnings
def test_an_entry_that_has_changed_meanwhile_is_left_alone(rig: Rig) -> None:
    """It was sent while somebody thought about it: that is said, and nothing is done to it."""
    rig.set_line(up=False)
    entry_id = rig.outbox.enqueue_rating(rating_draft()).entry_id
    to_queue(rig)
    open_entry(rig, entry_id)
    rig.outbox.settle(entry_id)
    rig.press("queue.reason.resident_asked")
    rig.press("staff_queue.act.hold")
    is_in(rig, StaffState.QUEUE)
    says(rig, "staff_queue.failed")
    assert entry_of(rig, entry_id).state is EntryState.DELIVERED


def test_the_list_follows_what_is_sent_meanwhile(rig: Rig) -> None:
    """And leaving it leaves nothing behind."""
    rig.set_line(up=False)
    entry_id = rig.outbox.enqueue(case_draft()).entry_id
    to_queue(rig)
    look = staff_of(rig)._queue._look
    assert look is not None
    assert entry_id in [one.entry_id for one in look.entries]
    rig.set_line(up=True)

    def gone() -> bool:
        now = staff_of(rig)._queue._look
        return now is not None and entry_id not in [one.entry_id for one in now.entries]

    rig.until(gone, "the list without it", ticking=True)
    rig.press("shell.exit")
    assert_at_rest(rig)
