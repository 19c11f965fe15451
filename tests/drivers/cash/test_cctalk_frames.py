"""Frames of the ccTalk line, both checksum forms, and the echo of a line with one wire."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.cash.cctalk_codec import Header, encode_mask, encode_request
from drivers.cash.cctalk_frames import (
    HOST,
    LARGEST_DATA_BYTES,
    Checksum,
    EchoFilter,
    Frame,
    FrameFault,
    FrameParser,
    crc,
    decode_frame,
    encode_frame,
)

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
ESCROW = bytes.fromhex("010B2800060301000A000C000B00029F")
ESCROW_CRC = bytes.fromhex("010B5000060301000A000C000B0002BC")
STACKED = bytes.fromhex("010B28000703000301000A000C000B9D")

WORKED = [
    (40, Header.SIMPLE_POLL, "", "280001FED9", "2800B6FE21"),
    (40, Header.SERIAL_NUMBER, "", "280001F2E5", "28003AF2E0"),
    (40, Header.READ_BILL_EVENTS, "", "2800019F38", "2800319F5D"),
    (40, Header.BILL_ID, "01", "2801019D0138", "28012B9D01FB"),
    (40, Header.COUNTRY_SCALING, "434E", "2802019C434EA8", "28023C9C434E1B"),
    (40, Header.SET_INHIBIT, "FFFF", "280201E7FFFFF0", "28025FE7FFFFDF"),
    (40, Header.SET_INHIBIT, encode_mask(frozenset({1, 2, 3, 4})).hex(), "280201E70F00DF", "28026EE70F00D2"),
    (40, Header.SET_MASTER_INHIBIT, "01", "280101E401F1", "2801EAE40149"),
    (40, Header.SET_MASTER_INHIBIT, "00", "280101E400F2", "2801CBE40059"),
    (40, Header.OPERATING_MODE, "03", "28010199033A", "2801AD990317"),
    (40, Header.ROUTE_BILL, "01", "2801019A013B", "2801BC9A0162"),
    (40, Header.ROUTE_BILL, "00", "2801019A003C", "28019D9A0072"),
    (40, Header.ROUTE_BILL, "FF", "2801019AFF3D", "28016D9AFF6C"),
    (40, Header.SELF_CHECK, "", "280001E8EF", "280041E853"),
    (40, Header.RESET, "", "28000101D6", "280046013F"),
    (2, Header.READ_COIN_EVENTS, "", "020001E518", "0200EBE5C3"),
    (2, Header.SET_MASTER_INHIBIT, "01", "020101E40117", "02010FE40116"),
]
"""The worked frames of the sheet, section 9.1."""


@pytest.mark.parametrize(("address", "header", "data", "simple", "with_crc"), WORKED)
def test_the_sheets_requests(address: int, header: Header, data: str, simple: str, with_crc: str) -> None:
    """Byte for byte, in both forms."""
    for checksum, expected in ((Checksum.SIMPLE, simple), (Checksum.CRC, with_crc)):
        assert encode_request(address, header, bytes.fromhex(data), checksum).hex().upper() == expected


@pytest.mark.parametrize(
    ("frame", "simple", "with_crc"),
    [
        (Frame(HOST, 40, 0), "01002800D7", "0100300037"),
        (Frame(HOST, 40, 5), "01002805D2", "0100950567"),
        (Frame(HOST, 40, 6), "01002806D1", "0100F60657"),
        (Frame(HOST, 40, 0, b"\xfe"), "01012800FED8", "01015500FE4F"),
        (Frame(HOST, 40, 0, b"\xff"), "01012800FFD7", "01017400FF5F"),
        (Frame(HOST, 40, 0, bytes(11)), "010B2800" + "00" * 11 + "CC", "010B9E00" + "00" * 11 + "BF"),
        (Frame(HOST, 40, 0, ESCROW[4:-1]), ESCROW.hex(), ESCROW_CRC.hex()),
        (Frame(2, 1, 0xF5), "020001F508", None),
    ],
)
def test_the_sheets_replies(frame: Frame, simple: str, with_crc: str | None) -> None:
    """Encoded and read back; the CRC form has no source."""
    assert encode_frame(frame, Checksum.SIMPLE) == bytes.fromhex(simple)
    assert decode_frame(bytes.fromhex(simple), Checksum.SIMPLE) == frame
    if with_crc is not None:
        assert encode_frame(frame, Checksum.CRC) == bytes.fromhex(with_crc)
        read = decode_frame(bytes.fromhex(with_crc), Checksum.CRC)
        assert read == Frame(frame.destination, None, frame.header, frame.data)


def test_the_crc_of_the_specification() -> None:
    """Polynomial 1021, start 0."""
    assert crc(b"123456789") == 0x31C3


def test_what_cannot_be_framed_is_refused() -> None:
    """Too much data, or no source where one is needed."""
    with pytest.raises(ValueError, match="253"):
        encode_frame(Frame(1, 2, 0, bytes(LARGEST_DATA_BYTES + 1)), Checksum.CRC)
    with pytest.raises(ValueError, match="source"):
        encode_frame(Frame(1, None, 0), Checksum.SIMPLE)


@pytest.mark.parametrize("data", [b"", b"\x01\x00\x28\x00", ESCROW[:-1], ESCROW + b"\x00"])
def test_a_frame_of_another_size_is_none(data: bytes) -> None:
    """Its length byte says how long it must be."""
    assert decode_frame(data, Checksum.SIMPLE) is FrameFault.BAD_LENGTH


def test_each_form_refuses_the_other() -> None:
    """That is how the form of a device is found out."""
    assert decode_frame(ESCROW, Checksum.CRC) is FrameFault.BAD_CHECKSUM
    assert decode_frame(ESCROW_CRC, Checksum.SIMPLE) is FrameFault.BAD_CHECKSUM


def test_a_parser_wants_the_header_and_then_the_rest() -> None:
    """A reader that reads what is wanted never reads into the next frame."""
    parser = FrameParser(Checksum.SIMPLE, source=40)
    assert (parser.wanted, parser.begun) == (5, False)
    assert parser.feed(ESCROW[:1]) == []
    assert (parser.wanted, parser.begun) == (4, True)
    assert parser.feed(ESCROW[1:5]) == []
    assert parser.wanted == 11
    assert parser.feed(ESCROW[5:]) == [Frame(HOST, 40, 0, ESCROW[4:-1])]
    assert (parser.wanted, parser.begun) == (5, False)


def test_what_is_not_for_us_is_skipped() -> None:
    """Noise before a reply costs nothing, where it does not look like our address."""
    found = FrameParser(Checksum.SIMPLE).feed(b"\xff\x00" + ESCROW)
    assert found == [FrameFault.SKIPPED, FrameFault.SKIPPED, Frame(HOST, 40, 0, ESCROW[4:-1])]


def test_a_reply_of_another_device_is_foreign() -> None:
    """On a wire with two devices a late reply of one is not the answer of the other."""
    assert FrameParser(Checksum.SIMPLE, source=2).feed(ESCROW) == [FrameFault.FOREIGN]


def test_an_impossible_length_begins_anew() -> None:
    """The byte behind it may be the next frame."""
    found = FrameParser(Checksum.SIMPLE).feed(b"\x01\xff" + ESCROW)
    assert found == [FrameFault.BAD_LENGTH, Frame(HOST, 40, 0, ESCROW[4:-1])]


def test_a_torn_frame_is_forgotten_by_reset() -> None:
    """The next reply is whole."""
    parser = FrameParser(Checksum.SIMPLE)
    parser.feed(ESCROW[:9])
    parser.reset()
    assert parser.feed(STACKED) == [Frame(HOST, 40, 0, STACKED[4:-1])]


def test_our_own_bytes_are_taken_out() -> None:
    """Whole, and in pieces of any size."""
    request = bytes.fromhex("2800019F38")
    for cut in range(len(request) + len(ESCROW)):
        echo = EchoFilter()
        echo.sent(request)
        stream = request + ESCROW
        assert echo.feed(stream[:cut]) + echo.feed(stream[cut:]) == ESCROW
        assert echo.seen is True
        assert echo.missing == 0


def test_a_line_without_echo_loses_nothing() -> None:
    """The first byte of a reply is our address and never the device's."""
    echo = EchoFilter()
    echo.sent(bytes.fromhex("2800019F38"))
    assert echo.feed(ESCROW) == ESCROW
    assert echo.seen is False
    assert EchoFilter().seen is None


