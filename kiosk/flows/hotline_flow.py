"""Whom to call: one page, which needs no line and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.idle_clock import IdleKind
from kiosk.present.hotlines import present_hotlines
from kiosk.stage import Intent, PageName

if TYPE_CHECKING:
    from drivers.vocabulary import DeviceEvent
    from kiosk.flows.surroundings import Surroundings


class HotlineFlow:
    """Shows the numbers, and the code of the one that was chosen."""

    idle_kind = IdleKind.MENU
    can_go_back = True
    can_leave = True
    would_lose = False

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self._chosen = around.settings.station.hotline

    def enter(self) -> None:
        """The page."""
        self.render()

    def render(self) -> None:
        """The page."""
        around = self.around
        state = present_hotlines(around.texts, self._chosen, window_phone=around.settings.station.window_phone)
        around.stage.show(PageName.HOTLINES, state)

    def handle(self, intent: Intent) -> None:
        """Another number."""
        if (intent.page, intent.name) == (PageName.HOTLINES, "number_pressed"):
            self._chosen = str(intent.args[0])
            self.render()

    def on_device(self, event: DeviceEvent) -> None:
        """No device takes part."""

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """Home."""
        self.around.ways.go_home()

    def leave(self) -> None:
        """There is nothing to forget."""
