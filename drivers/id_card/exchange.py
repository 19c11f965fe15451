"""One request and its reply over a link: time limits, stale replies, one repetition of a damaged step.

Source: ID card reader sheet, sections 12.2 (time limits) and 13.3 (failure table).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from drivers.id_card.codec import (
    ADDRESS_SIZE,
    PHOTO_SIZE,
    SAM_NUMBER_SIZE,
    TEXT_SIZE,
    Command,
    Reply,
    encode_request,
)
from drivers.id_card.errors import GarbledReplyError, UnexpectedReplyError
from drivers.id_card.framing import Frame, FrameFaultKind, FrameParser
from drivers.id_card.model import ExchangeNote
from drivers.id_card.status_codes import Reaction, StatusCode, reaction_to
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError, NoReplyError
from drivers.transport.serial_link import Link

_log = logging.getLogger(__name__)

_BITS_PER_BYTE = 10


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long the module may take to begin its reply, in seconds; the time on the wire comes on top."""

    control_s: float = 0.5
    find_s: float = 0.8
    select_s: float = 1.0
    read_s: float = 3.5
    read_with_fingerprint_s: float = 4.5
    address_s: float = 1.5

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
            case _:
                return self.control_s


# What a successful reply's data must measure; a reply that does not is no answer to the command. Find and
# select are followed by bytes that mean nothing to us, so none is accepted too.
_SIZES: dict[Command, tuple[int, ...]] = {
    Command.FIND_CARD: (4, 0),
    Command.SELECT_CARD: (8, 0),
    Command.READ_SAM_NUMBER: (SAM_NUMBER_SIZE,),
    Command.READ_NEWEST_ADDRESS: (ADDRESS_SIZE,),
    Command.READ_TEXT_PHOTO: (4 + TEXT_SIZE + PHOTO_SIZE,),
    Command.READ_TEXT_PHOTO_FINGERPRINT: tuple(6 + TEXT_SIZE + PHOTO_SIZE + extra for extra in (0, 512, 1024)),
}


def fits(command: Command, reply: Reply) -> bool:
    """Whether a reply can be the answer to a command; a late answer to an earlier one mostly cannot."""
    if reply.sw3 == StatusCode.CARD_FOUND:
        return command is Command.FIND_CARD and len(reply.data) in _SIZES[command]
    if reply.sw3 == StatusCode.SUCCESS:
        return command is not Command.FIND_CARD and len(reply.data) in _SIZES.get(command, (0,))
    return not reply.data


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
        self._notes: list[ExchangeNote] = []

    def take_notes(self) -> tuple[ExchangeNote, ...]:
        """The exchanges since the last call, free of content."""
        notes, self._notes = tuple(self._notes), []
        return notes

    def ask(self, command: Command) -> Reply:
        """Send a command and return its reply; a damaged or missing one is asked for once more.

        Raises:
            NoReplyError: nothing came, twice.
            GarbledReplyError: damaged bytes came, or the module received our request damaged, twice.
            UnexpectedReplyError: replies came that cannot be the answer, twice.
            LinkError: the port itself failed.
        """
        try:
            reply = self._ask_once(command)
        except (NoReplyError, GarbledReplyError, UnexpectedReplyError) as error:
            _log.debug("id_card_step_repeated command=%s cause=%s", command.name, error.code)
            self._let_late_reply_pass(command)
        else:
            if reaction_to(reply.sw3) is not Reaction.RESEND_ONCE:
                return reply
        reply = self._ask_once(command)
        if reaction_to(reply.sw3) is Reaction.RESEND_ONCE:
            raise GarbledReplyError(f"{command.name} SW3 {reply.sw3:02X}")
        return reply

    def _ask_once(self, command: Command) -> Reply:
        self._link.flush_input()
        self._parser.reset()
        begun = self._timebase.now()
        self._link.write(encode_request(command))
        reply = self._receive(command, begun + self._limits.for_command(command))
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
        """Read until a reply fits: exactly the header, then exactly the rest."""
        fault: LinkError | UnexpectedReplyError | None = None
        while True:
            try:
                data = self._link.read(self._parser.wanted, self._frame_deadline(deadline))
            except NoReplyError:
                raise fault or self._silence() from None
            for found in self._parser.feed(data):
                if isinstance(found, Frame):
                    reply = Reply.from_frame(found)
                    if fits(command, reply):
                        return reply
                    fault = UnexpectedReplyError(f"{command.name} {len(reply.data)} bytes")
                elif found.kind is FrameFaultKind.BAD_CHECKSUM:
                    raise GarbledReplyError(f"{command.name} {found.kind}")
                elif found.kind is not FrameFaultKind.SKIPPED:
                    fault = GarbledReplyError(f"{command.name} {found.kind}")

    def _frame_deadline(self, deadline: float) -> float:
        """Once the header is here, the rest has twice its time on the wire and a little more."""
        length = self._parser.body_length
        if length is None:
            return deadline
        return self._timebase.now() + length * self._byte_s * 2 + 0.2

    def _silence(self) -> LinkError:
        """A reply that broke off is damage; no reply at all is silence."""
        if self._parser.body_length is not None:
            return GarbledReplyError("torn reply")
        return NoReplyError("silent")

    def _let_late_reply_pass(self, command: Command) -> None:
        """Wait for as long as the largest reply takes; the next request's flush then finds all of it."""
        largest = max(_SIZES.get(command, (0,))) + 16
        condition = threading.Condition()
        end = self._timebase.now() + largest * self._byte_s
        with condition:
            while (left_s := end - self._timebase.now()) > 0:
                self._timebase.wait(condition, left_s)
