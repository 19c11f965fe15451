"""Somebody in a wheelchair: everything to touch lies in the lower half, on every page of a case."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from kiosk.demo.hand import said_by
from kiosk.demo.resident import NotAsPromisedError, Resident
from kiosk.stage import PageName

REACH_PX = 880
"""Of 1920: nothing to touch lies above (look sheet, "Frame")."""


class Persona(Resident):
    """Goes through a whole case with the controls moved down."""

    _lowered = False

    def play(self) -> dict[str, object]:
        """From the idle picture to the goodbye; afterwards the terminal looks as before."""
        numbers = self.hand_in(online=True)
        self.leave()
        assert self._app.stage is not None
        if self._app.stage.look.lower_reach:
            raise NotAsPromisedError("the next resident finds the controls moved down")
        return numbers

    def leave(self) -> None:
        """The idle picture at the end is for everybody again."""
        self._press("sealed.done")
        self._seen(PageName.GOODBYE)
        self._picture("goodbye")
        self._lowered = False
        self._press("goodbye.done")
        self._seen(PageName.IDLE)
        self._picture("idle-again")

    def _arrive(self, *, online: bool) -> None:
        super()._arrive(online=online)
        self._press("shell.aid.lower")
        self._lowered = True
        self._picture("home-lower")

    def _look_at_results(self) -> None:
        """Beside the keyboard they can only be read: they would be out of reach."""
        self._press("search.show")
        self._picture("search-results")

    def _picture(self, name: str) -> str:
        """Take it, and look that every control is within reach."""
        file = super()._picture(name)
        if self._lowered:
            high = [
                said_by(button)
                for button in self._hand.buttons()
                if button.mapTo(self._window, QPoint()).y() < REACH_PX
            ]
            if high:
                raise NotAsPromisedError(f"out of reach on {name}: {high}")
        return file
