"""Recognises off the GUI thread; only the answer about the newest strokes counts."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from screens.input.handwriting.recogniser import Recogniser
from screens.input.handwriting.strokes import Strokes


class HandwritingDesk(QObject):
    """Asks the recogniser on a thread of its own, which begins with the first stroke and ends with ``rest``.

    Signals:
        found: the candidates of the newest strokes, a tuple of characters.
        failed: the recogniser cannot be used.
    """

    found = Signal(tuple)
    failed = Signal()
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor: ThreadPoolExecutor | None = None
        self._newest = 0
        self._answered.connect(self._on_answered)

    def ask(self, recogniser: Recogniser, strokes: Strokes) -> None:
        """Ask what these are; earlier questions that wait are dropped."""
        self.forget()
        number = self._newest
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1)
        asked = self._executor.submit(recogniser.candidates, strokes)
        asked.add_done_callback(lambda done: self._answered.emit(number, done))

    def forget(self) -> None:
        """The answers that are under way do not matter any more."""
        self._newest += 1

    def rest(self) -> None:
        """Let the thread end; the next stroke begins another."""
        self.forget()
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def _on_answered(self, number: int, done: Future[tuple[str, ...]]) -> None:
        if number != self._newest or done.cancelled():
            return
        if done.exception() is not None:
            self.failed.emit()
        else:
            self.found.emit(done.result())
