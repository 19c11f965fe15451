"""Staff look after single entries: what is held, refused or waits, and hold, release or send again with a reason."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from kiosk.background import Lane
from kiosk.flows.staff.table import StaffEvent, StaffState
from kiosk.present.staff_queue import present_entry, present_queue
from kiosk.stage import PageName
from offline_queue.care import CareAct, StaffReason, act_for, care_of
from offline_queue.errors import QueueError
from offline_queue.model import AlarmLevel, Entry, EntryState

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from offline_queue.outbox import Outbox

_log = logging.getLogger(__name__)

MOST_WAITING = 30
"""Of what waits, only the oldest: it is sent by itself."""
LOOK_EVERY_TICKS = 5


@dataclass(frozen=True, slots=True)
class QueueLook:
    """The queue as staff see it: what needs somebody first, then what waits, both oldest first."""

    alarm: AlarmLevel
    waiting: int
    entries: tuple[Entry, ...]


def look_at_queue(outbox: Outbox) -> QueueLook:
    """Read it. Blocks for as long as the queue takes."""
    status = outbox.status()
    needy = [entry for state in (EntryState.HELD, EntryState.REFUSED) for entry in outbox.entries(state)]
    waiting = [entry for state in (EntryState.READY, EntryState.REGISTERED) for entry in outbox.entries(state)]
    needy.sort(key=lambda one: one.sequence)
    waiting.sort(key=lambda one: one.sequence)
    return QueueLook(status.alarm, len(waiting), (*needy, *waiting[:MOST_WAITING]))


def do_act(outbox: Outbox, act: CareAct, entry: Entry, reason: StaffReason) -> None:
    """Do it. Raises `QueueError` when the entry has changed meanwhile, or the disk does not take it."""
    match act:
        case CareAct.HOLD:
            outbox.hold(entry.entry_id, reason=reason)
        case CareAct.RELEASE:
            outbox.release(entry.entry_id, reason=reason)
        case CareAct.RESEND:
            outbox.resend(entry.entry_id, reason=reason)
        case _:
            assert_never(act)


class QueuePart:
    """The pages of the queue in the staff's side."""

    def __init__(self, around: Surroundings, fire: Callable[[StaffEvent], None], render: Callable[[], None]) -> None:
        """Prepare.

        Args:
            around: as every flow has it.
            fire: moves the staff's flow.
            render: shows its present page again.
        """
        self._around = around
        self._fire = fire
        self._render = render
        self._look: QueueLook | None = None
        self._entry: Entry | None = None
        self._reason: StaffReason | None = None
        self._busy = False
        self._done: CareAct | None = None
        self._failed = False
        self._ticks = 0

    def enter(self, state: StaffState) -> None:
        """Read the queue anew for the list."""
        if state is StaffState.QUEUE:
            self._entry, self._reason = None, None
            self._read()

    def leave(self) -> None:
        """Back in the overview: what was done is no news there."""
        self._done, self._failed, self._look = None, False, None

    def render(self, state: StaffState) -> None:
        """The list or the entry."""
        texts = self._around.texts
        if state is StaffState.ENTRY and self._entry is not None:
            page = present_entry(texts, self._entry, self._around.now(), self._reason, busy=self._busy)
        else:
            look = self._look
            page = present_queue(
                texts,
                None if look is None else (look.alarm, look.waiting, look.entries),
                done=self._done,
                failed=self._failed,
            )
        self._around.stage.show(PageName.STAFF_LIST, page)

    def chosen(self, state: StaffState, key: str) -> None:
        """An entry of the list, or a reason."""
        if state is StaffState.ENTRY:
            self._reason = StaffReason(key)
            self._render()
            return
        entries = () if self._look is None else self._look.entries
        self._entry = next((one for one in entries if one.entry_id == key), None)
        if self._entry is not None:
            self._done, self._failed = None, False
            self._fire(StaffEvent.ENTRY_CHOSEN)

    def primary(self) -> None:
        """Do with the entry what helps."""
        entry, reason, outbox = self._entry, self._reason, self._around.outbox.outbox
        act = None if entry is None else act_for(care_of(entry.state, entry.cause))
        if self._busy or entry is None or reason is None or act is None or outbox is None:
            return
        self._busy = True
        self._render()
        self._around.background.run(
            Lane.OUTBOX,
            lambda: do_act(outbox, act, entry, reason),
            lambda _nothing: self._acted(act, entry, reason),
            lambda error: self._not_acted(act, error),
        )

    def on_tick(self, state: StaffState) -> None:
        """The list follows what is sent meanwhile."""
        self._ticks += 1
        if state is StaffState.QUEUE and self._ticks % LOOK_EVERY_TICKS == 0:
            self._read()

    def _read(self) -> None:
        outbox = self._around.outbox.outbox
        if outbox is not None:
            self._around.background.run(
                Lane.OUTBOX, lambda: look_at_queue(outbox), self._on_look, lambda _error: self._on_no_look()
            )
        else:
            self._on_no_look()

    def _on_look(self, look: QueueLook) -> None:
        self._look = look
        self._render()

    def _on_no_look(self) -> None:
        self._failed = True
        self._render()

    def _acted(self, act: CareAct, entry: Entry, reason: StaffReason) -> None:
        _log.info("entry_cared_for entry_id=%s act=%s reason=%s", entry.entry_id, act.value, reason.value)
        self._busy, self._done = False, act
        if act is not CareAct.HOLD:
            self._around.outbox.send_now()
        self._fire(StaffEvent.ENTRY_DONE)

    def _not_acted(self, act: CareAct, error: Exception) -> None:
        code = error.code if isinstance(error, QueueError) else type(error).__name__
        _log.warning("entry_not_cared_for act=%s code=%s", act.value, code)
        self._busy, self._failed = False, True
        self._fire(StaffEvent.ENTRY_DONE)
