"""Bytes become codes: replies are taken out, pieces put together, terminators taken off, however the stream is cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.code_scanner.codec import CODECS, Family, Reply, Verdict
from drivers.code_scanner.stream import (
    LONGEST_CODE,
    CodeAssembler,
    RawCode,
    ReplyFilter,
    TooLong,
    decode_code,
    idle_gap_s,
)

GAP = 0.05
START_REPLIES = {
    Family.NEWLAND: b"\x02\x010000#SCNTRG1\x06;\x03",
    Family.NEWLAND_OLD: b"\x06",
    Family.SEVEN_E: bytes.fromhex("02000001003331"),
}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)


def _assembled(family: Family, pieces: list[bytes]) -> tuple[object, list[Reply]]:
    assembler = CodeAssembler(family, GAP)
    replies: list[Reply] = []
    now = 10.0
    for piece in pieces:
        now += GAP / 2
        replies += assembler.feed(piece, now)
        assert assembler.take(now) is None
    return assembler.take(now + GAP), replies


def _cut(stream: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[a:b] for a, b in itertools.pairwise(places) if a < b]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(START_REPLIES)),
    TEXTS,
    st.integers(0, 1000),
    st.lists(st.integers(0, 1000), max_size=6),
    st.sampled_from([b"", b"\r", b"\n", b"\r\n"]),
)
def test_a_reply_is_taken_out_wherever_it_stands(
    family: Family, text: str, place: int, cuts: list[int], terminator: bytes
) -> None:
    """Before, within and behind the code, in any pieces; the code is whole."""
    code = text.encode() + terminator
    at = place % (len(code) + 1)
    stream = code[:at] + START_REPLIES[family] + code[at:]

    taken, replies = _assembled(family, _cut(stream, cuts))

    assert taken == RawCode(text.encode())
    assert [reply.verdict for reply in replies] == [Verdict.DONE]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(Family), TEXTS, st.lists(st.integers(0, 1000), max_size=6))
def test_a_code_without_a_reply_is_what_was_sent(family: Family, text: str, cuts: list[int]) -> None:
    """The scanner may be of another mind about answers."""
    assert _assembled(family, _cut(text.encode() + b"\r\n", cuts)) == (RawCode(text.encode()), [])


def test_the_beginning_of_a_reply_is_given_back_when_the_line_is_still() -> None:
    """What was held back was a part of the code."""
    assert _assembled(Family.SEVEN_E, [b"ab\x02", b"\x00"])[0] == RawCode(b"ab\x02\x00")
    assert ReplyFilter(Family.NEWLAND).feed(b"\x02\x03\x02x") == (b"\x02\x03\x02x", [])


def test_a_terminator_alone_ends_nothing() -> None:
    """A QR code may hold line breaks."""
    assert _assembled(Family.HONEYWELL, [b"first\r", b"second\r"])[0] == RawCode(b"first\rsecond")


def test_nothing_but_terminators_is_no_code() -> None:
    """What is left of an earlier code."""
    assert _assembled(Family.HONEYWELL, [b"\r\n"])[0] is None


def test_stx_and_etx_are_taken_off() -> None:
    """Where the scanner was set up to send both; one alone is content."""
    assert _assembled(Family.HONEYWELL, [b"\x02code\r\x03\r"])[0] == RawCode(b"code")
    assert _assembled(Family.HONEYWELL, [b"\x02code\r"])[0] == RawCode(b"\x02code")


def test_nothing_is_taken_before_anything_came() -> None:
    """An empty line is no code, however long it is still."""
    assert CodeAssembler(Family.HONEYWELL, GAP).take(1e9) is None


def test_too_many_bytes_are_dropped_and_counted() -> None:
    """A scanner that never ends is no code; the next one is read again."""
    assembler = CodeAssembler(Family.HONEYWELL, GAP)
    for number in range(5):
        assembler.feed(b"x" * 4000, number * 0.01)
    assert assembler.take(1.0) == TooLong(20_000)
    assembler.feed(b"y" * LONGEST_CODE + b"\r\n", 2.0)
    assert assembler.take(3.0) == RawCode(b"y" * LONGEST_CODE)


def test_a_code_is_never_shown() -> None:
    """It may be a means of payment."""
    assert "134" not in repr(RawCode(b"134567890123456789"))


@pytest.mark.parametrize(("baud", "gap_s"), [(115200, 0.05), (9600, 0.05), (2400, 200 / 2400)])
def test_the_gap_is_that_of_usb_or_twenty_characters(baud: int, gap_s: float) -> None:
    """Whichever is longer."""
    assert idle_gap_s(baud) == gap_s


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_both_character_sets(encoding: str) -> None:
    """UTF-8, then GB18030."""
    assert decode_code("办事指南 3 号窗口".encode(encoding)) == "办事指南 3 号窗口"


def test_bytes_that_are_no_text() -> None:
    """They are kept from becoming one."""
    assert decode_code(b"\xff\xfe\xff") is None


def test_every_family_has_a_codec() -> None:
    """And each knows its own name."""
    assert [CODECS[family].family for family in Family] == list(Family)
