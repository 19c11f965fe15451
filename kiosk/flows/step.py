"""The base of one step of a flow: one page, its intents, its devices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drivers.vocabulary import CommandId, DeviceEvent
from kiosk.flows.surroundings import Surroundings
from kiosk.idle_clock import IdleKind
from kiosk.stage import Intent, PageName

IntentTable = Mapping[tuple[PageName, str], Callable[..., None]]


class Step:
    """One state of a flow. Subclasses fill ``intents`` and override what they need."""

    idle_kind = IdleKind.FORM

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.intents: IntentTable = {}
        self._commands: set[CommandId] = set()

    def enter(self) -> None:
        """The state begins."""
        self.render()

    def render(self) -> None:
        """Show it."""
        raise NotImplementedError

    def handle(self, intent: Intent) -> None:
        """Do what the table says for this intent; one that the state does not know is dropped."""
        act = self.intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """Take a device's event."""

    def on_tick(self) -> None:
        """A second has gone by."""

    def go_back(self) -> bool:
        """Take one step back inside this state; False when there is none."""
        return False

    def leave(self) -> None:
        """The state ends: cancel what it started."""
        for command in tuple(self._commands):
            self.around.devices.cancel(command)
        self._commands.clear()

    def started(self, command: CommandId) -> CommandId:
        """Remember a command that belongs to this state."""
        self._commands.add(command)
        return command

    def ended(self, command: CommandId) -> bool:
        """Whether a command belonged to this state; it is forgotten."""
        if command in self._commands:
            self._commands.discard(command)
            return True
        return False
