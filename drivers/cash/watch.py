"""One unit under watch: its events go into the journal before anything else is done about them.

Source: payments sheet, sections 9.1 (start-up) and 10 (restart of the host, restart of the validator).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.errors import (
    CashError,
    CashEventsLostError,
    CashFraudError,
    CashRestartedError,
    CashUnknownResultError,
    trouble_error,
)
from drivers.cash.events import (
    Advance,
    Escrowed,
    Fraud,
    FraudSeen,
    Fresh,
    Happening,
    InTrouble,
    Returned,
    Stacked,
    StackedUnknown,
    StackerBack,
    Trouble,
)
from drivers.cash.journal import CashJournal
from drivers.cash.model import CashSessionId, Guarantee
from drivers.cash.posting import OPEN, Cause, Line, NoteState, Posting, post
from drivers.cash.unit import CashUnit

_log = logging.getLogger(__name__)

_LASTING_FRAUD = frozenset({Fraud.TAMPER, Fraud.OPTICAL, Fraud.STRING})
"""After these a person looks first. A note that was pulled back ends the session only."""


_NOTHING_NEW = Fresh(())
_QUIET = Posting((0, 0), restarted=False, lost=0, lines=(), happenings=())


class Condition:
    """What is wrong with a unit, as its events tell it."""

    __slots__ = ("fraud", "trouble")

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.fraud: Fraud | None = None

    def note(self, happening: Happening) -> None:
        """Take one event into account."""
        match happening:
            case InTrouble(kind):
                self.trouble = kind
            case FraudSeen(kind) if kind in _LASTING_FRAUD:
                self.fraud = kind
            case StackerBack() | Stacked():
                self.trouble = None
            case _:
                return

    def error(self) -> CashError | None:
        """Why it takes no money; None when it could."""
        if self.fraud is not None:
            return CashFraudError(self.fraud)
        return None if self.trouble is None else trouble_error(self.trouble)


class Watch:
    """A unit, its rows in the journal and its condition. For one thread.

    Without a journal it observes: nothing in the device is changed and nothing is written.
    """

    def __init__(self, unit: CashUnit, journal: CashJournal | None) -> None:
        self.unit = unit
        self.condition = Condition()
        self._journal = journal
        self._buffer = EventBuffer(0, ())
        self._failed_check = False
        self._accepting = self._gap_noted = False

    @property
    def key(self) -> str:
        """The unit's name in the journal."""
        return self.unit.identity.key

    def start(self) -> bool:
        """Ask who answers, read its events before anything changes them, and enter what the journal has missed.

        Returns:
            Whether a note may still be in escrow: it has to be returned.

        Raises:
            DeviceError: the device does not answer, or the journal cannot be written.
        """
        self.unit.identify()
        buffer = self.unit.buffer()
        self.condition = Condition()
        for happening in self.unit.history(buffer):
            self.condition.note(happening)
        self.condition.fraud = None  # an alarm of the time before is in the journal's log, not in the way
        self._buffer = buffer
        if self._journal is not None:
            self._journal.meet(self.key, self.unit.identity.unit, buffer)
            known = self._journal.known(self.key)
            self._buffer = buffer if known is None else known.buffer
            self._accepting = known is not None and known.accepting
            if self._accepting and self.unit.capabilities.guarantee is Guarantee.NOTHING_KEPT:
                self._journal.unwatched(self.key)
                self._gap_noted = True
            self.look(None)
        self._failed_check = self.unit.self_check() != 0
        if self._failed_check and self.condition.trouble is None:
            self.condition.trouble = Trouble.DEVICE_FAULTY
        return self._journal is not None and (bool(self.open_lines()) or self._holds_note())

    def check(self) -> None:
        """While idle: ask a device that would not say by itself, and one that failed its self-check."""
        if self._failed_check or self.unit.capabilities.guarantee is Guarantee.NOTHING_KEPT:
            failed = self.unit.self_check() != 0
            if self._failed_check and not failed and self.condition.trouble is Trouble.DEVICE_FAULTY:
                self.condition.trouble = None
            self._failed_check = failed

    def look(self, session: CashSessionId | None) -> Posting:
        """Read the events and enter what is new, in one transaction; then what they say of the unit's condition.

        Raises:
            DeviceError: the device does not answer, or the journal cannot be written (then nothing is forgotten: the
                same events are new at the next look).
        """
        buffer, change = self.unit.look(self._buffer)
        if buffer == self._buffer and change == _NOTHING_NEW:
            return _QUIET
        if self._journal is None:
            posting = post(change, (1, 0), (), self.unit.prices, None, escrow=self.unit.capabilities.escrow)
        else:
            posting = self._enter(self._journal, buffer, change, session)
        self._buffer = buffer
        if posting.restarted:
            self.condition = Condition()
            self._gap_noted = True
        for happening in posting.happenings:
            self.condition.note(happening)
        return posting

    def allow(self, types: frozenset[int]) -> None:
        """Let the unit take these types; before it may, the journal knows that it may. Raises ``DeviceError``."""
        self.unit.choose(types)
        if self._journal is not None and not self._accepting:
            self._journal.accepting(self.key, on=True)
            self._accepting = True
        self.unit.allow()

    def inhibit(self, *, tries: int = 3) -> None:
        """Let the unit take nothing. Something may still be on its way (``rest``). Raises ``DeviceError``."""
        self.unit.inhibit(tries=tries)

    def rest(self) -> None:
        """The unit is inhibited and its events are read: nothing can be missed from now on. Raises ``DeviceError``.

        A restart between two looks can leave the same counter behind, 0 above all. It also leaves an empty mask of
        types, and we never empty it: what such a unit took since the last look is unknown.
        """
        if self._journal is not None and self._accepting:
            if not self._gap_noted and self.unit.forgot_types():
                self._journal.unwatched(self.key)
                _log.error("cash_device_unwatched unit=%s", self.unit.identity.unit)
            self._journal.accepting(self.key, on=False)
            self._accepting = self._gap_noted = False

    def open_lines(self) -> tuple[Line, ...]:
        """Rows of notes that are in escrow or on their way."""
        if self._journal is None:
            return ()
        return tuple(line for line in self._journal.open_lines(self.key) if line.state in OPEN)

    def give_up(self, line: Line, cause: Cause) -> None:
        """Nothing tells what became of a note: from now on it is for a person. Raises ``CashJournalError``."""
        assert self._journal is not None  # rows come from it
        assert line.note_id is not None
        self._journal.given_up(line.note_id, cause)
        self._told(replace(line, state=NoteState.UNKNOWN, cause=cause))

    def _enter(
        self, journal: CashJournal, buffer: EventBuffer, change: Advance, session: CashSessionId | None
    ) -> Posting:
        known = journal.known(self.key)
        if known is None:
            raise CashRestartedError("the journal has lost its device")
        posting = post(
            change,
            known.last_event,
            journal.open_lines(self.key),
            self.unit.prices,
            session,
            escrow=self.unit.capabilities.escrow,
        )
        journal.enter(self.key, buffer, posting)
        self._report(posting)
        return posting

    def _report(self, posting: Posting) -> None:
        unit = self.unit.identity.unit
        if posting.restarted:
            _log.info("cash_device_restarted unit=%s epoch=%d", unit, posting.last_event[0])
        if posting.lost:
            _log.error("cash_events_lost unit=%s count=%d", unit, posting.lost)
        for line in posting.lines:
            self._told(line)
        for happening in posting.happenings:
            if isinstance(happening, FraudSeen):
                _log.warning("cash_fraud_seen unit=%s kind=%s", unit, happening.kind)

    def _told(self, line: Line) -> None:
        unit = self.unit.identity.unit
        if line.state is NoteState.UNKNOWN:
            _log.error("cash_note_unknown unit=%s cause=%s epoch=%d event=%d", unit, line.cause, *line.event)
        elif line.cause is Cause.NOT_ASKED_FOR:
            _log.warning("cash_note_not_asked_for unit=%s epoch=%d event=%d", unit, *line.event)

    def _holds_note(self) -> bool:
        """Whether the last thing that happened to a note is that it came into escrow."""
        for happening in reversed(self.unit.history(self._buffer)):
            if isinstance(happening, Escrowed):
                return True
            if isinstance(happening, Stacked | StackedUnknown | Returned):
                return False
        return False


def fault_of(posting: Posting) -> CashError | None:
    """Why a session cannot go on after a look; None when it can. Its rows are in the journal all the same."""
    if posting.lost:
        return CashEventsLostError(f"{posting.lost} events")
    if posting.restarted:
        return CashRestartedError()
    for line in posting.lines:
        if line.state is NoteState.UNKNOWN:
            return CashUnknownResultError(line.cause)
    for happening in posting.happenings:
        if isinstance(happening, FraudSeen) and happening.kind is not Fraud.COIN_PATH:
            return CashFraudError(happening.kind)
    return None
