"""Brings device events from the devices' threads to the GUI thread; drops what belongs to a visit that has ended."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Open:
    """A command that has not ended: whose it is, and which device runs it."""

    visit: int | None
    device: DeviceKind


class DeviceBridge(QObject):
    """An event sink for every supervisor. Call it from any thread; its signals come on the thread that owns it."""

    status_changed = Signal(object)
    """A ``StatusChanged``."""
    command_event = Signal(object)
    """A ``CommandProgressed``, ``CommandDone``, ``CommandFailed`` or ``CommandCancelled`` of the running visit."""

    _crossed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visit: int | None = None
        self._open: dict[CommandId, _Open] = {}
        self._crossed.connect(self._on_crossed, Qt.ConnectionType.QueuedConnection)

    def __call__(self, event: DeviceEvent, /) -> None:
        """Take one event on a device's thread."""
        self._crossed.emit(event)

    def begin_visit(self, visit_id: int) -> None:
        """Commands are this visit's from now on."""
        self._visit = visit_id

    def end_visit(self) -> list[CommandId]:
        """End the visit; gives the commands that are still open so that they can be cancelled."""
        ended, self._visit = self._visit, None
        return [command for command, one in self._open.items() if one.visit == ended]

    def own(self, command: CommandId, device: DeviceKind) -> None:
        """Tag a command that was just submitted with the running visit; its last event forgets it."""
        self._open[command] = _Open(self._visit, device)

    def device_of(self, command: CommandId) -> DeviceKind | None:
        """The device that runs a command; None when its last event has been here."""
        one = self._open.get(command)
        return None if one is None else one.device

    @property
    def open_commands(self) -> int:
        """How many commands have not ended, whoever gave them."""
        return len(self._open)

    @Slot(object)
    def _on_crossed(self, event: DeviceEvent) -> None:
        match event:
            case StatusChanged():
                self.status_changed.emit(event)
                return
            case CommandProgressed():
                one = self._open.get(event.command)
            case CommandDone() | CommandFailed() | CommandCancelled():
                one = self._open.pop(event.command, None)
        if one is None or one.visit is None or one.visit != self._visit:
            _log.info("late_device_event_dropped device=%s", event.device)
            return
        self.command_event.emit(event)
