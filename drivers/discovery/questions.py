"""What each protocol is asked to see whether it answers, and what counts as its answer. Bytes only, no I/O.

Every question only reads. The order matters, because each question reaches a device that may be another one: a receipt
printer takes its own two-byte question silently and would print the others, so it is asked first; an ID card reader
must not hear a scanner's questions (code scanner sheet, section 7), so the scanners come last, and asking stops at the
first answer. A printer that does not answer its question may print a few wrong characters: probing says so before.

Sources: receipt printer sheet, section 7.2; ID card sheet, section 3; payments sheet, sections 8.1 and 9.1; code
scanner sheet, section 7.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drivers.card_terminal.zvt import commands as zvt
from drivers.card_terminal.zvt.apdu import ApduError, decode_apdu, encode_apdu
from drivers.card_terminal.zvt.serial_frames import Frame as ZvtFrame
from drivers.card_terminal.zvt.serial_frames import FrameParser as ZvtFrameParser
from drivers.card_terminal.zvt.serial_frames import encode_frame as encode_zvt_frame
from drivers.cash.cctalk_frames import BILL_VALIDATOR, COIN_ACCEPTOR, HOST, Checksum, Frame, FrameParser, encode_frame
from drivers.vocabulary import DeviceKind

SIMPLE_POLL = 254
"""The ccTalk header that every device on the line answers with an empty reply."""
SDT_PREAMBLE = b"\xaa\xaa\xaa\x96\x69"


@dataclass(frozen=True, slots=True)
class Question:
    """One question at one speed.

    Attributes:
        kind: what answers it.
        protocol: a short name, such as ``escpos``; also what is written as the scanner's family.
        baud: the speed it is asked at.
        ask: the bytes.
        is_answer: whether what has come in so far is the answer.
        wait_s: how long to wait for it.
    """

    kind: DeviceKind
    protocol: str
    baud: int
    ask: bytes
    is_answer: Callable[[bytes], bool]
    wait_s: float = 0.3


def printer_answers(heard: bytes) -> bool:
    """One byte with the fixed bits of a printer's real-time status (bits 0 and 7 clear, 1 and 4 set), nothing else."""
    return len(heard) == 1 and heard[0] & 0x93 == 0x12


def reader_answers(heard: bytes) -> bool:
    """A whole SDT frame with a right checksum."""
    start = heard.find(SDT_PREAMBLE)
    if start < 0:
        return False
    frame = heard[start + len(SDT_PREAMBLE) :]
    if len(frame) < 2:
        return False
    size = int.from_bytes(frame[:2], "big")
    if not 4 <= size <= 4096 or len(frame) < 2 + size:
        return False
    check = 0
    for byte in frame[: 1 + size]:
        check ^= byte
    return check == frame[1 + size]


def cash_answers(address: int, checksum: Checksum) -> Callable[[bytes], bool]:
    """An empty reply from that address to us, perhaps behind the echo of the question."""

    def answers(heard: bytes) -> bool:
        parser = FrameParser(checksum, source=address if checksum is Checksum.SIMPLE else None)
        return any(isinstance(one, Frame) and one.header == 0 and not one.data for one in parser.feed(heard))

    return answers


def cash_ask(address: int, checksum: Checksum) -> bytes:
    """A simple poll."""
    return encode_frame(Frame(address, HOST, SIMPLE_POLL), checksum)


def card_terminal_answers(heard: bytes) -> bool:
    """A ZVT frame with a right CRC in which a command is taken, refused or done."""
    for one in ZvtFrameParser().feed(heard):
        if isinstance(one, ZvtFrame):
            try:
                control = decode_apdu(one.unit).control
            except ApduError:
                continue
            if control in {zvt.ACCEPTED, zvt.COMPLETION} or control >> 8 == zvt.REFUSED_CLASS:
                return True
    return False


def old_newland_answers(heard: bytes) -> bool:
    """The one byte ``!``."""
    return heard == b"!"


def newland_answers(heard: bytes) -> bool:
    """A reply of the current command set: it repeats the question."""
    return heard.startswith(b"\x02\x01") and b"SCNMOD" in heard and heard.endswith(b";\x03")


def gm65_answers(heard: bytes) -> bool:
    """A reply with type "done"."""
    return len(heard) >= 7 and heard.startswith(b"\x02\x00\x00")


def honeywell_answers(heard: bytes) -> bool:
    """The question repeated, with an acknowledgement."""
    return b"TRGMOD" in heard.upper() and b"\x06" in heard


NEWLAND_ASK = bytes.fromhex("7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 2A 3B 03")
GM65_ASK = bytes.fromhex("7E 00 07 01 00 2A 02 D8 0F")
HONEYWELL_ASK = bytes.fromhex("16 4D 0D 54 52 47 4D 4F 44 3F 2E")
PRINTER_ASK = bytes.fromhex("10 04 01")
CARD_TERMINAL_ASK = encode_zvt_frame(encode_apdu(zvt.status_enquiry(zvt.password_of("000000"))))
READER_ASK = bytes.fromhex("AA AA AA 96 69 00 03 11 FF ED")

_SCANNER = DeviceKind.CODE_SCANNER
QUESTIONS: tuple[Question, ...] = (
    *(Question(DeviceKind.PRINTER, "escpos", baud, PRINTER_ASK, printer_answers) for baud in (115_200, 9600, 19_200)),
    Question(DeviceKind.ID_CARD, "sdt", 115_200, READER_ASK, reader_answers, wait_s=0.6),
    Question(DeviceKind.CARD_TERMINAL, "zvt", 9600, CARD_TERMINAL_ASK, card_terminal_answers, wait_s=0.5),
    *(
        Question(DeviceKind.CASH, "cctalk", 9600, cash_ask(address, checksum), cash_answers(address, checksum))
        for address in (BILL_VALIDATOR, COIN_ACCEPTOR)
        for checksum in (Checksum.SIMPLE, Checksum.CRC)
    ),
    *(
        Question(_SCANNER, protocol, baud, ask, answers)
        for baud in (9600, 115_200)
        for protocol, ask, answers in (
            ("newland_old", b"?", old_newland_answers),
            ("newland", NEWLAND_ASK, newland_answers),
            ("7e00", GM65_ASK, gm65_answers),
            ("honeywell", HONEYWELL_ASK, honeywell_answers),
        )
    ),
)
"""In the order in which they are asked."""
