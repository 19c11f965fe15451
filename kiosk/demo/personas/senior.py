"""An 80-year-old: senior mode from the idle picture, the largest text, and twice the time."""

from __future__ import annotations

from kiosk.demo.hand import wait_until
from kiosk.demo.resident import NotAsPromisedError, Resident
from kiosk.stage import PageName
from screens.look import TextSize


class Persona(Resident):
    """Goes through a whole case in the largest text."""

    def play(self) -> dict[str, object]:
        """From the idle picture to the goodbye; afterwards the terminal looks as before."""
        numbers = self.hand_in(online=True)
        self._expect(TextSize.MAX)
        self.leave()
        self._expect(TextSize.STANDARD)
        return numbers

    def _arrive(self, *, online: bool) -> None:
        self._picture("idle")
        self._press("idle.text_size")
        self._seen(PageName.HOME)
        around = self._around
        wait_until(lambda: around.online() is online, "the state of the line", 20)
        self._picture("home-senior")
        self._expect(TextSize.SENIOR)
        timing = around.settings.timing
        wanted = round(timing.menu_s * timing.senior_factor)
        if self._seconds_of_a_visit() < wanted - 5:
            raise NotAsPromisedError(f"{self._seconds_of_a_visit()} s to decide instead of {wanted}")
        self._press("shell.aid.text_size")
        self._picture("home-largest")
        self._expect(TextSize.MAX)

    def _open_search(self) -> None:
        """In large text the bar says it in fewer words."""
        self._press("home.search_short")

    def _look_at_results(self) -> None:
        self._press("search.show")

    def _wait_for_slip(self) -> None:
        """In large text the page has a second part, where the slip can be asked for again."""
        wait_until(lambda: self._can("sealed.done"), "the slip", 40)
        self._turn_to(self._texts("sealed.reprint"))
        super()._wait_for_slip()

    def _expect(self, size: TextSize) -> None:
        assert self._app.stage is not None
        if self._app.stage.look.size is not size:
            raise NotAsPromisedError(f"text is {self._app.stage.look.size.value} instead of {size.value}")
