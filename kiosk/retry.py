"""Try something again after a growing, capped time: what could not be opened when the terminal started."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

STEPS_S = (2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds before the first, second, … and every later attempt."""


class Retry(QObject):
    """One thing that is tried again until it works. Lives on the GUI thread."""

    def __init__(self, act: Callable[[], None], parent: QObject | None = None) -> None:
        """Prepare; ``act`` is called when it is time. It calls ``later`` when it has failed once more."""
        super().__init__(parent)
        self._failures = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(act)

    @property
    def failures(self) -> int:
        """How often it has failed so far."""
        return self._failures

    def later(self) -> None:
        """It has failed: try again after the next step."""
        step_s = STEPS_S[min(self._failures, len(STEPS_S) - 1)]
        self._failures += 1
        self._timer.start(round(step_s * 1000))

    def stop(self) -> None:
        """It works, or nobody wants it any more: no further attempt."""
        self._timer.stop()
