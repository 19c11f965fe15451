"""The slip of something that was made at the hall: printed once, followed, printed again when a person asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.flows.apply.sealing_steps import SLIP_VIEWS
from kiosk.paper import PaperProgress, PaperState

if TYPE_CHECKING:
    from drivers.printer.document import Slip
    from kiosk.flows.surroundings import Surroundings
    from kiosk.present.sealed import SlipView


class TakeAway:
    """One slip at a time; ``on_change`` is called when more is known of it."""

    def __init__(self, around: Surroundings, on_change: Callable[[], None]) -> None:
        self._around = around
        self._on_change = on_change
        self._paper = PaperState(PaperProgress.DRAWING)

    @property
    def view(self) -> SlipView:
        """What is known of it, for the page."""
        return SLIP_VIEWS[self._paper.progress]

    def print(self, slip: Slip) -> None:
        """Print it."""
        self._around.paper.print_slip(slip, self._on_paper)

    def again(self) -> None:
        """Once more, because a person asked."""
        self._around.paper.print_again()

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the printer."""
        if event.device is DeviceKind.PRINTER:
            self._around.paper.on_device(event)

    def forget(self) -> None:
        """The flow ends."""
        self._around.paper.forget()

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state
        self._on_change()
