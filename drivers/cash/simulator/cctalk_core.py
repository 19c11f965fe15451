"""What all simulated ccTalk devices have in common, without a line: requests in, replies out, the event buffer.

Source: payments sheet, section 9.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.cash.cctalk_codec import BUSY, EVENT_PAIRS, NAK, Header
from drivers.cash.cctalk_frames import HOST, Checksum, Frame, decode_frame, encode_frame
from drivers.cash.simulator.vault import Vault


@dataclass(slots=True)
class CoreFaults:
    """What is wrong with a device. Set from any thread."""

    busy: int = 0
    """So many next requests are answered with BUSY."""
    refused: int = 0
    """So many next requests are answered with NAK."""
    bad_checksum: int = 0
    """So many next replies have a wrong checksum."""
    reply_lost: int = 0
    """So many next requests are obeyed and not answered."""
    deaf: int = 0
    """So many next requests are not heard."""
    unsupported: frozenset[int] = frozenset()
    """Headers that the device does not know: it says nothing."""
    fault_number: int = 0
    """What the self-check answers."""
    route_fails: bool = False
    """Every route is answered with FF and does nothing."""
    jams_on_stack: bool = False
    """The next note that is to be stacked gets stuck in the stacker."""
    stacks_at_power_up: bool = False
    """A note in the transport goes into the box at power-up; otherwise it comes back."""
    reports_power_up_stack: bool = False
    """Whether the device makes an event of that."""


class CcTalkCore:
    """What both kinds have in common: identity, inhibits, the event buffer."""

    header_events: Header
    category: str

    def __init__(
        self,
        address: int,
        names: Sequence[str],
        amounts_fen: Sequence[int],
        *,
        vault: Vault | None,
        checksum: Checksum,
        serial_number: int,
        clock: Callable[[], float],
    ) -> None:
        self.address = address
        self.checksum = checksum
        self.faults = CoreFaults()
        self.vault = vault if vault is not None else Vault()
        self.requests: list[int] = []
        """The header of every request that was heard."""
        self.serial_number = serial_number
        self._names = tuple(names)
        self._amounts_fen = tuple(amounts_fen)
        self._clock = clock
        self._counter = 0
        self._pairs: list[tuple[int, int]] = [(0, 0)] * EVENT_PAIRS
        self._mask = 0
        self._accepting = False

    @property
    def accepting(self) -> bool:
        """Whether the master inhibit lets anything in."""
        return self._accepting

    def allows(self, kind: int) -> bool:
        """Whether a type is let in."""
        return self._accepting and bool(self._mask >> (kind - 1) & 1)

    def amount_fen(self, kind: int) -> int:
        """What a type is worth."""
        return self._amounts_fen[kind - 1]

    def event(self, a: int, b: int) -> None:
        """Add an event to the buffer."""
        self._counter = self._counter % 255 + 1
        self._pairs = [(a, b), *self._pairs[: EVENT_PAIRS - 1]]

    def jump(self, count: int) -> None:
        """Let so many events of no consequence happen at once."""
        for _ in range(count):
            self.event(0, 4)

    def power_up(self) -> None:
        """Power has come back: nothing is remembered, nothing is accepted."""
        self._counter = 0
        self._pairs = [(0, 0)] * EVENT_PAIRS
        self._mask = 0
        self._accepting = False

    def tick(self) -> None:
        """Let time do its work."""

    def answer(self, request: bytes) -> bytes:
        """The reply to the bytes of one request; nothing where the device says nothing."""
        frame = decode_frame(request, self.checksum)
        if not isinstance(frame, Frame) or frame.destination != self.address:
            return b""
        if self.faults.deaf > 0:
            self.faults.deaf -= 1
            return b""
        self.tick()
        self.requests.append(frame.header)
        header, data = self._reply(frame)
        if header is None:
            return b""
        if self.faults.reply_lost > 0:
            self.faults.reply_lost -= 1
            return b""
        reply = encode_frame(Frame(HOST, self.address, header, data), self.checksum)
        if self.faults.bad_checksum > 0:
            self.faults.bad_checksum -= 1
            reply = reply[:-1] + bytes([reply[-1] ^ 0x01])
        return reply

    def _reply(self, frame: Frame) -> tuple[int | None, bytes]:
        """Header and data of the reply; None for silence."""
        if frame.header in self.faults.unsupported:
            return None, b""
        if self.faults.busy > 0:
            self.faults.busy -= 1
            return BUSY, b""
        if self.faults.refused > 0:
            self.faults.refused -= 1
            return NAK, b""
        data = self._obey(frame.header, frame.data)
        return (None, b"") if data is None else (0, data)

    def _told(self) -> dict[int, bytes]:
        """The answers to questions."""
        return {
            Header.SIMPLE_POLL: b"",
            Header.MANUFACTURER: b"SIM",
            Header.EQUIPMENT_CATEGORY: self.category.encode("ascii"),
            Header.PRODUCT_CODE: b"CASH1",
            Header.SERIAL_NUMBER: self.serial_number.to_bytes(3, "little"),
            Header.SOFTWARE_REVISION: b"1.00",
            Header.CURRENCY_REVISION: b"CNY01",
            Header.SELF_CHECK: bytes([self.faults.fault_number]),
            Header.POLLING_PRIORITY: bytes([2, 20]),
            Header.INHIBIT_STATUS: self._mask.to_bytes(2, "little"),
            Header.MASTER_INHIBIT_STATUS: bytes([self._accepting]),
            self.header_events: bytes([self._counter, *(byte for pair in self._pairs for byte in pair)]),
        }

    def _obey(self, header: int, data: bytes) -> bytes | None:
        match header, data:
            case _, b"" if (told := self._told().get(header)) is not None:
                return told
            case Header.SET_INHIBIT, _ if len(data) == 2:
                self._mask = int.from_bytes(data, "little")
                return b""
            case Header.SET_MASTER_INHIBIT, _ if len(data) == 1:
                self._accepting = bool(data[0] & 1)
                return b""
            case Header.RESET, b"":
                self.power_up()
                return b""
            case _:
                return self._obey_own(header, data)

    def _obey_own(self, header: int, data: bytes) -> bytes | None:
        raise NotImplementedError

    def _named(self, data: bytes, size: int) -> bytes | None:
        if len(data) != 1 or not 1 <= data[0] <= 16:
            return None
        return self._names[data[0] - 1].encode("ascii") if data[0] <= len(self._names) else b"." * size
