"""One ``Accept``: from the first note to the inhibited, empty device.

The order of every note is fixed: its row in the journal, the row that says that it is sent on, the order to the device,
and after the device's *stacked* event the credit. The screen comes last.

Source: payments sheet, sections 9.1 (escrow flow) and 10 (what is done first).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drivers.cash.cctalk_codec import Route, RouteAnswer
from drivers.cash.errors import CashJournalError, CashNoUsableTypeError, CashUnknownResultError
from drivers.cash.events import Rejected
from drivers.cash.journal import CashJournal
from drivers.cash.model import (
    Accept,
    Accepted,
    AcceptEnd,
    AwaitingCash,
    CashRejected,
    CashStacked,
    CashTotal,
    NoteEscrowed,
    NoteReturned,
    TakenCash,
)
from drivers.cash.posting import Cause, Line, NoteState, Posting
from drivers.cash.waiting import pause
from drivers.cash.watch import Watch, fault_of
from drivers.commands import CommandContext, CommandStoppedError, TimeLimitError
from drivers.timebase import Timebase
from drivers.vocabulary import DeviceError, ErrorClass

_log = logging.getLogger(__name__)

ROUTE_TRIES = 3


@dataclass(frozen=True, slots=True)
class CashRules:
    """How money is taken.

    Attributes:
        accepted_fen: the denominations of the terminal.
        poll_period_s: seconds between two looks at the events.
        settle_limit_s: how long a note that was sent on may take to arrive or to come back.
        quiet_s: how long nothing must happen after the device was inhibited: a coin may still fall.
    """

    accepted_fen: frozenset[int]
    poll_period_s: float = 0.2
    settle_limit_s: float = 10.0
    quiet_s: float = 0.5


class Clearing:
    """Sends notes out of the escrow and waits until it is known where they are."""

    def __init__(self, rules: CashRules, journal: CashJournal, timebase: Timebase) -> None:
        self._rules = rules
        self._journal = journal
        self._timebase = timebase

    def stack(self, watch: Watch, line: Line, session: Accept) -> list[Posting]:
        """Send a note into the box: its row first, then the order, then wait for the event.

        Raises:
            CashJournalError: the row could not be written; the note was sent back.
            CashUnknownResultError: nothing told what became of it; its row is for a person.
        """
        assert line.note_id is not None  # it comes from the journal
        try:
            self._journal.route_sent(line.note_id)
        except CashJournalError:
            watch.unit.route(Route.RETURN)
            raise
        return self._send(watch, Route.STACK, session, frozenset({line.note_id}))

    def give_back(self, watch: Watch, session: Accept | None) -> list[Posting]:
        """Send whatever is in escrow back, and wait for the event. Raises ``CashUnknownResultError``."""
        return self._send(watch, Route.RETURN, session, frozenset(line.note_id for line in watch.open_lines()))

    def _send(self, watch: Watch, route: Route, session: Accept | None, notes: frozenset[int | None]) -> list[Posting]:
        """Give the order, again only while the events still show the note in escrow and no answer came.

        The next note may already be in escrow when this one has arrived: only this one is waited for.
        """
        end = self._timebase.now() + self._rules.settle_limit_s
        answer, tries = watch.unit.route(route), 1
        postings: list[Posting] = []
        while True:
            postings.append(watch.look(None if session is None else session.session))
            left = [line for line in watch.open_lines() if line.note_id in notes]
            if not left:
                return postings
            if self._timebase.now() >= end:
                self._give_up(watch, left)
            moved = bool(postings[-1].happenings)
            if answer is RouteAnswer.NO_ANSWER and not moved and tries < ROUTE_TRIES:
                answer, tries = watch.unit.route(route), tries + 1
            pause(self._timebase, self._rules.poll_period_s)

    def _give_up(self, watch: Watch, lines: Iterable[Line]) -> None:
        for line in lines:
            watch.give_up(line, Cause.NO_EVENT)
        raise CashUnknownResultError


class AcceptRun:
    """The running command. For one use."""

    def __init__(
        self,
        command: Accept,
        watches: Sequence[Watch],
        journal: CashJournal,
        rules: CashRules,
        timebase: Timebase,
        context: CommandContext,
    ) -> None:
        self._command = command
        self._watches = watches
        self._journal = journal
        self._rules = rules
        self._timebase = timebase
        self._context = context
        self._clearing = Clearing(rules, journal, timebase)
        self._accepted_fen = rules.accepted_fen & (command.accepted_fen or rules.accepted_fen)
        self._allowed: dict[int, frozenset[int]] = {}
        self._credited_fen = journal.credited_fen(command.session)
        self._taken: list[TakenCash] = []
        self._awaiting = True

    def run(self) -> Accepted:
        """Take money until the amount is there, the time is over, or something is wrong.

        Raises:
            DeviceError: something is wrong. What was credited before stays credited.
            CommandStoppedError: it was cancelled; a note in escrow went back.
        """
        try:
            end = self._take()
        except DeviceError as error:
            self._leave_in_order(error)
            raise
        except CommandStoppedError:
            self._wind_up()
            raise
        self._wind_up()
        return Accepted(end, self._credited_fen, tuple(self._taken))

    def _take(self) -> AcceptEnd:
        self._context.progress(CashTotal(self._credited_fen))
        if not any(watch.unit.prices.types_worth(self._accepted_fen, None) for watch in self._watches):
            raise CashNoUsableTypeError
        while True:
            if (end := self._allow()) is not None:
                return end
            for watch in self._watches:
                self._look(watch)
            if self._missing_fen() == 0:
                return AcceptEnd.AMOUNT_REACHED
            self._context.wait(self._rules.poll_period_s)
            try:
                self._context.check()
            except TimeLimitError:
                return AcceptEnd.TIME_OVER

    # ---- what may come in ----

    def _missing_fen(self) -> int | None:
        """What the session still lacks; None where there is no limit."""
        return None if self._command.amount_fen is None else max(0, self._command.amount_fen - self._credited_fen)

    def _wanted(self, watch: Watch) -> frozenset[int]:
        limit_fen = None if self._command.may_exceed else self._missing_fen()
        return watch.unit.prices.types_worth(self._accepted_fen, limit_fen)

    def _allow(self) -> AcceptEnd | None:
        """Tell each unit which types may come, where that has changed; or why none may come any more."""
        if self._missing_fen() == 0:
            return AcceptEnd.AMOUNT_REACHED
        wanted = [self._wanted(watch) for watch in self._watches]
        if not any(wanted):
            return AcceptEnd.NOTHING_FITS
        changed = [at for at, types in enumerate(wanted) if self._allowed.get(at) != types]
        for at in changed:
            if wanted[at]:
                self._watches[at].allow(wanted[at])
            else:
                self._watches[at].inhibit()
            self._allowed[at] = wanted[at]
        if self._awaiting:
            self._awaiting = False
            self._context.progress(AwaitingCash())
        return None

    # ---- what comes in ----

    def _look(self, watch: Watch) -> None:
        posting = watch.look(self._command.session)
        self._use(watch, posting)
        while posting.lines and (held := [one for one in watch.open_lines() if one.state is NoteState.ESCROW]):
            if held[0].type in self._wanted(watch) and not self._context.cancelled():
                postings = self._clearing.stack(watch, held[0], self._command)
            else:
                postings = self._clearing.give_back(watch, self._command)
            for one in postings:
                self._use(watch, one)
        if (error := watch.condition.error()) is not None:
            raise error

    def _use(self, watch: Watch, posting: Posting) -> None:
        """Show what a look has brought; the journal has it already. Raises the fault that ends the session, if any."""
        for happening in posting.happenings:
            if isinstance(happening, Rejected):
                self._context.progress(CashRejected(happening.reason))
        credited = [line for line in posting.lines if self._show(watch, line)]
        if credited:
            self._credited_fen = self._journal.credited_fen(self._command.session)
            self._context.progress(CashTotal(self._credited_fen))
        if (fault := fault_of(posting)) is not None:
            raise fault

    def _show(self, watch: Watch, line: Line) -> bool:
        """Show a row; whether it is new credit of this session."""
        match line.state:
            case NoteState.ESCROW:
                self._context.progress(NoteEscrowed(line.amount_fen))
            case NoteState.STACKED if line.session == self._command.session:
                self._taken.append(TakenCash(watch.unit.identity.unit, line.name, line.amount_fen))
                self._context.progress(CashStacked(line.amount_fen))
                self._awaiting = True
                return True
            case NoteState.RETURNED:
                self._awaiting = True
                self._context.progress(NoteReturned(line.amount_fen))
            case _:
                pass
        return False

    # ---- the end ----

    def _wind_up(self) -> None:
        """Inhibit every unit, then look until nothing more comes: a note or coin may be on its way."""
        for watch in self._watches:
            watch.inhibit()
        for watch in self._watches:
            self._empty(watch)

    def _empty(self, watch: Watch) -> None:
        end = self._timebase.now() + self._rules.settle_limit_s
        quiet_until = self._timebase.now() + self._rules.quiet_s
        while True:
            posting = watch.look(self._command.session)
            self._use(watch, posting)
            if watch.open_lines():
                for one in self._clearing.give_back(watch, self._command):
                    self._use(watch, one)
            now = self._timebase.now()
            if posting.happenings:
                quiet_until = now + self._rules.quiet_s
            if now >= min(quiet_until, end):
                watch.rest()
                return
            pause(self._timebase, self._rules.poll_period_s)

    def _leave_in_order(self, error: DeviceError) -> None:
        """After a fault: take nothing more and return what is in escrow, as far as the device still obeys.

        What cannot be done now is done at the device's next start. The first fault is the one that is told.
        """
        try:
            if error.error_class is ErrorClass.LINK:
                for watch in self._watches:
                    watch.inhibit(tries=1)
            elif isinstance(error, CashJournalError):
                for watch in self._watches:
                    watch.inhibit()
                    watch.unit.route(Route.RETURN)
            else:
                self._wind_up()
        except DeviceError as second:
            _log.info("cash_left_in_disorder cause=%s then=%s", error.code, second.code)
