"""What a broken line makes of good replies: only typed values and typed errors, no hang, no growth.

50,000 streams a push; ``make prove`` multiplies them by ``KIOSK_PROVE`` (a million by default).
"""

from __future__ import annotations

import os
import random
import threading
from dataclasses import replace

from drivers.commands import LiveContext
from drivers.printer.escpos import encode_job
from drivers.printer.jobs import PrintJobId
from drivers.printer.limits import Limits
from drivers.printer.outcome import PrintOutcome, PrintSlip
from drivers.printer.printer import ReceiptPrinter, process_ids_of
from drivers.printer.profile import PAPER_80MM, PROFILES, PrinterProfile, ProofMethod
from drivers.printer.replies import Reply, ReplyParser
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError, UnpluggedError
from drivers.vocabulary import DeviceError
from tests.drivers.printer.sample_slips import striped

STREAMS = 50_000 * int(os.environ.get("KIOSK_PROVE", "1"))
PRINTS = 500 * int(os.environ.get("KIOSK_PROVE", "1"))

GOOD = (
    bytes.fromhex("12121212 10000000 12 12 12 00 00 00 00 12 12 12 12"),
    bytes.fromhex("1a327232 18000f00 38000000 18080000 10000300 12 03 03"),
    bytes.fromhex("12 37224142434400 00 00 12 37224142434500 00 00 12121212"),
    bytes.fromhex("100f20080000 100f20000000 100f00000000 12121212"),
    bytes.fromhex("20 03 01 5f4348494e412e47423233313200 5f3100 11 13 11 12"),
)


def mutated(good: bytes, chance: random.Random) -> bytes:
    """The stream with some bytes changed, lost, doubled, put in, cut off or moved."""
    data = bytearray(good)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randrange(1, 4)]
            case 2:
                data[at:at] = chance.randbytes(chance.randrange(1, 5))
            case 3:
                data[at:at] = data[at : at + chance.randrange(1, 8)]
            case 4:
                del data[at:]
            case _:
                other = GOOD[chance.randrange(len(GOOD))]
                data[at:at] = other[: chance.randrange(len(other))]
    return bytes(data)


def test_the_parser_gives_typed_replies_and_keeps_nothing() -> None:
    chance = random.Random()
    for _ in range(STREAMS):
        parser = ReplyParser(strict=chance.random() < 0.8)
        data = mutated(chance.choice(GOOD), chance)
        seen = 0
        while data:
            if chance.random() < 0.3:
                parser.expect_realtime()
            if chance.random() < 0.05:
                parser.expect_full_status()
            size = chance.randrange(1, 12)
            replies = parser.feed(data[:size])
            data = data[size:]
            seen += len(replies)
            assert all(isinstance(reply, Reply) for reply in replies)
        assert len(parser._pending) <= 81
        for _ in range(100):
            if not parser.waiting:
                break
            parser.give_up()
        assert not parser.waiting


class QuickTime(Timebase):
    """A clock that moves at each look."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        self._now += 0.01
        return self._now

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        raise AssertionError("nothing here waits on a condition")


class BrokenLine:
    """A line to a printer that answers well, but for what the line makes of it."""

    def __init__(self, chance: random.Random, trouble: float) -> None:
        self._chance = chance
        self._trouble = trouble
        self._waiting = b""
        self._tail = b""

    def open(self) -> None:
        self._waiting = b""

    def close(self) -> None:
        self._waiting = b""

    def read(self, size: int, deadline: float) -> bytes:
        if len(self._waiting) < size:
            raise NoReplyError
        return self.read_waiting(size)

    def read_waiting(self, max_size: int = 4096) -> bytes:
        size = min(max_size, self._chance.randrange(1, 9))
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def write_some(self, data: bytes, wait_s: float) -> int:
        if self._chance.random() < self._trouble / 100:
            raise UnpluggedError
        size = self._chance.randrange(len(data) + 1) if self._chance.random() < 0.2 else len(data)
        self._tail = (self._tail + data[:size])[-64:]
        answers = {b"\x10\x04": b"\x12", b"\x1d\x72\x01": b"\x00", b"\x1d\x61\xff": b"\x10\x00\x00\x00"}
        for question, answer in answers.items():
            count = data[:size].count(question)
            for _ in range(count):
                bad = self._chance.random() < self._trouble
                self._waiting += mutated(answer, self._chance) if bad else answer
        return size

    def unsent(self) -> int:
        return 0


def test_every_print_over_a_broken_line_ends_in_a_typed_state() -> None:
    chance = random.Random()
    limits = Limits(stall_s=3.0, proof_s=5.0, proof_slack_s=1.0, automatic_status_s=0.5, behind_slices_s=1.0)
    profiles: list[PrinterProfile] = [
        PAPER_80MM,
        PROFILES["80mm-process-id"],
        replace(PAPER_80MM, automatic_status=False, strict_status=False),
        replace(PAPER_80MM, proof=ProofMethod.NONE),
    ]
    image = striped(rows=60)
    ends = set()
    for number in range(PRINTS):
        profile = chance.choice(profiles)
        time = QuickTime()
        line = BrokenLine(chance, chance.choice([0.0, 0.02, 0.2, 0.9]))
        printer = ReceiptPrinter(line, profile, digest_key=b"k" * 32, timebase=time, limits=limits)
        context = LiveContext(timebase=time, timeout_s=120)
        try:
            printer.open()
            end: object = printer.run(PrintSlip(image, PrintJobId(f"job-{number}")), context)
            assert isinstance(end, PrintOutcome)
        except DeviceError as error:
            end = error
        ends.add(type(end).__name__)
        printer.close()
    assert {"Confirmed", "Probable"} <= ends
    assert len(ends) > 2


def test_process_ids_cannot_be_taken_for_another_reply() -> None:
    chance = random.Random()
    for _ in range(1000):
        first, second = process_ids_of(PrintJobId(chance.randbytes(8).hex()))
        job = encode_job(striped(rows=1), PROFILES["80mm-process-id"], (first, second))
        assert first != second
        assert not [byte for byte in first + second if byte & 0x90]
        assert job.process_ids == (first, second)
