"""Somebody who cannot see: keys and ears only. Every choice is made by what the speaker has said."""

from __future__ import annotations

from kiosk.demo.blind import ANSWERS, BlindVisitor, Ears
from kiosk.demo.hand import wait_until
from kiosk.demo.resident import SEARCH_LETTERS, NotAsPromisedError, Resident
from kiosk.stage import PageName

PAPERS = ("household_register", "residence_proof")


class Persona(Resident):
    """Goes through a whole case without looking at the screen."""

    def play(self) -> dict[str, object]:
        """From the idle picture to the goodbye; nothing about the visitor was said aloud, and reading is off again."""
        self._picture("idle")
        around = self._around
        wait_until(around.online, "the line", 20)
        numbers: dict[str, object] = {}

        def world(what: str, name: str) -> None:
            self._picture(f"{what}-{name}".replace("_", "-").strip("-"))
            self._do(what, name)

        def keep_numbers() -> None:
            self._picture("sealed")
            numbers.update(self._numbers())

        visitor = BlindVisitor(self._window, Ears(self._site.spoken), self._texts, world)
        visitor.at_slip = keep_numbers
        visitor.hand_in(self._item_name(), SEARCH_LETTERS, ANSWERS, PAPERS)
        self._seen(PageName.IDLE)
        self._tell(f"{visitor.keys} keys were pressed, {len(visitor.heard)} things were said")
        heard = "\n".join(visitor.heard)
        personal = [str(numbers["receipt_number"]), str(numbers["lookup_code"]), ANSWERS["手机"], "*"]
        if any(text in heard for text in personal):
            raise NotAsPromisedError("something about the visitor was said aloud")
        if self._app.terminal is not None and self._app.terminal.reads_aloud:
            raise NotAsPromisedError("the next resident is read to")
        return numbers
