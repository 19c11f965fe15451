"""The driver of an SDT reader, for a device supervisor.

A card is read in the order find, select, read, newest address, and never after a find or a select that
failed: some modules would then hand out the card before. After a good read the module says "no card" until
    the card has left, so
removal is seen by asking for the newest address, and a new read begins by making sure that the field was
cleared.

Source: ID card reader sheet, section 13.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from drivers.commands import CommandContext
from drivers.id_card import codec
from drivers.id_card.codec import BodyError, CardContent, Command, Reply, SamNumber
from drivers.id_card.consistency import Finding, findings, rejected
from drivers.id_card.errors import (
    CardDataError,
    CardInconsistentError,
    ReaderStuckError,
    SamNotAuthorisedError,
    SamSelfTestError,
    UnexpectedReplyError,
)
from drivers.id_card.exchange import Exchange, TimeLimits
from drivers.id_card.model import (
    CardFound,
    CardRead,
    CardRemoved,
    IdCardResult,
    IdCardStatus,
    LiftAndReplace,
    LiftReason,
    NotAnIdCard,
    NotAuthorised,
    Offline,
    ReadCard,
    Reading,
    Ready,
    SelfTestFailed,
    Unknown,
    WaitingForCard,
    WaitRemoval,
)
from drivers.id_card.records import IdCardRecord, parse_text
from drivers.id_card.recovery import Fail, Prompt, Recovery, Step
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.timebase import SystemTime, Timebase
from drivers.transport.serial_link import Link
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)

MISSES_THAT_MEAN_REMOVED = 2
_RESET_TRIES = 10


@dataclass(frozen=True, slots=True)
class _Setback:
    """A cycle that did not end in a card's content."""

    reaction: Reaction
    detail: str


@dataclass(frozen=True, slots=True)
class _Checked:
    """A card's content that may be used."""

    content: CardContent
    record: IdCardRecord = field(repr=False)
    findings: tuple[Finding, ...]


