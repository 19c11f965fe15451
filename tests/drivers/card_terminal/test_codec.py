"""ZVT's numbers, containers, fields and units: both ways, and whatever bytes come."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card_terminal.zvt.apdu import Apdu, ApduError, ApduSplitter, ByteOrder, decode_apdu, encode_apdu
from drivers.card_terminal.zvt.bcd import BcdError, decode_bcd, encode_bcd
from drivers.card_terminal.zvt.fields import (
    MAX_SIZE,
    SIZES,
    Field,
    FieldError,
    Fields,
    card_tail,
    encode_field,
    parse_fields,
)
from drivers.card_terminal.zvt.serial_frames import (
    Acknowledged,
    Damaged,
    Frame,
    FrameParser,
    Noise,
    NotAcknowledged,
    crc_of,
    encode_frame,
)
from drivers.card_terminal.zvt.tlv import Tlv, TlvError, encode_length, encode_tlv, find_tlv, length_of, parse_tlv

UNITS = st.builds(Apdu, st.integers(0, 0xFFFF), st.binary(max_size=300))
ORDERS = st.sampled_from(["little", "big"])


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """Bytes as they may come: in pieces."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in itertools.pairwise(places)]


# ---- numbers ----


@given(st.integers(0, 10**12 - 1))
def test_a_number_in_digits_is_the_number(number: int) -> None:
    """Both ways, with zeros in front."""
    assert decode_bcd(encode_bcd(number, 6)) == number


def test_digits_of_an_amount() -> None:
    """20.40 is 2040 fen in six bytes."""
    assert encode_bcd(2040, 6).hex() == "000000002040"
    assert decode_bcd(b"") == 0


@pytest.mark.parametrize("number", [-1, 10**4])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    """It is never cut."""
    with pytest.raises(BcdError):
        encode_bcd(number, 2)


def test_a_half_byte_that_is_no_digit_is_refused() -> None:
    """E masks a digit elsewhere; in a number it is an error."""
    with pytest.raises(BcdError):
        decode_bcd(b"\x1e")


# ---- containers ----


@given(st.lists(st.builds(Tlv, st.sampled_from([0x07, 0x40, 0x60, 0x1F10, 0x1F81, 0x2F]), st.binary(max_size=300))))
def test_a_container_is_read_as_it_was_written(items: list[Tlv]) -> None:
    """Tags of one and two bytes, lengths of one, two and three."""
    if not any(item.tag == 0x1F81 for item in items):  # ends in a byte that says that more follow
        assert parse_tlv(encode_tlv(items)) == tuple(items)


def test_a_value_within_others_is_found() -> None:
    """The first one, however deep; what is not there is not."""
    inner = encode_tlv([Tlv(0x1F12, b"\x01"), Tlv(0x43, b"id")])
    data = encode_tlv([Tlv(0x07, b"x"), Tlv(0x2F, encode_tlv([Tlv(0x60, inner)])), Tlv(0x43, b"later")])
    assert find_tlv(data, 0x43) == b"id"
    assert find_tlv(data, 0x43, depth=0) == b"later"
    assert find_tlv(data, 0x44) is None
    assert not Tlv(0, b"").constructed


