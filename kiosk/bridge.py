"""Brings device events from the devices' threads to the GUI thread; drops what belongs to a visit that has ended."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, Signal, Slot

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    StatusChanged,
)

_log = logging.getLogger(__name__)


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
        self._owners: dict[CommandId, int | None] = {}
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
        return [command for command, owner in self._owners.items() if owner == ended]

    def own(self, command: CommandId) -> None:
        """Tag a command that was just submitted with the running visit."""
        self._owners[command] = self._visit

    @Slot(object)
    def _on_crossed(self, event: DeviceEvent) -> None:
        match event:
            case StatusChanged():
                self.status_changed.emit(event)
                return
            case CommandProgressed():
                owner = self._owners.get(event.command)
            case CommandDone() | CommandFailed() | CommandCancelled():
                owner = self._owners.pop(event.command, None)
        if owner is None or owner != self._visit:
            _log.info("late_device_event_dropped device=%s", event.device)
            return
        self.command_event.emit(event)
