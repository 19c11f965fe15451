"""The threads that do what is due: each repeats one piece of work, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hall.events import Event, record

GIVE_WAY_S = 10.0
"""A turn that is due waits for so long at most while the hall is busy with its callers."""
LOOK_S = 0.25
"""How often a turn that waits looks whether the hall is still busy."""


@dataclass(frozen=True, slots=True)
class Round:
    """One piece of work that is done again and again.

    Attributes:
        name: of its thread and in logs.
        work: does what is due; returns how much that was. While there is something, the next turn comes at once.
        pause_s: how long to rest when there was nothing.
        ends: whether it is over once there was nothing.
    """

    name: str
    work: Callable[[], int]
    pause_s: float = 2.0
    ends: bool = False


class Rounds:
    """Runs rounds on a thread each, from ``start`` to ``stop``.

    What is due later gives way to what somebody waits for now: while the hall is busy a turn begins every
    ``give_way_s`` only.
    """

    def __init__(self, rounds: Sequence[Round], *, give_way_s: float = GIVE_WAY_S, look_s: float = LOOK_S) -> None:
        self._rounds = tuple(rounds)
        self._looks = round(give_way_s / look_s)
        self._look_s = look_s
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, is_busy: Callable[[], bool]) -> None:
        """Begin. ``is_busy`` tells, from any thread, whether somebody's entries are being taken in."""
        for one in self._rounds:
            thread = threading.Thread(target=self._run, args=(one, is_busy), name=f"hall-{one.name}")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let each finish the turn that it is at, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self, one: Round, is_busy: Callable[[], bool]) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s) and not self._stopped_while_busy(is_busy):
            try:
                done = one.work()
            except Exception as error:  # noqa: BLE001 - top of the thread: one bad turn must not end the work
                record(Event.ROUND_FAILED, logging.ERROR, round=one.name, error=type(error).__name__)
                pause_s = 10 * one.pause_s
            else:
                if one.ends and not done:
                    return
                pause_s = 0.0 if done else one.pause_s

    def _stopped_while_busy(self, is_busy: Callable[[], bool]) -> bool:
        """Give way for a while; whether the stop came meanwhile."""
        for _ in range(self._looks):
            if not is_busy():
                return False
            if self._stop.wait(self._look_s):
                return True
        return False
