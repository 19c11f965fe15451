"""The threads that do what is due: each repeats one piece of work, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hall.events import Event, record


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
    """Runs rounds on a thread each, from ``start`` to ``stop``."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = tuple(rounds)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        for one in self._rounds:
            thread = threading.Thread(target=self._run, args=(one,), name=f"hall-{one.name}")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let each finish the turn that it is at, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _run(self, one: Round) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s):
            try:
                done = one.work()
            except Exception as error:  # noqa: BLE001 - top of the thread: one bad turn must not end the work
                record(Event.ROUND_FAILED, logging.ERROR, round=one.name, error=type(error).__name__)
                pause_s = 10 * one.pause_s
            else:
                if one.ends and not done:
                    return
                pause_s = 0.0 if done else one.pause_s
