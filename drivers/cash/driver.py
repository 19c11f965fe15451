"""The driver of a terminal's cash device, for a device supervisor: one line with one or two units on it.

At every start the events are read before anything changes them, what the journal has missed is entered, a note that is
still in escrow without a session is returned, and the device is inhibited. Money is taken during ``Accept`` only.

Source: payments sheet, sections 9 and 10.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol

from drivers.cash.accepting import AcceptRun, CashRules, Clearing
from drivers.cash.errors import CashJournalError, CashUnknownResultError
from drivers.cash.journal import CashJournal
from drivers.cash.model import (
    Accept,
    AlarmCleared,
    CashInfo,
    CashResult,
    CashStatus,
    ClearAlarm,
    EscrowCleared,
    FraudAlarm,
    Guarantee,
    Inhibit,
    Inhibited,
    Offline,
    OutOfOrder,
    ReadInfo,
    Ready,
    ReturnEscrow,
    Unknown,
)
from drivers.cash.posting import Cause
from drivers.cash.unit import CashUnit
from drivers.cash.watch import Condition, Watch
from drivers.commands import CommandContext
from drivers.timebase import SystemTime, Timebase
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)


class Port(Protocol):
    """What the driver itself does with the line."""

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""

    def close(self) -> None:
        """Close the port. Never raises."""


class CashDriver:
    """The device. Without a journal it only observes: it says how it is and takes no money."""

    def __init__(
        self,
        link: Port,
        units: Sequence[CashUnit],
        journal: CashJournal | None,
        rules: CashRules,
        *,
        timebase: Timebase | None = None,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            link: the line that the units talk over.
            units: a bill validator, a coin acceptor, or both.
            journal: opened and closed with the device; None to observe only.
            rules: how money is taken.
            timebase: clock and waiting; the machine's by default.
        """
        self._link = link
        self._journal = journal
        self._rules = rules
        self._timebase = timebase if timebase is not None else SystemTime()
        self._watches = tuple(Watch(unit, journal) for unit in units)
        self._started = False

    @property
    def kind(self) -> DeviceKind:
        """A cash device."""
        return DeviceKind.CASH

    def open(self) -> None:
        """Open the journal and the port. Raises ``CashJournalError`` or ``LinkError``; then nothing is left open."""
        self._started = False
        if self._journal is not None:
            self._journal.open()
        try:
            self._link.open()
        except DeviceError:
            if self._journal is not None:
                self._journal.close()
            raise

    def close(self) -> None:
        """Inhibit the device if it still obeys, close port and journal. Never raises."""
        if self._started and self._journal is not None:
            self._started = False
            try:
                for watch in self._watches:
                    watch.inhibit(tries=1)
            except DeviceError as error:
                _log.info("cash_not_inhibited cause=%s", error.code)
        self._link.close()
        if self._journal is not None:
            self._journal.close()

    def unreached(self, error: DeviceError | None) -> CashStatus:
        """``Offline`` with the fault's code, ``Unknown`` without a fault."""
        return Unknown() if error is None else Offline(error.code)

    def poll(self) -> CashStatus:
        """Look at the events and say how the device is. Raises ``DeviceError`` when it does not answer."""
        self._ensure_started()
        self._tend()
        for watch in self._watches:
            watch.check()
        return self._status()

    def run(self, command: object, context: CommandContext) -> CashResult:
        """Run a ``CashCommand``.

        Raises:
            CashError, LinkError: it failed.
            CommandStoppedError: an ``Accept`` was cancelled; the device is inhibited and nothing is in escrow.
        """
        match command:
            case Accept():
                return self._accept(command, context)
            case ReturnEscrow():
                return self._return_escrow()
            case Inhibit():
                self._ensure_started()
                self._inhibit()
                return Inhibited()
            case ClearAlarm():
                return self._clear_alarm()
            case ReadInfo():
                self._ensure_started()
                return CashInfo(tuple(watch.unit.info() for watch in self._watches))
            case _:
                raise TypeError(f"not a command of this device: {type(command).__name__}")

    # ---- start ----

    def _ensure_started(self) -> None:
        if self._started:
            return
        for watch in self._watches:
            if watch.start():
                self._clear_escrow(watch, after_gap=True)
        if self._journal is not None:
            self._inhibit()
            for watch in self._watches:
                watch.look(None)
                watch.rest()
        self._started = True

    def _tend(self) -> bool:
        """Look at the events while no money is taken; a note that comes into escrow all the same goes back.

        Returns:
            Whether there was one.
        """
        held = False
        for watch in self._watches:
            posting = watch.look(None)
            if posting.restarted:
                self._started = False
            elif posting.lines and watch.open_lines():
                held = True
                watch.inhibit()
                self._clear_escrow(watch, after_gap=False)
        self._ensure_started()
        return held

    def _clear_escrow(self, watch: Watch, *, after_gap: bool) -> None:
        """Return what nobody waits for in escrow; what cannot be told is for a person, and is no obstacle.

        Args:
            watch: the unit.
            after_gap: nobody listened for a while, so that a device that keeps nothing cannot say where a note is.
        """
        assert self._journal is not None  # without it nothing is known of notes
        if after_gap and watch.unit.capabilities.guarantee is Guarantee.NOTHING_KEPT:
            for line in watch.open_lines():
                watch.give_up(line, Cause.NO_EVENT)
            return
        try:
            Clearing(self._rules, self._journal, self._timebase).give_back(watch, None)
        except CashUnknownResultError:
            _log.info("cash_escrow_not_settled unit=%s", watch.unit.identity.unit)

    def _inhibit(self) -> None:
        for watch in self._watches:
            watch.inhibit()

    # ---- commands ----

    def _accept(self, command: Accept, context: CommandContext) -> CashResult:
        if self._journal is None:
            raise CashJournalError("no journal")
        self._ensure_started()
        self._tend()
        for watch in self._watches:
            if (error := watch.condition.error()) is not None:
                raise error
        try:
            return AcceptRun(command, self._watches, self._journal, self._rules, self._timebase, context).run()
        except CashJournalError:
            self._started = False  # what the device says and what the journal knows are brought together anew
            raise
        except DeviceError as error:
            if error.code == "cash_device_restarted":
                self._started = False
            raise

    def _return_escrow(self) -> EscrowCleared:
        """A start and every poll return what is in escrow; this says whether there was something now."""
        self._ensure_started()
        return EscrowCleared(self._tend())

    def _clear_alarm(self) -> AlarmCleared:
        for watch in self._watches:
            watch.condition = Condition()
        self._started = False
        self._ensure_started()
        return AlarmCleared()

    def _status(self) -> CashStatus:
        for watch in self._watches:
            if watch.condition.fraud is not None:
                return FraudAlarm(watch.condition.fraud)
            if watch.condition.trouble is not None:
                return OutOfOrder(watch.condition.trouble)
        return Ready(tuple(watch.unit.identity for watch in self._watches))
