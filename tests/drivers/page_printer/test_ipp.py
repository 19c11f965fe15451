"""The codec of IPP messages: the RFC's own example, both ways for any message, typed errors for any bytes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.page_printer.ipp import (
    Attribute,
    AttributeGroup,
    Group,
    IppFormatError,
    Message,
    Tag,
    Value,
    decode,
    encode,
    words,
)

PRINT_JOB = bytes.fromhex(
    "0101 0002 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "48 001b 617474726962757465732d6e61747572616c2d6c616e6775616765 0005 656e2d7573"
    "45 000b 7072696e7465722d757269 0015 6970703a2f2f666f7265737424f2f70696e65747265".replace("24f2f", "2f")
    + "02 21 0006 636f70696573 0004 00000014"
    "44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765 03 25215053"
)
"""After RFC 8010, appendix A.1: Print-Job with 20 copies, two-sided."""


def test_the_example_of_the_rfc_is_read_and_written() -> None:
    """Groups, tags, values and the document behind them are those of the example."""
    uri = b"ipp://forest/pinetree"
    head, tail = PRINT_JOB.split(b"printer-uri")
    example = head + b"printer-uri" + len(uri).to_bytes(2, "big") + uri + tail[tail.index(b"\x02\x21") :]

    message = decode(example)

    assert (message.version, message.code, message.request_id, message.data) == ((1, 1), 2, 1, b"%!PS")
    assert message.of(Group.OPERATION).values("printer-uri") == (uri.decode(),)
    assert message.of(Group.JOB).values("copies") == (20,)
    assert message.of(Group.JOB).values("sides") == ("two-sided-long-edge",)
    assert message.of(Group.PRINTER).values("copies") == ()
    assert encode(message) == example


NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
VALUES: dict[int, st.SearchStrategy[Value]] = {
    Tag.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Tag.ENUM: st.integers(0, 2**31 - 1),
    Tag.BOOLEAN: st.booleans(),
    Tag.KEYWORD: st.text(max_size=30),
    Tag.TEXT: st.text(max_size=30),
    0x30: st.binary(max_size=30),
    0x13: st.just(b""),
}
ATTRIBUTES = st.sampled_from(sorted(VALUES)).flatmap(
    lambda tag: st.builds(Attribute, NAMES, st.just(int(tag)), st.lists(VALUES[tag], min_size=1, max_size=4).map(tuple))
)
GROUPS = st.builds(
    AttributeGroup, st.sampled_from([int(one) for one in Group]), st.lists(ATTRIBUTES, max_size=5).map(tuple)
)
MESSAGES = st.builds(
    Message,
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF_FFFF),
    st.lists(GROUPS, max_size=4).map(tuple),
    st.binary(max_size=50),
)


@given(MESSAGES)
def test_any_message_comes_back_from_its_bytes(message: Message) -> None:
    """Reading what was written gives what was written."""
    assert decode(encode(message)) == message


@given(MESSAGES, st.data())
def test_damaged_bytes_give_a_typed_error_or_a_message(message: Message, data: st.DataObject) -> None:
    """No other exception, whatever is cut off or flipped."""
    raw = bytearray(encode(message))
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=4)):
        raw[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    with contextlib.suppress(IppFormatError):
        decode(bytes(raw[:cut]))


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        ("0200 0000 000000", "truncated"),
        ("0200 0000 00000001 01", "truncated"),
        ("0200 0000 00000001 47", "tag 0x47"),
        ("0200 0000 00000001 00", "tag 0x00"),
        ("0200 0000 00000001 01 21 0000 0004 00000001 03", "without a name"),
        ("0200 0000 00000001 01 21 0001 61 0003 000000 03", "four bytes"),
        ("0200 0000 00000001 01 22 0001 61 0002 0000 03", "one byte"),
        ("0200 0000 00000001 01 21 0001 61 00ff 00", "beyond the end"),
    ],
)
def test_what_is_no_ipp_is_named(raw: str, cause: str) -> None:
    """Each way of being wrong has its own words."""
    with pytest.raises(IppFormatError, match=cause):
        decode(bytes.fromhex(raw))


def test_endless_groups_and_attributes_end() -> None:
    """A message that goes on for ever is refused after some thousand of its parts."""
    opening = bytes.fromhex("0200 0000 00000001")
    with pytest.raises(IppFormatError, match="too many groups"):
        decode(opening + b"\x01" * 10_000)
    with pytest.raises(IppFormatError, match="too many attributes"):
        decode(opening + b"\x01" + bytes.fromhex("22 0001 61 0001 01") * 10_000)


def test_text_with_a_language_is_read() -> None:
    """Its language is left out, its text is kept."""
    raw = bytes.fromhex("0200 0000 00000001 04 35 0001 61 000b 0002 656e 0005 68656c6c6f 03")

    assert decode(raw).of(Group.PRINTER).values("a") == ("hello",)


@pytest.mark.parametrize(
    ("tag", "value"),
    [(Tag.INTEGER, "3"), (Tag.INTEGER, True), (Tag.BOOLEAN, b"1"), (Tag.KEYWORD, 3), (Tag.INTEGER, 2**31)],
)
def test_a_value_that_does_not_fit_its_tag_is_not_written(tag: int, value: Value) -> None:
    """The caller's mistake does not go over the wire."""
    message = Message(2, 1, (AttributeGroup(Group.JOB, (Attribute("a", tag, (value,)),)),))
    with pytest.raises(IppFormatError):
        encode(message)


def test_a_value_that_is_too_long_is_not_written() -> None:
    """A length has two bytes."""
    message = Message(2, 1, (AttributeGroup(Group.JOB, (Attribute("a", Tag.TEXT, ("x" * 70_000,)),)),))
    with pytest.raises(IppFormatError, match="65535"):
        encode(message)


def test_words_are_the_strings_among_values() -> None:
    assert tuple(words((1, "a", b"b", "c"))) == ("a", "c")
