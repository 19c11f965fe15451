"""Staff hand over what waits on a USB stick: which stick, writing, and what is on it now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kiosk.background import Lane
from kiosk.flows.staff.table import StaffEvent, StaffState
from kiosk.present.staff_stick import present_done, present_fault, present_sticks, present_writing
from kiosk.stage import PageName
from kiosk.sticks import Stick, StickError, StickFault, StickProgress, find_sticks, write_bundle

if TYPE_CHECKING:
    from kiosk.flows.surroundings import Surroundings
    from offline_queue.handover import HandedOver

_log = logging.getLogger(__name__)


class StickPart:
    """The pages of the hand-over in the staff's side."""

    def __init__(self, around: Surroundings, fire: Callable[[StaffEvent], None], render: Callable[[], None]) -> None:
        """Prepare; as the other parts."""
        self._around = around
        self._fire = fire
        self._render = render
        self._sticks: Sequence[Stick] | None = None
        self._chosen: str | None = None
        self._waiting: int | None = None
        self._progress = StickProgress()
        self._outcome: HandedOver | StickFault = StickFault.FAILED
        self._looking = False

    def enter(self, state: StaffState) -> None:
        """Look for sticks, or begin to write."""
        if state is StaffState.STICK:
            self._sticks, self._waiting = None, None
            self._look()
        elif state is StaffState.STICK_WRITING:
            self._write()

    def leave(self) -> None:
        """The next time begins without a choice."""
        self._chosen = None

    def render(self, state: StaffState) -> None:
        """The sticks, the progress, or the outcome."""
        texts, stage = self._around.texts, self._around.stage
        if state is StaffState.STICK:
            page = present_sticks(texts, self._sticks, self._stick, waiting=self._waiting)
            stage.show(PageName.STAFF_LIST, page)
        elif state is StaffState.STICK_WRITING:
            stage.show(PageName.NOTICE, present_writing(texts, *self._progress.now))
        elif isinstance(self._outcome, StickFault):
            stage.show(PageName.NOTICE, present_fault(texts, self._outcome))
        else:
            stage.show(PageName.STAFF_LIST, present_done(texts, self._outcome))

    def chosen(self, key: str) -> None:
        """Another stick."""
        self._chosen = key
        self._render()

    def primary(self, state: StaffState) -> None:
        """Write; or, after it, go back or try again."""
        if state is StaffState.STICK:
            stick = self._stick
            if stick is not None and not stick.read_only and self._waiting:
                self._fire(StaffEvent.WRITE)
        else:
            self._fire(StaffEvent.AGAIN if isinstance(self._outcome, StickFault) else StaffEvent.BACK)

    def on_tick(self, state: StaffState) -> None:
        """A stick is plugged in or pulled; the bundle grows."""
        if state is StaffState.STICK:
            self._look()
        elif state is StaffState.STICK_WRITING:
            self._render()

    @property
    def _stick(self) -> Stick | None:
        """The chosen one; the only one needs no choice."""
        sticks = self._sticks or ()
        if len(sticks) == 1:
            return sticks[0]
        return next((one for one in sticks if str(one.folder) == self._chosen), None)

    def _look(self) -> None:
        outbox, folders = self._around.outbox.outbox, self._around.settings.staff.stick_folders
        if self._looking:
            return
        self._looking = True

        def look() -> tuple[Sequence[Stick], int]:
            return find_sticks(folders), 0 if outbox is None else outbox.status().depth

        self._around.background.run(Lane.PAPER, look, self._on_sticks, self._no_sticks)

    def _on_sticks(self, seen: tuple[Sequence[Stick], int]) -> None:
        self._looking = False
        self._sticks, self._waiting = seen
        self._render()

    def _no_sticks(self, error: Exception) -> None:
        _log.error("sticks_not_found error=%s", type(error).__name__)
        self._looking = False
        self._sticks = ()
        self._render()

    def _write(self) -> None:
        stick, outbox = self._stick, self._around.outbox.outbox
        if stick is None or outbox is None:
            self._failed(StickError(StickFault.QUEUE if outbox is None else StickFault.PULLED))
            return
        from offline_queue.clock import SystemClock

        progress = self._progress = StickProgress()
        self._around.background.run(
            Lane.PAPER,
            lambda: write_bundle(outbox, stick, SystemClock(), progress),
            self._written,
            self._failed,
        )

    def _written(self, told: HandedOver) -> None:
        self._outcome = told
        self._fire(StaffEvent.WRITTEN)

    def _failed(self, error: Exception) -> None:
        self._outcome = error.fault if isinstance(error, StickError) else StickFault.FAILED
        if not isinstance(error, StickError):
            _log.warning("handover_failed fault=%s code=%s", StickFault.FAILED.value, type(error).__name__)
        self._fire(StaffEvent.WRITTEN)
