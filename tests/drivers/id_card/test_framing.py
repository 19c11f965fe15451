"""Frames of the SDT protocol: whatever comes over the wire becomes frames or typed faults."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.id_card.framing import (
    HEADER_SIZE,
    PREAMBLE,
    SMALLEST_REQUEST_LENGTH,
    TIME_OUT_MARKER,
    Frame,
    FrameFault,
    FrameFaultKind,
    FrameParser,
    checksum,
    encode_frame,
)

FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
FOUND_FRAME = Frame(bytes.fromhex("00009F00000000"))
NO_CARD_FRAME = Frame(bytes.fromhex("000080"))


def test_a_frame_in_one_piece() -> None:
    """The published reply to find."""
    assert FrameParser().feed(FOUND) == [FOUND_FRAME]


def test_a_frame_byte_by_byte() -> None:
    """It is there with its last byte and not before."""
    parser = FrameParser()
    for byte in FOUND[:-1]:
        assert parser.feed(bytes([byte])) == []
    assert parser.feed(FOUND[-1:]) == [FOUND_FRAME]


def test_two_frames_in_one_piece() -> None:
    """Both come, in order."""
    assert FrameParser().feed(FOUND + NO_CARD) == [FOUND_FRAME, NO_CARD_FRAME]


def test_extra_aa_before_a_frame() -> None:
    """A stray AA is skipped and the preamble behind it is seen."""
    assert FrameParser().feed(b"\xaa" + FOUND) == [FrameFault(FrameFaultKind.SKIPPED, 1), FOUND_FRAME]
    assert FrameParser().feed(b"\xaa" * 5 + FOUND) == [FrameFault(FrameFaultKind.SKIPPED, 5), FOUND_FRAME]


def test_garbage_before_a_frame_is_counted_and_not_kept() -> None:
    """However much noise there is, the parser keeps at most four bytes of it."""
    parser = FrameParser()
    for _ in range(100):
        assert parser.feed(b"noise" * 100 + b"\xaa\xaa") == []
        assert parser.wanted == HEADER_SIZE - 2
    assert parser.feed(FOUND[2:]) == [FrameFault(FrameFaultKind.SKIPPED, 50198), FOUND_FRAME]


def test_preamble_in_payload_starts_no_frame() -> None:
    """A photo may contain the preamble by chance, even a whole frame."""
    body = b"\x00\x00\x90" + PREAMBLE + NO_CARD + PREAMBLE
    assert FrameParser().feed(encode_frame(body) + FOUND) == [Frame(body), FOUND_FRAME]


@pytest.mark.parametrize("length", ["0000", "0003", "1001", "FFFF", "AAAA"])
def test_wrong_length_means_lost_sync(length: str) -> None:
    """The hunt goes on right behind the preamble, so a frame that follows is found."""
    found = FrameParser().feed(PREAMBLE + bytes.fromhex(length) + FOUND)
    assert found[0] == FrameFault(FrameFaultKind.BAD_LENGTH, 5)
    assert found[-1] == FOUND_FRAME


def test_a_length_that_is_the_next_preamble() -> None:
    """A header that breaks off right before the next frame costs only itself."""
    found = FrameParser().feed(PREAMBLE + FOUND)
    assert found == [FrameFault(FrameFaultKind.BAD_LENGTH, 5), FOUND_FRAME]


def test_a_request_may_be_one_byte_shorter() -> None:
    """The module's side of the line accepts a plain command."""
    parser = FrameParser(smallest_length=SMALLEST_REQUEST_LENGTH)
    assert parser.feed(bytes.fromhex("AAAAAA9669 0003 2001 22")) == [Frame(b"\x20\x01")]


def test_bad_checksum_drops_the_whole_frame() -> None:
    """The frame behind it is untouched."""
    broken = FOUND[:-1] + b"\x96"
    expected = [FrameFault(FrameFaultKind.BAD_CHECKSUM, len(FOUND)), NO_CARD_FRAME]
    assert FrameParser().feed(broken + NO_CARD) == expected


