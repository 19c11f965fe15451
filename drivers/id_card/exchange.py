"""One request and its reply over a link: time limits, stale replies, one repetition of a damaged step.

The module answers in the order of the requests. So a late answer to an earlier request always comes before the
answer to the present one; it is told by its shape and passed over.

Source: ID card reader sheet, sections 12.2 (time limits) and 13.3 (failure table).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from drivers.commands import CommandStoppedError
from drivers.id_card.codec import (
    ADDRESS_SIZE,
    LARGEST_CONTENT_SIZE,
    SAM_NUMBER_SIZE,
    Command,
    Reply,
    encode_request,
    is_card_content,
)
from drivers.id_card.errors import GarbledReplyError, UnexpectedReplyError
from drivers.id_card.framing import HEADER_SIZE, Frame, FrameFault, FrameFaultKind, FrameParser
from drivers.id_card.model import ExchangeNote
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError, NoReplyError
from drivers.transport.serial_link import Link

_log = logging.getLogger(__name__)

NOTES_KEPT = 64
"""The newest exchanges; a reader that is asked for weeks must not remember them all."""

_BITS_PER_BYTE = 10
_SLICE_S = 0.1
"""How long a wait for the first byte goes on before the command is asked whether it was cancelled."""
_CHUNK_BYTES = 32
_GAP_S = 0.2
"""How long the line may stand still within a frame, for a chunk of bytes; slow USB bridges pause between bytes."""
_SECOND_PATIENCE = 1.5
"""A reply that did not come is waited for so much longer the second time: some modules are slower than most."""


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long the module may take to begin its reply, in seconds; the time on the wire comes on top."""

    control_s: float = 0.5
    find_s: float = 0.8
    select_s: float = 1.0
    read_s: float = 3.5
    read_with_fingerprint_s: float = 4.5
    address_s: float = 1.5
    reset_s: float = 2.0
    """The module starts anew; how long that takes is in no paper."""

    def for_command(self, command: Command) -> float:
        """The limit of a command in seconds."""
        match command:
            case Command.FIND_CARD:
                return self.find_s
            case Command.SELECT_CARD:
                return self.select_s
            case Command.READ_TEXT_PHOTO:
                return self.read_s
            case Command.READ_TEXT_PHOTO_FINGERPRINT:
                return self.read_with_fingerprint_s
            case Command.READ_NEWEST_ADDRESS:
                return self.address_s
            case Command.RESET_SAM:
                return self.reset_s
            case _:
                return self.control_s


def fits(command: Command, reply: Reply) -> bool:
    """Whether a reply can be the answer to a command; a late answer to an earlier one mostly cannot.

    Faults are told by their status alone: some modules send data along.
    """
    match reply.sw3:
        case StatusCode.CARD_FOUND:
            return command is Command.FIND_CARD
        case StatusCode.SUCCESS:
            return _has_its_data(command, reply.data)
        case _:
            return True


def _has_its_data(command: Command, data: bytes) -> bool:
    """Whether a success carries what the command asks for."""
    match command:
        case Command.FIND_CARD:
            return False
        case Command.SELECT_CARD:
            # Eight bytes that mean nothing to us, so none is accepted too.
            return len(data) in {8, 0}
        case Command.READ_SAM_NUMBER:
            return len(data) == SAM_NUMBER_SIZE
        case Command.READ_NEWEST_ADDRESS:
            return len(data) <= ADDRESS_SIZE and len(data) % 2 == 0
        case Command.READ_TEXT_PHOTO | Command.READ_TEXT_PHOTO_FINGERPRINT:
            return is_card_content(data)
        case _:
            return not data


def _answer(command: Command, found: Frame | FrameFault) -> Reply | UnexpectedReplyError | None:
    """What came as the answer to a command; None for noise before it, an error for a reply that does not fit.

    Raises:
        GarbledReplyError: a damaged frame, most likely the answer.
        UnexpectedReplyError: the card's content with wrong lengths in it: no other will follow.
    """
    if isinstance(found, FrameFault):
        if found.kind is FrameFaultKind.BAD_CHECKSUM:
            raise GarbledReplyError(f"{command.name} {found.kind}")
        return None
    reply = Reply.from_frame(found)
    if fits(command, reply):
        return reply
    misfit = UnexpectedReplyError(f"{command.name} {len(reply.data)} bytes")
    if command in {Command.READ_TEXT_PHOTO, Command.READ_TEXT_PHOTO_FINGERPRINT} and len(reply.data) > ADDRESS_SIZE:
        raise misfit
    return misfit


def _largest_reply(command: Command) -> int:
    """The most bytes that the answer to a command can have."""
    match command:
        case Command.READ_TEXT_PHOTO | Command.READ_TEXT_PHOTO_FINGERPRINT:
            return LARGEST_CONTENT_SIZE + 16
        case _:
            return ADDRESS_SIZE + 16


def _never() -> bool:
    return False


