"""The bytes of every command and reply are the sheet's, and replies are known at every place of a stream."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.code_scanner.codec import (
    CODECS,
    Family,
    More,
    Reply,
    Request,
    Verdict,
    honeywell_menu,
    newland,
    newland_setup,
    seven_e_frame,
)
from drivers.code_scanner.crc import crc16

HONEYWELL, NEWLAND, OLD, SEVEN = (CODECS[family] for family in Family)

SHEET_REQUESTS = [
    (HONEYWELL.start, "16 54 0D"),
    (HONEYWELL.stop, "16 55 0D"),
    (honeywell_menu("TRGMOD0"), "16 4D 0D 54 52 47 4D 4F 44 30 21"),
    (HONEYWELL.health, "16 4D 0D 54 52 47 4D 4F 44 3F 2E"),
    (NEWLAND.start, "7E 01 30 30 30 30 23 53 43 4E 54 52 47 31 3B 03"),
    (NEWLAND.stop, "7E 01 30 30 30 30 23 53 43 4E 54 52 47 30 3B 03"),
    (NEWLAND.health, "7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 2A 3B 03"),
    (newland("TSUENA1", permanent=True), "7E 01 30 30 30 30 40 54 53 55 45 4E 41 31 3B 03"),
    (newland("TSUSET0D", permanent=True), "7E 01 30 30 30 30 40 54 53 55 53 45 54 30 44 3B 03"),
    (OLD.start, "1B 31"),
    (OLD.stop, "1B 30"),
    (OLD.health, "3F"),
    (newland_setup("NLS0006010"), "4E 4C 53 30 30 30 36 30 31 30 3B"),
    (SEVEN.start, "7E 00 08 01 00 02 01 AB CD"),
    (SEVEN.stop, "7E 00 08 01 00 02 00 AB CD"),
    (SEVEN.health, "7E 00 07 01 00 2A 02 D8 0F"),
]
"""What section 3 to 7 of the sheet print."""


@pytest.mark.parametrize(("request_made", "printed"), SHEET_REQUESTS)
def test_requests_are_the_sheets(request_made: Request, printed: str) -> None:
    """Byte for byte."""
    assert request_made.data == bytes.fromhex(printed)


@pytest.mark.parametrize(
    ("frame", "printed"),
    [
        (seven_e_frame(8, 2, b"\x01"), "7E 00 08 01 00 02 01 02 DA"),
        (seven_e_frame(8, 2, b"\x00"), "7E 00 08 01 00 02 00 12 FB"),
        (seven_e_frame(8, 0x2A, b"\x39\x01"), "7E 00 08 02 00 2A 39 01 A7 EA"),
        (seven_e_frame(9, 0, b"\x00"), "7E 00 09 01 00 00 00 DE C8"),
    ],
)
def test_checksums_are_the_sheets(frame: bytes, printed: str) -> None:
    """The published values."""
    assert frame == bytes.fromhex(printed)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("02 00 00 01 00 33 31", Verdict.DONE),
        ("02 00 01 01 00 04 01", Verdict.DAMAGED),
        ("02 00 03 01 00 6A 61", Verdict.UNKNOWN),
    ],
)
def test_replies_of_7e00(reply: str, verdict: Verdict) -> None:
    """Done, checksum error, invalid command."""
    data = bytes.fromhex(reply)
    assert SEVEN.answer_in(SEVEN.start, b"6901" + data) == Reply(verdict, 7, b"\x00")


def test_a_7e00_frame_with_another_checksum_is_none() -> None:
    """Nor is one of an unknown type; a beginning may become one."""
    assert SEVEN.reply_at(bytes.fromhex("02000001003332"), 0) is None
    assert SEVEN.reply_at(bytes.fromhex("0200050100"), 0) is None
    assert SEVEN.reply_at(b"\x02ABC", 0) is None
    assert SEVEN.reply_at(bytes.fromhex("020000"), 0) is More.BYTES
    assert SEVEN.answer_in(SEVEN.start, bytes.fromhex("0200000100")) is None


def test_a_late_done_is_not_what_a_register_holds() -> None:
    """It is passed over; an error is an answer to everything."""
    done, speed = bytes.fromhex("02000001003331"), bytes.fromhex("020000023901C14C")
    assert SEVEN.answer_in(SEVEN.health, done + speed) == Reply(Verdict.DONE, 8, b"\x39\x01")
    assert SEVEN.answer_in(SEVEN.health, done) is None
    assert SEVEN.answer_in(SEVEN.health, bytes.fromhex("02000301006A61")) == Reply(Verdict.UNKNOWN, 7, b"\x00")


@pytest.mark.parametrize(
    ("status", "verdict"), [(b"\x06", Verdict.DONE), (b"\x15", Verdict.REFUSED), (b"\x05", Verdict.UNKNOWN)]
)
def test_replies_of_newland(status: bytes, verdict: Verdict) -> None:
    """The same text with the status byte before the semicolon."""
    reply = b"\x02\x010000#SCNTRG1" + status + b";\x03"
    assert NEWLAND.answer_in(NEWLAND.start, b"code\r" + reply) == Reply(verdict, len(reply), b"SCNTRG1")


def test_an_answer_to_another_newland_command_is_none() -> None:
    """A late answer names its command."""
    assert NEWLAND.answer_in(NEWLAND.health, b"\x02\x010000#SCNTRG0\x06;\x03") is None


def test_the_longest_newland_reply_has_an_end() -> None:
    """What goes on without an end is no reply."""
    beginning = b"\x02\x010000#SCNTRG1"
    assert NEWLAND.reply_at(beginning, 0) is More.BYTES
    assert NEWLAND.reply_at(beginning + b"A" * 300, 0) is None


@pytest.mark.parametrize(
    ("answer", "verdict", "data"),
    [
        (b"TRGMOD0\x06.", Verdict.DONE, b"0"),
        (b"trgmod0\x06", Verdict.DONE, b"0"),
        (b"\x16M\rTRGMOD3\x06.", Verdict.DONE, b"3"),
        (b"TRGMOD?\x05.", Verdict.UNKNOWN, b"?"),
        (b"TRGMOD9\x15!", Verdict.REFUSED, b"9"),
    ],
)
def test_replies_of_honeywell(answer: bytes, verdict: Verdict, data: bytes) -> None:
    """With and without a mark behind the status byte, in both cases of letters."""
    found = HONEYWELL.answer_in(HONEYWELL.health, b"6901234567892\r" + answer)
    assert found is not None
    assert (found.verdict, found.data) == (verdict, data)
    assert HONEYWELL.reply_at(answer, 0) is None


def test_replies_of_older_newland() -> None:
    """An exclamation mark to the question, one byte to the rest."""
    assert OLD.answer_in(OLD.health, b"\x06!") == Reply(Verdict.DONE, 1, b"!")
    assert OLD.answer_in(OLD.health, b"\x06") is None
    assert OLD.answer_in(OLD.start, b"12\x15") == Reply(Verdict.REFUSED, 1)
    assert OLD.reply_at(b"1", 0) is None


@pytest.mark.parametrize(
    ("family", "data", "wrong"),
    [
        (Family.HONEYWELL, b"0", False),
        (Family.HONEYWELL, b"3", True),
        (Family.NEWLAND, b"SCNMOD0", False),
        (Family.NEWLAND, b"SCNMOD2", True),
        (Family.NEWLAND, b"SCNMOD*", False),
        (Family.NEWLAND_OLD, b"!", False),
        (Family.SEVEN_E, b"\x39\x01", False),
    ],
)
def test_a_scanner_in_another_mode_is_known(family: Family, data: bytes, wrong: bool) -> None:
    """Where the answer says the mode."""
    assert CODECS[family].mode_is_wrong(Reply(Verdict.DONE, 1, data)) is wrong


def test_only_what_is_left_to_the_bench_is_permanent() -> None:
    """Nothing that the driver sends by itself is stored in flash."""
    for codec in CODECS.values():
        for request in (codec.start, codec.stop, *codec.session):
            assert not request.data.endswith(b".")
            assert b"@" not in request.data
            assert not request.data.startswith(b"NLS")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([7, 8, 9]), st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=60))
def test_7e00_both_ways(kind: int, address: int, data: bytes) -> None:
    """A request has a right checksum; the same body as a reply is read back."""
    frame = seven_e_frame(kind, address, data)
    assert crc16(frame[2:]) == 0
    body = bytes([0, len(data)]) + data
    reply = b"\x02\x00" + body + crc16(body).to_bytes(2, "big")
    assert SEVEN.reply_at(b"x" + reply, 1) == Reply(Verdict.DONE, len(reply), data)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[A-Z]{6}[0-9A-Z]{0,12}", fullmatch=True), st.booleans())
def test_newland_both_ways(command: str, permanent: bool) -> None:
    """A request's text comes back as the data of its reply."""
    request = newland(command, permanent=permanent)
    reply = b"\x02\x01" + request.data[2:-2] + b"\x06;\x03"
    assert NEWLAND.answer_in(request, reply) == Reply(Verdict.DONE, len(reply), command.encode())


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[A-Z0-9]{6}[0-9A-Z]{0,12}", fullmatch=True))
def test_honeywell_both_ways(command: str) -> None:
    """The same."""
    request = honeywell_menu(command)
    reply = request.data[3:-1] + b"\x06!"
    assert HONEYWELL.answer_in(request, reply) == Reply(Verdict.DONE, len(reply) - 1, command[6:].encode())