class IdCardReader:
    """One reader on one link. Every method is called on one thread, the supervisor's."""

    def __init__(
        self,
        link: Link,
        *,
        today: Callable[[], date],
        baud: int = 115200,
        timebase: Timebase | None = None,
        limits: TimeLimits | None = None,
        poll_period_s: float = 0.35,
    ) -> None:
        """Prepare; the link is opened by ``open``.

        Args:
            link: the byte stream, still closed.
            today: the day that dates on the card are compared with.
            baud: the line's speed.
            timebase: clock and waiting; the link's own.
            limits: the time limits.
            poll_period_s: seconds between two looks for a card; the makers ask for more than 0.3.
        """
        self._link = link
        self._today = today
        self._timebase = timebase if timebase is not None else SystemTime()
        self._exchange = Exchange(link, self._timebase, baud=baud, limits=limits)
        self._poll_period_s = poll_period_s
        self._sam: SamNumber | None = None
        self._reset_tried = False
        self._card_may_lie_there = False

    @property
    def kind(self) -> DeviceKind:
        """An ID card reader."""
        return DeviceKind.ID_CARD

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""
        self._link.open()
        self._sam = None
        self._reset_tried = False

    def close(self) -> None:
        """Close the port. Never raises."""
        self._link.close()

    def unreached(self, error: DeviceError | None) -> IdCardStatus:
        """``Offline`` with the fault's code, ``Unknown`` without a fault."""
        return Unknown() if error is None else Offline(error.code)

    def poll(self) -> IdCardStatus:
        """Ask for the module's status, and once for its number.

        Raises:
            LinkError: it does not answer.
            ReaderStuckError, UnexpectedReplyError: it answers nothing that makes sense.
        """
        try:
            return Ready(self._prove_ready())
        except SamSelfTestError:
            return SelfTestFailed()
        except SamNotAuthorisedError:
            return NotAuthorised()

    def run(self, command: object, context: CommandContext) -> IdCardResult:
        """Run a ``ReadCard`` or a ``WaitRemoval``.

        Raises:
            IdCardError, LinkError: it failed.
            CommandStoppedError, TimeLimitError: it was cancelled, or its time is over.
        """
        match command:
            case ReadCard():
                return self._read_card(command, context)
            case WaitRemoval():
                self._wait_removal(context)
                return CardRemoved()
            case _:
                raise TypeError(f"not a command of this reader: {type(command).__name__}")

    # ---- the module itself ----

    def _prove_ready(self) -> SamNumber:
        """The module's number when it is in order; a failed self-test gets one reset per opening."""
        reply = self._exchange.ask(Command.SAM_STATUS)
        reaction = reaction_to(reply.sw3)
        if reaction is Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE and not self._reset_tried:
            self._reset_tried = True
            self._exchange.ask(Command.RESET_SAM)
            reply = self._exchange.ask(Command.SAM_STATUS)
            reaction = reaction_to(reply.sw3)
        match reaction:
            case Reaction.PROCEED:
                return self._sam_number()
            case Reaction.RESET_ONCE_THEN_OUT_OF_SERVICE:
                raise SamSelfTestError
            case Reaction.OUT_OF_SERVICE:
                raise SamNotAuthorisedError
            case _:
                raise ReaderStuckError(f"status SW3 {reply.sw3:02X}")

    def _sam_number(self) -> SamNumber:
        if self._sam is None:
            reply = self._exchange.ask(Command.READ_SAM_NUMBER)
            if reply.sw3 != StatusCode.SUCCESS:
                raise UnexpectedReplyError(f"SAM number SW3 {reply.sw3:02X}")
            self._sam = codec.parse_sam_number(reply.data)
        return self._sam

    def _reset(self, context: CommandContext) -> None:
        """Reset the module and wait until it says that it is ready; it takes no commands while it starts."""
        _log.info("id_card_module_reset")
        self._exchange.ask(Command.RESET_SAM)
        for _ in range(_RESET_TRIES):
            if self._exchange.ask(Command.SAM_STATUS).sw3 == StatusCode.SUCCESS:
                return
            self._pause(context)
        raise ReaderStuckError("not ready after a reset")

    # ---- reading a card ----

    def _read_card(self, command: ReadCard, context: CommandContext) -> CardRead:
        if self._sam is None:
            self._prove_ready()
        self._exchange.take_notes()
        self._clear_field(context)
        context.progress(WaitingForCard())
        recovery = Recovery()
        while True:
            context.check()
            content = self._cycle(command, context)
            outcome = self._checked(command, content) if isinstance(content, CardContent) else content
            if isinstance(outcome, _Checked):
                return self._finished(command, outcome)
            self._carry_out(recovery.after(outcome.reaction, outcome.detail), context)

    def _checked(self, command: ReadCard, content: CardContent) -> _Checked | _Setback:
        """The content when its fields can be and agree; otherwise it is silently read once more.

        The card is still the one that was selected, so the second read needs no find.
        """
        try:
            return _check(content, self._today())
        except (CardDataError, CardInconsistentError) as error:
            _log.info("id_card_read_again cause=%s", error.code)
        again = self._content(command)
        return again if isinstance(again, _Setback) else _check(again, self._today())

    def _finished(self, command: ReadCard, checked: _Checked) -> CardRead:
        newest_address = self._newest_address() if command.with_address else None
        return CardRead(
            record=checked.record,
            newest_address=newest_address,
            photo_wlt=checked.content.photo_wlt,
            fingerprint=checked.content.fingerprint,
            findings=checked.findings,
            exchanges=self._exchange.take_notes(),
        )

    def _carry_out(self, decision: Step | Prompt | Fail, context: CommandContext) -> None:
        match decision:
            case Step.FIND_NOW:
                return
            case Step.FIND_LATER:
                self._pause(context)
            case Step.RESET:
                self._reset(context)
            case Step.WAIT_UNTIL_LIFTED:
                context.progress(NotAnIdCard())
                self._wait_until_nothing_is_found(context)
                context.progress(WaitingForCard())
            case Prompt(reason, until_lifted):
                context.progress(LiftAndReplace(reason))
                if until_lifted:
                    self._wait_until_nothing_is_found(context)
                    context.progress(WaitingForCard())
                else:
                    self._pause(context)
            case Fail(error):
                raise error
            case _:
                assert_never(decision)

    def _cycle(self, command: ReadCard, context: CommandContext) -> CardContent | _Setback:
        """Find, select, read; the first step that fails ends it."""
        found = self._exchange.ask(Command.FIND_CARD)
        if found.sw3 != StatusCode.CARD_FOUND:
            return _setback("find", found)
        context.progress(CardFound())
        selected = self._exchange.ask(Command.SELECT_CARD)
        if selected.sw3 != StatusCode.SUCCESS:
            return _setback("select", selected)
        context.progress(Reading())
        return self._content(command)

    def _content(self, command: ReadCard) -> CardContent | _Setback:
        """What the selected card holds."""
        reply, with_fingerprint = self._read(with_fingerprint=command.with_fingerprint)
        if reply.sw3 != StatusCode.SUCCESS:
            return _setback("read", reply)
        self._card_may_lie_there = True
        try:
            return codec.parse_card_content(reply.data, with_fingerprint=with_fingerprint)
        except BodyError:
            raise UnexpectedReplyError("wrong lengths in the card's content") from None

    def _read(self, *, with_fingerprint: bool) -> tuple[Reply, bool]:
        """The card's content; a module without the command for fingerprints is asked for the rest."""
        if with_fingerprint:
            reply = self._exchange.ask(Command.READ_TEXT_PHOTO_FINGERPRINT)
            if reaction_to(reply.sw3) is not Reaction.COMMAND_UNSUPPORTED:
                return reply, True
        return self._exchange.ask(Command.READ_TEXT_PHOTO), False

    def _newest_address(self) -> str | None:
        """The newest additional address; a card without one, or that has just been lifted, gives None."""
        reply = self._exchange.ask(Command.READ_NEWEST_ADDRESS)
        if reply.sw3 != StatusCode.SUCCESS:
            return None
        return codec.parse_newest_address(reply.data) or None

    # ---- waiting for the card to leave ----

    def _lies_there(self) -> bool:
        """Whether the card that was read is still in the field (section 13.2)."""
        reply = self._exchange.ask(Command.READ_NEWEST_ADDRESS)
        return reply.sw3 in {StatusCode.SUCCESS, StatusCode.NO_SUCH_ITEM}

    def _clear_field(self, context: CommandContext) -> None:
        """Make sure that the card of the read before, perhaps someone else's, has left the field."""
        if not self._card_may_lie_there:
            return
        if self._lies_there():
            context.progress(LiftAndReplace(LiftReason.STILL_LYING))
        self._wait_removal(context)

    def _wait_removal(self, context: CommandContext) -> None:
        misses = 0
        while misses < MISSES_THAT_MEAN_REMOVED:
            context.check()
            misses = 0 if self._lies_there() else misses + 1
            if misses < MISSES_THAT_MEAN_REMOVED:
                self._pause(context)
        self._card_may_lie_there = False

    def _wait_until_nothing_is_found(self, context: CommandContext) -> None:
        """Wait until the field is empty, for cards that could not be read."""
        misses = 0
        while misses < MISSES_THAT_MEAN_REMOVED:
            self._pause(context)
            found = self._exchange.ask(Command.FIND_CARD)
            misses = misses + 1 if found.sw3 == StatusCode.NO_CARD else 0

    def _pause(self, context: CommandContext) -> None:
        context.wait(self._poll_period_s)
        context.check()


def _setback(step: str, reply: Reply) -> _Setback:
    return _Setback(reaction_to(reply.sw3), f"{step} SW {reply.sw1:02X} {reply.sw2:02X} {reply.sw3:02X}")


def _check(content: CardContent, today: date) -> _Checked:
    """Read the record and hold its fields against each other."""
    record = parse_text(content.text)
    found = findings(record, today)
    if rejected(found):
        raise CardInconsistentError(",".join(finding.check.value for finding in found))
    return _Checked(content, record, found)
