"""Streams of bytes that something has happened to: only typed outcomes, no hang, no growth.

50,000 streams and 400 whole scans a push; ``make prove`` multiplies them by ``KIOSK_PROVE``, with another seed.
"""

from __future__ import annotations

import os
import random
from functools import partial

from drivers.code_scanner.classify import ANYTHING
from drivers.code_scanner.codec import CODECS, Family, Verdict
from drivers.code_scanner.model import CodeScanned, Ready, Scan
from drivers.code_scanner.scanner import CodeScanner
from drivers.code_scanner.stream import LONGEST_CODE, CodeAssembler, RawCode, TooLong, decode_code
from drivers.commands import LiveContext
from drivers.vocabulary import DeviceError
from tests.drivers.code_scanner.stranger import MemoryLink, StillTime

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
STREAMS, SCANS = 50_000, 400
_REPLIES = (
    b"\x02\x010000#SCNTRG1\x06;\x03",
    b"\x02\x010000#SCNMOD2\x15;\x03",
    b"\x06",
    bytes.fromhex("02000001003331"),
    bytes.fromhex("02000002390170D7"),
    b"TRGMOD0\x06.",
)
_CODES = (
    b"6901234567892\r",
    "办事指南 3 号".encode(),
    "办事指南".encode("gb18030") + b"\r\n",
    b"\x02code\x03",
    b"a\rb\n",
)


def _seed() -> int:
    """The push's own seed, or one that follows from the seed that the long proof prints."""
    return 20261124 if FACTOR == 1 else random.getrandbits(32)


def _mutated(rng: random.Random, stream: bytes) -> bytes:
    damaged = bytearray(stream)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(damaged) + 1)
        match rng.randrange(4):
            case 0:
                damaged[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del damaged[at : at + rng.randrange(1, 6)]
            case 2:
                damaged[at:at] = rng.choice((b"\x02", b"\x02\x00", b"\x02\x01", b"\x06", b"\x03", rng.randbytes(3)))
            case _:
                damaged[at:at] = rng.choice(_REPLIES)[: rng.randrange(1, 9)]
    return bytes(damaged)


def test_mutated_streams_give_only_typed_outcomes() -> None:
    """A code, too many bytes, or nothing; afterwards a clean code is read whole."""
    rng = random.Random(_seed())
    for number in range(STREAMS * FACTOR):
        family = rng.choice(tuple(Family))
        stream = _mutated(rng, rng.choice(_REPLIES) + rng.choice(_CODES) + rng.choice((b"", *_REPLIES)))
        assembler = CodeAssembler(family, 0.05)
        cut = rng.randrange(len(stream) + 1)
        replies = assembler.feed(stream[:cut], 1.0) + assembler.feed(stream[cut:], 1.01)
        taken = assembler.take(2.0)
        assert all(reply.verdict in Verdict and 0 < reply.size <= len(stream) for reply in replies)
        assert taken is None or (isinstance(taken, RawCode) and len(taken.payload) <= len(stream))
        if isinstance(taken, RawCode):
            text = decode_code(taken.payload)
            assert text is None or text
        if number % 10 == 0:
            assembler.feed(b"0012\r", 3.0)
            assert assembler.take(4.0) == RawCode(b"0012")


def test_endless_streams_do_not_grow() -> None:
    """A scanner that never stops talking, in random bytes."""
    rng = random.Random(_seed())
    for family in Family:
        assembler = CodeAssembler(family, 0.05)
        for number in range(200):
            assembler.feed(rng.randbytes(997), number * 0.01)
            assert len(assembler._pieces) + len(assembler._filter._held) <= LONGEST_CODE + 1300
        assert isinstance(assembler.take(100.0), TooLong)


def test_scans_over_a_mangling_line_end_in_a_code_or_a_typed_error() -> None:
    """Whole conversations in memory; a scan that fails leaves the beam off as soon as the line is good again."""
    rng = random.Random(_seed())
    outcomes: set[str] = set()
    for _ in range(SCANS * FACTOR):
        family, time = rng.choice(tuple(Family)), StillTime()
        bad = rng.random() < 0.8
        link = MemoryLink(family.value, time, partial(_mutated, rng) if bad else bytes)
        scanner = CodeScanner(link, family, timebase=time)
        scanner.open()
        link.scanner.held_up = rng.choice(_CODES)
        try:
            assert scanner.poll() == Ready(family)
            result = scanner.run(Scan(ANYTHING), LiveContext(timebase=time, timeout_s=9.0))
            assert isinstance(result, CodeScanned)
            outcomes.add("code")
        except DeviceError as error:
            outcomes.add(error.code)
        assert not link.scanner.beam
        assert link.written.count(CODECS[family].start.data) < 40
    assert "code" in outcomes
    assert outcomes <= {"code", "time_limit", "scanner_garbled", "scanner_refused", "no_reply"}
