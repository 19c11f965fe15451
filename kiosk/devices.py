"""The terminal's devices: one supervisor for each that the settings enable, and how they are now."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drivers.commands import CommandIds
from drivers.vocabulary import CommandId, DeviceError, DeviceKind, Status
from kiosk.device_builders import DriverNeeds, build_driver, is_enabled

if TYPE_CHECKING:  # a driver is imported when its device is started, which the home page does not wait for
    from config.settings import Settings
    from drivers.printer.jobs import PrintJobLedger
    from drivers.supervisor import DeviceSupervisor
    from kiosk.bridge import DeviceBridge

_log = logging.getLogger(__name__)

IDLE_POLL_S = 2.0
STOP_LIMIT_S = 3.0


class DeviceDesk:
    """Starts, asks and stops the devices. One object for the process, used on the GUI thread."""

    def __init__(
        self, settings: Settings, bridge: DeviceBridge, *, now: Callable[[], datetime], ledger: PrintJobLedger | None
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            settings: which devices there are.
            bridge: takes their events.
            now: the wall clock with a zone, for dates on cards.
            ledger: the open ledger of print jobs; None where no printer is configured.
        """
        self._settings = settings
        self._bridge = bridge
        self._needs = DriverNeeds(
            today=lambda: now().date(),
            ledger=ledger,
            cash_journal=settings.data_dir / "cash.sqlite",
            card_journal=settings.data_dir / "card.sqlite",
        )
        self._ledger = ledger
        self._ids = CommandIds()
        self._supervisors: dict[DeviceKind, DeviceSupervisor] = {}
        self._resting: list[threading.Thread] = []

    def has(self, kind: DeviceKind) -> bool:
        """Whether the settings enable it."""
        return is_enabled(kind, self._settings)

    def start(self, kind: DeviceKind) -> None:
        """Start a configured device; does nothing when it runs or is not configured."""
        if not self.has(kind) or kind in self._supervisors:
            return
        from drivers.supervisor import DeviceSupervisor

        try:
            driver = build_driver(kind, self._settings, self._needs)
        except DeviceError as error:
            # The settings do not fit. The terminal serves without this device; `kiosk doctor` says what is wrong.
            _log.error("device_settings_unusable device=%s code=%s", kind, error.code)
            return
        supervisor = DeviceSupervisor(driver, self._bridge, ids=self._ids, poll_interval_s=IDLE_POLL_S)
        self._supervisors[kind] = supervisor
        supervisor.start()

    def rest(self, kind: DeviceKind) -> None:
        """Let go of a device that is needed now and then only (the camera); its thread is not waited for."""
        supervisor = self._supervisors.pop(kind, None)
        if supervisor is not None:
            thread = threading.Thread(target=supervisor.stop, args=(STOP_LIMIT_S,), name=f"resting-{kind}", daemon=True)
            self._resting = [one for one in self._resting if one.is_alive()]
            self._resting.append(thread)
            thread.start()

    def status(self, kind: DeviceKind) -> Status | None:
        """How it is; None when it does not run."""
        supervisor = self._supervisors.get(kind)
        return None if supervisor is None else supervisor.status

    def usable(self, kind: DeviceKind) -> bool:
        """Whether it can serve a resident now."""
        status = self.status(kind)
        return status is not None and status.usable

    def codes(self) -> dict[str, str]:
        """How each running device is, as short codes for the heartbeat. From any thread."""
        running = dict(self._supervisors)
        return {kind.value: type(one.status).__name__.lower() for kind, one in running.items()}

    def submit(self, kind: DeviceKind, command: object, timeout_s: float) -> CommandId:
        """Give a running device a command that belongs to the running visit."""
        command_id = self._supervisors[kind].submit(command, timeout_s=timeout_s)
        self._bridge.own(command_id, kind)
        return command_id

    def cancel(self, command: CommandId) -> None:
        """Ask a command to stop; one that has ended is left alone."""
        kind = self._bridge.device_of(command)
        supervisor = self._supervisors.get(kind) if kind is not None else None
        if supervisor is not None:
            supervisor.cancel(command)

    def abandon(self, command: CommandId) -> None:
        """The visit that gave a command is over: stop it, unless it prints: paper in somebody's hand is whole."""
        if self._bridge.device_of(command) not in {DeviceKind.PRINTER, DeviceKind.PAGE_PRINTER}:
            self.cancel(command)

    def stop(self) -> None:
        """Stop all of them, and wait for it."""
        for kind in tuple(self._supervisors):
            self.rest(kind)
        for thread in self._resting:
            thread.join(STOP_LIMIT_S)
        if self._ledger is not None:
            self._ledger.close()


def open_print_ledger(settings: Settings) -> PrintJobLedger:
    """Open the ledger of print jobs under the data directory and settle what an earlier process left."""
    from drivers.printer.jobs import PrintJobLedger

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    ledger = PrintJobLedger(settings.data_dir / "print-jobs.sqlite", now=lambda: datetime.now(UTC))
    ledger.open()
    return ledger
