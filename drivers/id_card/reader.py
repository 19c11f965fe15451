"""The driver of an SDT reader, for a device supervisor.

A card is read in the order find, select, read, newest address, and never after a find or a select that
failed: some modules would then hand out the card before. After a good read the module says "no card" until
the card has left; whether it has left is ``drivers.id_card.presence``'s matter. A new read begins by making sure of it.

Source: ID card reader sheet, section 13.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from drivers.commands import CommandContext
from drivers.id_card import codec
from drivers.id_card.acceptance import AcceptedCard, accept
from drivers.id_card.codec import CardContent, Command, Reply
from drivers.id_card.consistency import Check, Finding, Severity
from drivers.id_card.errors import (
    CardDataError,
    CardInconsistentError,
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
    ResetModule,
    SelfTestFailed,
    Unknown,
    WaitingForCard,
    WaitRemoval,
)
from drivers.id_card.module import SecurityModule
from drivers.id_card.portrait import NoPhoto, NoPhotoReason, Portrait
from drivers.id_card.presence import MISSES_THAT_MEAN_REMOVED, Presence
from drivers.id_card.recovery import Fail, Prompt, Recovery, Step
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import LinkError, NoReplyError
from drivers.transport.serial_link import Link
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)

SMALLEST_GAP_S = 0.3
"""What the makers want between an answer and the next look for a card, unless the settings say less."""
FIND_EVERY = 3
"""While a card seems to lie there still, every so many polls the module is asked to find one as well."""


@dataclass(frozen=True, slots=True)
class _Setback:
    """A cycle that did not end in a card's content."""

    reaction: Reaction
    detail: str


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
        decoder: Callable[[bytes], Portrait | NoPhoto] | None = None,
    ) -> None:
        """Prepare; the link is opened by ``open``.

        Args:
            link: the byte stream, still closed.
            today: the day that dates on the card are compared with.
            baud: the line's speed.
            timebase: clock and waiting; the link's own.
            limits: the time limits.
            poll_period_s: seconds from one look for a card to the next; the makers ask for more than 0.3.
            decoder: turns a photo into a picture (``drivers.id_card.photo_decoder``); None: there is none.
        """
        self._link = link
        self._today = today
        self._timebase = timebase if timebase is not None else SystemTime()
        self._exchange = Exchange(link, self._timebase, baud=baud, limits=limits)
        self._poll_period_s = poll_period_s
        self._looked_at = 0.0
        self._decoder = decoder
        self._module = SecurityModule(self._exchange, self._rest)
        self._presence = Presence(self._exchange, self._timebase)

    @property
    def kind(self) -> DeviceKind:
        """An ID card reader."""
        return DeviceKind.ID_CARD

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""
        self._link.open()
        self._module.forget()
        self._presence.port_opened()

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
            return Ready(self._module.prove_ready())
        except SamSelfTestError:
            return SelfTestFailed()
        except SamNotAuthorisedError:
            return NotAuthorised()

    def run(self, command: object, context: CommandContext) -> IdCardResult:
        """Run one of ``IdCardCommand``.

        Raises:
            IdCardError, LinkError: it failed.
            CommandStoppedError, TimeLimitError: it was cancelled, or its time is over.
        """
        self._exchange.stop_when(context.cancelled)
        try:
            match command:
                case ReadCard():
                    return self._read_card(command, context)
                case WaitRemoval():
                    self._wait_removal(context)
                    return CardRemoved()
                case ResetModule():
                    self._restart_module(context)
                    return Ready(self._module.prove_ready())
                case _:
                    raise TypeError(f"not a command of this reader: {type(command).__name__}")
        finally:
            self._exchange.stop_when(None)

    # ---- reading a card ----

    def _read_card(self, command: ReadCard, context: CommandContext) -> CardRead:
        if not self._module.proved:
            self._module.prove_ready()
        self._exchange.take_notes()
        outcome: CardContent | _Setback | None = self._clear_field(command, context)
        if outcome is None:
            context.progress(WaitingForCard())
        recovery = Recovery(card_seen=self._presence.unfinished)
        rejected_once = False
        while True:
            context.check()
            if outcome is None:
                outcome = self._cycle(command, context.progress)
            if isinstance(outcome, CardContent):
                self._presence.judged(outcome.text)
                checked = self._checked(command, outcome, last_chance=rejected_once)
                if isinstance(checked, AcceptedCard):
                    return self._finished(command, checked)
                outcome, rejected_once = checked, True
            self._carry_out(recovery.after(outcome.reaction, outcome.detail), context)
            outcome = None

    def _checked(self, command: ReadCard, content: CardContent, *, last_chance: bool) -> AcceptedCard | _Setback:
        """The content when its fields can be and agree; otherwise it is silently read once more.

        The card is still the one that was selected, so the second read needs no find.
        """
        try:
            return accept(content, self._today())
        except (CardDataError, CardInconsistentError) as error:
            if last_chance:
                raise
            _log.info("id_card_read_again cause=%s", error.code)
        again = self._content(command)
        return again if isinstance(again, _Setback) else accept(again, self._today())

    def _finished(self, command: ReadCard, checked: AcceptedCard) -> CardRead:
        found = checked.findings
        newest_address: str | None = None
        if command.with_address:
            try:
                newest_address = self._newest_address()
            except (LinkError, UnexpectedReplyError) as error:
                _log.info("id_card_address_not_read cause=%s", error.code)
                found = (*found, Finding(Check.NEWEST_ADDRESS_UNKNOWN, Severity.WARN))
        return CardRead(
            record=checked.record,
            newest_address=newest_address,
            photo_wlt=checked.content.photo_wlt,
            portrait=self._portrait(command, checked.content.photo_wlt),
            fingerprint=checked.content.fingerprint if command.with_fingerprint else b"",
            findings=found,
            exchanges=self._exchange.take_notes(),
        )

    def _portrait(self, command: ReadCard, photo_wlt: bytes) -> Portrait | NoPhoto:
        if not command.with_portrait:
            return NoPhoto(NoPhotoReason.NOT_ASKED_FOR)
        if self._decoder is None:
            return NoPhoto(NoPhotoReason.NO_DECODER)
        return self._decoder(photo_wlt)

    def _carry_out(self, decision: Step | Prompt | Fail, context: CommandContext) -> None:
        match decision:
            case Step.FIND_NOW:
                return
            case Step.FIND_LATER:
                taken_s = self._timebase.now() - self._looked_at
                context.wait(max(self._poll_period_s - taken_s, min(self._poll_period_s, SMALLEST_GAP_S)))
                context.check()
            case Step.RESET:
                self._restart_module(context)
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

    def _restart_module(self, context: CommandContext) -> None:
        self._presence.module_restarted()
        self._module.restart_or_fail(lambda: self._pause(context))

    def _cycle(self, command: ReadCard, show: Callable[[object], None]) -> CardContent | _Setback:
        """Find, select, read; the first step that fails ends it."""
        self._looked_at = self._timebase.now()
        found = self._ask_of_card(Command.FIND_CARD)
        if found.sw3 != StatusCode.CARD_FOUND:
            return _setback("find", found)
        show(CardFound())
        selected = self._ask_of_card(Command.SELECT_CARD)
        if selected.sw3 != StatusCode.SUCCESS:
            return _setback("select", selected)
        show(Reading())
        return self._content(command)

    def _ask_of_card(self, command: Command) -> Reply:
        """Ask for a step of the cycle. A module that hangs there and is not dead gives an unrecognised error.

        Raises:
            LinkError, UnexpectedReplyError: it answers nothing at all, or nothing that fits.
        """
        try:
            return self._exchange.ask(command)
        except NoReplyError:
            self._exchange.ask(Command.SAM_STATUS)
            return Reply(0, 0, StatusCode.UNRECOGNISED_ERROR, b"")

    def _content(self, command: ReadCard) -> CardContent | _Setback:
        """What the selected card holds."""
        self._presence.read_begun()
        reply = self._read(with_fingerprint=command.with_fingerprint)
        if reply.sw3 != StatusCode.SUCCESS:
            return _setback("read", reply)
        return codec.parse_card_content(reply.data)

    def _read(self, *, with_fingerprint: bool) -> Reply:
        """The card's content; a module without the command for fingerprints is asked for the rest."""
        if with_fingerprint:
            reply = self._ask_of_card(Command.READ_TEXT_PHOTO_FINGERPRINT)
            if reaction_to(reply.sw3) is not Reaction.COMMAND_UNSUPPORTED:
                return reply
        return self._ask_of_card(Command.READ_TEXT_PHOTO)

    def _newest_address(self) -> str | None:
        """The newest additional address, None for a card without one or a module without the command.

        Raises:
            LinkError, UnexpectedReplyError: it is not known whether there is one.
        """
        if not self._presence.probe_known:
            return None
        reply = self._exchange.ask(Command.READ_NEWEST_ADDRESS)
        match reaction_to(reply.sw3):
            case Reaction.PROCEED:
                return codec.parse_newest_address(reply.data) or None
            case Reaction.TREAT_AS_EMPTY:
                return None
            case Reaction.COMMAND_UNSUPPORTED:
                self._presence.probe_refused()
                return None
            case _:
                raise UnexpectedReplyError(f"address SW3 {reply.sw3:02X}")

    # ---- waiting for the card to leave ----

    def _clear_field(self, command: ReadCard, context: CommandContext) -> CardContent | None:
        """Make sure that the card of the read before, perhaps someone else's, has left the field.

        Some modules answer the probe for ever. So now and then they are asked to find a card too: one that differs from
        the card before, or that comes after the field was seen empty, is a new one. A module that has started anew is
        not tempted so: it would take the card for read then, and not find it again when it is no longer remembered.

        Returns:
            The content of such a new card, None when the field is known to be clear.
        """
        if not self._presence.may_lie_there:
            return None
        polls = misses = empty = 0
        while misses < MISSES_THAT_MEAN_REMOVED:
            context.check()
            if self._presence.lies_there():
                misses = 0
                if polls == 0:
                    context.progress(LiftAndReplace(LiftReason.STILL_LYING))
                polls += 1
                if self._presence.module_knows_card and (empty or polls % FIND_EVERY == 0):
                    found = self._new_card(command, was_empty=empty >= MISSES_THAT_MEAN_REMOVED)
                    if isinstance(found, CardContent):
                        return found
                    empty = empty + 1 if found is Reaction.KEEP_POLLING else 0
            else:
                misses += 1
            if misses < MISSES_THAT_MEAN_REMOVED:
                self._pause(context)
        self._presence.left()
        return None

    def _new_card(self, command: ReadCard, *, was_empty: bool) -> CardContent | Reaction:
        """Look for a card; the content of one that cannot be the card before, else what became of it."""
        found = self._cycle(command, _show_nothing)
        if isinstance(found, _Setback):
            return found.reaction
        return found if was_empty or not self._presence.was_judged(found.text) else Reaction.PROCEED

    def _wait_removal(self, context: CommandContext) -> None:
        misses = 0
        while misses < MISSES_THAT_MEAN_REMOVED:
            context.check()
            misses = 0 if self._presence.lies_there() else misses + 1
            if misses < MISSES_THAT_MEAN_REMOVED:
                self._pause(context)
        self._presence.left()

    def _wait_until_nothing_is_found(self, context: CommandContext) -> None:
        """Wait until the field is empty, for cards that could not be read."""
        misses = 0
        while misses < MISSES_THAT_MEAN_REMOVED:
            self._pause(context)
            found = self._exchange.ask(Command.FIND_CARD)
            misses = misses + 1 if found.sw3 != StatusCode.CARD_FOUND else 0

    def _pause(self, context: CommandContext) -> None:
        context.wait(self._poll_period_s)
        context.check()

    def _rest(self) -> None:
        """Wait for one poll period outside a command."""
        condition = threading.Condition()
        end = self._timebase.now() + self._poll_period_s
        with condition:
            while (left_s := end - self._timebase.now()) > 0:
                self._timebase.wait(condition, left_s)


def _show_nothing(_progress: object) -> None:
    """Nobody is shown how a look at a card goes that may be somebody else's."""


def _setback(step: str, reply: Reply) -> _Setback:
    return _Setback(reaction_to(reply.sw3), f"{step} SW {reply.sw1:02X} {reply.sw2:02X} {reply.sw3:02X}")