def test_a_damaged_echo_passes_as_it_is() -> None:
    """What had matched comes out again, so that the parser sees a frame that is not for us."""
    echo = EchoFilter()
    echo.sent(bytes.fromhex("2800019F38"))
    assert echo.feed(b"\x28\x00") == b""
    assert echo.missing == 3
    assert echo.feed(b"\x07\x9f") == b"\x28\x00\x07\x9f"
    assert echo.feed(b"\x38") == b"\x38"


def test_a_line_that_is_known_to_echo_is_waited_for() -> None:
    """From the second request on the reader wants echo and reply."""
    echo = EchoFilter()
    echo.sent(b"\x28\x00")
    assert echo.missing == 0
    echo.feed(b"\x28\x00")
    echo.sent(b"\x28\x00\x01")
    assert echo.missing == 3


FRAMES = st.builds(
    Frame,
    destination=st.integers(0, 255),
    source=st.integers(0, 255),
    header=st.integers(0, 255),
    data=st.binary(max_size=LARGEST_DATA_BYTES),
)


@settings(max_examples=200, deadline=None)
@given(FRAMES, st.sampled_from(Checksum))
def test_every_frame_is_read_back(frame: Frame, checksum: Checksum) -> None:
    """The source too, where the form has one."""
    read = decode_frame(encode_frame(frame, checksum), checksum)
    source = frame.source if checksum is Checksum.SIMPLE else None
    assert read == Frame(frame.destination, source, frame.header, frame.data)


