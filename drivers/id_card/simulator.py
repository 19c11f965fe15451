"""A simulated SDT reader: the module's side of the protocol, paced, on a real pseudo-terminal.

Cards are placed, removed and swapped from any thread, like a hand does it, and every fault that the driver
must survive has a switch.

Run alone with ``python -m drivers.id_card.simulator --link PATH``; see ``drivers.id_card.simulator_console``.

Source: ID card reader sheet, sections 2 to 5 and 13.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from drivers.id_card.cards import SimulatedCard
from drivers.id_card.codec import Command, Reply, Request, encode_card_content
from drivers.id_card.framing import SMALLEST_REQUEST_LENGTH, Frame, FrameFault, FrameFaultKind, FrameParser
from drivers.id_card.status_codes import StatusCode
from drivers.transport.pty import PtyServer
from drivers.transport.simulated import SimulatedPort

SAM_NUMBER = bytes.fromhex("0500030011513301 87D61200B168DE3A")
"""The sheet's synthetic module: 05.03-20140305-0001234567-0987654321."""


@dataclass(slots=True)
class ReaderFaults:
    """What is wrong with the reader. Set from any thread; faults of the line itself are in ``line``."""

    bad_checksum: int = 0
    """So many next replies have a wrong CHK."""
    torn: int = 0
    """So many next replies break off in the middle."""
    held_back: int = 0
    """So many next replies come late: right before the reply to the request that follows."""
    replaced_by: bytes = b""
    """Every reply is replaced by these bytes."""
    reported_bad_checksum: int = 0
    """The module sees so many next requests damaged (SW3 10)."""
    status: dict[Command, deque[int]] = field(default_factory=dict)
    """Per command: SW3 values that the next requests are answered with."""
    sam_status: int = StatusCode.SUCCESS
    """The self-test's result; a reset does not change it."""
    found_again: bool = False
    """The module finds a card that was read and still lies there (most answer "no card")."""
    keeps_last_content: bool = False
    """The module answers a read without a card with the content that it read last."""
    no_fingerprint_command: bool = False
    """The module does not know the read with fingerprint."""
    no_number_command: bool = False
    """The module does not know the question for its number."""
    no_address_command: bool = False
    """The module does not know the question for the newest address."""
    address_always: bool = False
    """The module says "no such item" for the newest address without a card too."""
    stuck_until_reset: bool = False
    """Every step with a card ends in an unrecognised error until the module is reset."""
    finds_nothing_until_reset: bool = False
    """No card is found until the module is reset: the chip of the one that lies there hangs."""
    wrong_length_words: bool = False
    """The length words of a read's reply are wrong."""
    move_in_read: int = 0
    """So many next reads fail because the card moved (SW3 41)."""