@pytest.mark.parametrize(("size", "text"), [(0, "00"), (0x7F, "7f"), (0x80, "8180"), (0xFF, "81ff"), (0x100, "820100")])
def test_lengths_have_the_shortest_form(size: int, text: str) -> None:
    """High byte first."""
    assert encode_length(size).hex() == text
    assert length_of(bytes.fromhex(text), 0) == (size, len(text) // 2)


@pytest.mark.parametrize("text", ["07", "0780", "0783000001", "078101", "070261", "1f", "1f818181810100"])
def test_what_is_no_container_is_refused(text: str) -> None:
    """No length, a bad one, cut off, or a tag without an end."""
    with pytest.raises(TlvError):
        parse_tlv(bytes.fromhex(text))


def test_a_length_that_no_form_tells_is_refused() -> None:
    """Above FFFF."""
    with pytest.raises(TlvError):
        encode_length(0x10000)


# ---- fields ----


@st.composite
def some_fields(draw: st.DrawFn) -> dict[int, bytes]:
    numbers = draw(st.lists(st.sampled_from(sorted(SIZES)), unique=True, max_size=8))
    values = {}
    for number in numbers:
        size = SIZES[number]
        limit = size if size >= 0 else min(MAX_SIZE[size], 200)
        values[number] = draw(st.binary(min_size=max(size, 0), max_size=limit))
    return values


@given(some_fields())
def test_fields_are_read_as_they_were_written(values: dict[int, bytes]) -> None:
    """Every number of the table with every size that it may have."""
    data = b"".join(encode_field(number, value) for number, value in values.items())
    assert parse_fields(data) == Fields(values)


def test_what_stands_before_an_unknown_field_counts() -> None:
    """Its size is not known, so that reading ends there, and that is told."""
    data = encode_field(Field.RESULT, b"\x00") + b"\x4d\x01\x02"
    assert parse_fields(data) == Fields({Field.RESULT: b"\x00"}, complete=False)


@pytest.mark.parametrize(
    "text", ["04000000", "27002700", "8bf1", "8b0102", "8bfaf0", "0683000001", "06", "8bf0f241"], ids=str
)
def test_what_is_no_field_is_refused(text: str) -> None:
    """Cut off, twice, or with a size that is none."""
    with pytest.raises(FieldError):
        parse_fields(bytes.fromhex(text))


@pytest.mark.parametrize(("number", "value"), [(0x4D, b""), (0x04, b"\x00"), (0x8B, bytes(100))])
def test_a_field_that_cannot_be_is_not_written(number: int, value: bytes) -> None:
    """No such number, another size, too long."""
    with pytest.raises(FieldError):
        encode_field(number, value)


def test_what_a_field_does_not_say_is_none() -> None:
    """A missing number is not zero, and masked digits are no number."""
    fields = Fields({Field.TRACE: b"\x00\xee\x01", Field.CARD_NAME: b"Union\xe9Pay\x00"})
    assert (fields.number(Field.AMOUNT), fields.number(Field.TRACE), fields.byte(Field.RESULT)) == (None, None, None)
    assert (fields.digits(Field.TRACE), fields.text(Field.CARD_NAME)) == ("", "UnionPay")


@pytest.mark.parametrize(
    ("pan", "tail"),
    [
        ("62eeeeeeeeee4771", "4771"),
        ("62eeeeeeeeeee77f", "77"),
        ("6212345678901234", "1234"),
        ("eeeeeeee", ""),
        ("", ""),
        ("12", "12"),
        ("62eeeeeeee47714f", "7714"),
    ],
)
def test_of_a_card_four_digits_at_most_are_kept(pan: str, tail: str) -> None:
    """Also where a terminal masks nothing."""
    assert card_tail(bytes.fromhex(pan)) == tail


# ---- units ----


@given(UNITS, ORDERS)
def test_a_unit_is_read_as_it_was_written(unit: Apdu, order: ByteOrder) -> None:
    """Short and long lengths, either byte first."""
    assert decode_apdu(encode_apdu(unit, order), order) == unit


@given(st.lists(UNITS, max_size=5), st.lists(st.integers(0, 2000), max_size=12), ORDERS)
def test_a_stream_is_cut_into_its_units(units: list[Apdu], cuts: list[int], order: ByteOrder) -> None:
    """However it comes."""
    splitter = ApduSplitter(order)
    data = b"".join(encode_apdu(unit, order) for unit in units)
    assert [unit for piece in split(data, cuts) for unit in splitter.feed(piece)] == units


def test_a_half_unit_is_forgotten_on_a_new_connection() -> None:
    """It would put everything after it out of step."""
    splitter = ApduSplitter()
    splitter.feed(b"\x06\x0f\x05")
    splitter.reset()
    assert splitter.feed(b"\x80\x00\x00") == [Apdu(0x8000)]


@pytest.mark.parametrize("text", ["", "06", "060f01", "060f0000", "060fff00"])
def test_what_is_not_one_unit_is_refused(text: str) -> None:
    """Too short or too long."""
    with pytest.raises(ApduError):
        decode_apdu(bytes.fromhex(text))


def test_a_unit_has_65535_bytes_at_most() -> None:
    """No length tells more."""
    assert len(encode_apdu(Apdu(0x0601, bytes(0xFFFF)))) == 0xFFFF + 5
    with pytest.raises(ApduError):
        encode_apdu(Apdu(0x0601, bytes(0x10000)))


# ---- frames ----


def test_the_crc_is_that_of_ccitt_with_reflected_bits() -> None:
    """The published check value of CRC-16/KERMIT."""
    assert crc_of(b"123456789") == 0x2189


def test_a_frame_by_hand() -> None:
    """80 00 00 with its marks; DLE within is doubled and counts once."""
    assert encode_frame(b"\x80\x00\x00").hex() == "1002" + "800000" + "1003" + "f51f"
    assert encode_frame(b"\x06\x10").startswith(b"\x10\x02\x06\x10\x10\x10\x03")


@given(st.lists(st.binary(max_size=40), max_size=4), st.lists(st.integers(0, 500), max_size=12))
def test_frames_are_read_as_they_were_written(units: list[bytes], cuts: list[int]) -> None:
    """Whatever is in them and however they come."""
    parser = FrameParser()
    data = b"".join(encode_frame(unit) for unit in units)
    heard = [one for piece in split(data, cuts) for one in parser.feed(piece)]
    assert heard == [Frame(unit) for unit in units]
    assert not parser.in_frame


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10_000), st.integers(0, 7))
def test_one_wrong_bit_is_never_taken_for_a_good_frame(unit: bytes, place: int, bit: int) -> None:
    """It is damaged, or noise; the frame after it is read."""
    data = bytearray(encode_frame(unit))
    data[place % len(data)] ^= 1 << bit
    parser = FrameParser()
    heard = parser.feed(bytes(data))
    assert Frame(unit) not in heard
    after = parser.feed(encode_frame(b"\x80\x00\x00") * 2)
    assert Frame(b"\x80\x00\x00") in after


def test_single_bytes_between_frames() -> None:
    """ACK, NAK, and what means nothing."""
    heard = FrameParser().feed(b"\xff\x06\x10\x15\x10\x10\x07\x00\x06")
    assert heard == [Noise(1), Acknowledged(), Noise(1), NotAcknowledged(), Noise(4), Acknowledged()]


def test_a_frame_that_breaks_off_is_damaged() -> None:
    """The next one begins within it, or a mark is wrong."""
    good = encode_frame(b"\x80\x00\x00")
    assert FrameParser().feed(good[:4] + good) == [Damaged(), Frame(b"\x80\x00\x00")]
    assert FrameParser().feed(good[:4] + b"\x10\x07" + good) == [Damaged(), Frame(b"\x80\x00\x00")]
    parser = FrameParser()
    parser.feed(good[:4])
    parser.reset()
    assert parser.feed(good) == [Frame(b"\x80\x00\x00")]


def test_a_frame_without_end_is_given_up() -> None:
    """Memory has a bound."""
    parser = FrameParser()
    assert Damaged() in parser.feed(b"\x10\x02" + bytes(0x10010))