class Exchange:
    """Asks the module one thing at a time. For one thread."""

    def __init__(self, link: Link, timebase: Timebase, *, baud: int, limits: TimeLimits | None = None) -> None:
        """Prepare.

        Args:
            link: the open byte stream.
            timebase: the clock of the link's deadlines.
            baud: the line's speed: how long a reply takes once it has begun.
            limits: the time limits.
        """
        self._link = link
        self._timebase = timebase
        self._byte_s = _BITS_PER_BYTE / baud
        self._limits = limits if limits is not None else TimeLimits()
        self._parser = FrameParser()
        self._notes: deque[ExchangeNote] = deque(maxlen=NOTES_KEPT)
        self._cancelled: Callable[[], bool] = _never

    def take_notes(self) -> tuple[ExchangeNote, ...]:
        """The newest exchanges since the last call, free of content; at most ``NOTES_KEPT``."""
        notes = tuple(self._notes)
        self._notes.clear()
        return notes

    def stop_when(self, cancelled: Callable[[], bool] | None) -> None:
        """Give up a wait for a reply as soon as this says so; None: never."""
        self._cancelled = cancelled if cancelled is not None else _never

    def ask(self, command: Command) -> Reply:
        """Send a command and return its reply; a damaged or missing one is asked for once more.

        Raises:
            NoReplyError: nothing came, twice.
            GarbledReplyError: damaged bytes came, or the module received our request damaged, twice.
            UnexpectedReplyError: replies came that cannot be the answer, twice.
            LinkError: the port itself failed.
            CommandStoppedError: the wait was given up; the late answer is passed over by whoever asks next.
        """
        patience = 1.0
        try:
            reply = self._ask_once(command, patience)
        except (NoReplyError, GarbledReplyError, UnexpectedReplyError) as error:
            _log.debug("id_card_step_repeated command=%s cause=%s", command.name, error.code)
            patience = _SECOND_PATIENCE if isinstance(error, NoReplyError) else 1.0
            self._let_late_reply_pass(command)
        else:
            if reaction_to(reply.sw3) is not Reaction.RESEND_ONCE:
                return reply
        reply = self._ask_once(command, patience)
        if reaction_to(reply.sw3) is Reaction.RESEND_ONCE:
            raise GarbledReplyError(f"{command.name} SW3 {reply.sw3:02X}")
        return reply

    def _ask_once(self, command: Command, patience: float) -> Reply:
        self._link.flush_input()
        self._parser.reset()
        begun = self._timebase.now()
        self._link.write(encode_request(command))
        try:
            reply = self._receive(command, begun + self._limits.for_command(command) * patience)
        finally:
            # Half a frame may be half a person; nothing of it stays.
            self._parser.reset()
        note = ExchangeNote(
            command,
            reply.sw1,
            reply.sw2,
            reply.sw3,
            len(reply.data),
            self._timebase.now() - begun,
        )
        self._notes.append(note)
        _log.debug(
            "id_card_exchange command=%s sw=%02X%02X%02X size=%d ms=%.1f",
            command.name,
            *(note.sw1, note.sw2, note.sw3, note.size_bytes, note.duration_s * 1000),
        )
        return reply

    def _receive(self, command: Command, deadline: float) -> Reply:
        """Read until a reply fits. A line that never falls silent ends at the deadline too."""
        fault: LinkError | UnexpectedReplyError = NoReplyError("silent")
        frame_end: float | None = None
        while True:
            length = self._parser.body_length
            if length is None:
                frame_end = None
            elif frame_end is None:
                # Once the header is here the rest has twice its time on the wire and a little more.
                frame_end = max(deadline, self._timebase.now() + length * self._byte_s * 2 + _GAP_S)
            try:
                data = self._next_bytes(deadline if frame_end is None else frame_end)
            except NoReplyError:
                raise fault from None
            if isinstance(fault, NoReplyError):
                # Something came. Should nothing come of it, it was noise or a reply that broke off.
                fault = GarbledReplyError(f"{command.name} torn")
            for found in self._parser.feed(data):
                answer = _answer(command, found)
                if isinstance(answer, Reply):
                    return answer
                fault = answer or fault

    def _next_bytes(self, deadline: float) -> bytes:
        """At least one byte and never one too many, before the deadline.

        Raises:
            NoReplyError: the deadline has passed, or the line stands still within a frame.
            CommandStoppedError: the command was cancelled before the first byte of an answer.
        """
        now = self._timebase.now()
        if now >= deadline:
            raise NoReplyError("time over")
        wanted = self._parser.wanted
        if self._parser.body_length is not None:
            size = min(wanted, _CHUNK_BYTES)
            return self._link.read(size, min(deadline, now + size * self._byte_s * 2 + _GAP_S))
        if wanted < HEADER_SIZE:
            return self._link.read(wanted, deadline)
        while True:
            try:
                return self._link.read(1, min(deadline, self._timebase.now() + _SLICE_S))
            except NoReplyError:
                if self._timebase.now() >= deadline:
                    raise
                if self._cancelled():
                    raise CommandStoppedError from None

    def _let_late_reply_pass(self, command: Command) -> None:
        """Wait for as long as the largest reply takes; the next request's flush then finds all of it."""
        condition = threading.Condition()
        end = self._timebase.now() + _largest_reply(command) * self._byte_s
        with condition:
            while (left_s := end - self._timebase.now()) > 0:
                self._timebase.wait(condition, left_s)
