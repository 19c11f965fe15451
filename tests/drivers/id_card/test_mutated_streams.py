"""Streams of bytes that something has happened to: only typed errors, no hang, no growth.

50,000 streams a push; ``make prove`` multiplies them by ``KIOSK_PROVE``, with another seed each time.
"""

from __future__ import annotations

import contextlib
import os
import random
import tracemalloc
from datetime import date

from drivers.commands import LiveContext
from drivers.id_card.acceptance import accept
from drivers.id_card.codec import BodyError, Reply, parse_card_content, parse_newest_address, parse_sam_number
from drivers.id_card.errors import IdCardError
from drivers.id_card.framing import HEADER_SIZE, LARGEST_LENGTH, Frame, FrameFaultKind, FrameParser
from drivers.id_card.model import CardRead, ReadCard
from drivers.id_card.reader import IdCardReader
from drivers.id_card.records import CitizenRecord
from drivers.vocabulary import DeviceError
from tests.drivers.id_card import stranger
from tests.drivers.id_card.desk import TODAY
from tests.drivers.id_card.memory_line import MemoryLink, MemoryModule, StillTime
from tests.drivers.id_card.stranger import HEAD, PHOTO, SAM, frame, units

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
STREAMS = 50_000
SESSIONS = 1_000
OTHER = stranger.citizen("另一人", "440524188001010014", sex="1", birth="18800101")

_TEXTS = (stranger.citizen(), stranger.permit(), stranger.foreign_2017(), stranger.foreign_2023(), OTHER)
_STREAMS = [
    *(frame(0x90, b"\x01\x00\x04\x00" + text + PHOTO) for text in _TEXTS),
    frame(0x90, b"\x01\x00\x04\x00\x04\x00" + _TEXTS[0] + PHOTO + bytes(1024)),
    *[frame(0x9F, bytes(4)) + frame(0x90, bytes(8)), frame(0x80) + frame(0x90, SAM), frame(0x41) * 3] * 4,
    frame(0x90, units("测试省测试市新路9号", 35)) + frame(0x91),
]


def _seed() -> int:
    """The push's own seed, or one that follows from the seed that the long proof prints."""
    return 20261124 if FACTOR == 1 else random.getrandbits(32)


def _mutated(rng: random.Random, stream: bytes) -> bytes:
    damaged = bytearray(stream)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(damaged))
        match rng.randrange(5):
            case 0:
                damaged[at] ^= 1 << rng.randrange(8)
            case 1:
                del damaged[at : at + rng.randrange(1, 9)]
            case 2:
                damaged[at:at] = rng.choice((b"\xaa", HEAD, HEAD + b"\x0f\xff", b"\x00", stream[:9]))
            case 3:
                damaged[at:at] = rng.randbytes(rng.randrange(1, 40))
            case _:
                damaged[at] = rng.randrange(256)
        damaged = damaged or bytearray(b"\xaa")
    return bytes(damaged)


def _mutated_inside(rng: random.Random, stream: bytes) -> bytes:
    """Damage that the frame's checksum does not see, as two errors in the same bit do."""
    whole = bytearray(stream[: 7 + int.from_bytes(stream[5:7], "big")])
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(7, len(whole) - 1)
        value = rng.randrange(256)
        whole[-1] ^= whole[at] ^ value
        whole[at] = value
    return bytes(whole)


def _understand(body: bytes) -> None:
    """Everything that is ever made of a reply; raises only what is typed."""
    data = Reply.from_frame(Frame(body)).data
    for read in (parse_sam_number, parse_newest_address):
        with contextlib.suppress(BodyError):
            read(data)
    with contextlib.suppress(BodyError, IdCardError):
        accept(parse_card_content(data), TODAY)


def _feed_streams(parser: FrameParser, rng: random.Random, count: int) -> int:
    """Feed so many streams in pieces; give how many whole frames came out."""
    frames = 0
    for _ in range(count):
        stream = rng.choice(_STREAMS)
        stream = _mutated_inside(rng, stream) if rng.random() < 0.3 else _mutated(rng, stream)
        cut = rng.randrange(len(stream) + 1)
        for piece in (stream[:cut], stream[cut:]):
            for found in parser.feed(piece):
                if isinstance(found, Frame):
                    frames += 1
                    _understand(found.body)
                else:
                    assert found.kind in FrameFaultKind
                    assert found.size_bytes > 0
            assert 0 < parser.wanted <= LARGEST_LENGTH + HEADER_SIZE
            assert len(parser._buffer) <= LARGEST_LENGTH + HEADER_SIZE
        if rng.random() < 0.3:
            parser.reset()
    return frames


def test_mutated_streams_give_frames_or_typed_faults() -> None:
    """One parser for all of them, so that what one leaves behind meets the next; it never keeps more than a frame."""
    rng = random.Random(_seed())
    frames = _feed_streams(FrameParser(), rng, STREAMS * FACTOR)
    assert frames > STREAMS * FACTOR // 4


def test_a_parser_does_not_grow() -> None:
    """Nor does anything else that reads streams."""
    parser, rng = FrameParser(), random.Random(7)
    _feed_streams(parser, rng, 300)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        _feed_streams(parser, rng, 3_000)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 64 * 1024


def _session(rng: random.Random, damage: float) -> None:
    """One person after another on a module of which every reply may be damaged on the way."""

    def mangle(data: bytes) -> bytes:
        if rng.random() >= damage:
            return data
        kind = rng.random()
        return b"" if kind < 0.1 else _mutated_inside(rng, data) if kind < 0.3 else _mutated(rng, data)

    time = StillTime()
    module = MemoryModule(mangle)
    reader = IdCardReader(MemoryLink(module, time), today=_today, timebase=time)
    reader.open()
    for name, text in (("测试员", _TEXTS[0]), ("另一人", OTHER)):
        module.put(text)
        asked = len(module.asked)
        try:
            result = reader.run(ReadCard(with_fingerprint=rng.random() < 0.3), LiveContext(timebase=time, timeout_s=30))
        except DeviceError:
            pass
        else:
            assert isinstance(result, CardRead)
            if isinstance(result.record, CitizenRecord):
                other = {"测试员": "另一人", "另一人": "测试员"}[name]
                assert result.record.name != other
        assert len(module.asked) - asked < 1_000
        module.put(None)


def _today() -> date:
    return TODAY


def test_whole_conversations_on_a_damaged_line_end() -> None:
    """A card or a typed error, in bounded steps, and never the card of the person before."""
    rng = random.Random(_seed())
    for _ in range(SESSIONS * FACTOR):
        _session(rng, rng.choice((0.02, 0.1, 0.4, 1.0)))