class IdCardReaderSimulator(SimulatedPort):
    """A reader with a field on which a card can lie."""

    def __init__(
        self,
        *,
        link: Path | None = None,
        baud: int | None = 115200,
        think_s: float = 0.0,
        sam_number: bytes = SAM_NUMBER,
    ) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            link: the stable name of its port.
            baud: the line's speed; None for no pacing.
            think_s: how long the module works (radio and checks) before each card reply, in seconds.
            sam_number: 16 bytes.
        """
        self.faults = ReaderFaults()
        self.requests: list[Command | None] = []
        """Every request in order; None for one that the protocol does not have."""
        self._think_s = think_s
        self._sam_number = sam_number
        super().__init__(
            PtyServer(self._on_bytes, link=link, baud=baud, name="id-card-simulator", on_plugged=self._power_up)
        )
        self._parser = FrameParser(smallest_length=SMALLEST_REQUEST_LENGTH)
        self._lock = threading.RLock()
        self._asked = threading.Condition(self._lock)
        self._card: SimulatedCard | None = None
        self._found = self._selected = self._read_done = False
        self._last_content = b""
        self._held = b""

    def place(self, card: SimulatedCard) -> None:
        """Lay a card on the reader; one that lay there is taken away first."""
        with self._lock:
            self._card = card
            self._found = self._selected = self._read_done = False

    def remove(self) -> None:
        """Take the card away."""
        with self._lock:
            self._card = None
            self._found = self._selected = self._read_done = False

    def swap(self, card: SimulatedCard) -> None:
        """Take the card away and lay another one there, so fast that nobody saw the field empty."""
        self.place(card)

    def await_requests(self, count: int, command: Command | None = None, *, timeout_s: float = 20.0) -> bool:
        """Wait until so many requests (of one command) have come in all. For tests and demos."""
        with self._asked:
            return self._asked.wait_for(
                lambda: sum(1 for r in self.requests if command is None or r is command) >= count, timeout_s
            )

    # ---- the server's thread ----

    def _power_up(self) -> None:
        with self._lock:
            self._parser.reset()
            self._forget_card()
            self._held = b""

    def _forget_card(self) -> None:
        self._found = self._selected = self._read_done = False

    def _on_bytes(self, data: bytes) -> None:
        for found in self._parser.feed(data):
            with self._lock:
                reply, thought = self._answer(found)
                self._asked.notify_all()
            if reply is not None:
                self._send(reply, self._think_s if thought else 0.0)

    def _send(self, reply: Reply, delay_s: float) -> None:
        """Send a reply with the faults that are set for it."""
        frame = reply.encode()
        faults = self.faults
        if faults.held_back > 0:
            faults.held_back -= 1
            self._held = frame
            return
        if faults.replaced_by:
            frame = faults.replaced_by
        elif faults.bad_checksum > 0:
            faults.bad_checksum -= 1
            frame = frame[:-1] + bytes([frame[-1] ^ 0x01])
        elif faults.torn > 0:
            faults.torn -= 1
            frame = frame[: max(8, len(frame) // 2)]
        frame, self._held = self._held + frame, b""
        self._server.send(frame, delay_s=delay_s)

    def _answer(self, found: Frame | FrameFault) -> tuple[Reply | None, bool]:
        """The reply to what came, and whether the module talks to a card for it."""
        if isinstance(found, FrameFault):
            match found.kind:
                case FrameFaultKind.SKIPPED | FrameFaultKind.TIME_OUT_MARKER:
                    return None, False
                case FrameFaultKind.BAD_LENGTH:
                    return _status(StatusCode.BAD_REQUEST_LENGTH), False
                case FrameFaultKind.BAD_CHECKSUM:
                    return _status(StatusCode.BAD_REQUEST_CHECKSUM), False
        command = Request.from_frame(found).known
        self.requests.append(command)
        if self.faults.reported_bad_checksum > 0:
            self.faults.reported_bad_checksum -= 1
            return _status(StatusCode.BAD_REQUEST_CHECKSUM), False
        if command is None:
            return _status(StatusCode.WRONG_COMMAND), False
        if waiting := self.faults.status.get(command):
            return _status(waiting.popleft()), True
        return self._obey(command)

    def _obey(self, command: Command) -> tuple[Reply, bool]:
        faults = self.faults
        match command:
            case Command.RESET_SAM:
                self._forget_card()
                faults.stuck_until_reset = faults.finds_nothing_until_reset = False
                return _status(StatusCode.SUCCESS), False
            case Command.SAM_STATUS:
                return _status(faults.sam_status), False
            case _ if faults.sam_status != StatusCode.SUCCESS:
                return _status(faults.sam_status), False
            case Command.READ_SAM_NUMBER:
                number = Reply(0, 0, StatusCode.SUCCESS, self._sam_number)
                return _status(StatusCode.WRONG_COMMAND) if faults.no_number_command else number, False
            case _:
                return self._obey_with_card(command)

    def _obey_with_card(self, command: Command) -> tuple[Reply, bool]:
        match command:
            case Command.FIND_CARD | Command.SELECT_CARD if self.faults.stuck_until_reset:
                return _status(StatusCode.UNRECOGNISED_ERROR), True
            case Command.FIND_CARD:
                return self._find(), True
            case Command.SELECT_CARD:
                return self._select(), True
            case Command.READ_TEXT_PHOTO | Command.READ_TEXT_PHOTO_FINGERPRINT:
                return self._read(with_fingerprint=command is Command.READ_TEXT_PHOTO_FINGERPRINT), True
            case Command.READ_NEWEST_ADDRESS:
                return self._newest_address(), True
            case _:
                # Speed and radio frame size: accepted, the simulated line keeps its speed.
                return _status(StatusCode.SUCCESS), False

    def _find(self) -> Reply:
        self._found = self._selected = False
        unseen = self._card is None or self.faults.finds_nothing_until_reset
        if unseen or (self._read_done and not self.faults.found_again):
            return _status(StatusCode.NO_CARD)
        self._found = True
        return Reply(0, 0, StatusCode.CARD_FOUND, bytes(4))

    def _select(self) -> Reply:
        if not self._found:
            return _status(StatusCode.SELECT_FAILED)
        self._selected = True
        return Reply(0, 0, StatusCode.SUCCESS, bytes(8))

    def _read(self, *, with_fingerprint: bool) -> Reply:
        if with_fingerprint and self.faults.no_fingerprint_command:
            return _status(StatusCode.WRONG_COMMAND)
        if self.faults.move_in_read > 0:
            self.faults.move_in_read -= 1
            self._found = self._selected = False
            return _status(StatusCode.READ_FAILED)
        if self._card is None or not self._selected:
            if self.faults.keeps_last_content and self._last_content:
                return Reply(0, 0, StatusCode.SUCCESS, self._last_content)
            return _status(StatusCode.READ_FAILED)
        if not self._card.is_id_card:
            return _status(StatusCode.CARD_TYPE_NOT_RECOGNISED)
        content = encode_card_content(self._card.content, with_fingerprint=with_fingerprint)
        if self.faults.wrong_length_words:
            content = b"\x00\xff" + content[2:]
        self._read_done = True
        self._last_content = content
        return Reply(0, 0, StatusCode.SUCCESS, content)

    def _newest_address(self) -> Reply:
        if self.faults.no_address_command:
            return _status(StatusCode.WRONG_COMMAND)
        if self._card is None or not self._read_done:
            return _status(StatusCode.NO_SUCH_ITEM if self.faults.address_always else StatusCode.READ_FAILED)
        data = self._card.newest_address_data()
        return _status(StatusCode.NO_SUCH_ITEM) if data is None else Reply(0, 0, StatusCode.SUCCESS, data)


def _status(sw3: int) -> Reply:
    return Reply(0, 0, sw3, b"")


if __name__ == "__main__":
    from drivers.id_card.simulator_console import main

    sys.exit(main())
