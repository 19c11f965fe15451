"""Blocking work off the GUI thread: sealing, asking the hall, drawing slips. Answers come back on the GUI thread.

What belongs to a visit that has ended is dropped when it arrives (decisions 9): the answer may hold personal data of a
person who has left. So is what belongs to a flow that was left: its answer would bring back a page that is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


Owner = tuple[int | None, int]
"""A visit and the number of the flow in it."""
SERVICE: Owner = (None, -1)
"""Owns work that belongs to no visit."""


class Lane(StrEnum):
    """Work of one lane runs in order; lanes do not wait for each other."""

    OUTBOX = "outbox"
    HALL = "hall"
    PAPER = "paper"
    ORDERS = "orders"
    """Waiting for what becomes of a payment, which holds up nothing else."""


class Background(QObject):
    """Runs work on threads and brings the outcome back to the thread that owns this object."""

    _landed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {lane: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"lane-{lane}") for lane in Lane}
        self._visit: int | None = None
        self._flow = 0
        self._stopped = False
        self.guard: Callable[[Callable[[], None]], None] = lambda call: call()
        self._landed.connect(self._on_landed, Qt.ConnectionType.QueuedConnection)

    def begin_visit(self, visit_id: int) -> None:
        """From now on work belongs to this visit."""
        self._visit = visit_id

    def end_visit(self) -> None:
        """What is still under way for the visit will be dropped on arrival."""
        self._visit = None

    def begin_flow(self) -> None:
        """Another flow comes to the front; what is still under way for the one before will be dropped on arrival."""
        self._flow += 1

    def run(
        self,
        lane: Lane,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work`` on the lane's thread, then one of the two callbacks here, unless visit or flow have ended."""
        self._run(lane, (self._visit, self._flow), work, on_done, on_failed)

    def run_service(
        self,
        lane: Lane,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """The same for work of the terminal itself, which no visit owns: its answer is never dropped."""
        self._run(lane, SERVICE, work, on_done, on_failed)

    def _run(
        self,
        lane: Lane,
        owner: Owner,
        work: Callable[[], Result],
        on_done: Callable[[Result], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        def land(future: Future[Result]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is None:
                result = future.result()
                self._landed.emit((owner, lambda: on_done(result)))
            elif isinstance(error, Exception):
                self._landed.emit((owner, lambda: on_failed(error)))

        if not self._stopped:  # a timer may still fire while the terminal is being taken down
            self._pools[lane].submit(work).add_done_callback(land)

    def stop(self) -> None:
        """Finish what runs, drop what waits, end the threads; what is asked for afterwards is not done."""
        self._stopped = True
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _on_landed(self, landed: tuple[Owner, Callable[[], None]]) -> None:
        owner, call = landed
        if owner not in {SERVICE, (self._visit, self._flow)}:
            _log.info("late_answer_dropped")
            return
        self.guard(call)