def test_torn_frame_is_forgotten_by_reset() -> None:
    """After a time-out the driver starts anew and the next reply is whole."""
    parser = FrameParser()
    assert parser.feed(FOUND[:12]) == []
    assert parser.wanted == 3
    parser.reset()
    assert parser.feed(FOUND) == [FOUND_FRAME]


def test_the_vendors_time_out_marker_swallows_nothing() -> None:
    """With two bytes of the preamble behind it, its length and checksum would fit by chance."""
    marker = bytes.fromhex("AAAAAA96690005050505")
    fault = FrameFault(FrameFaultKind.TIME_OUT_MARKER, len(marker))
    assert FrameParser().feed(marker + FOUND) == [fault, FOUND_FRAME]
    assert FrameParser().feed(marker * 2 + FOUND) == [fault, fault, FOUND_FRAME]


def test_a_frame_of_the_markers_length_is_a_frame() -> None:
    """Only the marker's own bytes are none."""
    assert FrameParser().feed(encode_frame(b"\x05\x05\x06\x00")) == [Frame(b"\x05\x05\x06\x00")]


def test_wanted_is_the_header_and_then_exactly_the_rest() -> None:
    """A reader that reads what is wanted never reads into the next frame."""
    parser = FrameParser()
    assert (parser.wanted, parser.body_length) == (7, None)
    parser.feed(FOUND[:6])
    assert (parser.wanted, parser.body_length) == (1, None)
    parser.feed(FOUND[6:7])
    assert (parser.wanted, parser.body_length) == (8, 8)
    parser.feed(FOUND[7:10])
    assert parser.wanted == 5


def test_a_frame_never_shows_its_body() -> None:
    """A body may be a person's data."""
    assert repr(FOUND_FRAME) == "Frame()"


@settings(max_examples=150, deadline=None)
@given(st.binary(min_size=3, max_size=300), st.data())
def test_every_cut_gives_the_same(body: bytes, data: st.DataObject) -> None:
    """What comes out does not depend on how the bytes were cut."""
    odd = PREAMBLE + b"\x00\x01" + NO_CARD + FOUND[:-1] + b"\x00" + PREAMBLE + TIME_OUT_MARKER
    stream = b"\xaa\x00" + encode_frame(body) + odd + FOUND
    whole = FrameParser().feed(stream)
    assert Frame(body) in whole or body.startswith(b"\x05\x05\x05")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    parser = FrameParser()
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert [found for piece in pieces for found in parser.feed(piece)] == whole


def _mutated(rng: random.Random, stream: bytes) -> bytes:
    damaged = bytearray(stream)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(damaged))
        match rng.randrange(4):
            case 0:
                damaged[at] ^= 1 << rng.randrange(8)
            case 1:
                del damaged[at : at + rng.randrange(1, 6)]
            case 2:
                damaged[at:at] = rng.choice([b"\xaa", PREAMBLE, b"\x00", rng.randbytes(3)])
            case _:
                damaged[at] = rng.randrange(256)
        damaged = damaged or bytearray(b"\xaa")
    return bytes(damaged)


def test_mutated_streams_give_only_what_stands_in_them() -> None:
    """Frames with a right checksum, or faults; the parser always wants a sensible number of bytes more."""
    rng = random.Random(20261124)
    streams = [FOUND + NO_CARD, NO_CARD + encode_frame(b"\x00\x00\x90" + bytes(8)), PREAMBLE[:3] + FOUND]
    for _ in range(5_000):
        stream = _mutated(rng, rng.choice(streams))
        parser = FrameParser()
        cut = rng.randrange(len(stream) + 1)
        for found in parser.feed(stream[:cut]) + parser.feed(stream[cut:]):
            if isinstance(found, Frame):
                assert encode_frame(found.body) in stream
            else:
                assert found.kind in FrameFaultKind
                assert 0 < found.size_bytes <= len(stream)
        assert 0 < parser.wanted <= 4098
        parser.reset()
        assert parser.feed(NO_CARD) == [NO_CARD_FRAME]


def test_checksum_is_the_exclusive_or() -> None:
    """The worked example of the sheet: 00^03^20^01."""
    assert checksum(bytes.fromhex("00032001")) == 0x22