@settings(max_examples=200, deadline=None)
@given(FRAMES, st.sampled_from(Checksum), st.integers(0, 300 * 8 - 1))
def test_one_wrong_bit_is_never_a_frame(frame: Frame, checksum: Checksum, bit: int) -> None:
    """Both forms see every single bit."""
    data = bytearray(encode_frame(frame, checksum))
    at = bit // 8 % len(data)
    data[at] ^= 1 << bit % 8
    assert not isinstance(decode_frame(bytes(data), checksum), Frame)


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAMES, min_size=1, max_size=3), st.lists(st.integers(0, 800), max_size=6))
def test_every_cut_gives_the_same(frames: list[Frame], cuts: list[int]) -> None:
    """What comes out does not depend on how the bytes were cut."""
    ours = [Frame(HOST, one.source, one.header, one.data) for one in frames]
    stream = b"".join(encode_frame(one, Checksum.SIMPLE) for one in ours)
    bounds = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    parser = FrameParser(Checksum.SIMPLE)
    found = [one for a, b in itertools.pairwise(bounds) for one in parser.feed(stream[a:b])]
    assert found == ours


def test_fifty_thousand_mutated_streams_give_only_typed_outcomes() -> None:
    """Right frames or typed faults, a sensible wish for more, and the next clean reply is read."""
    rng = random.Random(20261124)
    streams = [(ESCROW, Checksum.SIMPLE), (ESCROW_CRC, Checksum.CRC), (b"\x00" + STACKED + ESCROW, Checksum.SIMPLE)]
    clean = {checksum: (stream, len(stream)) for stream, checksum in streams[:2]}
    for _ in range(50_000 * PROVE):
        stream, checksum = rng.choice(streams)
        damaged = bytearray(stream)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(len(damaged))
            match rng.randrange(3):
                case 0:
                    damaged[at] ^= 1 << rng.randrange(8)
                case 1:
                    del damaged[at : at + rng.randrange(1, 5)]
                case _:
                    damaged[at:at] = rng.randbytes(rng.randrange(1, 4))
            damaged = damaged or bytearray(b"\x01")
        parser = FrameParser(checksum, source=40)
        cut = rng.randrange(len(damaged) + 1)
        for found in parser.feed(bytes(damaged[:cut])) + parser.feed(bytes(damaged[cut:])):
            if isinstance(found, Frame):
                sent = Frame(found.destination, 40, found.header, found.data)
                assert encode_frame(sent, checksum) in bytes(damaged)
            else:
                assert found in FrameFault
        assert 0 < parser.wanted <= 5 + LARGEST_DATA_BYTES
        parser.reset()
        whole, _ = clean[checksum]
        assert len(parser.feed(whole)) == 1
